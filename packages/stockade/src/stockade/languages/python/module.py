"""What a Python module says at its top level: the terms that readers and the analysis share."""

from msgspec import Struct

from stockade.values import NOWHERE, Location, Value


class Name(Struct, frozen=True, gc=False):
    """Something of another module, by its full path: `chalice.Rate.HOURS`, `os.environ`."""

    path: str
    at: Location = NOWHERE


class Call(Struct, frozen=True):
    """A call as written: `target` is the full path of what is called, empty where that is computed.

    `target` of a method of a module-level name begins with that name (`app.route`); that of an import with
    what was imported (`chalice.Chalice`).
    """

    target: str
    positional: "tuple[Expression, ...]" = ()
    keywords: "dict[str, Expression]" = {}
    at: Location = NOWHERE

    def argument(self, position: int, keyword: str) -> "Expression | None":
        """Return an argument given by position or by keyword, None where it is not given."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        return self.positional[position] if position < len(self.positional) else None


Expression = Value | Call | Name
"""A constant is a `Value` (an `Unknown` with its reason where it is none).

A variable of the environment (`os.environ["X"]`) is `Dynamic("environment", "X")`.
"""


class Function(Struct, frozen=True):
    """A function of the top level with its decorators, outermost first."""

    name: str
    decorators: tuple[Call, ...] = ()
    at: Location = NOWHERE


class Module(Struct, frozen=True):
    """One source file.

    `file` is relative to the scanned root with `/`. `imports` tells for each imported name its full path
    (relative ones keep their dots). `names` holds what each name of the top level is bound to; a name bound
    more than once is an `Unknown` among its values. `calls` are the calls that stand as statements.
    `broken` is the line of the first place that is no Python, 0 where there is none.
    """

    file: str
    imports: dict[str, str] = {}
    names: dict[str, Expression] = {}
    functions: tuple[Function, ...] = ()
    calls: tuple[Call, ...] = ()
    broken: int = 0
