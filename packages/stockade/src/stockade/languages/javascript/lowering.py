"""The walk over a syntax tree: what reads which node, positions, texts, what is nested too deeply.

Functions wait in a queue instead of being read where they stand: nesting counts within one function only.
"""

from collections.abc import Callable
from sys import intern
from typing import NamedTuple

from tree_sitter import Node

from stockade.languages.javascript.names import Scope
from stockade.model.program import (
    Class,
    Closure,
    Const,
    Do,
    Expression,
    Name,
    Opaque,
    Spread,
    Statement,
    position,
)

DEEPEST = 150
"""Levels of nesting in one function that are read; what is deeper is opaque."""
_LAST_COLUMN = 4096
_LONGEST_PREFIX = 200

Reader = Callable[["Lowering", Node, int], Expression]
NamedReader = Callable[["Lowering", Node, int, str], Expression]
StatementReader = Callable[["Lowering", Node, list[Statement], int], None]

_TRANSPARENT = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression"})
_NO_VALUES = frozenset({"comment", "type_annotation", "type_arguments", "type_parameters", "interface_body"})
_TEXTS = frozenset({"string", "number", "regex"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


class Tables(NamedTuple):
    """What reads each kind of node; `reading.py` knows."""

    expressions: dict[str, Reader]
    named: dict[str, NamedReader]
    statements: dict[str, StatementReader]
    functions: dict[str, NamedReader]


class Lowering:
    """The reading of one file."""

    def __init__(self, source: bytes, root: Node, tables: Tables) -> None:
        self.source = source
        self.expressions = tables.expressions
        self.named_readers = tables.named
        self.statements = tables.statements
        self.functions = tables.functions
        self.scope = Scope("", "", None, root)
        self.scopes: list[Scope] = []
        self.classes: dict[str, Class] = {}
        self.exports: Expression = Name("exports")
        self.label = ""
        self.numbers: dict[str, int] = {}
        self.taken: set[str] = set()
        self._texts: dict[bytes, str] = {}
        if not source.isascii():
            self.at = self._exact_at  # type: ignore[method-assign]  # chosen once, for speed

    def at(self, node: Node) -> int:
        """Return where a node begins, as one number; a column counts characters."""
        row, column = node.start_point
        return (row + 1) * 4096 + (column + 1 if column < _LAST_COLUMN - 2 else _LAST_COLUMN - 1)

    def _exact_at(self, node: Node) -> int:
        row, column = node.start_point
        start = node.start_byte
        begins = start - column
        line = self.source[begins : min(start, begins + 4 * _LAST_COLUMN)]
        return position(row + 1, len(line.decode("utf-8", "ignore")) + 1)

    def text(self, node: Node) -> str:
        """Return the source text of a node; equal texts are one object."""
        written = self.source[node.start_byte : node.end_byte]
        found = self._texts.get(written)
        if found is None:
            found = self._texts[written] = intern(written.decode("utf-8", "replace"))
        return found

    def expression(self, node: Node, depth: int) -> Expression:
        """Read an expression."""
        if depth > DEEPEST:
            return self.gather(node, "nested too deeply")
        read = self.expressions.get(node.type)
        return read(self, node, depth) if read is not None else self.gather(node, node.type)

    def inner(self, node: Node, depth: int) -> Expression:
        """Read the expression that another one consists of: parentheses, `await`, types taken off."""
        child = first_inner(node)
        if child is None:
            return Opaque("missing", (), self.at(node))
        return self.expression(child, depth + 1)

    def named(self, node: Node, hint: str, depth: int) -> Expression:
        """Read an expression; a function, class or object in it is called `hint`."""
        while node.type in _TRANSPARENT:
            child = first_inner(node)
            if child is None:
                break
            node = child
        read = self.named_readers.get(node.type)
        if read is None or depth > DEEPEST:
            return self.expression(node, depth)
        return read(self, node, depth, hint)

    def several(self, node: Node, depth: int) -> tuple[Expression, ...]:
        """Read the expressions among the children of a node."""
        return tuple(
            [
                self.expression(child, depth + 1)
                for child in node.children
                if child.is_named and child.type != "comment"
            ]
        )

    def statement(self, node: Node, out: list[Statement], depth: int) -> None:
        """Read a statement; what it becomes is put at the end of `out`."""
        if depth > DEEPEST:
            out.append(Do(self.gather(node, "nested too deeply"), self.at(node)))
            return
        read = self.statements.get(node.type)
        if read is not None:
            read(self, node, out, depth)

    def name(self, node: Node) -> Name:
        """Read a variable."""
        return self.variable(self.text(node), self.at(node))

    def variable(self, name: str, at: int) -> Name:
        """Return a variable by its name."""
        renames = self.scope.renames
        if renames and name in renames:
            name = intern(renames[name])
        self.scope.used.add(name)
        return Name(name, at)

    def gather(self, node: Node, what: str) -> Opaque:
        """Return what is readable in a node without following its structure: names, texts, functions."""
        parts: list[Expression] = []
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            found = waiting.pop()
            kind = found.type
            if kind in _NAMES:
                variable = self.name(found)
                if variable.name and variable.name not in seen:
                    seen.add(variable.name)
                    parts.append(variable)
            elif kind in _TEXTS:
                parts.append(self.expressions[kind](self, found, DEEPEST))
            elif kind in self.functions:
                parts.append(self.functions[kind](self, found, DEEPEST, ""))
            elif kind not in _NO_VALUES:
                waiting.extend(reversed(found.children))
        return Opaque(what, tuple(parts), self.at(node))

    def identify(self, prefix: str, name: str, node: Node) -> str:
        """Return an id for a function or class that no other one of the file has."""
        row, column = node.start_point
        place = f"@{row + 1}:{column + 1}"
        if len(prefix) > _LONGEST_PREFIX:
            prefix, name = "", f"{name or '<anonymous>'}{place}"
        elif not name:
            name = f"<anonymous>{place}"
        found = f"{prefix}.{name}" if prefix else name
        if found in self.taken:
            found += place
        while found in self.taken:
            found += "'"
        self.taken.add(found)
        return found

    def closure(self, scope: Scope) -> Closure:
        """Put a function into the queue and return it as a value."""
        self.scopes.append(scope)
        return Closure(scope.id, scope.at)


def first_inner(node: Node) -> Node | None:
    """Return the first child that is no punctuation and no comment."""
    for child in node.children:
        if child.is_named and child.type != "comment":
            return child
    return None


def part_of(node: Node, field: str) -> Node | None:
    """Return a child by its field; one that the parser only supposes is none."""
    child = node.child_by_field_name(field)
    return None if child is None or (child.is_missing and child.start_byte == child.end_byte) else child


def constant(value: str | float | bool | None) -> Reader:
    """Return a reader of a node that is always the same value."""

    def read(lower: Lowering, node: Node, _depth: int) -> Expression:
        return Const(value, lower.at(node))

    return read


def spread(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `...xs`."""
    return Spread(lower.inner(node, depth), lower.at(node))
