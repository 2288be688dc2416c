"""The types of one event source: what `catalog/event-sources/<id>/source.toml` may say.

Unknown keys are errors, words come from closed sets, and what the types cannot say (that paths parse, that
the event beside the definition holds every path) the compiler checks.
"""

from typing import Literal

from msgspec import Struct

#: Who can make the event exist when the deployment says nothing.
Exposure = Literal["public", "authenticated", "account", "stored", "operator"]

#: How the function is started: the caller waits, the event is queued, or the platform polls the source.
Invocation = Literal["synchronous", "asynchronous", "polled"]

#: Who chooses a value: an untrusted sender, the platform, or the owner of the application.
Control = Literal["sender", "platform", "owner"]

#: Where a path begins: in the event, or in the context object that the function is handed besides.
Place = Literal["event", "context"]

#: How what names the sender is checked.
#: `in-profile`  the value is one that the trigger's profile lists (a queue, bucket, account, application)
#: `constant`    the value equals the definition's own `equals`
#: `present`     the platform puts it there only after authentication: it must be there where that is declared
#: `verdict`     the platform judged the message: the status must be one the profile accepts (`PASS`)
#: `signature`   a token or signature: worth something only after its signature was verified
#: `age`         a time: not older than the profile's window
#: `service-host` a URL: its host must be one of the service's own
Check = Literal["in-profile", "constant", "present", "verdict", "signature", "age", "service-host"]

#: How a trigger proves its sender, in the words of the map.
Authentication = Literal[
    "none",
    "iam",
    "cognito",
    "jwt",
    "lambda-authorizer",
    "mtls",
    "resource-policy",
    "signature",
    "api-key",
    "service",
    "unknown",
]

#: Modules of the assembly that wire what one pattern cannot.
Module = Literal[
    "assembly.apigateway",
    "assembly.websocket",
    "assembly.authorizers",
    "assembly.function_urls",
    "assembly.balancers",
    "assembly.appsync",
    "assembly.cloudfront",
    "assembly.lattice",
    "assembly.eventbridge",
    "assembly.schedules",
    "assembly.pipes",
    "assembly.stepfunctions",
    "assembly.mail",
    "assembly.custom_resources",
    "assembly.invocations",
    "assembly.destinations",
    "assembly.topics",
]


class Condition(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
    rename={"any_of": "any", "all_of": "all", "negated": "not"},
):
    """A question to an event: all that is said must hold (`stockade.catalog.conditions`).

    `path` with one test: `exists` (alone: it does), `equals`, `one_of`, `starts_with`, `matches` (a regular
    expression, searched), `holds_a` (kind of value). `keys`: the event has these; `only_keys`: these and no
    others. `root`: the event is a list with members. `any`, `all`, `not` combine.
    """

    path: str | None = None
    exists: bool | None = None
    equals: str | int | bool | None = None
    one_of: tuple[str, ...] = ()
    starts_with: str = ""
    matches: str = ""
    holds_a: Literal["object", "list", "text"] | None = None
    keys: tuple[str, ...] = ()
    only_keys: tuple[str, ...] = ()
    root: Literal["list"] | None = None
    any_of: "tuple[Condition, ...]" = ()
    all_of: "tuple[Condition, ...]" = ()
    negated: "Condition | None" = None

    def __post_init__(self) -> None:
        tests = [self.exists is not None, self.equals is not None, bool(self.one_of), bool(self.starts_with)]
        tests += [bool(self.matches), self.holds_a is not None]
        if sum(tests) > 1:
            raise ValueError("a condition tests its path in one way only")
        if self.path is None and any(tests):
            raise ValueError("a condition that tests needs a path")


