"""An abstract event as plain data: what a run of a handler is given, apart from the engine's objects.

Two events are equal where a run would find the same; an event can be hashed, written down and read again, so
that what a run found can be kept under it.
"""

from msgspec import Struct

from stockade.analysis.sources import FieldNode, loaded, tree_of
from stockade.analysis.taint import Control, Step, Taint
from stockade.analysis.values import Constant, Pieces, Value
from stockade.catalog.event_sources import event_sources
from stockade.catalog.paths import Index, Key, Wild, parse


def _token_field() -> FieldNode:
    field = FieldNode()
    field.control, field.secret = "platform", True
    return field


TOKEN = Taint("stepfunctions", "Task.Token", "platform", frozenset(), _token_field())
"""The token of a task, which the context object holds: whoever has it may answer for the task."""
DEEPEST = 12
"""Objects inside one another that are told apart in an event."""


class Held(Struct, frozen=True, array_like=True):
    """Whose data: origin and path of the event it comes from, who chooses it, marks, and its way so far.

    `steps` are those below the fields of the catalog.
    """

    origin: str
    path: str
    control: str
    marks: tuple[str, ...] = ()
    steps: int = 0
    way: tuple[tuple[str, int, str], ...] = ()


class Event(Struct, frozen=True, array_like=True):
    """What may be in an event, or in a part of it: the shape of `Value` without what only code has."""

    held: tuple[Held, ...] = ()
    constants: tuple[str | int | float | bool | None, ...] | None = None
    pieces: tuple[str | tuple[Held, ...], ...] | None = None
    fields: "tuple[tuple[str, Event], ...] | None" = None
    items: "Event | None" = None
    keys: tuple[Held, ...] = ()
    closed: bool = False


def frozen(value: Value, depth: int = 0) -> Event:
    """Return a value as plain data; what is too deep is only told by whose data is in it."""
    if depth > DEEPEST:
        return Event(held=_all_held(value.taints))
    return Event(
        held=_all_held(value.taints),
        constants=None if value.constants is None else tuple(sorted(value.constants, key=repr)),
        pieces=None
        if value.pieces is None
        else tuple(one if isinstance(one, str) else _all_held(one) for one in value.pieces),
        fields=None
        if value.fields is None
        else tuple((key, frozen(one, depth + 1)) for key, one in value.fields.items()),
        items=None if value.items is None else frozen(value.items, depth + 1),
        keys=_all_held(value.keys),
        closed=value.closed,
    )


def thawed(event: Event) -> Value:
    """Return the value of plain data."""
    pieces: Pieces | None = None
    if event.pieces is not None:
        pieces = tuple(one if isinstance(one, str) else _taints(one) for one in event.pieces)
    constants: frozenset[Constant] | None = None
    if event.constants is not None:
        constants = frozenset(event.constants)
    return Value(
        taints=_taints(event.held),
        constants=constants,
        pieces=pieces,
        fields=None if event.fields is None else {key: thawed(one) for key, one in event.fields},
        items=None if event.items is None else thawed(event.items),
        keys=_taints(event.keys),
        closed=event.closed,
    )


def field_of(origin: str, path: str) -> Taint:
    """Return the data at a path of an event: a field, or what holds fields."""
    field = _field(origin, path)
    holds = field is not None and bool(field.below) and field.control == "holds"
    return Taint(origin, path, "holds" if holds else "sender", frozenset({"+json"}), field)


def _all_held(taints: frozenset[Taint]) -> tuple[Held, ...]:
    return tuple(sorted(map(_held, taints), key=lambda one: (one.origin, one.path, one.control, one.marks)))


def _held(taint: Taint) -> Held:
    way = taint.way.walked() if taint.way is not None else []
    steps = tuple((one.file, one.at, one.what) for one in way)
    return Held(taint.origin, taint.path, taint.control, tuple(sorted(taint.marks)), taint.steps, steps)


def _taints(found: tuple[Held, ...]) -> frozenset[Taint]:
    return frozenset(map(_taint, found))


def _taint(held: Held) -> Taint:
    way: Step | None = None
    for file, at, what in held.way:
        way = Step(file, at, what, way)
    control: Control = held.control  # type: ignore[assignment]  # written by `_held` alone
    field = _field(held.origin, held.path)
    return Taint(held.origin, held.path, control, frozenset(held.marks), field, held.steps, way)


def _field(origin: str, path: str) -> FieldNode | None:
    """Return the place in the tree of an event source that a path leads to."""
    if (origin, path) == (TOKEN.origin, TOKEN.path):
        return _token_field()
    if origin not in event_sources() or path.endswith("**"):
        return tree_of(origin) if origin in event_sources() else None
    taint = Taint(origin, "", "holds", frozenset(), tree_of(origin))
    for step in parse(path).steps:
        key = step.name if isinstance(step, Key) else None
        below = loaded(taint, key, index=isinstance(step, Index) or step is Wild.ELEMENT)
        taint = next((one for one in below if path.startswith(one.path)), taint)
    return taint.field if isinstance(taint.field, FieldNode) else None
