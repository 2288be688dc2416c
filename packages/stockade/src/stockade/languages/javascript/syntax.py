"""Text to syntax tree."""

from functools import cache
from typing import Literal

from tree_sitter import Language, Node, Parser

Grammar = Literal["javascript", "typescript", "tsx"]

_TYPESCRIPT = (".ts", ".mts", ".cts")


def grammar_of(file: str) -> Grammar:
    """Return the grammar for a file by its ending; any other ending is JavaScript."""
    lower = file.lower()
    if lower.endswith(".tsx"):
        return "tsx"
    return "typescript" if lower.endswith(_TYPESCRIPT) else "javascript"


@cache
def _parser(grammar: Grammar) -> Parser:
    if grammar == "javascript":
        import tree_sitter_javascript

        return Parser(Language(tree_sitter_javascript.language()))
    import tree_sitter_typescript

    if grammar == "tsx":
        return Parser(Language(tree_sitter_typescript.language_tsx()))
    return Parser(Language(tree_sitter_typescript.language_typescript()))


def parse(source: bytes, grammar: Grammar) -> Node:
    """Return the root of the tree of a source text; what is not the language is an error node in it.

    JavaScript that the grammar refuses may be typed by Flow: the TypeScript grammar reads most of that.
    """
    root = _parser(grammar).parse(source).root_node
    if grammar != "javascript" or not root.has_error:
        return root
    typed = _parser("tsx").parse(source).root_node
    return root if typed.has_error else typed
