"""Instances of a block by `count` and `for_each`: how many, under which keys, on which condition."""

from collections.abc import Callable

from msgspec import Struct

from stockade.readers.terraform.evaluator import Evaluator, Frame
from stockade.readers.terraform.syntax import Body
from stockade.readers.terraform.traversal import default_of
from stockade.values import List, Lit, Map, Unknown, Value, is_absent, number
from stockade.values import replace as rebuilt

MOST_INSTANCES = 1_000
"""Instances of one block; more are left out and a gap."""


class Instance(Struct, frozen=True):
    """One instance: the end of its address, the names its body may use, when it exists ("" for always)."""

    suffix: str
    bound: dict[str, Value]
    condition: str = ""


class Expansion(Struct, frozen=True):
    """All instances of a block.

    `shape` is what the block's name stands for in an expression, each instance a `Lit` of its suffix: one
    `Lit`, a `List` (`count`), a `Map` (`for_each`), `Cond` where a condition decides. `is_open` tells that
    the number of instances is unknown: the one that stands for all of them has no suffix.
    """

    shape: Value
    instances: tuple[Instance, ...]
    is_open: bool = False

    def values(self, make: Callable[[str], Value]) -> Value:
        """Return what the block's name stands for, with a value for each instance by its suffix."""
        return rebuilt(self.shape, lambda value: make(str(value.value)) if isinstance(value, Lit) else value)


SINGLE = Expansion(Lit(""), (Instance("", {}),))


def expand(body: Body, frame: Frame, evaluator: Evaluator) -> Expansion:
    """Return the instances of a block."""
    count, each = body.attributes.get("count"), body.attributes.get("for_each")
    if count is not None:
        value, counted = evaluator.evaluate(count.expression, frame), True
    elif each is not None:
        value, counted = evaluator.evaluate(each.expression, frame), False
    else:
        return SINGLE
    found = _counted(value) if counted else _keyed(value)
    attribute = count or each
    if found is None or attribute is None:
        return _open(value, frame.condition(attribute.written if attribute else ""), counted=counted)
    shape, instances = found
    if len(instances) > MOST_INSTANCES:
        evaluator.budget.fault(body.at, f"more than {MOST_INSTANCES:,} instances; the first of them are read")
        instances = dict(list(instances.items())[:MOST_INSTANCES])
    return Expansion(shape, tuple(instances.values()))


_Found = tuple[Value, dict[str, Instance]]


def _counted(value: Value) -> _Found | None:
    """Return the instances of `count`, None where their number is not known."""
    known = number(default_of(value))
    if known is None or known < 0:
        return None
    total = min(int(known), MOST_INSTANCES + 1)
    made = {f"[{at}]": Instance(f"[{at}]", {"count.index": Lit(at)}) for at in range(total)}
    return List(tuple(Lit(suffix) for suffix in made)), made


def _keyed(value: Value) -> _Found | None:
    """Return the instances of `for_each`, None where the keys are not known."""
    known = default_of(value)
    if is_absent(known):
        return Map(), {}
    if isinstance(known, List):
        pairs = [(str(item.value), item) for item in known.items if isinstance(item, Lit)]
        if len(pairs) != len(known.items):
            return None
        entries: dict[str, Value] = dict(pairs)
    elif isinstance(known, Map):
        entries = known.items
    else:
        return None
    made = {key: _each(key, item) for key, item in entries.items()}
    return Map({key: Lit(one.suffix) for key, one in made.items()}), made


def _each(key: str, value: Value) -> Instance:
    return Instance(f'["{key}"]', {"each.key": Lit(key), "each.value": value})


def _open(value: Value, condition: str, *, counted: bool) -> Expansion:
    """Return the one instance that stands for a number of them that is not known."""
    unseen = Unknown("one of instances whose number is not known", about=(value,))
    names = ("count.index",) if counted else ("each.key", "each.value")
    return Expansion(Lit(""), (Instance("", dict.fromkeys(names, unseen), condition),), is_open=True)
