"""Literals: texts, templates, numbers, regular expressions."""

import re
from html import unescape as unescape_html

from tree_sitter import Node

from stockade.languages.javascript.lowering import Lowering
from stockade.model.program import Build, Call, Concat, Const, Entry, Expression, Opaque, Regex

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})|(\r\n|[\s\S]))"
)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_LINE_ENDS = frozenset({"\n", "\r", "\r\n", "\u2028", "\u2029"})
_LARGEST = 0x10FFFF
_EXACT_DIGITS = 15
_BASES = {"x": 16, "o": 8, "b": 2}
_LONGEST_NUMBER = 400


def unescape(text: str) -> str:
    """Return what an escaped text means; half a surrogate pair becomes the replacement character."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_escaped, text)
    if _LONE.search(text):
        text = _SURROGATES.sub(
            lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text
        )
        text = _LONE.sub("\ufffd", text)
    return text


def _escaped(match: re.Match[str]) -> str:
    braced, four, two, octal, other = match.groups()
    if other is not None:
        return "" if other in _LINE_ENDS else _SIMPLE.get(other, other)
    if octal is not None:
        return chr(int(octal, 8))
    code = int(braced or four or two, 16)
    return chr(code) if code <= _LARGEST else "\ufffd"


def string(lower: Lowering, node: Node, _depth: int) -> Expression:
    """Read a text in quotes."""
    written = lower.source[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return Const(unescape(written) if "\\" in written else written, lower.at(node))


def template(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read a template: one without substitutions is a text."""
    texts, values, places = _template(lower, node, depth)
    if not values:
        return Const(texts[0], lower.at(node))
    parts: list[Expression] = []
    for number, text in enumerate(texts):
        if text:
            parts.append(Const(text, places[number]))
        if number < len(values):
            parts.append(values[number])
    return Concat(tuple(parts), lower.at(node))


def tagged(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read a tagged template: a call with the texts and then the values."""
    tag, written = node.children[0], node.children[-1]
    texts, values, places = _template(lower, written, depth)
    pieces = [Entry(None, Const(text, places[number])) for number, text in enumerate(texts)]
    first = Build("list", tuple(pieces), lower.at(written))
    return Call(lower.expression(tag, depth + 1), (first, *values), (), False, lower.at(node))


def _template(lower: Lowering, node: Node, depth: int) -> tuple[list[str], list[Expression], list[int]]:
    """Return the texts between the values, the values, and where each text begins."""
    texts: list[str] = []
    values: list[Expression] = []
    places: list[int] = []
    pieces: list[str] = []
    begins = 0
    for child in node.children:
        kind = child.type
        if kind in {"string_fragment", "escape_sequence"}:
            begins = begins or lower.at(child)
            pieces.append(lower.text(child))
        elif kind == "template_substitution":
            texts.append(unescape("".join(pieces)))
            places.append(begins or lower.at(child))
            values.append(lower.inner(child, depth))
            pieces, begins = [], 0
    texts.append(unescape("".join(pieces)))
    places.append(begins or lower.at(node))
    return texts, values, places


def regex(lower: Lowering, node: Node, _depth: int) -> Expression:
    """Read a regular expression."""
    pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    written = lower.text(pattern) if pattern else ""
    return Regex(written, lower.text(flags) if flags else "", lower.at(node))


def number(lower: Lowering, node: Node, _depth: int) -> Expression:
    """Read a number; whole ones beyond 15 digits are floating, as in the language."""
    at, text = lower.at(node), lower.text(node)
    value = as_number(text)
    return Const(value, at) if value is not None else Opaque("a number", (), at)


def as_number(text: str) -> int | float | None:
    """Return the value of a number as written, None where it cannot be read."""
    if text.isdecimal() and text.isascii() and len(text) <= _EXACT_DIGITS:
        if text[0] == "0" and len(text) > 1 and not set(text) & {"8", "9"}:
            return int(text, 8)
        return int(text)
    plain = text.replace("_", "").rstrip("n").lower()
    if len(plain) > _LONGEST_NUMBER:
        return None
    try:
        base = _BASES.get(plain[1:2]) if plain[:1] == "0" else None
        if base is not None:
            whole = int(plain[2:], base)
            return whole if whole < 1 << 53 else float(whole)
        return int(plain) if plain.isdecimal() and len(plain) <= _EXACT_DIGITS else float(plain)
    except (ValueError, OverflowError):
        return None


def reference(lower: Lowering, node: Node, _depth: int) -> Expression:
    """Read a character of an element's text that is written by its name."""
    written = lower.text(node)
    return Const(unescape_html(written) if len(written) <= _LONGEST_NUMBER else written, lower.at(node))
