"""Guards: what a test that was passed tells of the variables in it."""

import re

from stockade.analysis import regexes
from stockade.analysis import values as v
from stockade.analysis.arguments import Given, argument_place
from stockade.analysis.builtin.elements import passing
from stockade.analysis.builtin.paths import HOSTS
from stockade.analysis.builtin.texts import multi_line
from stockade.analysis.core import Core
from stockade.analysis.frames import Frame, State, joined
from stockade.analysis.library import cleaned
from stockade.analysis.values import UNKNOWN, Value, constants
from stockade.model import program as ir

_EQUAL = frozenset({"==", "===", "is"})
_UNEQUAL = frozenset({"!=", "!==", "is not"})
_HOST_RULES = ("server-side-request-forgery", "open-redirect")
_SCALARS = frozenset({"int", "float", "bool", "complex", "Decimal", "decimal.Decimal", "datetime", "UUID"})
_CONTAINING = frozenset({"includes", "indexOf", "has", "hasOwnProperty", "__contains__"})
_MATCHING = frozenset({"match", "fullmatch", "search", "test", "exec"})
_WITH_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#\\]+[/?#]")
"""The beginning of a URL with all of its host: what follows cannot lead elsewhere."""
_ENDS = ("/", "\\", "os.sep", "path.sep")


