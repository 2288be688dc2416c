"""The engine: runs a handler of a program on abstract values."""

import sys

from stockade.analysis import frameworks
from stockade.analysis.calling import Calling
from stockade.analysis.core import MOST_STEPS
from stockade.analysis.evaluating import Evaluating
from stockade.analysis.executing import Executing
from stockade.analysis.frames import FunctionValue, Load, ModuleState, Outcome
from stockade.analysis.frameworks import powertools
from stockade.analysis.package import Package
from stockade.analysis.refining import Refining
from stockade.analysis.results import Exhausted, Results
from stockade.analysis.values import UNKNOWN, Value

DEEPEST = 3_000
"""Calls of the interpreter within one another: modules that import one another in a row take 20 each."""


class Machine(Calling, Evaluating, Executing, Refining):
    """One run over one function's package."""

    def __init__(self, package: Package, load: Load, results: Results, most_steps: int = MOST_STEPS) -> None:
        super().__init__(package, results, most_steps)
        self._load = load

    def module(self, path: str) -> ModuleState | None:
        """Return a module of the program, its top level run once."""
        if path in self.modules:
            return self.modules[path]
        program = self._load(path)
        state = ModuleState(program, self.version, self.knowledge) if program is not None else None
        self.modules[path] = state
        if state is None:
            return None
        if not state.is_python:
            state.frame.variables["exports"] = Value(fields={}, closed=True)
        before, self.depth = self.depth, max(self.depth, 2)
        state.running = True
        self.execute(state.frame, state.program.body)
        state.running = False
        state.frame.live = True
        self.depth = before
        return state

    def run(self, path: str, export: str, event: Value, context: Value) -> bool:
        """Run the handler `export` of the module at `path`; False where there is none."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, DEEPEST))
        try:
            return self._run_handler(path, export, event, context)
        finally:
            sys.setrecursionlimit(before)

    def _run_handler(self, path: str, export: str, event: Value, context: Value) -> bool:
        try:
            state = self.module(path)
            if state is None:
                return False
            handler = self._exported(state, export) if export else UNKNOWN
            if handler is None:
                return False
            handler = self.callable_of(handler)
            if handler.functions:
                event = powertools.of_handler(self, handler, event)
                answer = Value(names=("lambda.callback",))
                self.call(state.frame, handler, [event, context, answer], {}, 0)
            frameworks.run(self, event)
        except Exhausted:
            self.results.gaps.setdefault((path, 1), "the function is too large to be followed to its end")
        except RecursionError:
            self.results.gaps.setdefault((path, 1), "the function is nested too deeply to be followed")
        return True

    def answer(self, path: str, export: str, arguments: list[Value]) -> Outcome | None:
        """Call an exported function with some arguments; None where there is none, or no end of it."""
        try:
            state = self.module(path)
            function = self._exported(state, export) if state is not None else None
            if state is None or function is None or not function.functions:
                return None
            return self.call(state.frame, function, arguments, {}, 0)
        except Exhausted:
            self.results.gaps.setdefault((path, 1), "the code is too large to be followed to its end")
        except RecursionError:
            self.results.gaps.setdefault((path, 1), "the code is nested too deeply to be followed")
        return None

    def _exported(self, state: ModuleState, export: str) -> Value | None:
        found: Value | None
        if state.is_python:
            first, *rest = export.split(".")
            found = state.frame.variables.get(first)
            for name in rest:
                found = self.load(state.frame, found, name, 0, attribute=True) if found is not None else None
            return found
        exports = state.frame.variables.get("exports")
        if exports is None:
            return None
        found = self.load(state.frame, exports, export, 0, attribute=True)
        if found.functions or found.names or found.instance is not None:
            return found
        if exports.functions and any(isinstance(one, FunctionValue) for one in exports.functions):
            return exports
        return None
