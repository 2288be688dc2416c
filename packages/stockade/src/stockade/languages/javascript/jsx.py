"""Elements: `<a href={x}>y</a>` is `jsx("a", {href: x}, "y")`."""

from html import unescape

from tree_sitter import Node

from stockade.languages.javascript.lowering import Lowering, first_inner
from stockade.model.program import Attribute, Build, Call, Const, Entry, Expression, Name

MAKER = "jsx"
"""The function that stands for the one a compiler puts in."""


def element(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read an element with what is in it."""
    opening = node.child_by_field_name("open_tag") if node.type == "jsx_element" else node
    at = lower.at(node)
    tag: Expression = Const("", at)
    entries: list[Entry] = []
    for child in opening.children if opening is not None else ():
        if child.type == "jsx_attribute":
            entries.append(_attribute(lower, child, depth))
        elif child.type == "jsx_expression":
            entries.append(Entry(None, lower.inner(child, depth)))
        elif child.is_named and child.type not in {"comment", "type_arguments", "ERROR"}:
            tag = _tag(lower, child, depth)
    children = _children(lower, node, depth) if node.type == "jsx_element" else []
    attributes = Build("dict", tuple(entries), at)
    return Call(Name(MAKER, at), (tag, attributes, *children), (), False, at)


def _tag(lower: Lowering, node: Node, depth: int) -> Expression:
    """Return a text for an element of the page, a variable for a component."""
    written = lower.text(node)
    if node.type == "identifier" and not written[:1].isupper():
        return Const(written, lower.at(node))
    if node.type == "jsx_namespace_name":
        return Const(written, lower.at(node))
    found = lower.expression(node, depth + 1)
    return found if isinstance(found, Name | Attribute) else Const(written, lower.at(node))


def _attribute(lower: Lowering, node: Node, depth: int) -> Entry:
    """Read an attribute; one without value is true."""
    children = node.children
    key = Const(lower.text(children[0]), lower.at(children[0]))
    if len(children) == 1:
        return Entry(key, Const(True, key.at))
    value = children[-1]
    if value.type == "jsx_expression":
        child = first_inner(value)
        return Entry(key, lower.expression(child, depth + 1) if child is not None else Const(None, key.at))
    if value.type == "string":
        return Entry(key, Const(unescape(lower.text(value)[1:-1]), lower.at(value)))
    return Entry(key, lower.expression(value, depth + 1))


def _children(lower: Lowering, node: Node, depth: int) -> list[Expression]:
    found: list[Expression] = []
    for child in node.children:
        kind = child.type
        if kind == "jsx_text":
            text = " ".join(lower.text(child).split())
            if text:
                found.append(Const(text, lower.at(child)))
        elif kind == "jsx_expression":
            inner = first_inner(child)
            if inner is not None:
                found.append(lower.expression(inner, depth + 1))
        elif child.is_named and kind not in {"jsx_opening_element", "jsx_closing_element", "comment"}:
            found.append(lower.expression(child, depth + 1))
    return found
