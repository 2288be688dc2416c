"""A run in which people's own catalog speaks of functions of the program, which would else just be followed.

What an entry says holds instead of the body where it says what the result is (`clean`, `passing`, `fetch`),
besides it elsewhere. What stands behind an authenticator is run on data that is marked as proven.
"""

from collections.abc import Iterator

from stockade.analysis import library
from stockade.analysis.arguments import Given
from stockade.analysis.authenticity import PROVEN
from stockade.analysis.core import MOST_STEPS
from stockade.analysis.frames import ClassValue, Frame, FunctionValue, Load, Outcome
from stockade.analysis.machine import Machine
from stockade.analysis.own_functions import OwnFunctions
from stockade.analysis.package import Package
from stockade.analysis.results import Results
from stockade.analysis.values import Value, mapped_all
from stockade.catalog.calls import Authenticator, Guard
from stockade.model import program as ir


class OwnMachine(Machine):
    """One run with people's own catalog."""

    def __init__(self, package: Package, load: Load, results: Results, most_steps: int = MOST_STEPS) -> None:
        super().__init__(package, load, results, most_steps)
        self._functions = OwnFunctions(package.roots, self.modules)
        self._proof = ""
        self._apart: dict[str, dict[object, Outcome]] = {"": self.memo}
        self._decorated: dict[tuple[str, str], str] = {}

    def invoke(
        self,
        frame: Frame,
        function: FunctionValue,
        arguments: list[Value],
        keywords: dict[str, Value],
        at: int,
    ) -> Outcome:
        """Call a function of the program: by what an own entry says of it, else by running it."""
        names = self._functions.names(function)
        if not names:
            return self._entered(frame, function, arguments, keywords, at)
        given = Given(self, frame, at, [*function.preset, *arguments], keywords, function.this, None)
        self.results.operated(given, names)
        stated = library.stated(given, list(names))
        if stated is not None:
            return Outcome(stated)
        proofs = [one for name in names if (one := given.catalog.authenticators.get(name)) is not None]
        for proof in proofs:
            self.results.authenticity.proved(given, proof)
        outcome = self._entered(frame, function, arguments, keywords, at)
        return self._told(given, names, proofs, outcome)

    @staticmethod
    def _told(given: Given, names: tuple[str, ...], proofs: list[Authenticator], outcome: Outcome) -> Outcome:
        """Return what a call gave, with what own entries say of its result."""
        value = outcome.value
        for name in names:
            wrapper, named = given.catalog.wrappers.get(name), given.catalog.types.get(name)
            handed = given.value(wrapper.function) if wrapper is not None else None
            if handed is not None and handed.functions and not value.functions:
                value = handed
            if named is not None:
                value = value.changed(names=(named.name, *value.names))
        if any(one.proves == "identity" for one in proofs):
            value = given.machine.results.authenticity.believed(given, value)
        guards = [one for name in names for one in given.catalog.guards.get(name, ())]
        if value is outcome.value and not guards:
            return outcome
        told = Outcome(value, outcome.arguments, outcome.true, outcome.false, outcome.this)
        for guard in guards:
            if given.fulfils(guard.when):
                _guarded(given, guard, told)
        return told

    def instantiate(
        self, frame: Frame, cls: ClassValue, arguments: list[Value], keywords: dict[str, Value], at: int
    ) -> Value:
        """Return a new instance of a class of the program."""
        names = self._functions.names(cls)
        if names:
            given = Given(self, frame, at, arguments, keywords, None, None)
            self.results.operated(given, names)
            stated = library.stated(given, list(names))
            if stated is not None:
                return stated
        return super().instantiate(frame, cls, arguments, keywords, at)

    # what stands behind an authenticator

    def _entered(
        self,
        frame: Frame,
        function: FunctionValue,
        arguments: list[Value],
        keywords: dict[str, Value],
        at: int,
    ) -> Outcome:
        """Run a function; behind an authenticator with its data marked, and apart from other runs of it."""
        proof = self._proof_of(function)
        if not proof or proof == self._proof:
            return super().invoke(frame, function, arguments, keywords, at)
        before, self._proof = self._proof, proof
        self.memo = self._apart.setdefault(proof, {})
        try:
            marked = [_proven(one, proof) for one in arguments]
            named = {name: _proven(one, proof) for name, one in keywords.items()}
            return super().invoke(frame, function, marked, named, at)
        finally:
            self._proof, self.memo = before, self._apart[before]

    def _proof_of(self, function: FunctionValue) -> str:
        """Return what was proved before a function runs: by what wraps it, or a decorator of it."""
        key = (function.module.file, function.function.id)
        wrapped = self.results.authenticity.behind.get(key, "")
        if wrapped or not function.function.decorators:
            return wrapped
        if key not in self._decorated:
            self._decorated[key] = ""  # a decorator may call what it decorates
            self._decorated[key] = next(self._proofs_by(function), "")
        return self._decorated[key]

    def _proofs_by(self, function: FunctionValue) -> Iterator[str]:
        table = function.module.catalog.authenticators
        for decorator in function.function.decorators if table else ():
            called = decorator.callee if isinstance(decorator, ir.Call) else decorator
            names = self._names(function.frame, called) if _is_plain(called) else ()
            self.results.seen |= function.module.catalog.own.intersection(names)
            yield from (table[name].proves for name in names if name in table)

    def requested(self, frame: Frame, names: tuple[str, ...], at: int) -> Value | None:
        """Return the field of the event that a request of a framework keeps under a name."""
        value = super().requested(frame, names, at)
        return _proven(value, self._proof) if value is not None and self._proof else value

    # names

    def _names(self, frame: Frame, expression: ir.Expression) -> tuple[str, ...]:
        """Return the names of what a decorator means: of a library, or of the program."""
        return (*self.evaluate(frame, expression).names, *self._own_names(frame, expression))

    def _own_names(self, frame: Frame, expression: ir.Expression) -> list[str]:
        functions = self.evaluate(frame, expression).functions
        known = (one for one in functions if isinstance(one, FunctionValue | ClassValue))
        return [name for one in known for name in self._functions.names(one)]


def _guarded(given: Given, guard: Guard, outcome: Outcome) -> None:
    """Take in what a guard leaves of its argument, where it has not raised or where it answers so."""
    at = guard.argument.position
    if at is None or guard.argument.path or at >= len(given.arguments):
        return
    if guard.raises:
        outcome.arguments = _left(given, guard, at, outcome.arguments)
    if guard.raises or guard.holds:
        outcome.true = None if outcome.true is None else _left(given, guard, at, outcome.true)
    if guard.raises or not guard.holds:
        outcome.false = None if outcome.false is None else _left(given, guard, at, outcome.false)


def _left(given: Given, guard: Guard, at: int, known: tuple[Value | None, ...]) -> tuple[Value | None, ...]:
    """Return what is left of the arguments of a call, that at a position clean for what a guard says."""
    row = [*known, *([None] * (at + 1 - len(known)))]
    before = row[at]
    row[at] = library.cleaned(given.positional(at) if before is None else before, guard.rules)
    return tuple(row)


def _is_plain(expression: ir.Expression) -> bool:
    """Tell whether an expression can be evaluated again without calling anything: `a`, `a.b.c`."""
    while isinstance(expression, ir.Attribute):
        expression = expression.object
    return isinstance(expression, ir.Name)


def _proven(value: Value, proof: str) -> Value:
    return mapped_all(value, lambda one: one.marked(f"{PROVEN}{proof}"))
