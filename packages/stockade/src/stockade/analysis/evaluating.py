"""Expressions: each kind of node has its method."""

from collections.abc import Callable

from stockade.analysis import values as v
from stockade.analysis.frames import ClassValue, Frame, FunctionValue, ModuleState, Super
from stockade.analysis.loading import Loading
from stockade.analysis.taint import ANSWERED, ENTERED, OVERRIDDEN, QUOTED, WOVEN, Taint, joined_taints
from stockade.analysis.values import (
    NO_TAINTS,
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    constants,
    everything,
    external,
    join,
    join_all,
    tainted,
)
from stockade.analysis.weaving import concatenated
from stockade.model import program as ir

_COMPARING = frozenset(
    {"==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "instanceof", "has"}
)
_BOOLEAN = Value()
_ANSWERING = frozenset({"body", "Location", "location"})
"""Entries of an answer to a browser: the place that people look for."""
_TEXTS_OF_CALLS = frozenset(
    {"UpdateExpression", "ConditionExpression", "FilterExpression", "KeyConditionExpression"}
    | {"ProjectionExpression", "html", "HtmlBody"}
)
"""Entries of parameters whose text is read as a language: to be repaired where they are written."""


class Evaluating(Loading):
    """Evaluates expressions."""

    def evaluate(self, frame: Frame, expression: ir.Expression) -> Value:
        """Return the value of an expression."""
        self.spend()
        return _NODES[type(expression)](self, frame, expression)

    def eval_const(self, _frame: Frame, node: ir.Const) -> Value:
        """Evaluate a literal."""
        return constant(node.value)

    def eval_regex(self, _frame: Frame, node: ir.Regex) -> Value:
        """Evaluate a regular expression."""
        fields = {"source": constant(node.pattern), "flags": constant(node.flags)}
        return Value(names=("RegExp()",), fields=fields)

    def eval_name(self, frame: Frame, node: ir.Name) -> Value:
        """Evaluate a variable: what it is bound to, else something outside."""
        found = frame.lookup(node.name)
        if found is not None:
            return found
        if node.name == "undefined":
            return NOTHING
        this = frame.lookup("this") if node.name == "super" and frame.owner is not None else None
        if this is not None and frame.owner is not None:
            return Value(functions=(Super(frame.owner, this),))
        return external(node.name)

    def eval_attribute(self, frame: Frame, node: ir.Attribute) -> Value:
        """Evaluate an attribute."""
        return self.load(frame, self.evaluate(frame, node.object), node.name, node.at, attribute=True)

    def eval_index(self, frame: Frame, node: ir.Index) -> Value:
        """Evaluate an entry."""
        holder = self.evaluate(frame, node.object)
        key = self.evaluate(frame, node.key)
        found = self.load(frame, holder, key, node.at)
        if key.taints and holder.closed and holder.fields and frame.module.is_python:
            self._looked_up(frame, node.key, holder)
        return found

    def _looked_up(self, frame: Frame, place: ir.Expression, table: Value) -> None:
        """Take in that a key is in a table whose keys are all known: what is not in it raises."""
        plain = isinstance(place, ir.Name) and table.items is None and not table.taints
        if plain and not any(key.isdigit() for key in table.fields or ()):
            self.change(frame, place, constants(table.fields or ()))

    def eval_slice(self, frame: Frame, node: ir.Slice) -> Value:
        """Evaluate a part of a text or list."""
        holder = self.evaluate(frame, node.object)
        if holder.constants is not None:
            cut = [one[node.start : node.stop] if isinstance(one, str) else one for one in holder.constants]
            return constants(cut) if holder.constants else holder
        if holder.fields is not None:
            return Value(taints=holder.taints, fields={}, items=self.elements(frame, holder, node.at))
        return (
            v.mapped(holder, _cut)
            if holder.pieces is not None and len(holder.pieces) == 1
            else tainted(frozenset(map(_cut, holder.taints)))
        )

    def eval_spread(self, frame: Frame, node: ir.Spread) -> Value:
        """Evaluate what is spread."""
        return self.evaluate(frame, node.value)

    def eval_concat(self, frame: Frame, node: ir.Concat) -> Value:
        """Evaluate texts in a row, lists in a row, or a sum."""
        found = [self.evaluate(frame, part) for part in node.parts]
        if all(one.fields is not None or one.items is not None for one in found):
            return Value(
                taints=frozenset().union(*(one.taints for one in found)),
                fields={},
                items=join_all(self.elements(frame, one, node.at) for one in found),
            )
        numbers = [
            next(iter(one.constants))
            for one in found
            if one.constants and len(one.constants) == 1 and not one.taints
        ]
        if len(numbers) == len(found) and all(type(one) in {int, float} for one in numbers):
            return constant(sum(one for one in numbers if isinstance(one, int | float)))
        if any(one.taints for one in found):
            found = [v.mapped(one, _stepping(frame.file, node.at, WOVEN)) for one in found]
        return concatenated(found)

    def eval_operation(self, frame: Frame, node: ir.Operation) -> Value:
        """Evaluate an operator."""
        name = node.name
        if name in {"and", "or", "??"}:
            return self._choosing(frame, node)
        found = [self.evaluate(frame, one) for one in node.operands]
        if name == "not":
            truth = found[0].truth
            return _BOOLEAN if truth is None else constant(not truth)
        if name in _COMPARING:
            self.results.compared(frame, node, found)
            return _compared(name, found)
        if name == "typeof":
            return UNKNOWN
        if name == "%" and found and (found[0].pieces or found[0].texts):
            return concatenated([found[0], *found[1:]])
        if name == "*" and any(one.texts is not None for one in found):
            return tainted(frozenset().union(*(everything(one) for one in found)))
        if name == "/" and any(one.names for one in found):
            between = [found[0], constant("/"), *found[1:]]
            return concatenated(one.changed(names=()) for one in between).changed(names=found[0].names)
        if name == "|" and any(one.fields is not None for one in found):
            return join_all(found)
        return UNKNOWN

    def _choosing(self, frame: Frame, node: ir.Operation) -> Value:
        """Evaluate `a or b`, `a and b`: the second is reached only where the first lets it be."""
        first = self.evaluate(frame, node.operands[0])
        found = first
        before = dict(frame.variables)
        for operand, ahead in zip(node.operands[1:], node.operands, strict=False):
            truth = found.truth
            if node.name == "and" and truth is False:
                break
            if node.name in {"or", "??"} and truth is True:
                break
            if node.name in {"and", "or"}:
                self.refine(frame, ahead, node.name == "and")
            if not frame.live:
                frame.live = True
                break
            value = self.evaluate(frame, operand)
            if node.name == "and":
                found = value if truth is True else join(_falsy(found), value)
            else:
                found = value if truth is False else join(_truthy(found), value)
        _restored(frame, before)
        return found

    def eval_choice(self, frame: Frame, node: ir.Choice) -> Value:
        """Evaluate one of two by a test."""
        truth = self.evaluate(frame, node.test).truth
        if truth is not None:
            return self.evaluate(frame, node.then if truth else node.otherwise)
        self.results.authenticity.chosen(self, frame, node)
        before = frame.variables
        found = []
        for side, answer in ((node.then, True), (node.otherwise, False)):
            frame.variables = dict(before)
            self.refine(frame, node.test, answer)
            if frame.live:
                found.append(self.evaluate(frame, side))
            frame.live = True
        frame.variables = before
        return join_all(found)

    def eval_build(self, frame: Frame, node: ir.Build) -> Value:
        """Evaluate an object or list written out."""
        if node.kind == "dict":
            return self._object(frame, node)
        found: list[Value] = []
        rest: list[Value] = []
        spread: frozenset[Taint] = NO_TAINTS
        for entry in node.entries:
            value = self.evaluate(frame, entry.value)
            if isinstance(entry.value, ir.Spread):
                rest.append(self.elements(frame, value, node.at))
                spread |= value.taints
            elif rest or len(found) >= v.MOST_ENTRIES:
                rest.append(value)
            else:
                found.append(value)
        fields = {str(number): value for number, value in enumerate(found)}
        items = join_all(rest) if rest else None
        return Value(taints=spread, fields=fields, items=items, closed=not rest)

    def _object(self, frame: Frame, node: ir.Build) -> Value:
        fields: dict[str, Value] = {}
        items: Value | None = None
        taints: frozenset[Taint] = NO_TAINTS
        keys: frozenset[Taint] = NO_TAINTS
        closed = True
        names: tuple[str, ...] = ()
        for entry in node.entries:
            value = self.evaluate(frame, entry.value)
            if entry.key is None:
                value = v.mapped(value, _spread)
                for name in fields if value.taints or value.items is not None else ():
                    over = v.mapped(self.load(frame, value, name, node.at), _overriding)
                    fields[name] = join(fields[name], over)
                if value.fields is not None:
                    fields.update(value.fields)
                closed = closed and (value.closed or value.constants is not None)
                items = (
                    value.items
                    if items is None
                    else (items if value.items is None else join(items, value.items))
                )
                taints = joined_taints(taints, value.taints)
                keys = joined_taints(keys, value.keys)
                names = names or value.names
                continue
            key = self.evaluate(frame, entry.key)
            texts = key.constants if key.constants is not None and not key.taints else None
            if texts is not None and len(texts) == 1:
                name = str(next(iter(texts)))
                if name in _ANSWERING and value.taints:
                    at = getattr(entry.key, "at", node.at)
                    value = v.mapped(value, _stepping(frame.file, at, ANSWERED))
                elif name in _TEXTS_OF_CALLS and value.taints:
                    at = getattr(entry.key, "at", node.at)
                    value = v.mapped(value, _stepping(frame.file, at, f"{ENTERED} {name}"))
                fields[name] = value
            else:
                items = value if items is None else join(items, value)
                keys = joined_taints(keys, v.naming(key))
                closed = False
        return Value(taints=taints, fields=fields, items=items, keys=keys, closed=closed, names=names)

    def eval_comprehension(self, frame: Frame, node: ir.Comprehension) -> Value:
        """Evaluate a list or object made by loops: one round stands for all."""
        before = frame.variables
        frame.variables = dict(before)
        for clause in node.clauses:
            source = self.evaluate(frame, clause.iterable)
            self.assign(frame, clause.target, self.elements(frame, source, node.at))
            for condition in clause.conditions:
                self.evaluate(frame, condition)
                self.refine(frame, condition, True)
        key = self.evaluate(frame, node.key) if node.key is not None else None
        element = self.evaluate(frame, node.element) if frame.live else UNKNOWN
        frame.live = True
        frame.variables = before
        keys = v.naming(key) if key is not None else NO_TAINTS
        return Value(fields={}, items=element, keys=keys)

    def eval_closure(self, frame: Frame, node: ir.Closure) -> Value:
        """Evaluate a function: it keeps the frame around it."""
        function = frame.module.program.functions[node.function]
        this = frame.lookup("this") if function.lexical else None
        found = Value(functions=(FunctionValue(frame.module, function, frame, this, frame.owner),))
        for decorator in reversed(function.decorators):
            found = self.decorated(frame, decorator, found)
        return found

    def decorated(self, frame: Frame, decorator: ir.Expression, function: Value) -> Value:
        """Return what a decorator makes of a function: the function, where it is not of the program."""
        callee = self.evaluate(frame, decorator)
        self.results.decorated(decorator, callee, function)
        if any(isinstance(one, FunctionValue) for one in callee.functions):
            found = self.call(frame, callee, [function], {}, decorator.at).value
            return found if found.functions else function
        return function

    def eval_class_of(self, frame: Frame, node: ir.ClassOf) -> Value:
        """Evaluate a class, its attributes and decorators."""
        cls = frame.module.program.classes[node.name]
        if id(cls) in self.making:  # its body reads what it has set before
            return Value(functions=(self.making[id(cls)],))
        found = self.making[id(cls)] = ClassValue(frame.module, cls, frame)
        bases = [self.evaluate(frame, base) for base in cls.bases]
        found.bases = tuple(one for base in bases for one in base.functions if isinstance(one, ClassValue))
        found.names = tuple(name for base in bases for name in base.names)
        for field in cls.fields:
            if field.static and field.value is not None:
                found.statics[field.name] = self.evaluate(frame, field.value)
        value = Value(functions=(found,))
        for decorator in cls.decorators:
            self.results.decorated(decorator, self.evaluate(frame, decorator), value)
        for method in cls.methods:
            function = frame.module.program.functions[method.function]
            for decorator in function.decorators:
                bound = Value(functions=(FunctionValue(frame.module, function, frame, None, found),))
                self.results.decorated(decorator, self.evaluate(frame, decorator), bound)
        del self.making[id(cls)]
        return value

    def eval_import(self, frame: Frame, node: ir.Import) -> Value:
        """Evaluate an import: a module of the program, or a library by name."""
        path = self.package.resolve(node.module, frame.file, node.name)
        library = self.package.library(path) if path is not None else ""
        if library:
            itself = node.name in {None, "*", library.rpartition(".")[2]}
            return external(library if itself else f"{library}.{node.name}")
        if path is not None:
            state = self.module(path)
            if state is not None:
                return self._imported(frame, state, node)
        name = self.package.named(node.module, frame.module.is_python)
        if node.name in {None, "default", "*"}:
            return external(name)
        return external(f"{name}.{node.name}")

    def _imported(self, frame: Frame, state: ModuleState, node: ir.Import) -> Value:
        whole = Value(functions=(state,))
        if node.name == "*" and state.is_python:
            for name, value in state.frame.variables.items():
                if not name.startswith("_"):
                    frame.bind(name, value)
            return whole
        if state.is_python:
            if node.name is None or _is_submodule(state, node.name):
                return whole
            return self.load(frame, whole, node.name, node.at, attribute=True)
        exports = state.frame.variables.get("exports", UNKNOWN)
        if node.name in {None, "*"}:
            return exports
        if exports.fields is not None and node.name in exports.fields:
            return exports.fields[node.name]
        return exports if node.name == "default" else self.load(frame, exports, node.name or "", node.at)

    def eval_assignment(self, frame: Frame, node: ir.Assignment) -> Value:
        """Evaluate an assignment whose value is used."""
        value = self.evaluate(frame, node.value)
        self.assign(frame, node.target, value)
        return value

    def eval_yield(self, frame: Frame, node: ir.Yield) -> Value:
        """Evaluate a value that a generator gives."""
        value = self.evaluate(frame, node.value)
        if node.whole:
            value = self.elements(frame, value, node.at)
        frame.yields = value if frame.yields is None else join(frame.yields, value)
        return UNKNOWN

    def eval_opaque(self, frame: Frame, node: ir.Opaque) -> Value:
        """Evaluate what is not read: it may hold the data of its parts."""
        if "too deeply" in node.what:
            self.results.left_out(frame, node.at, f"code that is {node.what} is not followed")
        found = [self.evaluate(frame, part) for part in node.parts]
        return tainted(frozenset().union(*(everything(one) for one in found)))

    def eval_call(self, frame: Frame, node: ir.Call) -> Value:
        """Evaluate a call."""
        return self.called(frame, node)


def _is_submodule(state: ModuleState, name: str) -> bool:
    """Tell whether a module is itself what is imported by a name: `from package import module`."""
    return state.file.endswith((f"/{name}.py", f"/{name}/__init__.py")) and name not in state.frame.variables


def _cut(taint: Taint) -> Taint:
    """Return a part of somebody's data: quotes that made all of it clean may be cut off."""
    if QUOTED not in taint.marks:
        return taint
    return taint.unmarked(*(mark for mark in taint.marks if not mark.startswith("+")))


def _stepping(file: str, at: int, what: str) -> Callable[[Taint], Taint]:
    return lambda one: one.stepped(file, at, what)


def _compared(name: str, found: list[Value]) -> Value:
    if len(found) == 2 and name in {"==", "===", "!=", "!==", "is", "is not"}:  # noqa: PLR2004
        left, right = found
        if left.constants and right.constants and not left.taints and not right.taints:
            if len(left.constants) == 1 and len(right.constants) == 1:
                equal = left.constants == right.constants
                return constant(equal is (name in {"==", "===", "is"}))
            if not left.constants & right.constants:
                return constant(name in {"!=", "!==", "is not"})
    return _BOOLEAN


def _falsy(value: Value) -> Value:
    """Return what a value is where it is false in a test."""
    if value.constants is not None:
        return constants(one for one in value.constants if not one) if value.constants else value
    return NOTHING  # a text that is false in a test is empty


def _spread(taint: Taint) -> Taint:
    """Return the taint of what is spread: an object, whoever parsed it."""
    return taint.marked("+json") if taint.control == "sender" else taint


def _overriding(taint: Taint) -> Taint:
    return taint.marked(OVERRIDDEN)


def _truthy(value: Value) -> Value:
    """Return what a value is where it is true in a test."""
    if value.constants is not None and any(not one for one in value.constants):
        left = [one for one in value.constants if one]
        return constants(left) if left else value
    return value


def _restored(frame: Frame, before: dict[str, Value]) -> None:
    """Take back what a test of one operand told of variables; what was bound since stays."""
    for name, value in before.items():
        after = frame.variables.get(name)
        if after is not None and after is not value:
            frame.put(name, join(after, value))


_NODES: dict[type, Callable[..., Value]] = {
    ir.Const: Evaluating.eval_const,
    ir.Regex: Evaluating.eval_regex,
    ir.Name: Evaluating.eval_name,
    ir.Attribute: Evaluating.eval_attribute,
    ir.Index: Evaluating.eval_index,
    ir.Slice: Evaluating.eval_slice,
    ir.Spread: Evaluating.eval_spread,
    ir.Concat: Evaluating.eval_concat,
    ir.Operation: Evaluating.eval_operation,
    ir.Choice: Evaluating.eval_choice,
    ir.Build: Evaluating.eval_build,
    ir.Comprehension: Evaluating.eval_comprehension,
    ir.Closure: Evaluating.eval_closure,
    ir.ClassOf: Evaluating.eval_class_of,
    ir.Import: Evaluating.eval_import,
    ir.Assignment: Evaluating.eval_assignment,
    ir.Yield: Evaluating.eval_yield,
    ir.Opaque: Evaluating.eval_opaque,
    ir.Call: Evaluating.eval_call,
}
