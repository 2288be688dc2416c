"""Which names a function, class or module binds and uses."""

from typing import Literal


class Scope:
    """The names of one function, class or module while it is read.

    What a class's body uses counts as used by the function around it, for a class's own names are invisible
    to its methods; what its comprehensions bind is bound there too (`holder`).
    """

    __slots__ = ("annotations", "bound", "declared", "generator", "holder", "kind", "owner", "prefix", "used")

    def __init__(
        self, kind: Literal["module", "function", "class"], owner: str = "", around: "Scope | None" = None
    ) -> None:
        self.kind = kind
        self.owner = owner
        self.prefix = f"{owner}." if owner else ""
        self.bound: dict[str, None] = {}
        self.declared: set[str] = set()
        self.generator = False
        self.annotations: dict[str, str] = {}
        inside = kind == "class" and around is not None
        self.holder: Scope = around.holder if inside and around is not None else self
        self.used: dict[str, None] = self.holder.used if inside else {}

    def bind(self, name: str) -> None:
        """Note that a name is bound here, or where a declaration says that it is bound."""
        if name in self.declared:
            self.used[name] = None
        else:
            self.bound[name] = None

    def declare(self, name: str) -> None:
        """Note `global` or `nonlocal`: the name is bound elsewhere."""
        self.declared.add(name)
        self.used[name] = None
        self.bound.pop(name, None)

    def free(self) -> tuple[str, ...]:
        """Return the names that are used and not bound, in the order of their first use."""
        return tuple(name for name in self.used if name not in self.bound)
