"""Calls: of functions of the program by running them, of anything else by what the catalog knows."""

from stockade.analysis import library, prototypes
from stockade.analysis import values as v
from stockade.analysis.core import Core
from stockade.analysis.frames import ClassValue, Frame, FunctionValue, Outcome, State, Super, joined
from stockade.analysis.taint import PASSED, Taint, joined_taints
from stockade.analysis.values import (
    NO_TAINTS,
    NOTHING,
    UNKNOWN,
    Value,
    everything,
    join_all,
    record,
    sequence,
    tainted,
)
from stockade.model import program as ir

_VALIDATING = frozenset({"model_validate", "parse_obj", "from_dict"})
"""Methods that libraries give a class to make an instance of it of a dictionary."""
_UNCHECKED = frozenset({"dataclasses_json.DataClassJsonMixin"})
"""Bases that take a field as it is sent, whatever its type says."""
DEEPEST_CALL = 48
MOST_CONTEXTS = 24
"""Different arguments a function is run with; of further ones only whose they are is kept."""
_RECURSIONS = 2


class Calling(Core):
    """Evaluates calls."""

    def called(self, frame: Frame, node: ir.Call) -> Value:
        """Return the value of a call, and write back what it did to its arguments."""
        place = node.callee.object if isinstance(node.callee, ir.Attribute) else None
        before = frame.variables.copy() if _passes_over(node) else None
        holder = self.evaluate(frame, place) if place is not None else None
        if isinstance(node.callee, ir.Name) and node.callee.name == "super" and frame.lookup("super") is None:
            return self._super(frame, node)
        if isinstance(node.callee, ir.Name) and node.callee.name == "await" and node.arguments:
            return self.evaluate(frame, node.arguments[0])  # `await (...)` where the grammar sees a call
        callee = (
            self.load(frame, holder, node.callee.name, node.at, attribute=True)
            if holder is not None and isinstance(node.callee, ir.Attribute)
            else self.evaluate(frame, node.callee)
        )
        callee = self.callable_of(callee)
        if holder is not None and holder.fields and not node.new and not frame.module.is_python:
            callee = _called_on(callee, holder)
        if isinstance(node.callee, ir.Attribute) and node.callee.name in _VALIDATING and holder is not None:
            model = next((one for one in holder.functions if isinstance(one, ClassValue)), None)
            if model is not None and node.arguments and _is_made(model, node.callee.name):
                return self.instantiate(
                    frame, model, [], {"": self.evaluate(frame, node.arguments[0])}, node.at
                )
        written = prototypes.class_of(callee) if node.new and callee.fields else None
        if written is not None:
            callee = Value(functions=(written,))
        arguments, keywords = self._arguments(frame, node)
        if before is not None:
            self._unchecked(frame, before, arguments)
        if any(isinstance(one, FunctionValue | ClassValue) for one in callee.functions):
            outcome = self.call(frame, callee, arguments, keywords, node.at)
            self._written_back(frame, node, outcome, holder, place)
            frame.outcomes[id(node)] = outcome
            return outcome.value
        return library.called(self, frame, node, holder, callee, arguments, keywords)

    def _unchecked(self, frame: Frame, before: State, arguments: list[Value]) -> None:
        """Take back what a check told of variables where `catch` passes over its failure."""
        for one in arguments[:1]:
            for function in one.functions:
                if isinstance(function, FunctionValue):
                    outcome = self.invoke(frame, function, [Value(names=("exception",))], {}, 0)
                    frame.live = True
                    if outcome.true is None and outcome.false is None:
                        return
        for name, value in before.items():
            after = frame.variables.get(name)
            if after is not None and after is not value:
                frame.variables[name] = v.join(value, after)

    @staticmethod
    def callable_of(value: Value) -> Value:
        """Return what is called where an instance is: its method `__call__`."""
        cls = value.instance
        found = cls.method("__call__") if isinstance(cls, ClassValue) else None
        if found is None or value.functions:
            return value
        owner, method = found
        function = owner.module.program.functions[method.function]
        return Value(functions=(FunctionValue(owner.module, function, owner.frame, value, owner),))

    def _arguments(self, frame: Frame, node: ir.Call) -> tuple[list[Value], dict[str, Value]]:
        arguments: list[Value] = []
        for expression in node.arguments:
            value = self.evaluate(frame, expression)
            if isinstance(expression, ir.Spread):
                if value.fields is not None and value.closed and value.items is None:
                    arguments.extend(value.fields.values())
                else:
                    arguments.append(self.elements(frame, value, node.at))
            else:
                arguments.append(value)
        keywords: dict[str, Value] = {}
        for name, expression in node.keywords:
            value = self.evaluate(frame, expression)
            if name:
                keywords[name] = value
            elif value.fields is not None:
                keywords.update(value.fields)
                if value.items is not None or value.taints:
                    keywords[""] = value
            else:
                keywords[""] = value
        return arguments, keywords

    def _written_back(
        self, frame: Frame, node: ir.Call, outcome: Outcome, holder: Value | None, place: ir.Expression | None
    ) -> None:
        if not frame.live:
            return
        for expression, after in zip(node.arguments, outcome.arguments, strict=False):
            if after is not None:
                self.change(frame, expression, after)
        if outcome.this is not None and place is not None and outcome.this is not holder:
            if _is_super(place):
                place = self._self(frame)
            if place is not None and holder is not None:
                self.change(frame, place, outcome.this)

    @staticmethod
    def _self(frame: Frame) -> ir.Expression | None:
        function = frame.function
        if function is None:
            return None
        if not frame.module.is_python:
            return ir.Name("this")
        if not function.owner:  # a plain function's first parameter is no object it is called on
            return None
        target = function.parameters[0].target if function.parameters else None
        return target if isinstance(target, ir.Name) else None

    def _super(self, frame: Frame, node: ir.Call) -> Value:
        """Evaluate `super()`: the bases in Python, the constructor of the base in JavaScript."""
        name = self._self(frame)
        this = frame.lookup(name.name) if isinstance(name, ir.Name) else None
        owner = frame.owner
        if owner is None or this is None:
            return UNKNOWN
        if frame.module.is_python:
            return Value(functions=(Super(owner, this),))
        arguments, keywords = self._arguments(frame, node)
        for base in owner.bases:
            built = self._constructed(frame, base, this, arguments, keywords, node.at)
            frame.update("this", built)
        return UNKNOWN

    def call(
        self, frame: Frame, callee: Value, arguments: list[Value], keywords: dict[str, Value], at: int
    ) -> Outcome:
        """Call whatever a value may be."""
        found: list[Outcome] = []
        for one in callee.functions:
            if isinstance(one, FunctionValue):
                found.append(self.invoke(frame, one, arguments, keywords, at))
            elif isinstance(one, ClassValue):
                found.append(Outcome(self.instantiate(frame, one, arguments, keywords, at)))
        if not found:
            return Outcome(library.external_call(self, frame, None, callee, arguments, keywords, at))
        return found[0] if len(found) == 1 else Outcome(join_all(one.value for one in found))

    def instantiate(
        self, frame: Frame, cls: ClassValue, arguments: list[Value], keywords: dict[str, Value], at: int
    ) -> Value:
        """Return a new instance."""
        fields: dict[str, Value] = {}
        for one in reversed(cls.line()):
            for field in one.cls.fields:
                if not field.static and field.value is not None:
                    fields[field.name] = self.evaluate(one.frame, field.value)
        this = Value(fields=fields, instance=cls, names=tuple(f"{name}()" for name in cls.names))
        return self._constructed(frame, cls, this, arguments, keywords, at)

    def _constructed(
        self,
        frame: Frame,
        cls: ClassValue,
        this: Value,
        arguments: list[Value],
        keywords: dict[str, Value],
        at: int,
    ) -> Value:
        name = "__init__" if cls.module.is_python else "constructor"
        method = cls.method(name)
        if method is None:
            return self._finished(frame, cls, self._by_fields(frame, cls, this, arguments, keywords), at)
        owner, known = method
        function = owner.module.program.functions[known.function]
        value = FunctionValue(owner.module, function, owner.frame, this, owner)
        outcome = self.invoke(frame, value, arguments, keywords, at)
        return outcome.this if outcome.this is not None else this

    def _by_fields(
        self, frame: Frame, of: ClassValue, this: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value:
        """Return an instance of a class without constructor: fields in order (data classes, models)."""
        fields = dict(this.fields or {})
        names = [field for one in reversed(of.line()) for field in one.cls.fields]
        for field, value in zip(names, arguments, strict=False):
            fields[field.name] = value
        fields.update({key: value for key, value in keywords.items() if key})
        whole = keywords.get("")
        for field in names:
            if whole is not None and field.name not in keywords and field.annotation:
                fields[field.name] = self._sent(frame, whole, field.name)
            if _holds_no_text(field.annotation) and field.name in fields and _is_checked(of):
                fields[field.name] = UNKNOWN
        return this.changed(fields=fields)

    def _sent(self, frame: Frame, whole: Value, name: str) -> Value:
        """Return what a dictionary holds for a field; it may be sent under another name."""
        found = self.load(frame, whole, name, 0)
        own = frozenset(one for one in everything(found) if one.path.rpartition(".")[2] == name)
        if own and not found.fields:
            return tainted(own)  # what is text already, and joined to it, has no fields
        return found if everything(found) or not whole.fields else tainted(everything(whole))

    def _finished(self, frame: Frame, cls: ClassValue, this: Value, at: int) -> Value:
        """Return an instance behind what a data class does once its fields are set."""
        method = cls.method("__post_init__") if cls.module.is_python else None
        if method is None:
            return this
        owner, known = method
        function = owner.module.program.functions[known.function]
        value = FunctionValue(owner.module, function, owner.frame, this, owner)
        return self.invoke(frame, value, [], {}, at).this or this

    def invoke(
        self,
        frame: Frame,
        function: FunctionValue,
        arguments: list[Value],
        keywords: dict[str, Value],
        at: int,
    ) -> Outcome:
        """Run a function of the program, or return what it gave for the same arguments before."""
        code = function.function
        if function.preset:
            arguments = [*function.preset, *arguments]
        name = f"{function.module.file}:{code.id}"
        if self.depth >= DEEPEST_CALL or self.active.get(name, 0) >= _RECURSIONS:
            self.results.bounded(frame, at)
            return Outcome(_passing(arguments, keywords))
        if self.contexts.get(name, 0) >= MOST_CONTEXTS:
            arguments = [_forgotten(one) for one in arguments]
            keywords = {key: _forgotten(one) for key, one in keywords.items()}
        free = tuple(function.frame.lookup(one) for one in code.free)
        key = (
            name,
            tuple(arguments),
            tuple(sorted(keywords.items(), key=lambda one: one[0])),
            function.this,
            free,
            id(function.frame) if function.frame.function is not None else 0,
        )
        known = self.memo.get(key)
        if known is not None:
            return known
        self.contexts[name] = self.contexts.get(name, 0) + 1
        self.active[name] = self.active.get(name, 0) + 1
        self.depth += 1
        try:
            outcome = self._run(frame, function, arguments, keywords, at)
        finally:
            self.depth -= 1
            self.active[name] -= 1
        self.memo[key] = outcome
        return outcome

    def _run(
        self,
        caller: Frame,
        function: FunctionValue,
        arguments: list[Value],
        keywords: dict[str, Value],
        at: int,
    ) -> Outcome:
        code = function.function
        frame = Frame(function.module, code, function.frame, function.owner)
        frame.caller = caller, at
        if function.frame.function is not None and code.lexical:
            frame.owner = function.frame.owner
        given = [self._handed(caller, one, at, code.name) for one in arguments]
        places = self._bound(
            frame,
            function,
            given,
            {k: self._handed(caller, one, at, code.name) for k, one in keywords.items()},
        )
        frame.rebound.clear()
        start = dict(frame.variables)
        self.execute(frame, code.body)
        if frame.live:
            frame.returns.append((None, NOTHING, frame.variables))
        outcome = self._outcome(frame, places, start)
        if code.generator:
            outcome.value = Value(fields={}, items=frame.yields or UNKNOWN)
        return outcome

    def _handed(self, frame: Frame, value: Value, at: int, name: str) -> Value:
        """Return an argument with the call on the way of its data."""
        if value.taints and value.fields is None and value.items is None:
            what = f"{PASSED} {name}"
            return v.mapped(value, lambda one: one.stepped(frame.file, at, what))
        return value

    def _outcome(self, frame: Frame, places: list[str], start: State) -> Outcome:
        if not frame.returns:
            nothing = tuple(None for _ in places)
            return Outcome(UNKNOWN, nothing, None, None)
        value = join_all(one for _, one, _ in frame.returns)
        ends = joined([state for _, _, state in frame.returns])
        true: list[State] = []
        false: list[State] = []
        for expression, returned, state in frame.returns:
            truth = returned.truth
            if truth is not False:
                true.append(self._answered(frame, expression, state, True, truth))
            if truth is not True:
                false.append(self._answered(frame, expression, state, False, truth))
        name = self._self(frame)
        this = ends.get(name.name) if isinstance(name, ir.Name) and name.name not in frame.rebound else None
        return Outcome(
            value,
            _left(frame, places, ends, start),
            _left(frame, places, joined(true), start) if true else None,
            _left(frame, places, joined(false), start) if false else None,
            this,
        )

    def _answered(
        self,
        frame: Frame,
        expression: ir.Expression | None,
        state: State,
        answer: bool,
        truth: bool | None,
    ) -> State:
        """Return the variables where a returned expression was true, or false."""
        if expression is None or truth is not None:
            return state
        frame.variables = dict(state)
        frame.live = True
        self.refine(frame, expression, answer)
        return frame.variables

    def _bound(
        self, frame: Frame, function: FunctionValue, arguments: list[Value], keywords: dict[str, Value]
    ) -> list[str]:
        """Bind the parameters; return the names of those that positional arguments go to, in order."""
        code, python = function.function, function.module.is_python
        waiting = list(arguments)
        method = python and function.this is not None and bool(code.owner)
        if method and function.this is not None:
            waiting.insert(0, function.this)
        if not python and not code.lexical:
            frame.variables["this"] = function.this or UNKNOWN
            frame.variables["arguments"] = sequence(arguments)
        left = dict(keywords)
        whole = left.pop("", None)
        names: list[str] = []
        for parameter in code.parameters:
            name = parameter.target.name if isinstance(parameter.target, ir.Name) else ""
            if parameter.kind == "rest":
                value, waiting = sequence(waiting), []
            elif parameter.kind == "keywords":
                rest = whole or record({})
                value = rest.changed(fields={**(rest.fields or {}), **left})
            else:
                value = self._argument(frame, parameter, name, waiting, left, whole)
                names.append(name)
            if name:
                frame.variables[name] = value
            else:
                self.assign(frame, parameter.target, value)
        return names[1:] if method else names

    def _argument(
        self,
        frame: Frame,
        parameter: ir.Parameter,
        name: str,
        waiting: list[Value],
        left: dict[str, Value],
        whole: Value | None,
    ) -> Value:
        """Return what a parameter gets: by position, by name, from `**`, or its default."""
        python, default = frame.module.is_python, parameter.default
        if waiting and not parameter.only:
            value = waiting.pop(0)
            given = default is None or value != NOTHING or python
            return value if given or default is None else self.evaluate(frame, default)
        if name in left:
            return left.pop(name)
        if whole is not None:
            return self.load(frame, whole, name, 0)
        if default is not None:
            return self.evaluate(frame, default)
        return UNKNOWN if python else NOTHING


def _called_on(callee: Value, holder: Value) -> Value:
    """Return functions that an object keeps in its entries, bound to it as JavaScript's calls bind `this`."""
    bound = tuple(
        FunctionValue(one.module, one.function, one.frame, holder, one.owner, one.preset)
        if isinstance(one, FunctionValue) and one.this is None and not one.function.lexical
        else one
        for one in callee.functions
    )
    return callee.changed(functions=bound) if bound else callee


def _is_made(model: ClassValue, method: str) -> bool:
    """Tell whether a base, or a decorator, of a library gives a class a method that makes instances of it."""
    return model.method(method) is None and (
        any(one.names for one in model.line()) or any(one.cls.decorators for one in model.line())
    )


def _is_checked(model: ClassValue) -> bool:
    """Tell whether a library checks the fields of a class by their types."""
    return bool(model.names) and not _UNCHECKED.intersection(model.names)


def _holds_no_text(annotation: str) -> bool:
    """Tell whether a field of such a type is checked to be no free text."""
    return annotation in _CLEAN_TYPES or annotation.startswith(("Literal[", "typing.Literal["))


def _passes_over(node: ir.Call) -> bool:
    """Tell whether a call takes the failure of another: `check(x).catch(() => null)`."""
    callee = node.callee
    return isinstance(callee, ir.Attribute) and callee.name == "catch" and isinstance(callee.object, ir.Call)


def _is_super(place: ir.Expression) -> bool:
    named = place.callee if isinstance(place, ir.Call) else place
    return isinstance(named, ir.Name) and named.name == "super"


_CLEAN_TYPES = frozenset({"int", "float", "bool", "Decimal", "date", "datetime", "UUID", "uuid.UUID"})


def _left(frame: Frame, places: list[str], state: State, start: State) -> tuple[Value | None, ...]:
    """Return what is left in each parameter, None where nothing changed or it was bound to something else."""
    found: list[Value | None] = []
    for name in places:
        after = state.get(name)
        changed = after is not None and name not in frame.rebound and after is not start.get(name)
        found.append(after if changed else None)
    return tuple(found)


def _passing(arguments: list[Value], keywords: dict[str, Value]) -> Value:
    found: frozenset[Taint] = NO_TAINTS
    for one in (*arguments, *keywords.values()):
        found = joined_taints(found, everything(one))
    return tainted(found)


def _forgotten(value: Value) -> Value:
    """Return a value of which only the taints are kept, and what can be called."""
    if value.functions or value.instance is not None or value.names:
        return value
    return tainted(everything(value))
