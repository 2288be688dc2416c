"""Expressions into values, within a frame of names.

What cannot be known stays a term or an `Unknown` that keeps the terms it is made of. What Terraform would
refuse is an unknown and a fault in the budget, which becomes a gap.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from msgspec.structs import replace

from stockade.readers.terraform.budget import DEEPEST_EVALUATION, MOST_STEPS, Budget
from stockade.readers.terraform.functions import Arguments, Files, call, edges
from stockade.readers.terraform.operators import binary, chosen, truth, unary
from stockade.readers.terraform.parsing import parse_template
from stockade.readers.terraform.syntax import (
    THE_ELEMENT,
    Binary,
    Broken,
    Call,
    Conditional,
    Expression,
    For,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Template,
    Traversal,
    TupleOf,
    Unary,
)
from stockade.readers.terraform.traversal import Fault, attribute, default_of, described, index, spread
from stockade.values import Cond, List, Lit, Location, Map, Unknown, Value, concat, is_absent, text

Steps = tuple[str | Value, ...]
"""Steps of a reference: a text is an attribute, a value a key."""


class Names(Protocol):
    """What names mean that no expression around binds."""

    address: str

    def resolve(self, root: str, steps: Steps, at: Location) -> tuple[Value, int]:
        """Return what a reference begins with, and how many of its steps that took. Raises `Fault`."""
        ...


class Frame:
    """Where an expression is evaluated: the names of its module and those bound around it.

    `label` tells apart instances and rounds of a loop, so that a condition of one is none of another.
    """

    __slots__ = ("bound", "label", "module")

    def __init__(self, module: Names, bound: Mapping[str, Value] | None = None, label: str = "") -> None:
        self.module = module
        self.bound: Mapping[str, Value] = bound or {}
        self.label = label

    def within(self, bound: Mapping[str, Value], label: str = "") -> "Frame":
        """Return a frame with more names."""
        return Frame(self.module, {**self.bound, **bound}, self.label + label)

    def condition(self, written: str) -> str:
        """Return the name of a condition: its text, and where it is asked where that matters."""
        place = f"{self.module.address}{self.label}"
        return f"{written} ({place})" if place else written


class Evaluator:
    """Evaluates expressions of one configuration; the budget and the files are shared by all its modules."""

    def __init__(self, budget: Budget, files: Files) -> None:
        self.budget = budget
        self.files = files
        self._by_type: dict[type, Callable[[Any, Frame], Value]] = {
            Literal: lambda expression, _: Lit(expression.value, at=expression.at),
            Template: self._template,
            Name: lambda expression, frame: self._reference(expression.name, (), expression.at, frame),
            Traversal: self._traversal,
            Splat: self._splat,
            TupleOf: self._tuple,
            ObjectOf: self._object,
            Call: self._call,
            Conditional: self._conditional,
            Unary: self._unary,
            Binary: self._binary,
            For: self._for,
            Broken: lambda expression, _: budget.fault(expression.at, expression.reason),
        }
        self._lazy: dict[str, Callable[[Call, Frame], Value]] = {
            "try": self._try,
            "can": self._can,
            "templatefile": self._templatefile,
            "templatestring": self._templatestring,
        }

    def evaluate(self, expression: Expression, frame: Frame) -> Value:
        """Return the value of an expression; what Terraform would refuse is unknown, and a fault."""
        budget = self.budget
        budget.steps += 1
        if budget.steps > MOST_STEPS:
            return self._stopped(expression.at)
        if budget.depth > DEEPEST_EVALUATION:
            return budget.fault(expression.at, "is nested too deeply, or named through too many others")
        budget.depth += 1
        try:
            return self._by_type[type(expression)](expression, frame)
        except Fault as fault:
            return budget.fault(expression.at, str(fault))
        finally:
            budget.depth -= 1

    def _stopped(self, at: Location) -> Value:
        reason = f"not evaluated: the configuration takes more than {MOST_STEPS:,} steps"
        if not self.budget.stopped:
            self.budget.stopped = True
            return self.budget.fault(at, reason)
        return Unknown(reason, at=at)

    def _template(self, template: Template, frame: Frame) -> Value:
        parts = [self.evaluate(part, frame) for part in template.parts]
        if len(parts) == 1:
            # A text that is one hole is the value in it, whatever its type.
            return parts[0]
        for part in parts:
            if isinstance(default_of(part), List | Map):
                raise Fault("a collection cannot stand inside a text")
        return self.budget.bounded(concat(parts, at=template.at), template.at)

    def _traversal(self, traversal: Traversal, frame: Frame) -> Value:
        steps: Steps = tuple(
            step if isinstance(step, str) else self.evaluate(step, frame) for step in traversal.steps
        )
        if isinstance(traversal.of, Name):
            return self._reference(traversal.of.name, steps, traversal.at, frame)
        return follow(self.evaluate(traversal.of, frame), steps, traversal.at)

    def _reference(self, root: str, steps: Steps, at: Location, frame: Frame) -> Value:
        if root in frame.bound:
            return follow(frame.bound[root], steps, at)
        value, used = frame.module.resolve(root, steps, at)
        return follow(value, steps[used:], at) if used < len(steps) else value

    def _splat(self, splat: Splat, frame: Frame) -> Value:
        return self._splatted(self.evaluate(splat.of, frame), splat, frame)

    def _splatted(self, over: Value, splat: Splat, frame: Frame) -> Value:
        if isinstance(over, Cond):
            then, otherwise = (self._splatted(side, splat, frame) for side in (over.then, over.otherwise))
            return Cond(over.name, then, otherwise, at=splat.at)
        items = spread(over)
        if items is None:
            return self.evaluate(splat.each, frame.within({THE_ELEMENT: over}))
        found = tuple(self.evaluate(splat.each, frame.within({THE_ELEMENT: item})) for item in items)
        return self.budget.bounded(List(found, at=splat.at), splat.at)

    def _tuple(self, expression: TupleOf, frame: Frame) -> Value:
        items = tuple([self.evaluate(item, frame) for item in expression.items])
        return self.budget.bounded(List(items, at=expression.at), expression.at)

    def _object(self, expression: ObjectOf, frame: Frame) -> Value:
        found: dict[str, Value] = {}
        for key, item in expression.items:
            name = str(key.value) if isinstance(key, Literal) else described(self.evaluate(key, frame))
            found[name] = placed(self.evaluate(item, frame), key.at)
        return self.budget.bounded(Map(found, at=expression.at), expression.at)

    def _call(self, expression: Call, frame: Frame) -> Value:
        lazy = self._lazy.get(expression.name)
        if lazy is not None:
            return lazy(expression, frame)
        values = [self.evaluate(argument, frame) for argument in expression.arguments]
        if expression.spread and values:
            last = default_of(values.pop())
            if not isinstance(last, List):
                reason = f"{expression.name}() of a list that is only known at deployment"
                return Unknown(reason, about=edges((*values, last)), at=expression.at)
            values.extend(last.items)
        return self._called(expression.name, tuple(values), expression.at)

    def _called(self, name: str, values: tuple[Value, ...], at: Location) -> Value:
        self.budget.charge(values)
        return self.budget.bounded(call(name, Arguments(values, at, self.files)), at)

    def _conditional(self, expression: Conditional, frame: Frame) -> Value:
        condition = self.evaluate(expression.condition, frame)
        match truth(condition) if not isinstance(condition, Cond) else "unknown":
            case "true":
                return self.evaluate(expression.then, frame)
            case "false":
                return self.evaluate(expression.otherwise, frame)
            case _:
                then = self._quietly(expression.then, frame)
                otherwise = self._quietly(expression.otherwise, frame)
        name = frame.condition(expression.written)
        return self.budget.bounded(_either(condition, then, otherwise, name, expression.at), expression.at)

    def _quietly(self, expression: Expression, frame: Frame) -> Value:
        """Evaluate a side that may not be taken: what is wrong there need not be wrong."""
        before = len(self.budget.faults)
        value = self.evaluate(expression, frame)
        del self.budget.faults[before:]
        return value

    def _unary(self, expression: Unary, frame: Frame) -> Value:
        return unary(expression.operator, self.evaluate(expression.operand, frame), expression.at)

    def _binary(self, expression: Binary, frame: Frame) -> Value:
        left = self.evaluate(expression.left, frame)
        if expression.operator in {"&&", "||"} and truth(left) == _DECIDED[expression.operator]:
            return Lit(expression.operator == "||", at=expression.at)
        right = self.evaluate(expression.right, frame)
        return self.budget.bounded(binary(expression.operator, left, right, expression.at), expression.at)

    def _for(self, expression: For, frame: Frame) -> Value:
        return self._looped(default_of(self.evaluate(expression.collection, frame)), expression, frame)

    def _looped(self, over: Value, expression: For, frame: Frame) -> Value:
        if isinstance(over, Cond):
            then, otherwise = (self._looped(side, expression, frame) for side in (over.then, over.otherwise))
            return Cond(over.name, then, otherwise, at=expression.at)
        if isinstance(over, Lit) and not is_absent(over):
            raise Fault("a single value cannot be gone through")
        if not isinstance(over, List | Map):
            return self._loop_over_unknown(over, expression, frame)
        rounds = list(self._rounds(over, expression, frame))
        return self.budget.bounded(self._gathered(rounds, expression), expression.at)

    def _loop_over_unknown(self, over: Value, expression: For, frame: Frame) -> Value:
        inner = frame.within({name: over for name in (expression.key_name, expression.value_name) if name})
        about = edges((over, self._quietly(expression.value, inner)))
        return Unknown("a loop over what is only known at deployment", about=about, at=expression.at)

    def _rounds(self, over: List | Map, expression: For, frame: Frame) -> Iterator[tuple[str, Value]]:
        """Yield key and value of each round whose condition holds or may hold."""
        for key, item in pairs(over):
            bound = {expression.value_name: item}
            if expression.key_name:
                bound[expression.key_name] = key
            inner = frame.within(bound, f"[{described(key)}]")
            condition = self.evaluate(expression.condition, inner) if expression.condition else _ALWAYS
            answer = truth(condition)
            if answer == "false":
                continue
            value = self.evaluate(expression.value, inner)
            if answer == "unknown":
                value = chosen(
                    condition, value, _NOTHING, inner.condition("a loop's condition"), expression.at
                )
            name = described(self.evaluate(expression.key, inner)) if expression.key else ""
            yield name, value

    def _gathered(self, rounds: list[tuple[str, Value]], expression: For) -> Value:
        at = expression.at
        if expression.makes == "text":
            return concat((value for _, value in rounds), at=at)
        if expression.makes == "list":
            return List(tuple(value for _, value in rounds), at=at)
        if not expression.grouped:
            return Map(dict(rounds), at=at)
        groups: dict[str, list[Value]] = {}
        for name, value in rounds:
            groups.setdefault(name, []).append(value)
        return Map({name: List(tuple(values), at=at) for name, values in groups.items()}, at=at)

    def _try(self, expression: Call, frame: Frame) -> Value:
        before = len(self.budget.faults)
        for argument in expression.arguments:
            value = self.evaluate(argument, frame)
            if len(self.budget.faults) == before:
                return value
            del self.budget.faults[before:]
        raise Fault("try() finds no expression that can be evaluated")

    def _can(self, expression: Call, frame: Frame) -> Value:
        before = len(self.budget.faults)
        value = self.evaluate(expression.arguments[0], frame) if expression.arguments else _NOTHING
        failed = len(self.budget.faults) > before
        del self.budget.faults[before:]
        if isinstance(value, Unknown) and not failed:
            return Unknown("whether a value can be computed", about=(value,), at=expression.at)
        return Lit(not failed, at=expression.at)

    def _templatefile(self, expression: Call, frame: Frame) -> Value:
        path, names = self._template_arguments(expression, frame)
        known = text(path)
        if known is None:
            about = edges((path, names))
            return Unknown(
                "the name of a template file is only known at deployment", about=about, at=expression.at
            )
        return self._rendered(self.files.template(known), names, expression.at)

    def _templatestring(self, expression: Call, frame: Frame) -> Value:
        written, names = self._template_arguments(expression, frame)
        known = text(written)
        if known is None:
            about = edges((written, names))
            return Unknown("a template that is only known at deployment", about=about, at=expression.at)
        return self._rendered(parse_template(known, written.at), names, expression.at)

    def _template_arguments(self, expression: Call, frame: Frame) -> tuple[Value, Value]:
        if not expression.arguments:
            raise Fault(f"{expression.name}() names no template")
        values = [self.evaluate(argument, frame) for argument in expression.arguments[:2]]
        return values[0], values[1] if len(values) > 1 else Map()

    def _rendered(self, template: Expression, names: Value, at: Location) -> Value:
        names = default_of(names)
        if not isinstance(names, Map):
            return Unknown(
                "a template whose names are only known at deployment", about=edges((names,)), at=at
            )
        return self.evaluate(template, Frame(_OnlyBound(), names.items))


class _OnlyBound:
    """The names of a template file: those it is given and no others."""

    address = ""

    def resolve(self, root: str, steps: Steps, at: Location) -> tuple[Value, int]:
        """Refuse every name."""
        _ = steps, at
        raise Fault(f"the template is given no {root!r}")


_ALWAYS = Lit(True)
_NOTHING = Lit(None)
_DECIDED = {"&&": "false", "||": "true"}


def follow(value: Value, steps: Steps, at: Location) -> Value:
    """Return what lies behind all the steps. Raises `Fault`."""
    for step in steps:
        value = attribute(value, step, at) if isinstance(step, str) else index(value, step, at)
    return value


def pairs(over: List | Map) -> Iterator[tuple[Value, Value]]:
    """Yield the key and the value of each element; the key of a list's element is its position."""
    if isinstance(over, List):
        for position, item in enumerate(over.items):
            yield Lit(position, at=item.at), item
    else:
        for name in sorted(over.items):
            yield Lit(name, at=over.items[name].at), over.items[name]


def placed(value: Value, at: Location) -> Value:
    """Return a value as one that stands at a place: its own parts stay where they were written."""
    if type(value) is Lit:
        return Lit(value.value, at=at)
    return replace(value, at=at)


def _either(condition: Value, then: Value, otherwise: Value, name: str, at: Location) -> Value:
    """Return a conditional value; one asked of another condition is under that one's name."""
    if isinstance(then, Lit) and isinstance(otherwise, Lit) and then.value == otherwise.value:
        return then
    if not isinstance(condition, Cond):
        return chosen(condition, then, otherwise, name, at)
    sides = (_either(side, then, otherwise, name, at) for side in (condition.then, condition.otherwise))
    return Cond(condition.name, *sides, at=at)
