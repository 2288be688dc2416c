"""Abstract values: what may be in a variable, and whose data it holds.

A `Value` never changes; what changes is which value a variable has. It joins what is known of every run: the
taints (whose data is in it), the constants it may be, the shape of its text, the entries of an object or
list, the functions and classes it may be, the names of external things it may be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from stockade.analysis.sources import loaded
from stockade.analysis.taint import Taint, joined_taints, mark_all

Constant = str | int | float | bool | None
Pieces = tuple["str | frozenset[Taint]", ...]
"""The shape of a text: literals, and values by their taints (none: not the sender's)."""

MOST_CONSTANTS = 16
"""Characters of literals in one text that was put together; what is beyond is not known."""
MOST_ENTRIES = 48
DEEPEST = 6
MOST_FUNCTIONS = 12
NO_TAINTS: Final[frozenset[Taint]] = frozenset()
_One = TypeVar("_One")


class Value:
    """What may be in a variable.

    `taints`      whose data the value as a whole is or holds
    `constants`   all the constants it may be; None: it may be anything
    `pieces`      the shape of its text, None where not known
    `fields`      entries by constant key; None: no object written in the program
    `items`       what any other entry or element is
    `keys`        the taints of its keys
    `functions`   functions, methods and classes it may be
    `names`       external things it may be, by full path (`boto3.client(s3)`)
    `instance`    the class of the program it is an instance of
    `basis`       what it was derived from by parsing: the kind, and the way to the variable
    `closed`      its entries are all known
    """

    __slots__ = (
        "_hash",
        "basis",
        "closed",
        "constants",
        "fields",
        "functions",
        "instance",
        "items",
        "keys",
        "names",
        "pieces",
        "taints",
    )

    def __init__(
        self,
        taints: frozenset[Taint] = NO_TAINTS,
        constants: frozenset[Constant] | None = None,
        pieces: Pieces | None = None,
        fields: "Mapping[str, Value] | None" = None,
        items: "Value | None" = None,
        keys: frozenset[Taint] = NO_TAINTS,
        functions: "tuple[object, ...]" = (),
        names: tuple[str, ...] = (),
        instance: "object | None" = None,
        basis: "tuple[str, tuple[str, ...]] | None" = None,
        closed: bool = False,  # noqa: FBT002
    ) -> None:
        self.taints = taints
        self.constants = constants
        self.pieces = pieces
        self.fields = fields
        self.items = items
        self.keys = keys
        self.functions = functions
        self.names = names
        self.instance = instance
        self.basis = basis
        self.closed = closed
        self._hash = 0

    def __hash__(self) -> int:
        if not self._hash:
            entries = frozenset(self.fields.items()) if self.fields else self.fields is None
            self._hash = (
                hash(
                    (
                        self.taints,
                        self.constants,
                        self.pieces,
                        entries,
                        self.items,
                        self.functions,
                        self.names,
                    )
                )
                or 1
            )
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Value)
            and hash(self) == hash(other)
            and self.taints == other.taints
            and self.constants == other.constants
            and self.pieces == other.pieces
            and self.keys == other.keys
            and self.names == other.names
            and self.functions == other.functions
            and self.instance is other.instance
            and self.closed == other.closed
            and self.items == other.items
            and self.fields == other.fields
        )

    def __repr__(self) -> str:
        shown = {name: getattr(self, name) for name in self.__slots__ if name != "_hash"}
        return f"Value({', '.join(f'{name}={value!r}' for name, value in shown.items() if value)})"

    @property
    def texts(self) -> frozenset[str] | None:
        """The texts it may be, None where it may be another."""
        if self.constants is None or not all(isinstance(one, str) for one in self.constants):
            return None
        return frozenset(one for one in self.constants if isinstance(one, str))

    @property
    def text(self) -> str | None:
        """The one text it is."""
        texts = self.texts
        return next(iter(texts)) if texts is not None and len(texts) == 1 else None

    @property
    def truth(self) -> bool | None:
        """Whether it is surely true or surely false in a test."""
        if self.constants:
            found = {bool(one) for one in self.constants}
            return found.pop() if len(found) == 1 else None
        if self.functions or self.instance is not None:
            return True
        return None

    def changed(self, **changes: object) -> "Value":
        """Return the value with some parts replaced."""
        parts: dict[str, object] = {
            "taints": self.taints,
            "constants": self.constants,
            "pieces": self.pieces,
            "fields": self.fields,
            "items": self.items,
            "keys": self.keys,
            "functions": self.functions,
            "names": self.names,
            "instance": self.instance,
            "basis": self.basis,
            "closed": self.closed,
        }
        parts.update(changes)
        return Value(**parts)  # type: ignore[arg-type]


