"""What the parts of the engine share: budget, modules, results; and what they ask one another."""

from abc import ABC, abstractmethod

from stockade.analysis.frames import ClassValue, Frame, FunctionValue, ModuleState, Outcome
from stockade.analysis.package import Package
from stockade.analysis.results import Exhausted, Results
from stockade.analysis.taint import Taint
from stockade.analysis.values import NO_TAINTS, Value
from stockade.model import program as ir

MOST_STEPS = 200_000
"""Nodes evaluated for one handler."""


class Core(ABC):
    """One run: from one handler, through all that it reaches."""

    def __init__(self, package: Package, results: Results, most_steps: int = MOST_STEPS) -> None:
        self.package = package
        self.results = results
        self.steps = most_steps
        self.depth = 0
        self.version = [0]
        self.modules: dict[str, ModuleState | None] = {}
        self.memo: dict[object, Outcome] = {}
        self.contexts: dict[str, int] = {}
        self.active: dict[str, int] = {}
        self.building: dict[tuple[str, str], ClassValue] = {}

    def spend(self) -> None:
        """Count a step; raise `Exhausted` where there are none left."""
        self.steps -= 1
        if self.steps < 0:
            raise Exhausted

    @abstractmethod
    def evaluate(self, frame: Frame, expression: ir.Expression) -> Value:
        """Return the value of an expression."""

    @abstractmethod
    def execute(self, frame: Frame, body: tuple[ir.Statement, ...]) -> None:
        """Run statements."""

    @abstractmethod
    def assign(self, frame: Frame, target: ir.Target, value: Value) -> None:
        """Bind a target."""

    @abstractmethod
    def change(self, frame: Frame, place: ir.Expression, value: Value) -> None:
        """Change what a variable, or an entry below it, holds without binding it anew."""

    @abstractmethod
    def load(
        self, frame: Frame, value: Value, key: Value | str, at: int, *, attribute: bool = False
    ) -> Value:
        """Return an entry or attribute."""

    @abstractmethod
    def elements(self, frame: Frame, value: Value, at: int) -> Value:
        """Return what any element of a value is."""

    @abstractmethod
    def call(
        self, frame: Frame, callee: Value, arguments: list[Value], keywords: dict[str, Value], at: int
    ) -> Outcome:
        """Call whatever a value may be."""

    @abstractmethod
    def called(self, frame: Frame, node: ir.Call) -> Value:
        """Return the value of a call that is written in the program."""

    @abstractmethod
    def invoke(
        self,
        frame: Frame,
        function: FunctionValue,
        arguments: list[Value],
        keywords: dict[str, Value],
        at: int,
    ) -> Outcome:
        """Call a function of the program."""

    @abstractmethod
    def refine(self, frame: Frame, test: ir.Expression, answer: bool) -> None:
        """Take in that a test was answered so."""

    @abstractmethod
    def instantiate(
        self, frame: Frame, cls: ClassValue, arguments: list[Value], keywords: dict[str, Value], at: int
    ) -> Value:
        """Return a new instance of a class of the program."""

    @abstractmethod
    def stored(self, holder: Value, key: Value, value: Value) -> Value:
        """Return an object with an entry set."""

    @abstractmethod
    def requested(self, frame: Frame, names: tuple[str, ...], at: int) -> Value | None:
        """Return the field of the event that a request of a framework keeps under a name."""

    @abstractmethod
    def module(self, path: str) -> ModuleState | None:
        """Return a module of the program, run once."""

    def step(self, frame: Frame, taints: frozenset[Taint], at: int, what: str) -> frozenset[Taint]:
        """Return taints one step further on their way."""
        return frozenset(one.stepped(frame.file, at, what) for one in taints) if taints else NO_TAINTS
