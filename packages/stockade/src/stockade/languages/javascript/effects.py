"""Expressions where a statement begins: those before a comma, and those that stand for their effect."""

from tree_sitter import Node

from stockade.languages.javascript.lowering import Lowering, StatementReader, first_inner
from stockade.languages.javascript.operators import PARTS, operator_of
from stockade.languages.javascript.patterns import target
from stockade.model.program import Assign, Delete, Do, Expression, If, Opaque, Statement


def straight(lower: Lowering, node: Node, out: list[Statement], depth: int, hint: str = "") -> Expression:
    """Read an expression that a statement begins with: those before a comma are statements of their own."""
    found: Node | None = node
    while found is not None and found.type == "parenthesized_expression":
        found = first_inner(found)
    if found is None:
        return Opaque("missing", (), lower.at(node))
    if found.type != "sequence_expression":
        return lower.named(found, hint, depth)
    parts = [child for child in found.children if child.is_named and child.type != "comment"]
    for part in parts[:-1]:
        effect(lower, part, out, depth)
    return lower.named(parts[-1], hint, depth)


def effect(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read an expression that stands for its effect."""
    node = _bare(node)
    kind = node.type
    if kind == "sequence_expression":
        for child in node.children:
            if child.is_named:
                effect(lower, child, out, depth + 1)
    elif depth > _DEEPEST_EFFECT:
        out.append(Do(lower.expression(node, depth), lower.at(node)))
    elif kind in _EFFECTS:
        _EFFECTS[kind](lower, node, out, depth)
    elif kind in lower.statements and kind not in lower.expressions:
        lower.statement(node, out, depth)
    elif kind != "comment":
        out.append(Do(lower.expression(node, depth), lower.at(node)))


_DEEPEST_EFFECT = 140
_TERNARY = 5
_BARE = frozenset({"parenthesized_expression", "await_expression"})


def _bare(node: Node) -> Node:
    while node.type in _BARE or (node.type == "unary_expression" and node.children[0].type == "void"):
        child = first_inner(node)
        if child is None:
            break
        node = child
    return node


def _effects(lower: Lowering, node: Node, depth: int) -> tuple[Statement, ...]:
    out: list[Statement] = []
    effect(lower, node, out, depth + 1)
    return tuple(out)


def _assign(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    place, value = PARTS[node.type](lower, node, depth)
    out.append(Assign(place, value, lower.at(node)))


def _delete(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    if node.children[0].type == "delete":
        out.append(Delete(target(lower, node.children[-1], depth + 1), lower.at(node)))
    else:
        out.append(Do(lower.expression(node, depth), lower.at(node)))


def _when(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `a && b()` and `a || b()` as branches."""
    at, operator = lower.at(node), operator_of(node)
    if operator not in {"&&", "||"}:
        out.append(Do(lower.expression(node, depth), at))
        return
    test = straight(lower, node.children[0], out, depth + 1)
    then = _effects(lower, node.children[-1], depth)
    out.append(If(test, then, (), at) if operator == "&&" else If(test, (), then, at))


def _either(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `a ? b() : c()` as a branch."""
    at = lower.at(node)
    if len(node.children) != _TERNARY:
        out.append(Do(lower.expression(node, depth), at))
        return
    test, then, otherwise = node.children[::2]
    read = straight(lower, test, out, depth + 1)
    out.append(If(read, _effects(lower, then, depth), _effects(lower, otherwise, depth), at))


_EFFECTS: dict[str, StatementReader] = {
    **dict.fromkeys(PARTS, _assign),
    "unary_expression": _delete,
    "binary_expression": _when,
    "ternary_expression": _either,
}
"""What becomes a statement of its own where its value is not used."""
