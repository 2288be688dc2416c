"""What a run of the analysis knows: frames with their variables, functions and classes as values."""

from collections.abc import Callable

from stockade.analysis.values import Value, join, join_all
from stockade.catalog.calls import Language
from stockade.catalog.knowledge import Knowledge
from stockade.model import program as ir

State = dict[str, Value]
Changes = dict[str, Value | None]
"""What variables became; None for those that went away."""


class Frame:
    """The variables of one call of a function, or of a module.

    `live` is False behind a return or raise. Sides of a branch are undone by the `journal` and joined again.
    """

    __slots__ = (
        "bound",
        "breaks",
        "continues",
        "file",
        "function",
        "journal",
        "live",
        "module",
        "outcomes",
        "owner",
        "parent",
        "rebound",
        "returns",
        "tests",
        "this",
        "variables",
        "yields",
    )

    def __init__(
        self,
        module: "ModuleState",
        function: ir.Function | None = None,
        parent: "Frame | None" = None,
        owner: "ClassValue | None" = None,
    ) -> None:
        self.module = module
        self.file = module.file
        self.function = function
        self.parent = parent
        self.owner = owner
        self.bound = frozenset(function.bound) if function is not None else None
        self.variables: State = {}
        self.journal: Journal | None = None
        self.live = True
        self.this: Value | None = None
        self.returns: list[tuple[ir.Expression | None, Value, State]] = []
        self.breaks: list[State] = []
        self.continues: list[State] = []
        self.yields: Value | None = None
        self.rebound: set[str] = set()
        self.tests: dict[str, ir.Expression] = {}
        self.outcomes: dict[int, Outcome] = {}

    def lookup(self, name: str) -> Value | None:
        """Return what a name is bound to, here or around."""
        frame: Frame | None = self
        while frame is not None:
            found = frame.variables.get(name)
            if found is not None:
                return found
            frame = frame.parent
        return None

    def bind(self, name: str, value: Value) -> None:
        """Bind a name: here where it is this function's, else around, where it may also keep what it was."""
        if self.bound is None or name in self.bound:
            self.put(name, value)
            self.rebound.add(name)
            self.tests.pop(name, None)
            return
        frame = self.parent
        while frame is not None and frame.parent is not None and name not in frame.variables:
            if frame.bound is not None and name in frame.bound:
                break
            frame = frame.parent
        if frame is None:
            frame = self
        before = frame.variables.get(name)
        after = value if before is None else join(before, value)
        if before is None or after != before:
            frame.put(name, after)
            self.module.version[0] += 1

    def update(self, name: str, value: Value) -> None:
        """Change what a variable holds without binding it anew: an entry was set, a test was passed."""
        frame: Frame | None = self
        while frame is not None:
            before = frame.variables.get(name)
            if before is not None:
                if frame is self:
                    frame.put(name, value)
                else:
                    after = join(before, value)
                    if after != before:
                        frame.put(name, after)
                        self.module.version[0] += 1
                return
            frame = frame.parent
        if self.bound is None or name in self.bound:
            self.put(name, value)

    def put(self, name: str, value: Value | None) -> None:
        """Set a variable, or take it away, so that it can be undone where a side of a branch is run."""
        journal = self.journal
        if journal is not None and journal.state is self.variables and name not in journal.before:
            journal.before[name] = self.variables.get(name)
        if value is None:
            self.variables.pop(name, None)
        else:
            self.variables[name] = value

    def kept(self) -> State:
        """Return the variables as they are now, whatever is undone later."""
        return self.variables if self.journal is None else dict(self.variables)


