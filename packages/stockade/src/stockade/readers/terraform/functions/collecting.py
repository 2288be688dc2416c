"""Functions over lists, sets and maps. Their elements may be unknown, as long as their number is not.

A set is a `List` without repetition, known texts sorted as Terraform sorts them, unknown ones after them.
"""

import itertools
import math
from collections.abc import Callable, Iterable

from stockade.readers.terraform.functions.arguments import (
    Arguments,
    NotKnown,
    as_entries,
    as_items,
    as_number,
    as_text,
)
from stockade.readers.terraform.operators import equal, truth, whole
from stockade.readers.terraform.traversal import MOST_ALTERNATIVES, Fault, default_of, described
from stockade.values import List, Map, Truth, Unknown, Value, is_absent, text

MOST_ELEMENTS = 10_000
"""Elements of a collection that a function makes."""


def _length(given: Arguments) -> Value:
    value = given.value(0)
    match value:
        case List() | Map():
            return given.lit(len(value.items))
        case _:
            return given.lit(len(as_text(value)))


def _element(given: Arguments) -> Value:
    items = given.items(0)
    if not items:
        raise Fault("element() of an empty list")
    return items[given.whole(1) % len(items)]


def _index(given: Arguments) -> Value:
    for position, item in enumerate(given.items(0)):
        match equal(item, given.value(1)):
            case "true":
                return given.lit(position)
            case "unknown":
                raise NotKnown
            case "false":
                pass
    raise Fault("index() does not find the element")


def _contains(given: Arguments) -> Value:
    answers = {equal(item, given.value(1)) for item in given.items(0)}
    if "true" in answers:
        return given.lit(True)
    if "unknown" in answers:
        raise NotKnown
    return given.lit(False)


def _concat(given: Arguments) -> Value:
    return given.list([item for values in given.rest(0) for item in as_items(values)])


def _flatten(given: Arguments) -> Value:
    found: list[Value] = []
    _flat(given.items(0), found)
    return given.list(found)


def _flat(items: Iterable[Value], found: list[Value]) -> None:
    for item in items:
        value = default_of(item)
        if isinstance(value, List):
            _flat(value.items, found)
        elif len(found) >= MOST_ELEMENTS:
            raise Fault(f"the list becomes longer than {MOST_ELEMENTS:,}")
        else:
            found.append(item)


def _compact(given: Arguments) -> Value:
    return given.list([item for item in given.items(0) if not is_absent(item) and text(item) != ""])


def _distinct(given: Arguments) -> Value:
    return given.list(distinct(given.items(0)))


def distinct(items: Iterable[Value]) -> list[Value]:
    """Return the elements without repetition of what is surely the same, in order."""
    found: list[Value] = []
    seen: set[str] = set()
    for item in items:
        known = text(item)
        if known is None:
            found.append(item)
        elif known not in seen:
            seen.add(known)
            found.append(item)
    return found


def as_set(items: Iterable[Value]) -> list[Value]:
    """Return the elements of a set: known texts sorted, then what is not known."""
    found = distinct(items)
    known = sorted((item for item in found if text(item) is not None), key=lambda item: text(item) or "")
    return [*known, *(item for item in found if text(item) is None)]


def _toset(given: Arguments) -> Value:
    return given.list(as_set(given.items(0)))


def _tolist(given: Arguments) -> Value:
    return given.list(given.items(0))


def _tomap(given: Arguments) -> Value:
    return given.map(given.entries(0))


def _reverse(given: Arguments) -> Value:
    return given.list(given.items(0)[::-1])


def _sort(given: Arguments) -> Value:
    return given.list(sorted(given.items(0), key=as_text))


def _slice(given: Arguments) -> Value:
    items, begin, end = given.items(0), given.whole(1), given.whole(2)
    if not 0 <= begin <= end <= len(items):
        raise Fault("slice() reaches beyond the list")
    return given.list(items[begin:end])


def _chunklist(given: Arguments) -> Value:
    items, size = given.items(0), given.whole(1)
    if size <= 0:
        return given.list([given.list(items)])
    return given.list([given.list(items[begin : begin + size]) for begin in range(0, len(items), size)])


