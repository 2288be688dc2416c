"""Evaluates the expressions of workflows on abstract values."""

from collections.abc import Callable, Mapping
from typing import Literal

from stockade.analysis import values as v
from stockade.analysis.taint import WOVEN, Taint
from stockade.analysis.values import (
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    everything,
    join,
    join_all,
    mapped,
    record,
    sequence,
    tainted,
)
from stockade.analysis.weaving import concatenated
from stockade.analysis.workflows.documents import child, element, elements, is_list
from stockade.analysis.workflows.functions import CALLING, PARSING, applied
from stockade.model import program as ir
from stockade.model.program import line_of

DEEPEST = 150
"""Expressions inside one another that are evaluated."""
MOST_STEPS = 200_000
"""Nodes evaluated for the workflows of one application."""
Environment = Mapping[str, Value]
Structural = Literal["parsed", "quoted"]
Found = Callable[[Structural, Value, int], None]
"""Called where a text is read as JSON (`parsed`), or put between quotes as it is (`quoted`)."""


class Exhausted(Exception):  # noqa: N818 - no error: the budget is spent
    """The budget of an application's workflows is spent."""


class Budget:
    """Steps left for the workflows of an application."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        """Count a step. Raises `Exhausted` where there are none left."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted


class _Lambda:
    """A function of an expression with the variables around it."""

    __slots__ = ("around", "function")

    def __init__(self, function: ir.Function, around: Environment) -> None:
        self.function = function
        self.around = around


def _ignored(_what: Structural, _value: Value, _at: int) -> None:
    """Note nothing."""


