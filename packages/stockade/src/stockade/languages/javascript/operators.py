"""Operators, assignments, choices; chains of one operator in a loop, however long."""

from tree_sitter import Node

from stockade.languages.javascript.expressions import hint_of
from stockade.languages.javascript.lowering import Lowering, first_inner
from stockade.languages.javascript.patterns import target
from stockade.model.program import (
    Assignment,
    Attribute,
    Build,
    Choice,
    Concat,
    Const,
    Entry,
    Expression,
    Index,
    Name,
    Opaque,
    Operation,
    Target,
)

_THREE, _FIVE = 3, 5
_LOGICAL = {"&&": "and", "||": "or", "??": "??"}
_CHAINED = frozenset({"+", "-", "*", "/", "%", "|", "&", "^", *_LOGICAL})
"""Operators of which `a o b o c` is one operation."""
_NAMED = {**_LOGICAL, "in": "has"}
_PURE = frozenset({"identifier", "number", "string", "this", "null", "undefined", "true", "false"})


def operator_of(node: Node) -> str:
    """Return the operator of an operation or assignment."""
    found = node.child_by_field_name("operator")
    return found.type if found is not None else ""


def binary(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read an operation on two operands or a chain of them."""
    children = node.children
    name = children[1].type if len(children) == _THREE else operator_of(node)
    last: list[Node] = [children[-1]]
    first = children[0]
    if name in _CHAINED:
        while first.type == "binary_expression":
            children = first.children
            if len(children) != _THREE or children[1].type != name:
                break
            last.append(children[2])
            first = children[0]
    elif first.type == "private_property_identifier":
        right = lower.expression(last[0], depth + 1)
        return Operation("has", (Const(lower.text(first), lower.at(first)), right), lower.at(node))
    operands = [lower.expression(first, depth + 1)]
    operands += [lower.expression(part, depth + 1) for part in reversed(last)]
    if name == "+":
        return Concat(tuple(operands), lower.at(node))
    return Operation(_NAMED.get(name, name), tuple(operands), lower.at(node))


def unary(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `!a`, `-a`, `typeof a`, `void a`, `delete a.b`."""
    name, argument, at = node.children[0].type, node.children[-1], lower.at(node)
    if name == "void" and argument.type == "number":
        return Const(None, at)
    value = lower.expression(argument, depth + 1)
    if name == "-" and isinstance(value, Const) and type(value.value) in {int, float}:
        return Const(-value.value, at)  # type: ignore[operator]  # a number, by the test before
    if name == "delete":
        return Opaque("delete", (value,), at)
    return Operation("not" if name == "!" else name, (value,), at)


def ternary(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `a ? b : c`."""
    parts = [child for child in node.children if child.is_named and child.type != "comment"]
    if len(parts) != _THREE:
        return lower.gather(node, "ternary")
    test, then, otherwise = (lower.expression(part, depth + 1) for part in parts)
    return Choice(test, then, otherwise, lower.at(node))


def sequence(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `(a, b)`: the last of a list; what has no effect is left out."""
    children = [child for child in node.children if child.is_named and child.type != "comment"]
    at = lower.at(node)
    parts = [child for child in children[:-1] if child.type not in _PURE] + children[-1:]
    values = [lower.expression(part, depth + 1) for part in parts]
    if len(values) == 1:
        return values[0]
    entries = tuple([Entry(None, value) for value in values])
    return Index(Build("tuple", entries, at), Const(len(values) - 1, at), at)


def assignment_parts(lower: Lowering, node: Node, depth: int) -> tuple[Target, Expression]:
    """Return the target and the value of `a = b`."""
    children = node.children
    left = children[0] if len(children) == _THREE else node.child_by_field_name("left") or children[0]
    place = target(lower, left, depth + 1)
    if children[-1].type in lower.named_readers or children[-1].type == "parenthesized_expression":
        return place, lower.named(children[-1], hint_of(place), depth + 1)
    return place, lower.expression(children[-1], depth + 1)


def augmented_parts(lower: Lowering, node: Node, depth: int) -> tuple[Target, Expression]:
    """Return the target and the new value of `a += b`."""
    children, at = node.children, lower.at(node)
    place = target(lower, children[0], depth + 1)
    before = _again(place)
    name = (children[1].type if len(children) == _THREE else operator_of(node))[:-1]
    right = lower.named(children[-1], hint_of(place), depth + 1)
    if name == "+":
        return place, Concat((before, right), at)
    return place, Operation(_NAMED.get(name, name), (before, right), at)


def update_parts(lower: Lowering, node: Node, depth: int) -> tuple[Target, Expression]:
    """Return the target and the new value of `a++` and `--a`."""
    at = lower.at(node)
    written = first_inner(node)
    place = target(lower, written, depth + 1) if written is not None else Opaque("missing", (), at)
    before = _again(place)
    return place, Operation(operator_of(node)[:1] or "+", (before, Const(1, at)), at)


def _again(place: Target) -> Expression:
    """Return what is assigned to as a value: what is not a name or constant in it is not evaluated again.

    `a[b[c += 1] += 1] += 1` would else hold its inner parts two, four, eight times.
    """
    steps: list[Attribute | Index] = []
    found: Expression | Target = place
    while isinstance(found, Attribute | Index):
        steps.append(found)
        found = found.object
    value: Expression = found if isinstance(found, Name) else Opaque("before", (), found.at)
    for step in reversed(steps):
        if isinstance(step, Attribute):
            value = Attribute(value, step.name, step.at)
        else:
            key = step.key if isinstance(step.key, Const | Name) else Opaque("before", (), step.at)
            value = Index(value, key, step.at)
    return value


PARTS = {
    "assignment_expression": assignment_parts,
    "augmented_assignment_expression": augmented_parts,
    "update_expression": update_parts,
}
"""What takes each kind of assignment apart."""


def assignment(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read an assignment whose value is used."""
    place, value = PARTS[node.type](lower, node, depth)
    return Assignment(place, value, lower.at(node))
