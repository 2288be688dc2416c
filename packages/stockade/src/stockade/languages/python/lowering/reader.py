"""What every part of the lowering shares: text, positions, scopes, dispatch, and what cannot be read."""

from collections.abc import Callable
from sys import intern

from tree_sitter import Node

from stockade.languages.python.lowering.names import Scope
from stockade.model.program import (
    Attribute,
    Class,
    ClassOf,
    Do,
    Expression,
    Function,
    Name,
    Opaque,
    Statement,
    position,
)

LEVELS = 150
"""Levels of nesting that are read; what is deeper is `Opaque` with the names in it."""
TOO_DEEP = "nested too deeply"
BROKEN = "not the language"
_EXTRAS = frozenset({"comment", "line_continuation"})
_NO_EXPRESSIONS = frozenset({"UNEXPECTED", "type", "string_start", "string_content", "string_end", *_EXTRAS})

_COMPOUND = frozenset(
    f"{kind}_{part}"
    for kind in ("if", "for", "while", "try", "with", "function", "class", "match", "decorated")
    for part in ("statement", "definition")
)

Read = Callable[["Reading", Node, int], Expression]
Take = Callable[["Reading", Node, int, list[Statement]], None]


class Reading:
    """One source being read: `expressions` and `statements` tell what reads each kind of node.

    `text` is the source; positions in the tree are its indices. `broken`: the tree holds errors.
    """

    __slots__ = ("broken", "classes", "expressions", "functions", "ids", "scope", "statements", "text")

    def __init__(
        self, text: str, broken: bool, expressions: dict[str, Read], statements: dict[str, Take]
    ) -> None:
        self.text = text
        self.broken = broken
        self.expressions = expressions
        self.statements = statements
        self.scope = Scope("module")
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.ids: set[str] = set()

    def at(self, node: Node) -> int:
        """Return where a node begins."""
        row, column = node.start_point
        return position(row + 1, column + 1)

    def written(self, node: Node) -> str:
        """Return the source text of a node."""
        return self.text[node.start_byte : node.end_byte]

    def word(self, node: Node) -> str:
        """Return the text of a name, one object for equal ones."""
        return intern(self.text[node.start_byte : node.end_byte])

    def expression(self, node: Node, depth: int) -> Expression:
        """Read an expression; `depth` counts the levels around it."""
        if depth > LEVELS:
            return self.deep(node)
        if self.broken and spoilt(node):
            return self.opaque(BROKEN, node, depth)
        read = self.expressions.get(node.type)
        return read(self, node, depth) if read else self.opaque(node.type, node, depth)

    def statement(self, node: Node, depth: int, out: list[Statement]) -> None:
        """Read a statement into `out`; what says nothing (`pass`, comments) adds nothing."""
        take = self.statements.get(node.type)
        if take is None:
            return
        if depth > LEVELS:
            out.append(Do(self.deep(node), self.at(node)))
            return
        if self.broken and node.type in _COMPOUND:
            for child in node.children:
                if child.is_error:
                    self.statement(child, depth, out)
        take(self, node, depth, out)

    def block(self, node: Node | None, depth: int) -> tuple[Statement, ...]:
        """Read the statements of a block."""
        out: list[Statement] = []
        for child in node.children if node is not None else ():
            self.statement(child, depth, out)
        return tuple(out)

    def load(self, name: str, at: int) -> Expression:
        """Return a name that is used; one of the class around, in its body, is the class's attribute."""
        scope = self.scope
        if scope.kind == "class" and name in scope.bound:
            return Attribute(ClassOf(scope.owner, at), name, at)
        scope.used[name] = None
        return Name(name, at)

    def builtin(self, name: str, at: int) -> Name:
        """Return a name of the language itself that a construct stands for."""
        self.scope.used[name] = None
        return Name(name, at)

    def identity(self, name: str, at: str) -> str:
        """Return an id for a function or class; `at` makes it unique where the names around do not."""
        found = f"{self.scope.prefix}{name}"
        if found in self.ids:
            found = f"{found}@{at}"
        self.ids.add(found)
        return found

    def opaque(self, what: str, node: Node, depth: int) -> Opaque:
        """Return what is not read, with the expressions in it."""
        if depth >= LEVELS:
            return self.deep(node)
        parts = [
            self.expression(child, depth + 1) for child in inner(node) if child.type not in _NO_EXPRESSIONS
        ]
        return Opaque(BROKEN if node.is_error else what, tuple(parts), self.at(node))

    def deep(self, node: Node) -> Opaque:
        """Return what is nested too deeply, with the names in it."""
        found: dict[str, Name] = {}
        waiting = [node]
        while waiting:
            each = waiting.pop()
            kind = each.type
            if kind == "identifier":
                name = self.word(each)
                if name not in found:
                    found[name] = self.builtin(name, self.at(each))
            elif kind == "attribute":
                waiting.append(each.children[0])
            elif kind == "keyword_argument":
                waiting.append(each.children[-1])
            elif each.child_count:
                waiting.extend(reversed(each.children))
        return Opaque(TOO_DEEP, tuple(found.values()), self.at(node))


def inner(node: Node) -> list[Node]:
    """Return the named nodes in a node, without comments."""
    return [child for child in node.children if child.is_named and child.type not in _EXTRAS]


def sides(node: Node) -> list[Node]:
    """Return all nodes in a node, signs and words too, without comments."""
    return [child for child in node.children if child.type not in _EXTRAS]


def spoilt(node: Node) -> bool:
    """Tell whether a node itself holds what is not the language, or misses a part."""
    if not node.has_error:
        return False
    return node.is_missing or any(child.is_error or child.is_missing for child in node.children)