class Evaluator:
    """Evaluates expressions of one file."""

    def __init__(
        self, file: str, functions: Mapping[str, ir.Function], budget: Budget, found: Found = _ignored
    ) -> None:
        self.file = file
        self.functions = functions
        self.budget = budget
        self.found = found
        self.depth = 0

    def evaluate(self, node: ir.Expression, around: Environment) -> Value:
        """Return the value of an expression; of one too deep nothing is known but what is in it."""
        self.budget.spend()
        if self.depth > DEEPEST:
            return UNKNOWN
        self.depth += 1
        try:
            return _NODES.get(type(node), Evaluator.eval_other)(self, node, around)
        finally:
            self.depth -= 1

    def eval_other(self, _node: ir.Expression, _around: Environment) -> Value:
        """Evaluate what no other method does."""
        return UNKNOWN

    def eval_const(self, node: ir.Const, _around: Environment) -> Value:
        """Evaluate a literal."""
        return NOTHING if node.value is None else constant(node.value)

    def eval_name(self, node: ir.Name, around: Environment) -> Value:
        """Evaluate a variable: what is not bound is nobody's."""
        return around.get(node.name, UNKNOWN)

    def eval_attribute(self, node: ir.Attribute, around: Environment) -> Value:
        """Evaluate an entry by its key."""
        return child(self.evaluate(node.object, around), node.name, self._noted(node.at))

    def _noted(self, at: int) -> Callable[[Taint, Taint], Taint]:
        """Return what notes where a sender's field is read of what only holds it."""

        def noted(holder: Taint, inner: Taint) -> Taint:
            if inner.control == "sender" and holder.control != "sender" and line_of(at):
                return inner.stepped(self.file, at, f"reads {inner.path}")
            return inner

        return noted

    def eval_index(self, node: ir.Index, around: Environment) -> Value:
        """Evaluate an element."""
        holder = self.evaluate(node.object, around)
        if isinstance(node.key, ir.Const) and (not isinstance(node.key.value, int) or node.key.value >= 0):
            found = child(holder, str(node.key.value), self._noted(node.at))
            single = holder.fields is not None and not is_list(holder) and found == NOTHING
            return holder if single and node.key.value == 0 else found
        return element(holder, self._noted(node.at))

    def eval_slice(self, node: ir.Slice, around: Environment) -> Value:
        """Evaluate a part of a list."""
        found = self.evaluate(node.object, around)
        return Value(taints=found.taints, fields={}, items=element(found)) if is_list(found) else found

    def eval_concat(self, node: ir.Concat, around: Environment) -> Value:
        """Evaluate texts in a row."""
        return concatenated(self._woven(self.evaluate(part, around), node.at) for part in node.parts)

    def _woven(self, value: Value, at: int) -> Value:
        """Return a value as a part of a text."""
        if value.fields is not None or value.items is not None:
            value = tainted(everything(value))
        if not line_of(at):
            return value
        return mapped(value, lambda taint: taint.stepped(self.file, at, WOVEN))

    def eval_operation(self, node: ir.Operation, around: Environment) -> Value:
        """Evaluate an operator: of what compares or counts nothing is anybody's."""
        found = [self.evaluate(one, around) for one in node.operands]
        if node.name == "or" and len(found) > 1:
            return join_all(found)
        if node.name == "-" and len(found) == 1 and found[0].constants is not None:
            return v.constants(-one for one in found[0].constants if isinstance(one, int | float))
        return UNKNOWN

    def eval_choice(self, node: ir.Choice, around: Environment) -> Value:
        """Evaluate one of two."""
        self.evaluate(node.test, around)
        return join(self.evaluate(node.then, around), self.evaluate(node.otherwise, around))

    def eval_build(self, node: ir.Build, around: Environment) -> Value:
        """Evaluate an object or list written out."""
        if node.kind != "dict":
            return sequence([self.evaluate(one.value, around) for one in node.entries])
        fields: dict[str, Value] = {}
        others: list[Value] = []
        keys: frozenset[Taint] = frozenset()
        for one in node.entries:
            key = self.evaluate(one.key, around) if one.key is not None else UNKNOWN
            value = self.evaluate(one.value, around)
            if key.text is not None:
                fields[key.text] = value
            else:
                others.append(value)
                keys |= everything(key)
        if not others and len(fields) <= v.MOST_ENTRIES * 2:
            return record(fields)
        items = join_all([*others, *(fields.values() if len(fields) > v.MOST_ENTRIES * 2 else ())])
        return Value(fields=fields if others else {}, items=items, keys=keys)

    def eval_comprehension(self, node: ir.Comprehension, around: Environment) -> Value:
        """Evaluate what is made of each element of a list, or of a single value."""
        clause = node.clauses[0]
        subject = self.evaluate(clause.iterable, around)
        name = clause.target.name if isinstance(clause.target, ir.Name) else "$"
        inner = {**around, name: elements(subject)}
        for condition in clause.conditions:
            self.evaluate(condition, inner)
        if node.element == clause.target:
            return subject
        result = self.evaluate(node.element, inner)
        if node.key is not None:
            keys = everything(self.evaluate(node.key, inner))
            return tainted(everything(result) | keys)  # entries of names that are not known
        if subject.fields is not None and not is_list(subject):
            return result
        return Value(fields={}, items=result)

    def eval_closure(self, node: ir.Closure, around: Environment) -> Value:
        """Evaluate a function."""
        function = self.functions.get(node.function)
        return Value(functions=(_Lambda(function, around),)) if function is not None else UNKNOWN

    def eval_assignment(self, node: ir.Assignment, around: Environment) -> Value:
        """Evaluate a binding."""
        found = self.evaluate(node.value, around)
        if isinstance(node.target, ir.Name) and isinstance(around, dict):
            around[node.target.name] = found
        return found

    def eval_opaque(self, node: ir.Opaque, around: Environment) -> Value:
        """Evaluate what was not read: the data of its parts may be in it."""
        found: frozenset[Taint] = frozenset()
        for part in node.parts:
            found |= everything(self.evaluate(part, around))
        return tainted(found)

    def eval_call(self, node: ir.Call, around: Environment) -> Value:
        """Evaluate a call."""
        arguments = [self.evaluate(one, around) for one in node.arguments]
        callee = self.evaluate(node.callee, around)
        if callee.functions:
            return join_all(self._invoked(one, arguments) for one in callee.functions)
        name = node.callee.name if isinstance(node.callee, ir.Name) else ""
        if name == "descend":
            return tainted(everything(arguments[0]))
        if name in CALLING:
            return self._over(name, arguments)
        if name in PARSING and arguments:
            self.found("parsed", arguments[0], node.at)
        if name == "quoted" and arguments:
            self.found("quoted", arguments[0], node.at)
            return self._woven(arguments[0], node.at)
        return applied(name, arguments)

    def _invoked(self, called: object, arguments: list[Value]) -> Value:
        """Return what a function of an expression answers."""
        if not isinstance(called, _Lambda):
            return UNKNOWN
        inner = dict(called.around)
        for number, parameter in enumerate(called.function.parameters):
            if isinstance(parameter.target, ir.Name):
                inner[parameter.target.name] = arguments[number] if number < len(arguments) else UNKNOWN
        for statement in called.function.body:
            if isinstance(statement, ir.Do):
                self.evaluate(statement.value, inner)
            elif isinstance(statement, ir.Return) and statement.value is not None:
                return self.evaluate(statement.value, inner)
        return UNKNOWN

    def _over(self, name: str, arguments: list[Value]) -> Value:
        """Return what a function that calls another for each element gives."""
        subject, function = (*arguments, UNKNOWN, UNKNOWN)[:2]
        one = element(subject) if name in {"$each", "$sift"} else elements(subject)
        if name in {"$filter", "$sort", "$single", "$sift"}:
            for called in function.functions:
                self._invoked(called, [one, one])
            return one if name == "$single" else subject
        if name == "$reduce":
            start = join_all([one, *arguments[2:3]])
            return join_all([start, *(self._invoked(called, [start, one]) for called in function.functions)])
        results = [self._invoked(called, [one, UNKNOWN, subject]) for called in function.functions]
        if not results:
            return tainted(everything(subject))
        return Value(fields={}, items=join_all(results))


_NODES: dict[type, Callable[..., Value]] = {
    ir.Const: Evaluator.eval_const,
    ir.Name: Evaluator.eval_name,
    ir.Attribute: Evaluator.eval_attribute,
    ir.Index: Evaluator.eval_index,
    ir.Slice: Evaluator.eval_slice,
    ir.Concat: Evaluator.eval_concat,
    ir.Operation: Evaluator.eval_operation,
    ir.Choice: Evaluator.eval_choice,
    ir.Build: Evaluator.eval_build,
    ir.Comprehension: Evaluator.eval_comprehension,
    ir.Closure: Evaluator.eval_closure,
    ir.Assignment: Evaluator.eval_assignment,
    ir.Opaque: Evaluator.eval_opaque,
    ir.Call: Evaluator.eval_call,
}
