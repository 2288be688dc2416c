"""What is assigned to: variables, members, destructuring; the names of properties."""

from collections.abc import Iterator

from tree_sitter import Node

from stockade.languages.javascript.lowering import DEEPEST, Lowering, first_inner
from stockade.model.program import (
    Attribute,
    Const,
    Destructure,
    Element,
    Expression,
    Index,
    Name,
    Opaque,
    Target,
)

_VARIABLES = frozenset(
    {"identifier", "shorthand_property_identifier_pattern", "shorthand_property_identifier"}
)
_TRANSPARENT = frozenset(
    {
        "parenthesized_expression",
        "non_null_expression",
        "as_expression",
        "satisfies_expression",
        "type_assertion",
    }
)
_WITH_DEFAULT = frozenset({"assignment_pattern", "object_assignment_pattern"})
_PATTERNS = frozenset({"object_pattern", "array_pattern", "rest_pattern"})


def bound_names(lower: Lowering, pattern: Node) -> Iterator[str]:
    """Yield the variables that a pattern binds."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        kind = node.type
        if kind in _VARIABLES:
            yield lower.text(node)
        elif kind in _WITH_DEFAULT:
            waiting.append(node.children[0])
        elif kind == "pair_pattern":
            waiting.append(node.children[-1])
        elif kind in _PATTERNS:
            waiting.extend(reversed(node.children))


def target(lower: Lowering, node: Node, depth: int) -> Target:
    """Read what is assigned to."""
    while node.type in _TRANSPARENT:
        child = node.children[-1] if node.type == "type_assertion" else first_inner(node)
        if child is None:
            break
        node = child
    kind = node.type
    if kind in _VARIABLES:
        return lower.name(node)
    if kind == "object_pattern" and depth <= DEEPEST:
        return _object(lower, node, depth)
    if kind == "array_pattern" and depth <= DEEPEST:
        return _array(lower, node, depth)
    found = lower.expression(node, depth)
    if isinstance(found, Name | Attribute | Index | Opaque):
        return found
    return Opaque(kind, (found,), lower.at(node))


def with_default(lower: Lowering, node: Node, depth: int) -> tuple[Target, Expression | None]:
    """Read a target with the value it has where none is given."""
    if node.type not in _WITH_DEFAULT:
        return target(lower, node, depth), None
    left, right = node.children[0], node.children[-1]
    hint = lower.text(left) if left.type in _VARIABLES else ""
    return target(lower, left, depth + 2), lower.named(right, hint, depth + 2)


def _object(lower: Lowering, node: Node, depth: int) -> Target:
    elements: list[Element] = []
    rest: Target | None = None
    for child in node.children:
        kind = child.type
        if kind == "shorthand_property_identifier_pattern":
            variable = lower.name(child)
            elements.append(Element(Const(lower.text(child), variable.at), variable))
        elif kind == "pair_pattern":
            key = property_key(lower, child.children[0], depth + 2)
            elements.append(Element(key, *with_default(lower, child.children[-1], depth + 2)))
        elif kind == "object_assignment_pattern":
            key = Const(lower.text(child.children[0]), lower.at(child))
            elements.append(Element(key, *with_default(lower, child, depth + 2)))
        elif kind == "rest_pattern":
            rest = target(lower, child.children[-1], depth + 2)
    return Destructure(tuple(elements), rest, lower.at(node))


def _array(lower: Lowering, node: Node, depth: int) -> Target:
    elements: list[Element] = []
    rest: Target | None = None
    index = 0
    for child in node.children:
        if child.type == ",":
            index += 1
        elif child.type == "rest_pattern":
            rest = target(lower, child.children[-1], depth + 2)
        elif child.is_named and child.type != "comment":
            elements.append(Element(Const(index, lower.at(child)), *with_default(lower, child, depth + 2)))
    return Destructure(tuple(elements), rest, lower.at(node))


def property_key(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read the name of a property: a constant unless it is computed."""
    if node.type == "computed_property_name":
        return lower.inner(node, depth)
    if node.type in {"string", "number"}:
        return lower.expression(node, depth)
    return Const(lower.text(node), lower.at(node))


def key_text(key: Expression) -> str:
    """Return the name of a property, empty for a computed one."""
    return str(key.value) if isinstance(key, Const) else ""
