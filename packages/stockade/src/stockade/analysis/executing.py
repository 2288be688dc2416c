"""Statements: branches on copies of the variables, joined behind them; loops until nothing changes."""

from collections.abc import Callable

from stockade.analysis import refusals
from stockade.analysis import values as v
from stockade.analysis.core import Core
from stockade.analysis.frames import Changes, ClassValue, Frame, Journal, State, joined, meeting
from stockade.analysis.sources import free_names
from stockade.analysis.taint import REST, joined_taints
from stockade.analysis.values import (
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    everything,
    join,
    tainted,
)
from stockade.model import program as ir

_ROUNDS = 3
"""Rounds of a loop; what still changes then is widened by the last join."""


class Executing(Core):
    """Runs statements."""

    def execute(self, frame: Frame, body: tuple[ir.Statement, ...]) -> None:
        """Run statements until one ends the function or leaves the loop."""
        for statement in body:
            if not frame.live:
                return
            self.spend()
            _NODES[type(statement)](self, frame, statement)

    def run_assign(self, frame: Frame, node: ir.Assign) -> None:
        """Bind a value."""
        value = self.evaluate(frame, node.value)
        self.assign(frame, node.target, value)
        if isinstance(node.value, ir.Const):
            refusals.assigned(frame, node.target)
        if isinstance(node.target, ir.Name) and isinstance(node.value, ir.Operation | ir.Call):
            frame.tests[node.target.name] = node.value

    def assign(self, frame: Frame, target: ir.Target, value: Value) -> None:
        """Bind a target."""
        match target:
            case ir.Name(name=name):
                frame.bind(name, value)
            case ir.Attribute(object=holder, name=name):
                self._store(frame, holder, constant(name), value)
            case ir.Index(object=holder, key=key):
                self._store(frame, holder, self.evaluate(frame, key), value)
            case ir.Destructure():
                self._destructure(frame, target, value)
            case _:
                pass

    def _destructure(self, frame: Frame, target: ir.Destructure, value: Value) -> None:
        taken: set[str] = set()
        for element in target.elements:
            key = self.evaluate(frame, element.key)
            taken.update(map(str, key.constants or ()))
            found = self.load(frame, value, key, target.at)
            if element.default is not None and (found is UNKNOWN or found == NOTHING or not _sure(value)):
                default = self.evaluate(frame, element.default)
                found = default if found == NOTHING else join(found, default)
            self.assign(frame, element.target, found)
        if target.rest is not None:
            fields = value.fields
            if fields is not None:
                fields = {key: one for key, one in fields.items() if key not in taken}
            if fields and all(key.isdigit() for key in fields):  # what is left of a list begins anew
                fields = {str(number): one for number, one in enumerate(fields.values())}
            left = v.mapped(value, lambda one: one.marked(REST)) if taken else value
            self.assign(frame, target.rest, left.changed(fields=fields))

    def _store(self, frame: Frame, holder: ir.Expression, key: Value, value: Value) -> None:
        """Set an entry: the holder becomes another value, and so on up to the variable."""
        before = self.evaluate(frame, holder)
        self.change(frame, holder, self.stored(before, key, value))

    def stored(self, holder: Value, key: Value, value: Value) -> Value:
        """Return an object with an entry set."""
        cls = next((one for one in holder.functions if isinstance(one, ClassValue)), None)
        constants_ = key.constants
        if constants_ is not None and len(constants_) == 1 and not key.taints:
            name = str(next(iter(constants_)))
            if cls is not None:
                known = cls.statics.get(name)
                cls.statics[name] = value if known is None else join(known, value)
                return holder
            fields = dict(holder.fields or {})
            if name in fields or len(fields) < v.MOST_ENTRIES:
                fields[name] = value
                return holder.changed(fields=fields, constants=None, closed=holder.closed)
        items = value if holder.items is None else join(holder.items, value)
        keys = joined_taints(holder.keys, v.naming(key))
        return holder.changed(
            fields=holder.fields if holder.fields is not None else {}, items=items, keys=keys, constants=None
        )

    def change(self, frame: Frame, place: ir.Expression, value: Value) -> None:
        """Change what a variable, or an entry below it, holds without binding it anew."""
        match place:
            case ir.Name(name=name):
                frame.update(name, value)
            case ir.Attribute(object=holder, name=name):
                self._store(frame, holder, constant(name), value)
            case ir.Index(object=holder, key=key):
                self._store(frame, holder, self.evaluate(frame, key), value)
            case _:
                pass

    def run_do(self, frame: Frame, node: ir.Do) -> None:
        """Evaluate an expression for its effects."""
        self.evaluate(frame, node.value)

    def run_if(self, frame: Frame, node: ir.If) -> None:
        """Run both branches, each with what the test tells."""
        truth = self.evaluate(frame, node.test).truth
        if truth is not None:
            self.execute(frame, node.then if truth else node.otherwise)
            return
        self.results.authenticity.tested(self, frame, node)
        before, outer = frame.variables, frame.journal
        sides: list[Changes] = []
        for body, answer in ((node.then, True), (node.otherwise, False)):
            frame.journal = journal = Journal(before)
            self.refine(frame, node.test, answer)
            self.execute(frame, body)
            if frame.live:
                refusals.left(frame, node, body)
            changes = journal.undone(frame.variables)
            if frame.live:
                sides.append(changes)
            frame.variables, frame.journal, frame.live = before, outer, True
        meeting(frame, sides)
        frame.live = bool(sides)

    @staticmethod
    def meet(frame: Frame, ends: list[State], before: State) -> None:
        """Go on behind branches: with what all that came through left; dead where none did."""
        if ends:
            frame.variables = joined(ends)
        else:
            frame.variables = before
            frame.live = False

    def run_loop(self, frame: Frame, node: ir.Loop) -> None:
        """Run rounds until nothing changes."""
        outer = frame.breaks, frame.continues
        frame.breaks, frame.continues = [], []
        leaving: list[State] = []
        for _ in range(_ROUNDS):
            before = frame.variables
            source = self.evaluate(frame, node.subject) if node.subject is not None else None
            endless = node.kind == "while" and (source is None or source.truth is True)
            if not endless:
                leaving.append(dict(frame.variables))
            frame.variables = dict(before)
            self._round(frame, node, source)
            ends = ([frame.variables] if frame.live else []) + frame.continues
            frame.live = True
            frame.continues = []
            if not ends:
                break
            after = joined([before, *ends])
            if all(
                after.get(name) is value or after.get(name) == value for name, value in before.items()
            ) and len(after) == len(before):
                leaving.extend(() if endless else (after,))
                break
            frame.variables = after
        else:
            leaving.extend(() if endless else (frame.variables,))
        if node.kind == "while" and node.subject is not None:
            for state in leaving:
                frame.variables = state
                self.refine(frame, node.subject, False)
                frame.live = True
        breaks = frame.breaks
        frame.breaks, frame.continues = outer
        before = frame.variables
        self.meet(frame, leaving, before)
        if frame.live:
            self.execute(frame, node.otherwise)
        self.meet(frame, [*([frame.variables] if frame.live else []), *breaks], before)
        frame.live = frame.live or bool(breaks)

    def _round(self, frame: Frame, node: ir.Loop, source: Value | None) -> None:
        if node.kind == "while":
            if node.subject is not None:
                self.refine(frame, node.subject, True)
        elif source is not None and node.target is not None:
            found = self.keys_of(source) if node.kind == "in" else self.iterated(frame, source, node.at)
            self.assign(frame, node.target, found)
        self.execute(frame, node.body)
        if frame.live or frame.continues:
            self.execute(frame, node.after)

    def iterated(self, frame: Frame, source: Value, at: int) -> Value:
        """Return what a loop over a value gives: in Python the keys of a dictionary."""
        if frame.module.is_python and source.fields and not all(key.isdigit() for key in source.fields):
            return self.keys_of(source)
        if frame.module.is_python and source.keys:
            return self.keys_of(source)
        return self.elements(frame, source, at)

    @staticmethod
    def keys_of(value: Value) -> Value:
        """Return what a key of an object may be."""
        names = v.constants(value.fields) if value.fields and value.closed else UNKNOWN
        mine = joined_taints(value.keys, free_names(value.taints))
        return join(names, tainted(mine)) if mine else names

    def run_switch(self, frame: Frame, node: ir.Switch) -> None:
        """Run every case that may be taken."""
        subject = self.evaluate(frame, node.subject)
        outer = frame.breaks
        frame.breaks = []
        before = frame.variables
        ends: list[State] = []
        falling: State | None = None
        tested: list[ir.Expression] = []
        for case in node.cases:
            starts = [falling] if falling is not None else []
            for test in case.tests:
                frame.variables = dict(before)
                comparison = ir.Operation("==", (node.subject, test), getattr(test, "at", node.at))
                if self.evaluate(frame, comparison).truth is not False:
                    frame.variables = dict(before)
                    self.refine(frame, comparison, True)
                    starts.append(frame.variables)
                tested.append(test)
            if not case.tests:
                starts.append(dict(before))
            falling = None
            if not starts:
                continue
            frame.variables = joined(starts)
            frame.live = True
            self.execute(frame, case.body)
            if frame.live:
                falling = frame.variables
            frame.live = True
        if falling is not None:
            ends.append(falling)
        ends.extend(frame.breaks)
        if all(case.tests for case in node.cases):
            ends.append(before)
        frame.breaks = outer
        self.meet(frame, ends, before)
        del subject

    def run_try(self, frame: Frame, node: ir.Try) -> None:
        """Run the body, and each handler from any state in it."""
        before = dict(frame.variables)
        raised: list[Value] = []
        self.results.raising.append(raised)
        self.execute(frame, node.body)
        self.results.raising.pop()
        ends: list[State] = []
        inside = frame.variables
        if frame.live:
            self.execute(frame, node.otherwise)
            if frame.live:
                ends.append(frame.variables)
        caught = joined([before, inside])
        for handler in node.handlers:
            frame.live = True
            frame.variables = dict(caught)
            if handler.target is not None:
                self.assign(frame, handler.target, v.join_all([Value(names=("exception",)), *raised]))
            self.execute(frame, handler.body)
            if frame.live:
                ends.append(frame.variables)
        frame.live = True
        self.meet(frame, ends, caught)
        if frame.live:
            refusals.swallowed(frame, node)
        if node.final:
            live = frame.live
            frame.live = True
            self.execute(frame, node.final)
            frame.live = frame.live and live

    def run_return(self, frame: Frame, node: ir.Return) -> None:
        """End the function with a value."""
        value = self.evaluate(frame, node.value) if node.value is not None else NOTHING
        self.results.returned(self, frame, node, value)
        frame.returns.append((node.value, value, frame.kept()))
        frame.live = False

    def run_raise(self, frame: Frame, node: ir.Raise) -> None:
        """End with an error."""
        if node.value is not None:
            value = self.evaluate(frame, node.value)
            if self.results.raising and everything(value):
                self.results.raising[-1].append(value)
        self.results.authenticity.admission.raised()
        frame.live = False

    def run_break(self, frame: Frame, _node: ir.Break) -> None:
        """Leave the loop."""
        frame.breaks.append(frame.kept())
        frame.live = False

    def run_continue(self, frame: Frame, _node: ir.Continue) -> None:
        """Begin the next round."""
        frame.continues.append(frame.kept())
        frame.live = False

    def run_delete(self, frame: Frame, node: ir.Delete) -> None:
        """Take an entry away."""
        if isinstance(node.target, ir.Attribute | ir.Index):
            key = (
                constant(node.target.name)
                if isinstance(node.target, ir.Attribute)
                else self.evaluate(frame, node.target.key)
            )
            self._store(frame, node.target.object, key, NOTHING)


def _sure(value: Value) -> bool:
    return value.closed and not value.taints


_NODES: dict[type, Callable[..., None]] = {
    ir.Assign: Executing.run_assign,
    ir.Do: Executing.run_do,
    ir.If: Executing.run_if,
    ir.Loop: Executing.run_loop,
    ir.Switch: Executing.run_switch,
    ir.Try: Executing.run_try,
    ir.Return: Executing.run_return,
    ir.Raise: Executing.run_raise,
    ir.Break: Executing.run_break,
    ir.Continue: Executing.run_continue,
    ir.Delete: Executing.run_delete,
}
