"""A text that is made of literals and values: its parts, in Python's four ways to write one."""

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from stockade.languages.fixing.sources import Source

Form = Literal["f", "plus", "format", "percent"]
_ESCAPES = {
    "\\n": "\n",
    "\\t": "\t",
    "\\r": "\r",
    "\\\\": "\\",
    "\\'": "'",
    '\\"': '"',
    "\\\n": "",
    "\\\r\n": "",
}
DEEPEST = 40
"""Levels of nesting that are read; what is deeper is no text."""
_FIELD = re.compile(r"\{\{|\}\}|\{[^}]*\}?|\}|%.?", re.DOTALL)


class Written(Struct, frozen=True):
    """A literal part: its text, and the bytes it is written in.

    `exact`: each of its characters stands there as it is; a place in the text is a place in the source.
    """

    text: str
    start: int
    end: int
    exact: bool = True


class Hole(Struct, frozen=True):
    """A value: the expression, and the bytes of all that stands for it (`{q}`).

    `form` says how it becomes text: only in a sum it surely is one already.
    """

    value: Node
    start: int
    end: int
    form: Form


Part = Written | Hole


def parts_of(source: Source, node: Node, depth: int = 0) -> list[Part] | None:
    """Return the parts of a text in order, None where it is not written in a way that is understood."""
    if depth > DEEPEST:
        return None
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return parts_of(source, node.named_children[0], depth + 1)
    if node.type == "string":
        return _string(source, node)
    if node.type == "concatenated_string":
        return _joined(_string(source, child) for child in node.named_children if child.type == "string")
    if node.type == "binary_operator":
        return _operated(source, node, depth)
    if node.type == "call":
        return _formatted(source, node)
    return None


def _joined(several: Iterable[list[Part] | None]) -> list[Part] | None:
    found: list[Part] = []
    for one in several:
        if one is None:
            return None
        found += one
    return found


def _string(source: Source, node: Node) -> list[Part] | None:
    prefix = source.written(node.children[0]).rstrip("'\"").lower()
    if "b" in prefix or "t" in prefix:
        return None
    found: list[Part] = []
    for child in node.children[1:-1]:
        if child.type == "string_content":
            literal = _content(source, child, raw="r" in prefix)
            if literal is None:
                return None
            found.append(literal)
        elif child.type == "interpolation":
            inner = child.named_children
            if len(inner) != 1 or any(one.type == "=" for one in child.children):  # with !r, :>8 or =
                return None
            found.append(Hole(inner[0], child.start_byte, child.end_byte, "f"))
        else:
            return None
    return found


def _content(source: Source, node: Node, *, raw: bool) -> Written | None:
    text = source.written(node)
    exact = True
    for child in reversed(node.children):
        written = source.written(child)
        if child.type == "escape_interpolation":
            meant: str | None = written[0]
        else:
            meant = written if raw else _ESCAPES.get(written)
        if meant is None:
            return None
        first = len(source.data[node.start_byte : child.start_byte].decode("utf-8"))
        text = text[:first] + meant + text[first + len(written) :]
        exact = exact and meant == written
    return Written(text.replace("\r\n", "\n"), node.start_byte, node.end_byte, exact)


def _operated(source: Source, node: Node, depth: int) -> list[Part] | None:
    left, right = node.children[0], node.children[-1]
    if _operator(node) == "%" and left.type in {"string", "concatenated_string"}:
        values = right.named_children if right.type == "tuple" else [right]
        return _filled(parts_of(source, left), values, "percent")
    if _operator(node) != "+":
        return None
    sides = [right]
    while left.type == "binary_operator" and _operator(left) == "+":
        sides.append(left.children[-1])
        left = left.children[0]
    kept = _joined(_summed(source, side, depth + 1) for side in (left, *reversed(sides)))
    return kept if kept is not None and any(isinstance(one, Written) for one in kept) else None


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _summed(source: Source, node: Node, depth: int) -> list[Part] | None:
    found = parts_of(source, node, depth)
    if found is not None or node.type in {"binary_operator", "string"}:
        return found
    return [Hole(node, node.start_byte, node.end_byte, "plus")]


def _formatted(source: Source, node: Node) -> list[Part] | None:
    callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if callee is None or given is None or callee.type != "attribute" or given.type != "argument_list":
        return None
    base, values = callee.children[0], given.named_children
    if source.written(callee.children[-1]) != "format" or base.type not in {"string", "concatenated_string"}:
        return None
    if any(one.type in {"keyword_argument", "list_splat", "dictionary_splat", "comment"} for one in values):
        return None
    return _filled(parts_of(source, base), values, "format")


def _filled(pattern: list[Part] | None, values: list[Node], form: Form) -> list[Part] | None:
    """Put values into the places of a pattern: `%s` or `{}`, and nothing else."""
    field = "%s" if form == "percent" else "{}"
    waiting = list(values)
    found: list[Part] = []
    for part in pattern if pattern is not None else ():
        if isinstance(part, Hole) or not part.exact:
            return None
        end = 0
        for place in _FIELD.finditer(part.text):
            if (place[0][0] == "%") is (form == "format"):
                continue
            if place[0] != field or not waiting:
                return None
            found.append(_cut(part, end, place.start()))
            end = place.end()
            start = part.start + len(part.text[: place.start()].encode("utf-8"))
            found.append(Hole(waiting.pop(0), start, start + len(field), form))
        found.append(_cut(part, end, len(part.text)))
    return found if pattern is not None and not waiting else None


def _cut(part: Written, first: int, last: int) -> Written:
    start = part.start + len(part.text[:first].encode("utf-8"))
    text = part.text[first:last]
    return Written(text, start, start + len(text.encode("utf-8")))
