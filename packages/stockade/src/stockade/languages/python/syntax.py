"""Text to syntax tree."""

from functools import cache

from tree_sitter import Language, Node, Parser

from stockade.values import Location

DEEPEST = 200
"""Levels of nesting followed; deeper expressions are unknown."""


@cache
def _parser() -> Parser:
    import tree_sitter_python

    return Parser(Language(tree_sitter_python.language()))


def parse(source: bytes) -> Node:
    """Return the root of the tree of a source text; what is no Python is an error node in it."""
    return _parser().parse(source).root_node


def written(node: Node) -> str:
    """Return the source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def place(node: Node, file: str) -> Location:
    """Return where a node begins; lines and columns count from 1."""
    row, column = node.start_point
    return Location(file, row + 1, column + 1)
