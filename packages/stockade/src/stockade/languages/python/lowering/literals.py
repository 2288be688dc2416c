"""Literals: numbers, texts with their escapes, texts with expressions in them."""

import re
from functools import partial

from tree_sitter import Node

from stockade.languages.python.lowering.formatting import converted, formatted, joined
from stockade.languages.python.lowering.reader import LEVELS, Read, Reading, inner
from stockade.model.program import Call, Const, Expression, Opaque

_LONGEST_NUMBER = 40
_LEAST, _MOST = -(2**63), 2**64
_ESCAPE = re.compile(
    r"\\(?:(\r?\n)|N\{([^}]*)\}|U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_SIMPLE = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip
_SURROGATES = range(0xD800, 0xE000)


def unescape(text: str, *, octets: bool = False) -> str:
    """Return a text with its escapes read; an escape that is none stays as it is written."""
    return _ESCAPE.sub(partial(_escaped, octets=octets), text) if "\\" in text else text


def _escaped(found: re.Match[str], *, octets: bool) -> str:
    line, name, *numbers, octal, other = found.groups()
    if line is not None:
        return ""
    if other is not None:
        return _SIMPLE.get(other, found[0])
    if octal is not None:
        return chr(int(octal, 8))
    if octets and numbers[2] is None:
        return found[0]
    return _named(name, found[0]) if name is not None else _numbered(next(filter(None, numbers)), found[0])


def _numbered(digits: str, otherwise: str) -> str:
    code = int(digits, 16)
    if code in _SURROGATES:
        return "\ufffd"
    return chr(code) if code <= 0x10FFFF else otherwise  # noqa: PLR2004 - the last code point


def _named(name: str, otherwise: str) -> str:
    from unicodedata import lookup

    try:
        return lookup(name)
    except KeyError:
        return otherwise


def integer(r: Reading, node: Node, _depth: int) -> Expression:
    """Read a whole number; one of absurd length, and an imaginary one, is not computed."""
    text, at = r.written(node).rstrip("lL").replace("_", "").lower(), r.at(node)
    if len(text) > _LONGEST_NUMBER or text.endswith("j"):
        return Opaque("a number", (), at)
    try:
        value = int(text, 8 if text.isdigit() and text[0] == "0" and text.strip("0") else 0)
    except ValueError:
        return Opaque("a number", (), at)
    return Const(value, at) if _LEAST <= value < _MOST else Opaque("a number", (), at)


def decimal(r: Reading, node: Node, _depth: int) -> Expression:
    """Read a number with a point or exponent."""
    try:
        return Const(float(r.written(node)), r.at(node))
    except ValueError:
        return Opaque("a number", (), r.at(node))


def string(r: Reading, node: Node, depth: int) -> Expression:
    """Read a text with its prefix; expressions in it are parts."""
    children = node.children
    first, last = children[0], children[-1]
    at = r.at(node)
    if last.type != "string_end":
        return r.opaque("a text", node, depth)
    opening = r.written(first)
    prefix = opening.rstrip("'\"`").lower()
    start, end = first.end_byte, last.start_byte
    if opening[-1] == "`":
        return _repr(r, r.text[start:end], at)
    if "f" not in prefix and "t" not in prefix:
        return Const(_content(r.text[start:end], prefix), at)
    parts: list[Expression] = []
    for child in children:
        if child.type == "interpolation":
            parts.append(Const(_content(r.text[start : child.start_byte], prefix), at))
            parts.extend(interpolation(r, child, depth + 1))
            start = child.end_byte
    parts.append(Const(_content(r.text[start:end], prefix), at))
    found = joined(parts, at)
    return Opaque("a template text", (found,), at) if "t" in prefix else found


def _content(text: str, prefix: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "f" in prefix or "t" in prefix:
        text = text.replace("{{", "{").replace("}}", "}")
    if "\\" in text and "r" not in prefix:
        return unescape(text, octets="b" in prefix)
    return text


def _repr(r: Reading, text: str, at: int) -> Expression:
    """Read `x` between backticks (Python 2): the tree holds its text alone."""
    parts = (r.load(text, at),) if text.isidentifier() else ()
    return Call(r.builtin("repr", at), parts, at=at) if parts else Opaque("backticks", (), at)


def interpolation(r: Reading, node: Node, depth: int) -> list[Expression]:
    """Read `{value!conversion:specification}`; with `=` the text of the value comes first."""
    found = inner(node)
    if not found or depth > LEVELS:
        return [r.deep(node)]
    value, at = r.expression(found[0], depth + 1), r.at(found[0])
    shown: list[Expression] = []
    conversion, specification = node.child_by_field_name("type_conversion"), _specification(found)
    if conversion is not None:
        value = converted(r, value, r.written(conversion)[1:], at)
    equals = next((child for child in node.children if child.type == "="), None)
    if equals is not None:
        shown.append(Const(r.text[node.start_byte + 1 : equals.end_byte], at))
        if conversion is None and specification is None:
            value = converted(r, value, "r", at)
    if specification is None:
        return [*shown, value]
    inside = [child for child in inner(specification) if child.type == "format_expression"]
    values = [part for child in inside for part in interpolation(r, child, depth + 1)]
    return [*shown, formatted(r, value, r.written(specification)[1:], values, at)]


def _specification(found: list[Node]) -> Node | None:
    return next((child for child in found if child.type == "format_specifier"), None)


def concatenated(r: Reading, node: Node, depth: int) -> Expression:
    """Read texts that stand beside one another."""
    return joined([r.expression(child, depth + 1) for child in inner(node)], r.at(node), texts=True)


def _constant(value: bool | None) -> Read:
    def read(r: Reading, node: Node, _depth: int) -> Expression:
        return Const(value, r.at(node))

    return read


def _ellipsis(r: Reading, node: Node, _depth: int) -> Expression:
    return Opaque("ellipsis", (), r.at(node))


LITERALS: dict[str, Read] = {
    "string": string,
    "concatenated_string": concatenated,
    "integer": integer,
    "float": decimal,
    "true": _constant(True),
    "false": _constant(False),
    "none": _constant(None),
    "ellipsis": _ellipsis,
}
"""What reads each kind of literal."""
