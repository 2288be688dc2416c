"""Loops and labels."""

from tree_sitter import Node

from stockade.languages.javascript.declaring import declared
from stockade.languages.javascript.effects import effect, straight
from stockade.languages.javascript.lowering import Lowering, first_inner, part_of
from stockade.languages.javascript.patterns import bound_names, target
from stockade.languages.javascript.statements import nested
from stockade.model.program import (
    Break,
    Case,
    Const,
    Continue,
    Do,
    Expression,
    If,
    Loop,
    Statement,
    Switch,
)

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})


def while_loop(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `while`."""
    condition = part_of(node, "condition")
    test = lower.expression(condition, depth + 1) if condition is not None else None
    out.append(Loop("while", None, test, _body(lower, node, depth), (), (), lower.at(node)))


def do_loop(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `do`: a loop for ever that ends where its test fails."""
    condition, at = part_of(node, "condition"), lower.at(node)
    body = _body(lower, node, depth)
    if condition is not None:
        test = lower.expression(condition, depth + 1)
        body = (*body, If(test, (), (Break(lower.at(condition)),), lower.at(condition)))
    out.append(Loop("while", None, None, body, (), (), at))


def for_loop(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `for (a; b; c)`; `a` stands before the loop."""
    first = part_of(node, "initializer")
    entered = lower.scope.enter(declared(lower, [first]) if first is not None else [], lower.numbers)
    if first is not None and first.type in lower.expressions:
        effect(lower, first, out, depth + 1)
    elif first is not None:
        lower.statement(first, out, depth + 1)
    test = _condition(lower, part_of(node, "condition"), depth)
    after: list[Statement] = []
    last = part_of(node, "increment")
    if last is not None:
        effect(lower, last, after, depth + 1)
    out.append(Loop("while", None, test, _body(lower, node, depth), tuple(after), (), lower.at(node)))
    lower.scope.leave(entered)


def _condition(lower: Lowering, node: Node | None, depth: int) -> Expression | None:
    if node is None or node.type in {"empty_statement", ";"}:
        return None
    child = first_inner(node) if node.type == "expression_statement" else node
    return lower.expression(child, depth + 1) if child is not None else None


def each(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `for of`, `for in` and `for await`."""
    left, right = part_of(node, "left"), part_of(node, "right")
    if left is None or right is None:
        out.append(Do(lower.gather(node, node.type), lower.at(node)))
        return
    kind, at = node.child_by_field_name("kind"), lower.at(node)
    subject = straight(lower, right, out, depth + 1)
    names = list(bound_names(lower, left)) if kind is not None else []
    if kind is not None and kind.type == "var":
        for name in names:
            lower.scope.declare(name)
        names = []
    entered = lower.scope.enter(names, lower.numbers)
    place = target(lower, left, depth + 1)
    operator = node.child_by_field_name("operator")
    over = operator is not None and operator.type == "in"
    body = _body(lower, node, depth)
    lower.scope.leave(entered)
    out.append(Loop("in" if over else "of", place, subject, body, (), (), at))


def _body(lower: Lowering, node: Node, depth: int) -> tuple[Statement, ...]:
    """Read the body of a loop; a label outside it names another loop."""
    label = lower.label
    lower.label = label.removeprefix(_NEXT) if label.startswith(_NEXT) else ""
    body = nested(lower, part_of(node, "body"), depth)
    lower.label = label
    return body


_NEXT = ":"
"""Begins a label that the next loop will have."""


def labelled(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read a statement with a label; a block with one is left like a `switch`."""
    label, body = part_of(node, "label"), part_of(node, "body")
    if body is None:
        return
    if body.type != "statement_block":
        before = lower.label
        lower.label = _NEXT + lower.text(label) if label is not None and body.type in _LOOPS else before
        lower.statement(body, out, depth + 1)
        lower.label = before
        return
    at = lower.at(node)
    out.append(Switch(Const(True, at), (Case((), nested(lower, body, depth)),), at))


def left(lower: Lowering, node: Node, out: list[Statement], _depth: int) -> None:
    """Read `break` and `continue`; those of a loop further out leave this one."""
    label = node.child_by_field_name("label")
    again = node.type == "continue_statement" and (label is None or lower.text(label) == lower.label)
    out.append(Continue(lower.at(node)) if again else Break(lower.at(node)))


def scoped(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `with`: its subject, then its body."""
    subject = part_of(node, "object")
    if subject is not None:
        effect(lower, subject, out, depth + 1)
    out.extend(nested(lower, part_of(node, "body"), depth))