def _range(given: Arguments) -> Value:
    numbers = [given.number(position) for position in range(len(given))]
    begin, end = (0.0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else (1.0 if end >= begin else -1.0)  # noqa: PLR2004 - begin, end, step
    if step == 0 or not math.isfinite((end - begin) / step):
        raise Fault("range() never ends")
    count = max(math.ceil((end - begin) / step), 0)
    if count > MOST_ELEMENTS:
        raise Fault(f"range() makes more than {MOST_ELEMENTS:,} numbers")
    return given.list([given.lit(whole(begin + step * turn)) for turn in range(count)])


def _one(given: Arguments) -> Value:
    value = given.value(0)
    items = value.items if isinstance(value, List) else () if is_absent(value) else None
    if items is None:
        raise NotKnown
    if len(items) > 1:
        raise Fault("one() of a list of several")
    return items[0] if items else given.lit(None)


def _coalesce(given: Arguments) -> Value:
    """Return the first argument that is surely there; before it, any that may be empty is a choice."""
    among: list[Value] = []
    for value in given.rest(0):
        known = text(value)
        if known == "" or is_absent(value):
            continue
        among.append(value)
        if known is not None or isinstance(value, List | Map):
            break
    if not among:
        raise Fault("coalesce() finds no value")
    if len(among) == 1:
        return among[0]
    return Unknown("the first of several values that is not empty", tuple(among), at=given.at)


def _coalescelist(given: Arguments) -> Value:
    for value in given.rest(0):
        if as_items(value):
            return value
    raise Fault("coalescelist() finds no element")


def _keys(given: Arguments) -> Value:
    return given.list([given.lit(key) for key in sorted(given.entries(0))])


def _values(given: Arguments) -> Value:
    entries = given.entries(0)
    return given.list([entries[key] for key in sorted(entries)])


def _lookup(given: Arguments) -> Value:
    entries = given.entries(0)
    key = text(given.value(1))
    if key is not None and key in entries:
        return entries[key]
    if key is None:
        among = tuple(entries.values()) + given.rest(2)
        reason = "an entry by a key that is only known at deployment"
        return Unknown(
            reason, among if len(among) <= MOST_ALTERNATIVES else (), (given.value(1),), at=given.at
        )
    if len(given) > 2:  # noqa: PLR2004 - map, key, default
        return given.value(2)
    raise Fault(f"lookup() finds no {key!r}")


def _merge(given: Arguments) -> Value:
    found: dict[str, Value] = {}
    for value in given.rest(0):
        if not is_absent(value):
            found.update(as_entries(value))
    return given.map(found)


def _zipmap(given: Arguments) -> Value:
    keys, values = given.items(0), given.items(1)
    if len(keys) != len(values):
        raise Fault("zipmap() takes as many keys as values")
    return given.map({described(key): value for key, value in zip(keys, values, strict=True)})


def _transpose(given: Arguments) -> Value:
    found: dict[str, list[Value]] = {}
    for key, values in given.entries(0).items():
        for item in as_items(values):
            found.setdefault(as_text(item), []).append(given.lit(key))
    return given.map({key: given.list(found[key]) for key in sorted(found)})


def _matchkeys(given: Arguments) -> Value:
    wanted = {as_text(item) for item in given.items(2)}
    pairs = zip(given.items(0), given.items(1), strict=False)
    return given.list([value for value, key in pairs if as_text(key) in wanted])


def _setproduct(given: Arguments) -> Value:
    lists = [as_items(value) for value in given.rest(0)]
    if math.prod(map(len, lists)) * max(len(lists), 1) > MOST_ELEMENTS:
        raise Fault(f"setproduct() makes more than {MOST_ELEMENTS:,} elements")
    return given.list([given.list(row) for row in itertools.product(*lists)])


def _setunion(given: Arguments) -> Value:
    return given.list(as_set(item for value in given.rest(0) for item in as_items(value)))


def _setintersection(given: Arguments) -> Value:
    first, *others = [{as_text(item): item for item in as_items(value)} for value in given.rest(0)]
    return given.list(as_set(item for key, item in first.items() if all(key in other for other in others)))


def _setsubtract(given: Arguments) -> Value:
    taken = {as_text(item) for item in given.items(1)}
    return given.list(as_set(item for item in given.items(0) if as_text(item) not in taken))


def _answers(given: Arguments) -> list[Truth]:
    """Return what each element says as a condition; null says no."""
    return ["false" if is_absent(item) else truth(item) for item in given.items(0)]


def _all_true(given: Arguments) -> Value:
    answers = _answers(given)
    if "false" in answers:
        return given.lit(False)
    if "unknown" in answers:
        raise NotKnown
    return given.lit(True)


def _any_true(given: Arguments) -> Value:
    answers = _answers(given)
    if "true" in answers:
        return given.lit(True)
    if "unknown" in answers:
        raise NotKnown
    return given.lit(False)


def _numbers(given: Arguments) -> list[float]:
    """Return the numbers a function takes as one list or as arguments of its own."""
    values = given.rest(0)
    return [
        as_number(item) for value in values for item in (value.items if isinstance(value, List) else (value,))
    ]


def _sum(given: Arguments) -> Value:
    return given.lit(whole(sum(_numbers(given))))


def _max(given: Arguments) -> Value:
    return given.lit(whole(max(_numbers(given))))


def _min(given: Arguments) -> Value:
    return given.lit(whole(min(_numbers(given))))


FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    "alltrue": _all_true,
    "anytrue": _any_true,
    "chunklist": _chunklist,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "index": _index,
    "keys": _keys,
    "length": _length,
    "list": lambda given: given.list(given.values),
    "lookup": _lookup,
    "map": lambda given: given.map(
        {as_text(key): value for key, value in zip(given.values[::2], given.values[1::2], strict=True)}
    ),
    "matchkeys": _matchkeys,
    "max": _max,
    "merge": _merge,
    "min": _min,
    "one": _one,
    "range": _range,
    "reverse": _reverse,
    "setintersection": _setintersection,
    "setproduct": _setproduct,
    "setsubtract": _setsubtract,
    "setunion": _setunion,
    "slice": _slice,
    "sort": _sort,
    "sum": _sum,
    "tolist": _tolist,
    "tomap": _tomap,
    "toset": _toset,
    "transpose": _transpose,
    "values": _values,
    "zipmap": _zipmap,
}
