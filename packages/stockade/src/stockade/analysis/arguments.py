"""What a call was given: the values of its arguments as the catalog speaks of them."""

import re
from collections.abc import Iterable

from stockade.analysis import values as v
from stockade.analysis.core import Core
from stockade.analysis.frames import ClassValue, Frame, FunctionValue
from stockade.analysis.taint import Taint, joined_taints
from stockade.analysis.values import NO_TAINTS, UNKNOWN, Value, everything, join_all
from stockade.catalog.calls import Argument, Language, Test
from stockade.catalog.knowledge import Tables
from stockade.model import program as ir

_STEP = re.compile(r"\[(\d*)\]|\*\*|\*|[^.\[\]]+")


class Given:
    """One call with the values of its arguments, and the expressions they came from."""

    __slots__ = ("arguments", "at", "frame", "holder", "keywords", "machine", "node", "ran")

    def __init__(
        self,
        machine: Core,
        frame: Frame,
        at: int,
        arguments: list[Value],
        keywords: dict[str, Value],
        holder: Value | None,
        node: ir.Call | None,
    ) -> None:
        self.machine = machine
        self.frame = frame
        self.at = at
        self.arguments = arguments
        self.keywords = keywords
        self.holder = holder
        self.node = node
        self.ran = False

    @property
    def language(self) -> Language:
        """The language whose tables hold: TypeScript's are JavaScript's."""
        return self.frame.module.tables

    @property
    def catalog(self) -> Tables:
        """What is known of the calls of its language."""
        return self.frame.module.catalog

    def positional(self, position: int) -> Value:
        """Return an argument by position."""
        return self.arguments[position] if position < len(self.arguments) else UNKNOWN

    def first(self) -> Value:
        """Return the first argument, by whatever name."""
        if self.arguments:
            return self.arguments[0]
        return next(iter(self.keywords.values()), UNKNOWN)

    def literal(self, position: int) -> str:
        """Return the text of an argument where it is a literal."""
        value = self.positional(position)
        if value.text is None and not self.arguments and "service_name" in self.keywords:
            value = self.keywords["service_name"]
        return value.text or "?"

    def everything(self) -> frozenset[Taint]:
        """Return the taints of all that went into the call."""
        found = everything(self.holder) if self.holder is not None else NO_TAINTS
        for one in (*self.arguments, *self.keywords.values()):
            found = joined_taints(found, everything(one))
        return found

    def callee_names(self, names: list[str]) -> set[str]:
        """Return the names that are paths of what is called, not kinds of built-in methods."""
        return {one for one in names if one.partition(".")[0] not in _BUILT_IN}

    def is_given(self, argument: Argument) -> bool:
        """Tell whether an argument was given."""
        if argument.receiver:
            return self.holder is not None
        if argument.spread:
            return "" in self.keywords
        if argument.name and (argument.name in self.keywords or "" in self.keywords):
            return True
        return argument.position is not None and argument.position < len(self.arguments)

    def value(self, argument: Argument) -> Value:
        """Return the value an argument means."""
        if argument.receiver:
            base = self.holder if self.holder is not None else UNKNOWN
        elif argument.spread:
            base = self.keywords.get("", UNKNOWN)
        elif argument.name and argument.name in self.keywords:
            base = self.keywords[argument.name]
        elif argument.rest and argument.position is not None:
            base = join_all(self.arguments[argument.position :])
        elif argument.position is not None and argument.position < len(self.arguments):
            base = self.arguments[argument.position]
        elif argument.name and "" in self.keywords:
            base = self.machine.load(self.frame, self.keywords[""], argument.name, self.at)
        else:
            base = UNKNOWN
        return self.below(base, argument.path)

    def below(self, value: Value, path: str) -> Value:
        """Return what lies at a path below a value."""
        for step in _STEP.finditer(path):
            text = step[0]
            if text == "**":
                return v.tainted(everything(value))
            if text == "*" or text == "[]":  # noqa: PLR1714
                value = self.machine.elements(self.frame, value, self.at)
            else:
                key = step[1] or text
                if key.startswith("$") and all("nosql-injection" in one.marks for one in value.keys):
                    value = value.changed(items=None)  # entries that nobody outside names are no operators
                value = self.machine.load(self.frame, value, v.constant(key), self.at)
        return value

    @staticmethod
    def written(value: Value, path: str, without: tuple[str, ...] = ()) -> Value | None:
        """Return what was put at a path below a value, None where nothing was."""
        for step in _STEP.finditer(path):
            text = step[0]
            if value.fields is not None and text in {"*", "[]"}:
                kept = {name: one for name, one in value.fields.items() if name not in without}
                value = join_all(v.parts(value.changed(fields=kept)))
                continue
            found = (value.fields or {}).get(step[1] or text)
            if found is None:
                return None
            value = found
        return value

    def place(self, argument: Argument) -> ir.Expression | None:
        """Return the expression an argument came from, where it can be changed."""
        return self.expression(argument) if not argument.path else None

    def expression(self, argument: Argument) -> ir.Expression | None:
        """Return the expression that is given for an argument, whichever part of it is meant."""
        return argument_place(self.node, argument) if self.node is not None else None

    def fulfils(self, tests: Iterable[Test]) -> bool:
        """Tell whether conditions on the call may hold: only a known value can fail."""
        return all(self._fulfils(test) for test in tests)

    def surely(self, tests: Iterable[Test]) -> bool:
        """Tell whether conditions hold for certain, or by the sender's choice."""
        return all(self.is_given(test.argument) and self._surely(test) for test in tests)

    def _surely(self, test: Test) -> bool:
        value = self.value(test.argument)
        answer = self._answer(test, value)
        if answer is None and test.matches:
            return not test.negated and any(one.control == "sender" for one in value.taints)
        return answer is not None and answer is not test.negated

    def _fulfils(self, test: Test) -> bool:
        if test.is_a == "given":
            return self.is_given(test.argument) is not test.negated
        if not self.is_given(test.argument):
            return test.negated
        value = self.value(test.argument)
        answer = self._answer(test, value)
        if answer is None:
            return test.negated or not test.matches
        return answer is not test.negated

    def _answer(self, test: Test, value: Value) -> bool | None:
        if test.is_a is not None:
            return _is_a(value, test.is_a)
        if test.equals is not None:
            if value.constants is None:
                return None
            return test.equals in value.constants
        if test.matches:
            texts = value.texts
            if texts is None and value.constants is not None:
                return False
            if texts is None:
                return bool(re.search(test.matches, value.names[0])) if value.names else None
            return any(re.search(test.matches, one) for one in texts)
        return True

    def call_functions(self) -> None:
        """Call the functions handed to a call that is not known, with what went into it."""
        functions = [
            one
            for one in (*self.arguments, *self.keywords.values())
            if any(isinstance(function, FunctionValue) for function in one.functions)
        ]
        if not functions or self.ran:
            return
        self.ran = True
        whole = v.tainted(self.everything())
        for function in functions:
            self.called_back(function, [whole, whole, whole])

    def called_back(self, function: Value, handed: list[Value]) -> Value:
        """Call a function now or later: what it changes may be changed, or not yet."""
        frame = self.frame
        before = dict(frame.variables)
        value = self.machine.call(frame, function, handed, {}, self.at).value
        frame.live = True
        for name, known in before.items():
            after = frame.variables.get(name, known)
            if after is not known:
                frame.put(name, v.join(known, after))
        return value


