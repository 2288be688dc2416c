"""The types of what is known about calls: what `catalog/sinks/*.toml` and `catalog/calls/*.toml` may say.

A call is named by the full path of what is called. A name that was imported begins with its module; a result
is its call with `()`; the literal that chooses what a factory makes stands in the parentheses where the
factory says so (`[[type]] choose = true`):

    Python      os.system   sqlite3.connect().cursor().execute   boto3.client(s3).get_object   str.format
    JavaScript  child_process.exec   mysql.createConnection().query   aws-sdk.S3().getObject   fetch   eval
                `node:fs` is `fs`; a default export is its module (`axios`); `new X()` is `X()`

`[[type]]` gives results a name of their own, so that one entry speaks of many libraries:
`sql.Cursor.execute`. Methods of texts, lists and dictionaries are `str.lower`, `list.append`, `dict.get` in
both languages' tables (in JavaScript `str.toLowerCase`, `list.push`, `object.keys`).
"""

from typing import Literal

from msgspec import Struct

from stockade.catalog.remedies import Remedy

Needs = Literal[
    "text",
    "whole",
    "host",
    "path",
    "start",
    "object",
    "record",
    "line",
    "pattern",
    "markup",
    "secret",
]
"""What must be true of the value that reaches a sink.

`text`    a piece of the text is the sender's
`whole`   the value itself is the sender's (code, serialised objects, templates)
`host`    the sender chooses scheme, host or port of a URL
`path`    a piece of a path is the sender's, and may hold separators and dots
`start`   the text may begin with the sender's piece (redirects, programs)
`object`  the value may be an object where a plain one is meant (operators of document stores)
`record`  an object whose keys the sender chooses is taken whole (mass assignment)
`line`    a piece may hold line breaks (headers, log lines that a parser reads)
`pattern` the text of a regular expression is the sender's, or it is matched by a super-linear pattern
`markup`  a piece of HTML is the sender's
`secret`  a field that must never be logged, or the whole event that holds one
"""

Language = Literal["python", "javascript"]
"""The languages with tables of their own; TypeScript is JavaScript's."""

Width = Literal["critical", "high", "medium", "low"]