UNKNOWN: Final = Value()
"""Something of which nothing is known, and that is nobody's data."""
NOTHING: Final = Value(constants=frozenset({None}))
_SMALL: dict[tuple[type, Constant], Value] = {}


def constant(value: Constant) -> Value:
    """Return the value of a literal."""
    key = (type(value), value)
    known = _SMALL.get(key)
    if known is None:
        pieces = (value,) if isinstance(value, str) else None
        known = Value(constants=frozenset({value}), pieces=pieces)
        if len(_SMALL) < 20_000:  # noqa: PLR2004
            _SMALL[key] = known
    return known


def constants(values: Iterable[Constant]) -> Value:
    """Return the value of one of some literals."""
    found = frozenset(values)
    if len(found) == 1:
        return constant(next(iter(found)))
    return Value(constants=found) if len(found) <= MOST_CONSTANTS else UNKNOWN


def tainted(taints: frozenset[Taint]) -> Value:
    """Return a value that holds somebody's data and of which no more is known."""
    return Value(taints=taints, pieces=(taints,)) if taints else UNKNOWN


def external(name: str, taints: frozenset[Taint] = NO_TAINTS) -> Value:
    """Return an external thing."""
    return Value(taints=taints, names=(name,))


def record(fields: "Mapping[str, Value]") -> Value:
    """Return an object with just these entries."""
    return Value(fields=fields, closed=True)


def sequence(items: "Iterable[Value]") -> Value:
    """Return a list or tuple of these elements."""
    found = list(items)
    if len(found) > MOST_CONSTANTS:
        return Value(fields={}, items=join_all(found), closed=True)
    return Value(fields={str(number): item for number, item in enumerate(found)}, closed=True)


def join_all(values: "Iterable[Value]") -> Value:
    """Return what is any of some values."""
    found: Value | None = None
    for value in values:
        found = value if found is None else join(found, value)
    return UNKNOWN if found is None else found


def join(left: Value, right: Value, depth: int = 0) -> Value:
    """Return what is one value or the other."""
    if left is right or left == right:
        return left
    constants_ = _joined_constants(left, right)
    return Value(
        taints=joined_taints(left.taints, right.taints),
        constants=constants_,
        pieces=None if constants_ is not None else _joined_pieces(left, right),
        fields=_joined_fields(left, right, depth),
        items=_joined_items(left, right, depth),
        keys=joined_taints(left.keys, right.keys),
        functions=_union(left.functions, right.functions),
        names=_union(left.names, right.names),
        instance=left.instance if left.instance is not None else right.instance,
        basis=left.basis if left.basis == right.basis else None,
        closed=(left.closed or _empty(left)) and (right.closed or _empty(right)),
    )


def _empty(value: Value) -> bool:
    """Whether a value holds no entry: `None`, a number, a text."""
    return value.constants is not None and not value.taints


def _union(left: tuple[_One, ...], right: tuple[_One, ...]) -> tuple[_One, ...]:
    if not right or left == right:
        return left
    if not left:
        return right
    return (*left, *(one for one in right if one not in left))[:MOST_FUNCTIONS]


def _joined_constants(left: Value, right: Value) -> frozenset[Constant] | None:
    if left.constants is None or right.constants is None:
        return None
    found = left.constants | right.constants
    return found if len(found) <= MOST_CONSTANTS else None


