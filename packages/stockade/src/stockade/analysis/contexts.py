"""What the platform hands to code in templates: the request, the context, each with whose data it is."""

import re

from stockade.analysis.sources import event_taints, loaded
from stockade.analysis.taint import Taint
from stockade.analysis.values import UNKNOWN, Value, constants, external, record, tainted
from stockade.model.embedded import Embedded

_VARIABLE = re.compile(r"\{([\w.-]+)\+?\}")
_RAW = ("header-injection", "log-injection")
"""The rules that a part of a request as it came is clean for: no line break is in it."""
_PARTS = ("querystring", "headers", "cookies", "method")


def data(source: str, *path: str, marks: tuple[str, ...] = ()) -> Value:
    """Return the data of an event at a path."""
    taints = event_taints((source,))
    for key in path:
        taints = frozenset(inner for one in taints for inner in loaded(one, key, index=False))
    return tainted(frozenset(one.marked(*marks) for one in taints)) if taints else UNKNOWN


def route_request(code: Embedded) -> list[Value]:
    """Return what a mapping template of a route gets: `$input`, `$context`, `$util`, `$stageVariables`."""
    source, answering = code.event_source, code.part == "response"
    context = {"authorizer": data(source, "requestContext", "authorizer")}
    given = Value(
        names=("vtl.input",),
        fields={
            "body": UNKNOWN if answering else data(source, "body"),
            " path": data(source, "pathParameters"),
            " querystring": data(source, "queryStringParameters"),
            " header": data(source, "headers"),
            " declared": constants(_VARIABLE.findall(code.detail) or [""]),
        },
    )
    return [given, record(context).changed(closed=False), external("vtl.util"), UNKNOWN]


def resolver_context(code: Embedded, stash: Value, checked: frozenset[str]) -> Value:
    """Return the context of a resolver; `checked` are paths of arguments whose types hold no free text."""
    source = code.event_source
    arguments = _checked(data(source, "arguments"), checked)
    return record(
        {
            "args": arguments,
            "arguments": arguments,
            "identity": data(source, "identity"),
            "source": data(source, "source"),
            "request": record({"headers": data(source, "request", "headers")}),
            "info": data(source, "info"),
            "stash": stash,
            "prev": record({"result": UNKNOWN}),
            "result": UNKNOWN,
            "error": UNKNOWN,
        }
    )


def resolver_template(context: Value) -> list[Value]:
    """Return what a mapping template of a resolver gets."""
    return [UNKNOWN, context, external("vtl.util"), UNKNOWN]


def edge_event(code: Embedded) -> Value:
    """Return the event of a function of CloudFront: an address with its slash, and what came raw."""
    source = code.event_source
    uri = data(source, "request", "uri", marks=_RAW)
    request = {
        "uri": Value(uri.taints, pieces=("/", uri.taints)),
        **{part: data(source, "request", part, marks=_RAW) for part in _PARTS},
    }
    whole = data(source, "request", marks=_RAW)
    return Value(fields={"request": Value(whole.taints, fields=request)})


def message() -> frozenset[Taint]:
    """Return whose data a message of a device is."""
    return event_taints(("iot.rule",))


def _checked(value: Value, paths: frozenset[str]) -> Value:
    """Return arguments with those left out that are numbers, truth values or of a list of constants."""
    inner: dict[str, set[str]] = {}
    for path in paths:
        first, _, rest = path.partition(".")
        inner.setdefault(first, set()).add(rest)
    if not inner:
        return value
    fields: dict[str, Value] = {}
    for name, rests in inner.items():
        taints = frozenset(one for taint in value.taints for one in loaded(taint, name, index=False))
        fields[name] = UNKNOWN if "" in rests else _checked(tainted(taints), frozenset(rests))
    return Value(value.taints, fields=fields)
