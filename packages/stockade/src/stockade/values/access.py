"""Reading values: keys, elements, texts and numbers, with conditions kept apart as branches."""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace as changed

from stockade.values.rewrite import scalar_text
from stockade.values.terms import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
)

MOST_BRANCHES = 64
"""Alternatives considered of one value; nested conditions beyond that are not told apart."""


def is_absent(value: Value) -> bool:
    """Tell whether the value is surely not there (missing, null or `AWS::NoValue`)."""
    return (isinstance(value, Pseudo) and value.name == "AWS::NoValue") or (
        isinstance(value, Lit) and value.value is None
    )


def get(value: Value, path: str) -> Value:
    """Return what stands below `value` at a dotted path (`A.B.C`), `ABSENT` where nothing does.

    A condition on the way stays one: the result has a branch for each of its sides. Below an unknown, a
    reference or a parameter lies an unknown with the same reason.
    """
    found = value
    for key in path.split("."):
        found = _child(found, key)
    return found


def _child(value: Value, key: str) -> Value:
    match value:
        case Map():
            return value.items.get(key, ABSENT)
        case Cond():
            then, otherwise = _child(value.then, key), _child(value.otherwise, key)
            if is_absent(then) and is_absent(otherwise):
                return ABSENT
            return Cond(value.name, then, otherwise, at=value.at)
        case Unknown():
            return part_of(value, key)
        case Param() | Import() | Dynamic() | Ref() | Attr():
            return Unknown("a value of another place is used as an object", about=(value,), at=value.at)
        case Lit() | List() | Pseudo() | Concat():
            return ABSENT


def part_of(value: Unknown, step: str) -> Unknown:
    """Return what stands below an unknown: as unknown, and no other part of it."""
    return changed(value, name=f"{value.name}.{step}") if value.name else value


def branches(value: Value) -> Iterator[tuple[dict[str, bool], Value]]:
    """Yield each feasible side of a conditional value with the conditions it needs.

    Only conditions at the top of the value are opened; a condition met twice keeps its first answer.
    """
    yield from islice(_branches(value, {}), MOST_BRANCHES)


def _branches(value: Value, taken: dict[str, bool]) -> Iterator[tuple[dict[str, bool], Value]]:
    if not isinstance(value, Cond):
        yield taken, value
        return
    for answer, side in ((True, value.then), (False, value.otherwise)):
        if taken.get(value.name, answer) == answer:
            yield from _branches(side, {**taken, value.name: answer})


def alternatives(value: Value) -> tuple[Value, ...]:
    """Return every value this one can be that is not absent; conditions and known choices opened."""
    found: list[Value] = []
    for _, side in branches(value):
        if isinstance(side, Unknown) and side.among:
            found.extend(side.among)
        elif not is_absent(side):
            found.append(side)
    return tuple(found)


def elements(value: Value) -> tuple[Value, ...]:
    """Return the elements of a list; a conditional list or element gives those of all its sides.

    A value that is no list but present (a scalar where the service accepts one or many) is one element.
    """
    found: list[Value] = []
    for side in alternatives(value):
        if isinstance(side, List):
            for item in side.items:
                found.extend(alternatives(item))
        else:
            found.append(side)
    return tuple(found)


def as_list(value: Value) -> tuple[Value, ...]:
    """Return the elements of a value that must be a list; anything else has none."""
    return tuple(
        item
        for side in alternatives(value)
        if isinstance(side, List)
        for element in side.items
        for item in alternatives(element)
    )


def entries(value: Value) -> Iterator[tuple[str, Value]]:
    """Yield key and value of a map, of all its sides where it is conditional; absent entries left out."""
    for side in alternatives(value):
        if isinstance(side, Map):
            for key, item in side.items.items():
                if not is_absent(item):
                    yield key, item


def text(value: Value) -> str | None:
    """Return the text if it is known: a literal, a parameter's default, or known parts joined.

    Numbers and truth values read as templates write them (`true`). A conditional text is known when all
    its sides agree. None where it is not known.
    """
    match value:
        case Lit():
            return None if value.value is None else scalar_text(value.value)
        case Param():
            return text(value.default) if value.default is not None else None
        case Concat():
            return _joined(value.parts)
        case Cond():
            then, otherwise = text(value.then), text(value.otherwise)
            return then if then == otherwise else None
        case List() | Map() | Ref() | Attr() | Pseudo() | Import() | Dynamic() | Unknown():
            return None


def _joined(parts: tuple[Value, ...]) -> str | None:
    """Return known parts as one text; the first that is not known settles it."""
    known: list[str] = []
    for part in parts:
        piece = text(part)
        if piece is None:
            return None
        known.append(piece)
    return "".join(known)


def strings(value: Value) -> tuple[str, ...]:
    """Return the known texts of a scalar or list; elements that are not known are left out."""
    return tuple(found for item in elements(value) if (found := text(item)) is not None)


def flag(value: Value) -> bool | None:
    """Return a truth value (`true`, `"false"`, `yes` ...), None where it is absent or not known."""
    known = text(value)
    if known is None:
        return None
    return {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}.get(known.lower())


def number(value: Value) -> float | None:
    """Return a number, also one written as text; None where it is absent or not known."""
    known = text(value)
    if known is None:
        return None
    try:
        return float(known)
    except ValueError:
        return None


def references(value: Value) -> Iterator[Ref | Attr]:
    """Yield every reference to a resource inside the value, in order, each place once."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, Ref | Attr):
            yield current
        elif not isinstance(current, Lit):
            stack.extend(reversed(inside(current)))


def places(value: Value) -> Iterator[Location]:
    """Yield where each term inside a value stands, itself first."""
    stack = [value]
    while stack:
        current = stack.pop()
        yield current.at
        stack.extend(inside(current))


def inside(value: Value) -> tuple[Value, ...]:
    """Return the terms a term is made of."""
    match value:
        case List():
            return value.items
        case Map():
            return tuple(value.items.values())
        case Concat():
            return value.parts
        case Cond():
            return value.then, value.otherwise
        case Import():
            return (value.name,)
        case Unknown():
            return *value.among, *value.about
        case Lit() | Ref() | Attr() | Param() | Pseudo() | Dynamic():
            return ()


__all__ = [
    "alternatives",
    "as_list",
    "branches",
    "elements",
    "entries",
    "flag",
    "get",
    "is_absent",
    "number",
    "part_of",
    "places",
    "references",
    "strings",
    "text",
]