class Argument(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which value of a call: an argument by `position` (from 0) or `name`, or what is found below it.

    `path` leads into the argument: `Statement`, `[0]`, `[].name`, `*` any entry, `**` all of it at any depth.
    `rest`: this position and all that follow. `receiver`: what the method is called on. `spread`: the whole
    of what is spread into named arguments (`**fields`).
    """

    position: int | None = None
    name: str = ""
    path: str = ""
    rest: bool = False
    receiver: bool = False
    spread: bool = False


class Test(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"negated": "not"}):
    """A condition on another value of the call; with `not` it must not hold.

    Unknown values fulfil both, but for `matches`, which speaks of texts that are known.
    """

    argument: Argument
    equals: str | int | bool | None = None
    is_a: Literal["text", "list", "object", "function", "given"] | None = None
    matches: str = ""
    negated: bool = False


class Place(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where one language has a sink: the calls, which of their values, and under which conditions.

    `patch` is where the guard and the tracer hook, `module:attribute`, empty where they cannot. `fix` says
    how the source may be changed.
    """

    calls: tuple[str, ...]
    arguments: tuple[Argument, ...]
    when: tuple[Test, ...] = ()
    patch: str = ""
    fix: tuple[Remedy, ...] = ()


class Returned(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A sink in what a handler of an HTTP source returns: the path in the response, and conditions on it.

    Argument 0 of a condition is the response.

    `without`: entries of `*` that another sink speaks of. `fix` says how a source in Python may be changed.
    """

    path: str
    when: tuple[Test, ...] = ()
    without: tuple[str, ...] = ()
    fix: tuple[Remedy, ...] = ()


class Written(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A sink in the text that a template writes, or in the request that a script returns.

    `feeds` is what the text is for: a kind of `stockade.model.embedded` (`dynamodb`, `rds`, ...), with the
    service for actions (`service:dynamodb`; `service:*` any), `signed` for requests to a host that are made
    with a role. `keys` are the ends of paths it stands at (`query.expression`, `*Expression`), with `^` whole
    ones; a name of an entry counts as `*`. `place`:
    the whole `value` there, whatever was done to its quotes; `structure`, a text that may end the JSON string
    or value it stands in; a `form` value that may begin another one; the `whole` text; a `page`. `clean` are
    encodings without danger there: `url`, `base64`. `script` is the rule where a script gives the value.
    """

    feeds: tuple[str, ...]
    keys: tuple[str, ...] = ()
    place: Literal["value", "structure", "form", "whole", "page"] = "value"
    clean: tuple[Literal["url", "base64"], ...] = ()
    script: str = ""


class Reach(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The severity by who can send: the rule of thumb until attack paths score it."""

    public: Width
    stored: Width
    account: Width


class Example(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a sink finds and what it does not, in code: documentation and test; never compiled.

    `setup` stands at the top of the module, `flagged` and `silent` are bodies of the handler of an HTTP API
    in which `q` is a query parameter and `body` the parsed body; `examples.program` writes the whole module.
    """

    language: Language
    setup: str = ""
    flagged: str
    silent: str


class Entry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What every entry may say in people's own files (`stockade.catalog.own`), and none of ours does.

    `replaces` takes one of ours away: a sink by its id, of what is known of calls the entry of the same table
    for that call. `reason` says why, and is printed.
    """

    replaces: str = ""
    reason: str = ""


class Sink(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A dangerous operation.

    `id` is unique: `sql.cursor`. `what` completes "... reaches": "the text of an SQL statement". `safe` says
    how to do it right. `kind` is the word of the guard and the payload family of the attacks: `sql`, `shell`,
    `code`, `path`, `url`, `html`, .... `guards` name what cleans besides the rule's own class.
    """

    id: str
    rule: str
    cwe: int
    kind: str
    what: str
    needs: Needs
    severity: Reach
    safe: str
    guards: tuple[str, ...] = ()
    python: Place | None = None
    javascript: Place | None = None
    returned: Returned | None = None
    written: Written | None = None
    example: tuple[Example, ...] = ()


class Named(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Gives the results of calls a type. `choose`: the literal first argument stands in parentheses.

    `name` may hold `{0}`, that literal: `boto3.client({0})`. `attributes` are values of this type that no
    call gives: `boto3.resource(s3).meta.client`, `mongo.Client.*` (any attribute or entry). `adapter`: the
    values come from no call; a framework hands them to the functions it calls (`express.Response`).
    """

    name: str
    calls: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    choose: bool = False
    adapter: bool = False


class Passing(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls whose result holds the data of some of their values only.

    Without `arguments` it holds the data of none. `decodes` or `encodes` names an encoding that is peeled or
    put on: `json`, `base64`, `url`, `html`.
    """

    calls: tuple[str, ...]
    arguments: tuple[Argument, ...]
    decodes: str = ""
    encodes: str = ""


class Clean(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls whose result is clean for some rules (`*`: for all); with `when`, only where that holds."""

    calls: tuple[str, ...]
    rules: tuple[str, ...]
    when: tuple[Test, ...] = ()


class Guard(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls that tell whether a value is harmless for some rules; it is where the answer is `holds`.

    `raises`: the call raises instead of answering no.
    """

    calls: tuple[str, ...]
    argument: Argument
    rules: tuple[str, ...]
    holds: bool = True
    raises: bool = False
    when: tuple[Test, ...] = ()


class Fetch(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls that read what others may have written.

    `action` is the IAM action (`s3:GetObject`), `http` for answers of other hosts. `resource` is the value
    that names the store, `key` the one that names the item. `path` is where in the result the content is.
    """

    calls: tuple[str, ...]
    action: str
    resource: Argument | None = None
    key: Argument | None = None
    path: str = ""


class Store(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls that write what others may read: `content` is what is written, into `resource` under `key`."""

    calls: tuple[str, ...]
    action: str
    content: Argument
    resource: Argument | None = None
    key: Argument | None = None


class Callback(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls that call a function they are handed.

    `function` is the value that is called, `gives` what it gets, in order: `element` and `key` of the
    receiver, `receiver`, `error`, `result` (of the call as if it were external), `nothing`, or a number, that
    argument of the call (`element:1` an element of it). `result`: what the call itself gives: `list` of what
    the function returned, that `value`, the `receiver`, or as any `external` call.
    """

    calls: tuple[str, ...]
    function: Argument
    gives: tuple[str, ...] = ()
    result: Literal["list", "value", "receiver", "external", "function"] = "external"


class Wrapper(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls and decorators whose result is the function they are handed (middleware, retries, tracing)."""

    calls: tuple[str, ...]
    function: Argument


class Authenticator(Entry, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Calls, decorators and wrappers that let nobody through who has not proved something.

    `proves` says what: `identity`, who the caller is (a token or session was verified; what else he sends is
    still his own word), or `signature`, that what was sent comes from a sender who is trusted with it.
    `argument` is what is verified where it is called with it (all arguments where it is not said), `function`
    the function it wraps; a decorator needs neither. It raises, or answers no, where the proof fails.
    """

    calls: tuple[str, ...]
    proves: Literal["identity", "signature"]
    argument: Argument | None = None
    function: Argument | None = None


class CallFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One file of `catalog/calls`: what is known of calls that are no sinks, for one language."""

    language: Language
    type: tuple[Named, ...] = ()
    passing: tuple[Passing, ...] = ()
    clean: tuple[Clean, ...] = ()
    guard: tuple[Guard, ...] = ()
    fetch: tuple[Fetch, ...] = ()
    store: tuple[Store, ...] = ()
    callback: tuple[Callback, ...] = ()
    wrapper: tuple[Wrapper, ...] = ()
    authenticator: tuple[Authenticator, ...] = ()


class SinkFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One file of `catalog/sinks`: one family."""

    sink: tuple[Sink, ...]