class Refining(Core):
    """Takes in answers of tests."""

    def refine(self, frame: Frame, test: ir.Expression, answer: bool) -> None:
        """Take in that a test was answered so; dead where it cannot be."""
        match test:
            case ir.Operation(name="not", operands=(inner,)):
                self.refine(frame, inner, not answer)
            case ir.Operation(name="and" | "or" as name, operands=operands):
                self._several(frame, operands, answer, every=(name == "and") is answer)
            case ir.Operation(name=name, operands=(left, right)):
                self._compared(frame, name, left, right, answer)
            case ir.Call():
                self._called(frame, test, answer)
            case ir.Name(name=name):
                known = frame.tests.get(name)
                if known is not None:
                    del frame.tests[name]
                    self.refine(frame, known, answer)
                    frame.tests[name] = known
                self._truth(frame, test, answer)
            case ir.Assignment(target=ir.Name() as target):
                self.refine(frame, target, answer)
            case ir.Attribute() | ir.Index():
                self._truth(frame, test, answer)
            case _:
                pass

    def _several(
        self,
        frame: Frame,
        operands: tuple[ir.Expression, ...],
        answer: bool,
        *,
        every: bool,
    ) -> None:
        if every:
            for operand in operands:
                self.refine(frame, operand, answer)
            return
        before = frame.variables
        ends: list[State] = []
        for number, operand in enumerate(operands):
            frame.variables = dict(before)
            for earlier in operands[:number]:
                self.refine(frame, earlier, not answer)
            self.refine(frame, operand, answer)
            if frame.live:
                ends.append(frame.variables)
            frame.live = True
        if ends:
            frame.variables = joined(ends)
        else:
            frame.variables = before
            frame.live = False

    def _truth(self, frame: Frame, place: ir.Expression, answer: bool) -> None:
        value = self.evaluate(frame, place)
        if value.constants is not None and len(value.constants) > 1 and not value.taints:
            kept = [one for one in value.constants if bool(one) is answer]
            if kept:
                self.change(frame, place, constants(kept))

    def _compared(
        self,
        frame: Frame,
        name: str,
        left: ir.Expression,
        right: ir.Expression,
        answer: bool,
    ) -> None:
        if name in _EQUAL | _UNEQUAL:
            if (name in _EQUAL) is answer:
                self._equals(frame, left, right)
                self._equals(frame, right, left)
            else:
                self._differs(frame, left, right)
        elif name in {"in", "not in", "has"}:
            self._contained(frame, left, right, (name != "not in") is answer)
        elif name in {">", ">=", "<", "<="}:
            self._index_of(frame, name, left, answer)

    def _equals(self, frame: Frame, place: ir.Expression, other: ir.Expression) -> None:
        """Take in that two are equal: one that nobody else chose fixes the other."""
        value = self.evaluate(frame, other)
        if value.constants is None or value.taints:
            self._of_type(frame, place, value)
            if not v.everything(value) and not isinstance(place, ir.Call | ir.Operation):
                self._fixed(frame, place, value)
            return
        if isinstance(place, ir.Operation) and place.name == "typeof":
            kind = value.text or ""
            if kind in {"number", "boolean", "bigint"}:
                self._passed(frame, place.operands[0], ("*",))
            elif kind == "string":
                self._untyped(frame, place.operands[0])
            return
        if isinstance(place, ir.Call):
            self._common(frame, place)
            self._called(frame, place, next(iter(value.constants)) not in {False, None, -1})
            return
        self._fixed(frame, place, value)

    def _common(self, frame: Frame, call: ir.Call) -> None:
        """Take in that the common folder of paths is a constant: none of them leads out of it."""
        callee, given = call.callee, call.arguments[:1]
        if isinstance(callee, ir.Attribute) and callee.name in {"commonpath", "commonprefix"} and given:
            listed = given[0].entries if isinstance(given[0], ir.Build) else ()
            for entry in listed if callee.name == "commonpath" else ():
                if isinstance(entry.value, ir.Name):
                    self._passed(frame, entry.value, ("path-traversal",))

    def _of_type(self, frame: Frame, place: ir.Expression, value: Value) -> None:
        asked = (
            isinstance(place, ir.Call) and isinstance(place.callee, ir.Name) and place.callee.name == "type"
        )
        if isinstance(place, ir.Call) and asked and any(one in _SCALARS for one in value.names):
            for argument in place.arguments[:1]:
                self._passed(frame, argument, ("*",))

    def _differs(self, frame: Frame, left: ir.Expression, right: ir.Expression) -> None:
        """Take in that two differ: `indexOf(x) !== -1`, `x.match(...) !== null`."""
        if isinstance(left, ir.Call):
            value = self.evaluate(frame, right)
            if value.constants is not None and value.constants <= {-1, None, False}:
                self._called(frame, left, True)

    def _index_of(
        self,
        frame: Frame,
        name: str,
        left: ir.Expression,
        answer: bool,
    ) -> None:
        """Take in a comparison of an index: `indexOf(x) >= 0`, `> -1` tells that it is there."""
        method = (
            left.callee.name if isinstance(left, ir.Call) and isinstance(left.callee, ir.Attribute) else ""
        )
        if isinstance(left, ir.Call) and method in {"indexOf", "findIndex", "search"}:
            self._called(frame, left, (name in {">", ">="}) is answer)

    def _fixed(self, frame: Frame, place: ir.Expression, value: Value) -> None:
        """Give a place the value it was found equal to; a parsed host speaks for its URL too."""
        self._of_url(frame, place)
        if isinstance(place, ir.Call):
            return
        self.change(frame, place, value)

    def _of_url(self, frame: Frame, place: ir.Expression) -> None:
        if isinstance(place, ir.Attribute) and place.name in HOSTS:
            if isinstance(place.object, ir.Call):
                for argument in place.object.arguments[:1]:
                    self._passed(frame, argument, _HOST_RULES)
                return
            holder = self.evaluate(frame, place.object)
            self._passed(frame, place.object, _HOST_RULES)
            if holder.basis is not None and holder.basis[0] == "url":
                self._passed(frame, _at_way(holder.basis[1]), _HOST_RULES)
        elif isinstance(place, ir.Name):
            value = frame.lookup(place.name)
            if value is not None and value.basis is not None and value.basis[0] == "host":
                self._passed(frame, _at_way(value.basis[1]), _HOST_RULES)

    def _contained(
        self,
        frame: Frame,
        left: ir.Expression,
        right: ir.Expression,
        answer: bool,
    ) -> None:
        holder = self.evaluate(frame, right)
        if answer and isinstance(right, ir.Attribute) and right.name == "parents":
            self._passed(frame, right.object, ("path-traversal",))
            return
        if not answer:
            self._without(frame, left, right)
            return
        if holder.texts is not None or (holder.pieces is not None and holder.fields is None):
            return  # a part of a text is no choice from a list
        if v.everything(holder):
            return
        self._allowed(frame, left, holder)

    def _without(self, frame: Frame, left: ir.Expression, right: ir.Expression) -> None:
        """Take in that a text holds none of something: two dots."""
        if self.evaluate(frame, left).text in {"..", "../"}:
            value = self.evaluate(frame, right)
            self.change(frame, right, _marked(value, "+nodots"))

    def _allowed(self, frame: Frame, place: ir.Expression, allowed: Value) -> None:
        self._of_url(frame, place)
        texts = _constants_in(allowed)
        if isinstance(place, ir.Call):
            plain = not place.arguments  # `strip("; ")` takes away what is asked about
            if (
                plain
                and isinstance(place.callee, ir.Attribute)
                and place.callee.name
                in {
                    "lower",
                    "upper",
                    "strip",
                    "toLowerCase",
                    "toUpperCase",
                    "trim",
                }
            ):
                self._passed(frame, place.callee.object, ("*",))
            return
        self.change(frame, place, constants(texts) if texts else UNKNOWN)

    def _passed(self, frame: Frame, place: ir.Expression, rules: tuple[str, ...]) -> None:
        """Mark what a test cleans."""
        if not rules:
            return
        value = self.evaluate(frame, place)
        self.change(frame, place, cleaned(value, rules))

    def _untyped(self, frame: Frame, place: ir.Expression) -> None:
        value = self.evaluate(frame, place)
        taints = frozenset(one.unmarked("+json") for one in value.taints)
        if taints != value.taints:
            self.change(frame, place, value.changed(taints=taints, pieces=(taints,) if taints else None))

    def _called(self, frame: Frame, call: ir.Call, answer: bool) -> None:
        outcome = frame.outcomes.get(id(call))
        if outcome is not None:
            left = outcome.true if answer else outcome.false
            if left is None:
                frame.live = False
                return
            for expression, after in zip(call.arguments, left, strict=False):
                if after is not None:
                    self.change(frame, expression, after)
            return
        callee = call.callee
        if isinstance(callee, ir.Attribute):
            self._method(frame, call, callee, answer)
        elif isinstance(callee, ir.Name):
            self._function(frame, call, callee.name, answer)
        self._catalogued(frame, call, answer)

    def _function(self, frame: Frame, call: ir.Call, name: str, answer: bool) -> None:
        if name == "isinstance" and len(call.arguments) > 1:
            self._instance(frame, call, answer)
        elif name in {"bool", "Boolean"} and call.arguments:
            self.refine(frame, call.arguments[0], answer)
        elif name == "all" and answer and call.arguments:
            self._all(frame, call.arguments[0])

    def _all(self, frame: Frame, given: ir.Expression) -> None:
        """Take in that a test holds for every element: of what was gone through only such are left."""
        if not isinstance(given, ir.Comprehension) or len(given.clauses) != 1:
            return
        clause = given.clauses[0]
        if not isinstance(clause.target, ir.Name):
            return
        before = frame.variables
        frame.variables = dict(before)
        source = self.evaluate(frame, clause.iterable)
        self.assign(frame, clause.target, self.elements(frame, source, given.at))
        self.refine(frame, given.element, True)
        left = frame.variables.get(clause.target.name, UNKNOWN)
        frame.variables, frame.live = before, True
        self.change(frame, clause.iterable, Value(fields={}, items=left))

    def _instance(self, frame: Frame, call: ir.Call, answer: bool) -> None:
        kinds = self.evaluate(frame, call.arguments[1])
        names = set(kinds.names)
        for part in v.parts(kinds):
            names.update(part.names)
        if answer and names and names <= _SCALARS:
            self._passed(frame, call.arguments[0], ("*",))
        elif answer and names == {"str"}:
            self._untyped(frame, call.arguments[0])

    def _method(self, frame: Frame, call: ir.Call, callee: ir.Attribute, answer: bool) -> None:
        name = callee.name
        if not call.arguments:
            return
        if name in {"hasOwn", "has"} and len(call.arguments) > 1:
            if answer:
                self._allowed(frame, call.arguments[1], self.evaluate(frame, call.arguments[0]))
        elif name in _CONTAINING:
            self._listed(frame, callee.object, call.arguments[0], answer)
        elif name in _MATCHING:
            self._matched(frame, call, callee, answer)
        elif answer:
            self._asked(frame, call, callee)

    def _listed(self, frame: Frame, place: ir.Expression, member: ir.Expression, answer: bool) -> None:
        """Take in that a list holds a member: `ALLOWED.includes(x)`; a text that holds one is no list."""
        holder = self.evaluate(frame, place)
        text = holder.texts is not None or (holder.pieces is not None and holder.fields is None)
        if text or (holder.taints and holder.fields is None):
            if not answer:
                self._without(frame, member, place)
        elif answer and not v.everything(holder):
            self._allowed(frame, member, holder)

    def _asked(self, frame: Frame, call: ir.Call, callee: ir.Attribute) -> None:
        """Take in a yes of what an object is asked about itself."""
        name, first = callee.name, call.arguments[0]
        if name == "every":
            self._every(frame, call, callee)
        elif name == "some" and isinstance(first, ir.Closure):
            self._some(frame, frame.module.program.functions[first.function], callee)
        elif name in {"endswith", "endsWith"}:
            if (self.evaluate(frame, first).text or "").startswith("."):
                self._of_url(frame, callee.object)
        elif name == "is_relative_to":
            self._passed(frame, callee.object, ("path-traversal",))
        elif name in {"startswith", "startsWith"}:
            self._prefixed(frame, callee.object, self.evaluate(frame, first))

    def _every(self, frame: Frame, call: ir.Call, callee: ir.Attribute) -> None:
        """Take in that a predicate holds for every element."""
        holder = self.evaluate(frame, callee.object)
        function = self.evaluate(frame, call.arguments[0])
        left = passing(Given(self, frame, call.at, [function], {}, holder, call), holder)
        if left is not None:
            self.change(frame, callee.object, Value(fields={}, items=left))

    def _some(self, frame: Frame, function: ir.Function, callee: ir.Attribute) -> None:
        """Take in that a list has an element equal to something: `ALLOWED.some((one) => one === x)`."""
        only = function.body[0] if len(function.body) == 1 else None
        test = only.value if isinstance(only, ir.Return) else None
        element = function.parameters[0].target if function.parameters else None
        if not isinstance(test, ir.Operation) or test.name not in _EQUAL or not isinstance(element, ir.Name):
            return
        for one, other in (test.operands, test.operands[::-1]):
            if isinstance(one, ir.Name) and one.name == element.name and isinstance(other, ir.Name):
                self._listed(frame, callee.object, other, answer=True)

    def _matched(self, frame: Frame, call: ir.Call, callee: ir.Attribute, answer: bool) -> None:
        """Take in that a text matched: `re.match(p, x)`, `P.fullmatch(x)`, `/p/.test(x)`, `x.match(/p/)`."""
        holder = self.evaluate(frame, callee.object)
        python, flags = frame.module.is_python, ""
        if holder.fields is not None and "flags" in holder.fields:
            flags = holder.fields["flags"].text or ""
        if python and "re" in holder.names and len(call.arguments) > 1:
            pattern, place = self.evaluate(frame, call.arguments[0]), call.arguments[1]
            if any(multi_line(self.evaluate(frame, one)) for one in call.arguments[2:3]):
                flags = "m"
        elif holder.fields is not None and "source" in holder.fields:
            pattern, place = holder.fields["source"], call.arguments[0]
        else:
            given = self.evaluate(frame, call.arguments[0])
            if given.fields is None or "source" not in given.fields:
                return
            pattern, place = given.fields["source"], callee.object
        if pattern.text is None:
            return
        if not answer:  # none of a class of letters is in it
            searched = callee.name in {"search", "test"}
            self._passed(frame, place, tuple(regexes.cleaned_by_removal(pattern.text)) if searched else ())
            return
        full = callee.name == "fullmatch"
        start = python and callee.name == "match"
        rules = regexes.cleaned_by_match(pattern.text, full=full, start=start, flags=flags)
        self._passed(frame, place, tuple(sorted(rules)))

    def _prefixed(self, frame: Frame, place: ir.Expression, prefix: Value) -> None:
        """Take in a prefix: of a normal path below a folder, of a URL up to the end of its host."""
        value = self.evaluate(frame, place)
        text = prefix.text
        last = text[-1:] if text is not None else ""
        if text is None and prefix.pieces:
            piece = prefix.pieces[-1]
            last = piece[-1:] if isinstance(piece, str) else ""
        if v.everything(prefix):
            return
        folder = last in {"/", "\\"} or any(one.endswith(_ENDS[2:]) for one in prefix.names)
        if folder and all("+resolved" in one.marks for one in v.everything(value)):
            self._passed(frame, place, ("path-traversal",))
        if text is not None and _WITH_HOST.match(text):
            self._passed(frame, place, _HOST_RULES)

    def _catalogued(self, frame: Frame, call: ir.Call, answer: bool) -> None:
        guards = frame.module.catalog.guards
        names = list(self._names_of(frame, call))
        for name in names:
            for guard in guards.get(name, ()):
                if guard.holds is answer and not guard.raises:
                    place = argument_place(call, guard.argument)
                    if place is not None:
                        self._passed(frame, place, guard.rules)

    def _names_of(self, frame: Frame, call: ir.Call) -> tuple[str, ...]:
        callee = call.callee
        if isinstance(callee, ir.Attribute):
            holder = self.evaluate(frame, callee.object)
            names = tuple(f"{one}.{callee.name}" for one in holder.names)
            return (*names, *(f"{kind}.{callee.name}" for kind in ("str", "list", "dict", "object")))
        return self.evaluate(frame, callee).names


def _at_way(way: tuple[str, ...]) -> ir.Expression:
    """Return the expression for a way: a variable, and named entries below it."""
    found: ir.Expression = ir.Name(way[0])
    for name in way[1:]:
        found = ir.Index(found, ir.Const(name))
    return found


def _constants_in(value: Value) -> list[v.Constant]:
    """Return the members of a list or set of literals, or the keys of an object."""
    if value.fields is None or not value.closed:
        return []
    if value.fields and not all(key.isdigit() for key in value.fields):
        return list(value.fields)
    found: list[v.Constant] = []
    for part in v.parts(value):
        if part.constants is None:
            return []
        found.extend(part.constants)
    return found


def _marked(value: Value, mark: str) -> Value:
    taints = frozenset(one.marked(mark) for one in value.taints)
    pieces = value.pieces
    if pieces is not None:
        pieces = tuple(
            one if isinstance(one, str) else frozenset(taint.marked(mark) for taint in one) for one in pieces
        )
    return value.changed(taints=taints, pieces=pieces)
