"""HCL's native syntax into the structs of `syntax`: bodies and blocks, by the tree-sitter grammar.

The tree is walked once and dropped. Where the grammar found an error the text is read again in pieces
(`recovery`), so that what fails fails inside its own block.
"""

import re
from functools import cache

from tree_sitter import Language, Node, Parser

from stockade.model import Gap
from stockade.readers.terraform.expressions import Lowering
from stockade.readers.terraform.recovery import Item, items
from stockade.readers.terraform.syntax import Attribute, Body, Broken, Expression, Literal, Stanza, Template
from stockade.readers.terraform.templates import quoted
from stockade.values import Location

DEEPEST_BLOCKS = 24
"""Levels of blocks inside one another; no provider's schema needs half of that."""

_HEADER = re.compile(rb'[ \t]*([A-Za-z_][\w-]*)((?:[ \t]+(?:"[^"\n]*"|[A-Za-z_][\w-]*))*)[ \t]*\{')
_LABEL = re.compile(rb'"([^"\n]*)"|([A-Za-z_][\w-]*)')
_ASSIGNED = re.compile(rb'[ \t]*"?([A-Za-z_][\w-]*)"?[ \t]*=(?!=)')
_EXPONENT = re.compile(rb"(?<![\w.])[0-9]+[eE][+-]?[0-9]+\b")
_TEMPLATE_END = "THE_END_OF_THIS_TEMPLATE"


@cache
def _parser() -> Parser:
    import tree_sitter_hcl

    return Parser(Language(tree_sitter_hcl.language()))


def _tree(source: bytes) -> Node:
    """Parse a text.

    A number with an exponent and no fraction, which the grammar does not know, it sees as zeros of the same
    length; what stands there is read from the text itself.
    """
    return _parser().parse(_EXPONENT.sub(lambda found: b"0" * len(found[0]), source)).root_node


def parse_body(text: str, file: str) -> tuple[Body, tuple[Gap, ...]]:
    """Read one file. What is no HCL is a gap; everything around it is read."""
    source = text.encode("utf-8", "replace")
    root = _tree(source)
    if not root.has_error:
        lowering = Lowering(source, file)
        body = _config_body(root, lowering)
        return body, tuple(lowering.gaps)
    gaps: list[Gap] = []
    return _recovered(source.split(b"\n"), 0, file, gaps, 0), tuple(gaps)


def parse_template(text: str, at: Location) -> Expression:
    """Read the text of a template, as in a template file or a string of the JSON syntax.

    Positions inside are counted from `at`, the place of the text's first character.
    """
    if "${" not in text and "%{" not in text:
        return Literal(text, at=at)
    source = f"_ = <<{_TEMPLATE_END}\n{text}\n{_TEMPLATE_END}\n".encode("utf-8", "replace")
    root = _tree(source)
    if root.has_error:
        return Broken("a template that cannot be read", at=at)
    # The text begins on the second line of what is parsed.
    body = _config_body(root, Lowering(source, at.file, first_row=at.line - 2))
    attribute = body.attributes.get("_")
    if attribute is None:
        return Broken("a template that cannot be read", at=at)
    return _without_last_newline(attribute.expression, at)


def parse_expression(text: str, at: Location) -> Expression:
    """Read the text of one expression, as types stand in the JSON syntax; all of it is placed at `at`."""
    body, gaps = parse_body(f"_ = {text}", at.file)
    attribute = body.attributes.get("_")
    return attribute.expression if attribute is not None and not gaps else Broken("no expression", at=at)


def _without_last_newline(read: Expression, at: Location) -> Expression:
    """Take off the line break that stands before the end mark and not in the text."""
    if isinstance(read, Literal):
        return Literal(str(read.value).removesuffix("\n"), at=at)
    if not isinstance(read, Template) or not isinstance(read.parts[-1], Literal):
        return read
    last = str(read.parts[-1].value).removesuffix("\n")
    parts = (*read.parts[:-1], Literal(last, at=read.parts[-1].at)) if last else read.parts[:-1]
    return Template(parts, at=at)


def _config_body(root: Node, lowering: Lowering) -> Body:
    for child in root.children:
        if child.type == "body":
            return _body(child, lowering, 0)
    return Body(at=Location(lowering.file, lowering.first_row + 1, 1))


