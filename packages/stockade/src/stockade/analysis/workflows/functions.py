"""What the functions of both query languages make of whose data.

Source: "Intrinsic functions for JSONPath states" and "Transforming data with JSONata" of the Step Functions
Developer Guide; docs.jsonata.org. A function that no table names passes on what its arguments hold.
"""

from collections.abc import Callable, Sequence

from stockade.analysis import values as v
from stockade.analysis.taint import Taint
from stockade.analysis.values import (
    UNKNOWN,
    Value,
    constant,
    everything,
    join_all,
    mapped,
    sequence,
    tainted,
)
from stockade.analysis.weaving import concatenated
from stockade.analysis.workflows.documents import child, element, elements, is_list

NOBODYS = frozenset(
    {
        *("States.UUID", "States.Hash", "States.MathRandom", "States.MathAdd", "States.ArrayLength"),
        *("States.ArrayContains", "States.ArrayRange", "path.length", "path.min", "path.max", "path.avg"),
        *("path.sum", "path.stddev", "$uuid", "$hash", "$random", "$number", "$boolean", "$not", "$exists"),
        *("$contains", "$count", "$length", "$sum", "$average", "$abs", "$floor", "$ceil", "$round"),
        *("$power", "$sqrt", "$now", "$millis", "$toMillis", "$type", "$range", "$formatNumber"),
        *("$formatBase", "$formatInteger", "$parseInteger", "$fromMillis", "$assert"),
    }
)
"""Functions whose result is a number, a truth value, a hash or a date: no text of a sender's own choice."""
SAME = frozenset(
    {
        *("States.ArrayUnique", "States.ArrayPartition", "$distinct", "$reverse", "$shuffle", "$sort"),
        *("$append", "$single", "$string", "States.JsonToString", "quoted", "$zip"),
    }
)
"""Functions whose result is their first argument, as far as is known here."""
ENCODED = frozenset({"States.Base64Encode", "$base64encode", "$encodeUrlComponent"})
"""Functions whose result holds no character that has a meaning in a text around it."""
PARSING = frozenset({"States.StringToJson", "$parse", "$eval"})
"""Functions that read a text as JSON: what is woven into the text may change what is read."""
CALLING = frozenset({"$map", "$filter", "$reduce", "$each", "$sift", "$single", "$sort"})
"""Functions that call one of their arguments for each element of another."""
_CASES: dict[str, Callable[[str], str]] = {
    "$uppercase": str.upper,
    "$lowercase": str.lower,
    "$trim": str.strip,
}
_QUOTES = ("sql-injection", "command-injection", "mapping-template-injection", "expression-injection")


def applied(name: str, arguments: Sequence[Value]) -> Value:
    """Return the result of a function by name."""
    first = arguments[0] if arguments else UNKNOWN
    if name in NOBODYS:
        return UNKNOWN
    if name in PARSING:
        return _parsed(first)
    if name in SAME:
        return first if len(arguments) < 2 or name != "$append" else join_all(arguments)  # noqa: PLR2004
    if name in ENCODED:
        return tainted(
            frozenset(one.marked(*_QUOTES, "server-side-request-forgery") for one in everything(first))
        )
    known = _KNOWN.get(name)
    if known is not None:
        return known(arguments)
    if name in _CASES and first.text is not None:
        return constant(_CASES[name](first.text))
    return tainted(_all(arguments))


def _all(arguments: Sequence[Value]) -> frozenset[Taint]:
    found: frozenset[Taint] = frozenset()
    for one in arguments:
        found |= everything(one)
    return found


def _parsed(text: Value) -> Value:
    """Return what a text holds as JSON: of somebody's text the object that is in it."""
    if text.fields is not None or text.items is not None:
        return text
    return mapped(tainted(text.taints), lambda taint: taint.marked("+json")) if text.taints else UNKNOWN


def _merged(arguments: Sequence[Value]) -> Value:
    """Return the entries of several objects, later ones over earlier ones."""
    objects = arguments[:1] if len(arguments) == 1 else arguments
    if len(objects) == 1 and is_list(objects[0]):
        objects = list(v.parts(objects[0]))
    fields: dict[str, Value] = {}
    taints: frozenset[Taint] = frozenset()
    for one in objects:
        fields.update(one.fields or {})
        taints |= one.taints
    closed = all(one.closed for one in objects)
    return Value(taints=taints, fields=fields, closed=closed)


def _json_merged(arguments: Sequence[Value]) -> Value:
    return _merged(arguments[:2])


def _item(arguments: Sequence[Value]) -> Value:
    """Return the element of a list, or the entry of an object, that the second argument names."""
    if len(arguments) < 2:  # noqa: PLR2004
        return UNKNOWN
    holder, key = arguments[0], arguments[1]
    if key.constants is not None and len(key.constants) == 1:
        return child(holder, str(next(iter(key.constants))))
    return element(holder)


def _split(arguments: Sequence[Value]) -> Value:
    first = arguments[0] if arguments else UNKNOWN
    return Value(fields={}, items=tainted(everything(first)), closed=True)


def _joined(arguments: Sequence[Value]) -> Value:
    """Return the text of a list's elements with a separator."""
    first = arguments[0] if arguments else UNKNOWN
    separator = arguments[1] if len(arguments) > 1 else constant("")
    if first.fields is not None and first.fields and first.closed and first.items is None:
        parts: list[Value] = []
        for number, one in enumerate(first.fields.values()):
            parts += [separator, one] if number else [one]
        return concatenated(parts)
    return tainted(everything(first))


def _replaced(arguments: Sequence[Value]) -> Value:
    """Return a text in which something is replaced; that it may be clean by that is not followed."""
    return tainted(_all([*arguments[:1], *arguments[2:3]]))


def _cut(arguments: Sequence[Value]) -> Value:
    return tainted(everything(arguments[0])) if arguments else UNKNOWN


def _keys(arguments: Sequence[Value]) -> Value:
    first = arguments[0] if arguments else UNKNOWN
    names = [constant(key) for key in first.fields or {}]
    own = tainted(first.taints | first.keys)
    return Value(fields={}, items=join_all([*names, *([own] if own.taints else [])]), closed=True)


def _spread(arguments: Sequence[Value]) -> Value:
    first = arguments[0] if arguments else UNKNOWN
    return Value(fields={}, items=elements(first), closed=True)


_KNOWN: dict[str, Callable[[Sequence[Value]], Value]] = {
    "States.Array": sequence,
    "States.ArrayGetItem": _item,
    "States.JsonMerge": _json_merged,
    "States.StringSplit": _split,
    "States.Format": concatenated,
    "States.Base64Decode": _cut,
    "$base64decode": _cut,
    "$decodeUrlComponent": _cut,
    "$merge": _merged,
    "$lookup": _item,
    "$split": _split,
    "$partition": _spread,
    "$join": _joined,
    "$replace": _replaced,
    "$substring": _cut,
    "$substringBefore": _cut,
    "$substringAfter": _cut,
    "$keys": _keys,
    "$spread": _spread,
    "$match": _split,
}
