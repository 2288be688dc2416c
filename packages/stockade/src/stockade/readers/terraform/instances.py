"""Instances of a block by `count` and `for_each`: how many, under which keys, on which condition."""

import json
import math
from collections.abc import Callable

from msgspec import Struct

from stockade.readers.terraform.evaluator import Evaluator, Frame
from stockade.readers.terraform.syntax import Attribute, Body
from stockade.readers.terraform.traversal import default_of, described
from stockade.values import Cond, List, Lit, Map, Unknown, Value, is_absent, number
from stockade.values import replace as rebuilt

MOST_INSTANCES = 1_000
"""Instances of one block; more are left out and a gap."""


class Instance(Struct, frozen=True):
    """One instance: the end of its address, the names its body may use, when it exists ("" for always)."""

    suffix: str
    bound: dict[str, Value] = {}
    condition: str = ""


class Expansion(Struct, frozen=True):
    """All instances of a block.

    `shape` is what the block's name stands for in an expression, each instance a `Lit` of its suffix: one
    `Lit`, a `List` (`count`), a `Map` (`for_each`), a `Cond` where a condition decides. `is_open` tells that
    neither the number nor the keys are known: one instance without suffix stands for all of them.
    """

    shape: Value
    instances: tuple[Instance, ...]
    is_open: bool = False

    def values(self, make: Callable[[str], Value]) -> Value:
        """Return what the block's name stands for, each instance made a value by its suffix."""
        return rebuilt(self.shape, lambda value: make(str(value.value)) if isinstance(value, Lit) else value)


SINGLE = Expansion(Lit(""), (Instance(""),))


class _Counted(Struct, frozen=True):
    """The instances one value of `count` or `for_each` makes."""

    shape: Value
    instances: dict[str, Instance]


def expand(body: Body, frame: Frame, evaluator: Evaluator) -> Expansion:
    """Return the instances of a block."""
    for name, make in (("count", _by_count), ("for_each", _by_key)):
        attribute = body.attributes.get(name)
        if attribute is not None:
            value = evaluator.evaluate(attribute.expression, frame)
            found = make(default_of(value))
            if found is None:
                return _open(name, value, attribute, frame)
            return _bounded(found, attribute, evaluator)
    return SINGLE


def _bounded(found: _Counted, attribute: Attribute, evaluator: Evaluator) -> Expansion:
    instances = tuple(found.instances.values())
    if len(instances) > MOST_INSTANCES:
        reason = f"makes more than {MOST_INSTANCES:,} instances; those after them are not read"
        evaluator.budget.fault(attribute.at, reason)
    return Expansion(found.shape, instances[:MOST_INSTANCES])


def _open(name: str, value: Value, attribute: Attribute, frame: Frame) -> Expansion:
    """Return the one instance that stands for an unknown number of them."""
    about = () if isinstance(value, Lit) else (value,)
    key = Unknown(f"a key of a {name} that is only known at deployment", about=about, at=attribute.at)
    each = Unknown(f"an element of a {name} that is only known at deployment", about=about, at=attribute.at)
    bound: dict[str, Value] = (
        {"count": Map({"index": key})} if name == "count" else {"each": Map({"key": key, "value": each})}
    )
    condition = frame.condition(f"{name} = {' '.join(attribute.written.split())}".strip())
    return Expansion(Lit(""), (Instance("", bound, condition),), is_open=True)


def _by_count(value: Value) -> _Counted | None:
    if isinstance(value, Cond):
        return _of_both(value, _by_count)
    if is_absent(value):
        return _Counted(List(), {})
    amount = number(value)
    if amount is None or not math.isfinite(amount):
        return None
    # One more than is read, so that the rest is noticed.
    suffixes = [f"[{position}]" for position in range(min(max(int(amount), 0), MOST_INSTANCES + 1))]
    instances = {
        suffix: Instance(suffix, {"count": Map({"index": Lit(position, at=value.at)})})
        for position, suffix in enumerate(suffixes)
    }
    return _Counted(List(tuple(Lit(suffix) for suffix in suffixes)), instances)


def _by_key(value: Value) -> _Counted | None:
    if isinstance(value, Cond):
        return _of_both(value, _by_key)
    if is_absent(value):
        return _Counted(Map(), {})
    keyed = _keyed(value)
    if keyed is None:
        return None
    shape: dict[str, Value] = {}
    instances: dict[str, Instance] = {}
    for name, (key, item) in keyed.items():
        suffix = f"[{json.dumps(name, ensure_ascii=False)}]"
        shape[name] = Lit(suffix)
        instances[suffix] = Instance(suffix, {"each": Map({"key": key, "value": item})})
    return _Counted(Map(shape), instances)


def _keyed(value: Value) -> dict[str, tuple[Value, Value]] | None:
    """Return key and value of each element; an element of a set is both, known or not."""
    match value:
        case Map():
            return {name: (Lit(name, at=item.at), item) for name, item in value.items.items()}
        case List():
            return {described(item): (item, item) for item in value.items}
        case _:
            return None


def _of_both(value: Cond, make: Callable[[Value], _Counted | None]) -> _Counted | None:
    """Return the instances of both sides; one that only one side makes exists on that condition."""
    then, otherwise = make(default_of(value.then)), make(default_of(value.otherwise))
    if then is None or otherwise is None:
        return None
    instances: dict[str, Instance] = {}
    for suffix in {**then.instances, **otherwise.instances}:
        sides = (then.instances.get(suffix), otherwise.instances.get(suffix))
        instances[suffix] = _joined(value.name, *sides)
    return _Counted(Cond(value.name, then.shape, otherwise.shape), instances)


def _joined(name: str, then: Instance | None, otherwise: Instance | None) -> Instance:
    if then is not None and otherwise is not None:
        always = not (then.condition and otherwise.condition)
        condition = "" if always else f"{then.condition} or {otherwise.condition}"
        bound = {
            key: item
            if key not in otherwise.bound or item == otherwise.bound[key]
            else _either_bound(name, item, otherwise.bound[key])
            for key, item in then.bound.items()
        }
        return Instance(then.suffix, bound, condition)
    only, needed = (then, name) if then is not None else (otherwise, f"not ({name})")
    if only is None:
        return Instance("")
    return Instance(only.suffix, only.bound, " and ".join(part for part in (needed, only.condition) if part))


def _either_bound(name: str, then: Value, otherwise: Value) -> Value:
    """Return what `each` or `count` is on both sides: its fields differ, not the whole."""
    if not (isinstance(then, Map) and isinstance(otherwise, Map)):
        return Cond(name, then, otherwise)
    return Map(
        {
            key: item if item == otherwise.items.get(key, item) else Cond(name, item, otherwise.items[key])
            for key, item in then.items.items()
        }
    )