def _body(node: Node, lowering: Lowering, depth: int) -> Body:
    attributes: dict[str, Attribute] = {}
    stanzas: list[Stanza] = []
    for child in node.children:
        kind = child.type
        if kind == "attribute":
            attribute = _attribute(child, lowering)
            if attribute.name in attributes:
                lowering.gap(attribute.at, f"the argument {attribute.name!r} stands here twice")
            attributes[attribute.name] = attribute
        elif kind == "block":
            if depth >= DEEPEST_BLOCKS:
                lowering.gap(lowering.place(child), f"blocks lie more than {DEEPEST_BLOCKS} levels deep")
            else:
                stanzas.append(_stanza(child, lowering, depth))
    return Body(attributes, tuple(stanzas), at=lowering.place(node))


def _attribute(node: Node, lowering: Lowering) -> Attribute:
    name, _, *rest = node.children
    at = lowering.place(node)
    for child in rest:
        if child.type == "expression":
            return Attribute(lowering.text(name), lowering.expression(child), at, lowering.text(child))
    return Attribute(lowering.text(name), Broken("an argument without a value", at=at), at)


def _stanza(node: Node, lowering: Lowering, depth: int) -> Stanza:
    names: list[str] = []
    body: Body | None = None
    at = lowering.place(node)
    for child in node.children:
        kind = child.type
        if kind == "identifier":
            names.append(lowering.text(child))
        elif kind == "string_lit":
            names.append(quoted(child, lowering))
        elif kind == "body":
            body = _body(child, lowering, depth + 1)
    return Stanza(names[0], tuple(names[1:]), body or Body(at=at), at=at)


def _recovered(lines: list[bytes], row: int, file: str, gaps: list[Gap], depth: int) -> Body:
    """Read the items of a body one by one; `row` is the first line's, counted from 0."""
    attributes: dict[str, Attribute] = {}
    stanzas: list[Stanza] = []
    for item in items(lines):
        body = _item(item, row + item.row, file, gaps, depth)
        attributes.update(body.attributes)
        stanzas.extend(body.stanzas)
    return Body(attributes, tuple(stanzas), at=Location(file, row + 1, 1))


def _item(item: Item, row: int, file: str, gaps: list[Gap], depth: int) -> Body:
    source = b"\n".join(item.lines)
    header, assigned = _HEADER.match(source), _ASSIGNED.match(source)
    if assigned and source.lstrip().startswith(b'"'):
        # Terraform before 0.12 allowed quotes around an argument's name.
        source = source.replace(b'"', b" ", 2)
    root = _tree(source)
    if not root.has_error:
        lowering = Lowering(source, file, first_row=row)
        body = _config_body(root, lowering)
        gaps.extend(lowering.gaps)
        return body
    at = Location(file, row + 1, len(item.lines[0]) - len(item.lines[0].lstrip()) + 1)
    if header and depth < DEEPEST_BLOCKS:
        return Body(stanzas=(_broken_stanza(header, item, row, file, gaps, depth, at),))
    if assigned:
        return Body({(name := assigned[1].decode()): Attribute(name, _broken(root, row, file), at)})
    gaps.append(Gap(_broken(root, row, file).at, "what stands here is no HCL; it is left out", "resource"))
    return Body()


def _broken_stanza(  # noqa: PLR0913, PLR0917 - where it stands, how deep, and where gaps go
    header: re.Match[bytes], item: Item, row: int, file: str, gaps: list[Gap], depth: int, at: Location
) -> Stanza:
    labels = tuple((found[1] or found[2]).decode("utf-8", "replace") for found in _LABEL.finditer(header[2]))
    kind = header[1].decode()
    body = _recovered(_inside(item.lines, header.end()), row, file, gaps, depth + 1)
    return Stanza(kind, labels, body, at=at)


def _inside(lines: list[bytes], begin: int) -> list[bytes]:
    """Return the lines between the braces of a block, all of them where the closing one is missing."""
    first = b" " * begin + lines[0][begin:]
    inner = [first, *lines[1:]]
    for index in range(len(inner) - 1, -1, -1):
        if inner[index].strip():
            cut = inner[index].rfind(b"}")
            if cut >= 0:
                inner[index] = inner[index][:cut]
            break
    return inner


def _broken(root: Node, row: int, file: str) -> Broken:
    """Return what stands for an argument that is no HCL, at the first place where it is none."""
    found = root
    while not (found.is_error or found.is_missing):
        inner = next((child for child in found.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        found = inner
    line, column = found.start_point
    return Broken("what stands here is no HCL", at=Location(file, row + line + 1, column + 1))