def argument_place(call: ir.Call, argument: Argument) -> ir.Expression | None:
    """Return the expression that an argument of a call is, None where it is not given."""
    if argument.receiver:
        return call.callee.object if isinstance(call.callee, ir.Attribute) else None
    for name, expression in call.keywords:
        if name and name == argument.name:
            return expression
    if argument.position is not None and argument.position < len(call.arguments):
        return call.arguments[argument.position]
    return None


_RECORDS = ("mongo.", "sequelize.", "prisma.", "typeorm.")
"""What the calls of a data base's models give: records, never a text."""
_BUILT_IN = frozenset({"str", "list", "dict", "object", "promise", "map", "set"})


def _is_a(value: Value, kind: str) -> bool | None:
    has_entries = value.fields is not None or value.items is not None
    if kind == "function":
        return True if any(isinstance(one, FunctionValue | ClassValue) for one in value.functions) else None
    if value.names and value.names[0].startswith(_RECORDS):
        return kind == "object"
    if kind == "text":
        if value.texts is not None or (value.pieces is not None and not has_entries):
            return True
        return False if has_entries or value.constants is not None else None
    if kind == "list":
        if has_entries and value.closed:
            return all(key.isdigit() for key in value.fields or ())
        return (
            False
            if value.constants is not None or (value.pieces is not None and len(value.pieces) > 1)
            else None
        )
    if has_entries:
        return not (value.fields and all(key.isdigit() for key in value.fields))
    return False if value.constants is not None else None