class Match(Condition, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """How an event of this source is recognised by its shape.

    `arbitrary`: the source also (or only) sends events of any shape, so that not fulfilling the condition
    does not exclude it; what has no other part is never recognised.
    """

    arbitrary: bool = False


class Wrap(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place in which an event of another source may lie, and the encodings around it."""

    path: str
    encoding: str = ""


class Field(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value of the event: where it is, who chooses it, how it is encoded, and what is odd about it."""

    path: str
    control: Control
    encoding: str = ""
    place: Place = "event"
    note: str = ""


class Carried(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The shape this source has inside another one's message, where it differs from the event.

    `at`: the path of the source's own event at which the same object lies, so that its field paths hold below
    it; else `fields` lists the paths of this shape.
    """

    match: Condition
    at: str = ""
    fields: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.at) == bool(self.fields):
            raise ValueError("a carried shape has either `at` or fields of its own")


class Content(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the event merely points to: as untrusted as the event. `fetch` is the IAM action that reads it."""

    fetch: str
    note: str = ""


class Sender(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What names the sender, or proves him, and how it is checked."""

    path: str
    check: Check
    equals: str = ""
    place: Place = "event"
    note: str = ""

    def __post_init__(self) -> None:
        if bool(self.equals) != (self.check == "constant"):
            raise ValueError("`equals` belongs to the check `constant`, and to it alone")


class When(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pattern's condition on a property: `equals` a text, or `exists`."""

    path: str
    equals: str | None = None
    exists: bool | None = None

    def __post_init__(self) -> None:
        if (self.equals is None) == (self.exists is None):
            raise ValueError("a `when` has either `equals` or `exists`")


class Pattern(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """How a canonical CloudFormation resource wires this source to a function.

    `resource`  the CloudFormation type
    `each`      path of the property that is looked at, `[]` each element, `.*` each value; empty: all of it
    `function`  property below `each` that names the function (its ARN, name or alias); `.` is `each` itself
    `origin`    `self`, or the property of the resource that names where the event comes from
    `detail`    property below `each` that tells triggers of one origin apart, or `=text`
    `origin_types`  the origin must be a resource of one of these types
    `origin_arn`    ... or a literal ARN of this service (its third part)
    `origin_when`   ... whose own properties fulfil this
    `when`      condition on a property below `each`
    """

    resource: str
    each: str = ""
    function: str
    origin: str = "self"
    detail: str = ""
    origin_types: tuple[str, ...] = ()
    origin_arn: str = ""
    origin_when: When | None = None
    when: When | None = None
    authentication: Authentication = "service"


class Wiring(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What connects the source to a function: nothing in a template, a module, or patterns; exactly one.

    `functions`, in people's own files, names the functions that it starts besides or instead (`Orders*`): by
    the id the map shows, `*` for any letters.
    """

    none: str = ""
    module: Module | None = None
    patterns: tuple[Pattern, ...] = ()
    functions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        said = sum((bool(self.none), self.module is not None, bool(self.patterns)))
        if said > 1 or (not said and not self.functions):
            raise ValueError("wiring is exactly one of `none`, `module`, `patterns`, or names `functions`")


class EventSource(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One way in which a Lambda function is started: everything that is known about its events.

    `principals` are the service principals that a function's resource policy names for it.
    `secrets` are the paths that must never be logged or recorded. In people's own files `replaces` is the id
    of the one of ours that it takes the place of, and `reason` says why.
    """

    id: str
    title: str
    service: str
    invocation: Invocation
    exposure: Exposure
    match: Match
    wiring: Wiring
    principals: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    wraps: tuple[Wrap, ...] = ()
    carried: Carried | None = None
    fields: tuple[Field, ...] = ()
    content: tuple[Content, ...] = ()
    sender: tuple[Sender, ...] = ()
    replaces: str = ""
    reason: str = ""

    def starts(self, function: str) -> bool:
        """Tell whether `wiring.functions` names a function, by its id."""
        return any(_fits(one, function) for one in self.wiring.functions)

    def controlled_by(self, control: Control) -> tuple[Field, ...]:
        """Give the fields that `control` chooses; only the sender's are tainted, attacked and guarded."""
        return tuple(field for field in self.fields if field.control == control)


def _fits(pattern: str, name: str) -> bool:
    """Tell whether a name is what a pattern says, in which `*` is any letters; in one pass."""
    first, *rest = pattern.split("*")
    if not rest or not name.startswith(first):
        return name == pattern
    left = name[len(first) :]
    for part in rest[:-1]:
        at = left.find(part)
        if at < 0:
            return False
        left = left[at + len(part) :]
    return left.endswith(rest[-1])