def _joined_pieces(left: Value, right: Value) -> Pieces | None:
    one, other = left.pieces, right.pieces
    if left == NOTHING:
        return other
    if right == NOTHING:
        return one
    if one is None or other is None:
        return None
    if one == other:
        return one
    first, second = one[0] if one else "", other[0] if other else ""
    prefix = ""
    if isinstance(first, str) and isinstance(second, str):
        length = next(
            (number for number, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
            min(len(first), len(second)),
        )
        prefix = first[:length]
    rest = joined_taints(left.taints, right.taints)
    return (prefix, rest) if prefix else (rest,)


def _joined_fields(left: Value, right: Value, depth: int) -> "Mapping[str, Value] | None":
    one, other = left.fields, right.fields
    if one is None and other is None:
        return None
    if depth > DEEPEST:
        return {}
    found: dict[str, Value] = {}
    one, other = one or {}, other or {}
    for key in (*one, *(key for key in other if key not in one)):
        here = one[key] if key in one else _missing(left, key)
        there = other[key] if key in other else _missing(right, key)
        if here is not None and there is not None:
            found[key] = join(here, there, depth + 1)
        else:
            known = here if here is not None else there
            found[key] = known if known is not None else UNKNOWN
    return found


def _missing(value: Value, key: str) -> Value | None:
    """Return what an entry is that was not set: of somebody's data the part of it, else nothing.

    A text has none.
    """
    is_text = value.pieces is not None and value.fields is None and not value.names
    if not value.taints or (is_text and not any("+json" in one.marks for one in value.taints)):
        return None
    inner = frozenset(one for taint in value.taints for one in loaded(taint, key, index=key.isdigit()))
    return tainted(inner)


def _joined_items(left: Value, right: Value, depth: int) -> Value | None:
    if left.items is None or right.items is None:
        return left.items if right.items is None else right.items
    if depth > DEEPEST:
        return tainted(joined_taints(everything(left.items), everything(right.items)))
    return join(left.items, right.items, depth + 1)


def mapped(value: Value, change: "Callable[[Taint], Taint]") -> Value:
    """Return a value with each of its own taints changed; entries stay as they are."""
    if not value.taints:
        return value
    pieces = value.pieces
    if pieces is not None:
        pieces = tuple(one if isinstance(one, str) else frozenset(map(change, one)) for one in pieces)
    return value.changed(taints=frozenset(map(change, value.taints)), pieces=pieces)


def mapped_all(value: Value, change: "Callable[[Taint], Taint]", depth: int = 0) -> Value:
    """Return a value with every taint in it changed, at any depth."""
    found = mapped(value, change)
    if depth > DEEPEST or (value.fields is None and value.items is None):
        return found
    fields = value.fields
    return found.changed(
        fields=None
        if fields is None
        else {key: mapped_all(one, change, depth + 1) for key, one in fields.items()},
        items=None if value.items is None else mapped_all(value.items, change, depth + 1),
        keys=frozenset(map(change, value.keys)),
    )


def parts(value: Value) -> Iterator[Value]:
    """Yield the entries of an object or list."""
    if value.fields:
        yield from value.fields.values()
    if value.items is not None:
        yield value.items


def everything(value: Value, depth: int = 0) -> frozenset[Taint]:
    """Return the taints of all that is in a value, at any depth."""
    if value.fields is None and value.items is None:
        return value.taints
    if depth > DEEPEST:
        return _far_below(value)
    found = joined_taints(value.taints, value.keys)
    for part in parts(value):
        found = joined_taints(found, everything(part, depth + 1))
    return found


def _far_below(value: Value) -> frozenset[Taint]:
    """Return the taints of all that is in a value, each part looked at once however often it is in there."""
    found: frozenset[Taint] = NO_TAINTS
    waiting, seen = [value], {id(value)}
    while waiting:
        one = waiting.pop()
        found = joined_taints(joined_taints(found, one.taints), one.keys)
        for part in parts(one):
            if id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)
    return found


def naming(key: Value) -> frozenset[Taint]:
    """Return whose data names an entry; behind a constant beginning it is no operator (`$where`)."""
    found = everything(key)
    first = key.pieces[0] if key.pieces else ""
    if isinstance(first, str) and first[:1] not in {"", "$"}:
        return mark_all(found, "nosql-injection")
    return found