class Journal:
    """What variables were before a side of a branch changed them: to undo costs what changed, not all."""

    __slots__ = ("before", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.before: dict[str, Value | None] = {}

    def undone(self, after: State) -> Changes:
        """Take back every change; return the changes that led to what the variables were `after` the side."""
        state = self.state
        changes: Changes = {name: after.get(name) for name in self.before}
        for name, value in self.before.items():
            if value is None:
                state.pop(name, None)
            else:
                state[name] = value
        if after is not state:  # a loop, or another branch, went on with variables of its own
            changes = {name: value for name, value in after.items() if state.get(name) is not value}
            changes.update({name: None for name in state if name not in after})
        return changes


def meeting(frame: Frame, sides: list[Changes]) -> None:
    """Change variables to what they are behind some sides of a branch, each told by its changes."""
    for name in dict.fromkeys(name for side in sides for name in side):
        known = frame.variables.get(name)
        values = [side.get(name, known) if name in side else known for side in sides]
        there = [value for value in values if value is not None]
        frame.put(name, join_all(there) if there else None)


def joined(states: list[State]) -> State:
    """Return what is known where one of several branches was taken."""
    first = states[0]
    for other in states[1:]:
        if other is first:
            continue
        result = dict(first)
        for name, value in other.items():
            known = result.get(name)
            if known is None:
                result[name] = value
            elif known is not value:
                result[name] = join(known, value)
        first = result
    return first


class Outcome:
    """What a call gave: its value, and what it left of its arguments and its object, by what it answered."""

    __slots__ = ("arguments", "false", "this", "true", "value")

    def __init__(
        self,
        value: Value,
        arguments: tuple[Value | None, ...] = (),
        true: tuple[Value | None, ...] | None = (),
        false: tuple[Value | None, ...] | None = (),
        this: Value | None = None,
    ) -> None:
        self.value = value
        self.arguments = arguments
        self.true = true
        self.false = false
        self.this = this


class FunctionValue:
    """A function of the program with the frame around it, and the object it is a method of."""

    __slots__ = ("frame", "function", "module", "owner", "preset", "this")

    def __init__(
        self,
        module: "ModuleState",
        function: ir.Function,
        frame: Frame,
        this: Value | None = None,
        owner: "ClassValue | None" = None,
        preset: tuple[Value, ...] = (),
    ) -> None:
        self.preset = preset
        self.module = module
        self.function = function
        self.frame = frame
        self.this = this
        self.owner = owner

    def __hash__(self) -> int:
        return hash((self.function.id, self.module.file))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, FunctionValue)
            and self.function is other.function
            and self.frame is other.frame
            and self.this == other.this
            and self.preset == other.preset
        )


class ClassValue:
    """A class of the program."""

    __slots__ = ("bases", "cls", "frame", "methods", "module", "names", "statics")

    def __init__(self, module: "ModuleState", cls: ir.Class, frame: Frame) -> None:
        self.module = module
        self.cls = cls
        self.frame = frame
        self.methods = {method.name: method for method in cls.methods if method.kind != "setter"}
        self.bases: tuple[ClassValue, ...] = ()
        self.names: tuple[str, ...] = ()
        self.statics: dict[str, Value] = {}

    def line(self) -> "list[ClassValue]":
        """Return the class and its bases, nearest first."""
        found: list[ClassValue] = []
        waiting = [self]
        while waiting and len(found) < 50:  # noqa: PLR2004
            one = waiting.pop(0)
            if one not in found:
                found.append(one)
                waiting.extend(one.bases)
        return found

    def method(self, name: str) -> "tuple[ClassValue, ir.Method] | None":
        """Return a method by name, with the class it is of."""
        for one in self.line():
            found = one.methods.get(name)
            if found is not None:
                return one, found
        return None


class Super:
    """The bases of a class as an object's method sees them."""

    __slots__ = ("owner", "this")

    def __init__(self, owner: ClassValue, this: Value) -> None:
        self.owner = owner
        self.this = this


class ModuleState:
    """A module with its top-level variables; `version` counts changes that functions made to variables.

    `catalog` is what is known of the calls of its language.
    """

    __slots__ = ("catalog", "file", "frame", "language", "program", "running", "version")

    def __init__(self, program: ir.Module, version: list[int], knowledge: Knowledge) -> None:
        self.program = program
        self.file = program.file
        self.language = program.language
        self.version = version
        self.frame = Frame(self)
        self.running = False
        self.catalog = knowledge.of(self.tables)

    @property
    def is_python(self) -> bool:
        """Whether it is Python."""
        return self.language == "python"

    @property
    def tables(self) -> Language:
        """The language whose tables of the catalog hold: TypeScript's are JavaScript's."""
        return "python" if self.is_python else "javascript"


Load = Callable[[str], ir.Module | None]
