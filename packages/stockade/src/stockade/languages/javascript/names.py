"""Which variable a name is: the scope of a function, its blocks flattened into it.

A block's `let x` that would hide another `x` is renamed (`x@2`); any other becomes the function's.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from stockade.model.program import Expression, Parameter, Statement

_FURTHEST = 20
"""Functions around a block that are asked whether they have a variable of its name."""
IMPLICIT = frozenset({"this", "super", "arguments"})
"""What every function but an arrow has of its own."""

Renames = dict[str, str]


class Scope:
    """A function while it is read: what it is, and its variables."""

    __slots__ = (
        "around",
        "at",
        "body",
        "bound",
        "coroutine",
        "decorators",
        "generator",
        "id",
        "last",
        "lexical",
        "name",
        "node",
        "own",
        "owner",
        "parameters",
        "renames",
        "used",
        "visible",
    )

    def __init__(self, identity: str, name: str, around: "Scope | None", node: "Node") -> None:
        self.id = identity
        self.name = name
        self.around = around
        self.node = node
        self.owner = ""
        self.own = ""
        """The name that a function expression has within itself."""
        self.at = 0
        self.last = 0
        self.lexical = self.generator = self.coroutine = False
        self.decorators: tuple[Expression, ...] = ()
        self.parameters: tuple[Parameter, ...] = ()
        self.body: tuple[Statement, ...] = ()
        self.bound: set[str] = set()
        self.used: set[str] = set()
        self.visible: set[str] = set()
        self.renames: Renames = around.renames if around is not None else {}

    def declare(self, name: str) -> None:
        """Bind a variable of the whole function."""
        self.bound.add(name)
        self.visible.add(name)
        self.uncover(name)

    def uncover(self, name: str) -> None:
        """Let a name mean itself again, whatever a block around made of it."""
        if name in self.renames:
            self.renames = {old: new for old, new in self.renames.items() if old != name}

    def enter(self, names: Iterable[str], numbers: dict[str, int]) -> tuple[Renames, list[str]]:
        """Enter a block that declares names; `leave` takes what this returns."""
        before, added = self.renames, []
        for name in names:
            if name in self.visible or self._around(name):
                numbers[name] = number = numbers.get(name, 1) + 1
                new = f"{name}@{number}"
                self.renames = {**self.renames, name: new}
                self.bound.add(new)
            else:
                self.uncover(name)
                self.bound.add(name)
                self.visible.add(name)
                added.append(name)
        return before, added

    def leave(self, entered: tuple[Renames, list[str]]) -> None:
        """Leave a block."""
        self.renames = entered[0]
        self.visible.difference_update(entered[1])

    def _around(self, name: str) -> bool:
        scope = self.around
        for _ in range(_FURTHEST):
            if scope is None:
                return False
            if name in scope.bound:
                return True
            scope = scope.around
        return False

    def settle(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what the function binds and what is free in it, and tell the function around.

        To be called when all functions within have settled.
        """
        free = self.used - self.bound
        if not self.lexical:
            free -= IMPLICIT
        if self.around is not None:
            self.around.used |= free
        return tuple(sorted(self.bound)), tuple(sorted(free))
