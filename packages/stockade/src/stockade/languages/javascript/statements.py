"""Blocks, declarations, branches."""

from tree_sitter import Node

from stockade.languages.javascript.declaring import declared, in_order
from stockade.languages.javascript.effects import effect, straight
from stockade.languages.javascript.lowering import Lowering, first_inner, part_of
from stockade.languages.javascript.patterns import bound_names, target
from stockade.model.program import (
    Assign,
    Case,
    Const,
    Do,
    Expression,
    Handler,
    If,
    Import,
    Name,
    Opaque,
    Raise,
    Return,
    Statement,
    Switch,
    Target,
    Try,
)

_THREE = 3


def block(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read a block; what it declares becomes variables of the function."""
    statements = node.children
    names = declared(lower, statements)
    if not names:
        in_order(lower, statements, out, depth + 1)
        return
    entered = lower.scope.enter(names, lower.numbers)
    in_order(lower, statements, out, depth + 1)
    lower.scope.leave(entered)


def nested(lower: Lowering, node: Node | None, depth: int) -> tuple[Statement, ...]:
    """Read the statement that another one holds."""
    out: list[Statement] = []
    if node is not None:
        lower.statement(node, out, depth + 1)
    return tuple(out)


def expression(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read an expression as a statement."""
    child = first_inner(node)
    if child is not None and not (
        child.type == "string" and node.end_byte - child.end_byte <= 1 and _directive(lower, child)
    ):
        effect(lower, child, out, depth)


def _directive(lower: Lowering, node: Node) -> bool:
    return lower.text(node)[1:-1] in {"use strict", "use client", "use server"}


def declaration(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `var`, `let`, `const` and `using`."""
    flat = node.type == "variable_declaration"
    for child in node.children:
        if child.type == "variable_declarator":
            if flat:
                for name in bound_names(lower, child.children[0]):
                    lower.scope.declare(name)
            _declarator(lower, child, out, depth, flat)


def _declarator(lower: Lowering, node: Node, out: list[Statement], depth: int, flat: bool) -> None:
    children = node.children
    place, at = children[0], lower.at(node)
    value = children[-1] if len(children) == _THREE else node.child_by_field_name("value")
    if value is None or value.type == "type_annotation":
        if not flat:
            out.append(Assign(target(lower, place, depth), Const(None, at), at))
        return
    hint = lower.text(place) if place.type == "identifier" else ""
    given = straight(lower, value, out, depth, hint)
    read = target(lower, place, depth)
    simple = _picked(read) if isinstance(given, Import) and given.name is None else None
    if simple is None or not isinstance(given, Import):
        out.append(Assign(read, given, at))
        return
    for variable, name in simple:
        out.append(Assign(variable, Import(given.module, name, given.at), variable.at))


def _picked(read: Target) -> list[tuple[Name, str]] | None:
    """Return the variables of `{a, b: c}` with the names they take, None for any other pattern."""
    elements = getattr(read, "elements", None)
    if not elements or getattr(read, "rest", None) is not None:
        return None
    found: list[tuple[Name, str]] = []
    for element in elements:
        named = (
            isinstance(element.target, Name) and isinstance(element.key, Const) and element.default is None
        )
        if not named or not isinstance(element.key.value, str):
            return None
        found.append((element.target, element.key.value))
    return found


def branch(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `if`."""
    condition, other = part_of(node, "condition"), part_of(node, "alternative")
    at = lower.at(node)
    test = straight(lower, condition, out, depth + 1) if condition is not None else Opaque("missing", (), at)
    then = nested(lower, part_of(node, "consequence"), depth)
    otherwise = nested(lower, first_inner(other), depth) if other is not None else ()
    out.append(If(test, then, otherwise, at))


def switch(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `switch`; its body is one block."""
    value, body, at = part_of(node, "value"), part_of(node, "body"), lower.at(node)
    subject = straight(lower, value, out, depth + 1) if value is not None else Opaque("missing", (), at)
    written = [child for child in (body.children if body is not None else ()) if child.type in _CASES]
    names = declared(lower, [inner for child in written for inner in child.children])
    entered = lower.scope.enter(names, lower.numbers)
    cases = []
    for child in written:
        test = child.child_by_field_name("value")
        tests = (lower.expression(test, depth + 2),) if test is not None else ()
        read: list[Statement] = []
        in_order(lower, child.children_by_field_name("body"), read, depth + 2)
        cases.append(Case(tests, tuple(read)))
    lower.scope.leave(entered)
    out.append(Switch(subject, tuple(cases), at))


_CASES = frozenset({"switch_case", "switch_default"})


def attempt(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `try`."""
    caught, final = part_of(node, "handler"), part_of(node, "finalizer")
    body = nested(lower, part_of(node, "body"), depth)
    handlers = (_handler(lower, caught, depth),) if caught is not None else ()
    last = nested(lower, part_of(final, "body"), depth) if final is not None else ()
    out.append(Try(body, handlers, (), last, lower.at(node)))


def _handler(lower: Lowering, node: Node, depth: int) -> Handler:
    parameter, body = part_of(node, "parameter"), part_of(node, "body")
    if parameter is None:
        return Handler(None, (), nested(lower, body, depth))
    entered = lower.scope.enter(list(bound_names(lower, parameter)), lower.numbers)
    handler = Handler(target(lower, parameter, depth + 1), (), nested(lower, body, depth))
    lower.scope.leave(entered)
    return handler


def returned(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `return`."""
    child, at = first_inner(node), lower.at(node)
    out.append(Return(straight(lower, child, out, depth) if child is not None else None, at))


def thrown(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `throw`."""
    child, at = first_inner(node), lower.at(node)
    out.append(Raise(straight(lower, child, out, depth) if child is not None else None, at))


def broken(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read what is no statement: the statements and expressions in it."""
    parts: list[Expression] = []
    for child in node.children:
        kind = child.type
        if kind in lower.expressions and kind not in lower.statements:
            parts.append(lower.expression(child, depth + 1))
        elif kind in lower.statements:
            lower.statement(child, out, depth + 1)
        elif child.is_named:
            parts.append(lower.gather(child, kind))
    if parts:
        out.append(Do(Opaque("error", tuple(parts), lower.at(node)), lower.at(node)))
