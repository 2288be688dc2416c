"""Statements that are no definition, import or `match`."""

from tree_sitter import Node

from stockade.languages.python.lowering.branches import Branch, branched
from stockade.languages.python.lowering.classes import UNSET
from stockade.languages.python.lowering.expressions import augmented, unwrapped
from stockade.languages.python.lowering.reader import BROKEN, Reading, Take, inner, spoilt
from stockade.languages.python.lowering.targets import target
from stockade.model.program import (
    Assign,
    Attribute,
    Break,
    Build,
    Call,
    Const,
    Continue,
    Delete,
    Do,
    Entry,
    Expression,
    Handler,
    If,
    Loop,
    Name,
    Opaque,
    Operation,
    Raise,
    Return,
    Statement,
    Target,
    Try,
)


def alone(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read an expression that stands alone; a text that does (a docstring) says nothing."""
    found = inner(node)
    first = found[0] if found else node
    take = _ALONE.get(first.type)
    if take is not None:
        take(r, first, depth, out)
    elif len(found) > 1:
        entries = tuple([Entry(None, r.expression(each, depth + 2)) for each in found])
        out.append(Do(Build("tuple", entries, r.at(node)), r.at(node)))
    elif found:
        value = r.expression(first, depth + 1)
        if not isinstance(value, Const) and first.type != "ellipsis":
            out.append(Do(value, r.at(node)))


def assign(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `a = b`, `a: T = b`; `a: T` binds nothing but a field of a class."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    kind = node.child_by_field_name("type")
    if left is None:
        out.append(Do(r.opaque(BROKEN, node, depth), r.at(node)))
        return
    value: Expression = UNSET
    if r.broken and spoilt(node):
        parts = [r.expression(each, depth + 2) for each in inner(node) if each not in {left, kind}]
        value = Opaque(BROKEN, tuple(parts), r.at(node))
    elif right is not None:
        value = r.expression(right, depth + 1)
    bound = target(r, left, depth + 1)
    in_class = r.scope.kind == "class"
    if kind is not None and in_class and isinstance(bound, Name):
        r.scope.annotations[bound.name] = r.written(kind)
    if value is not UNSET or in_class:
        out.append(Assign(bound, value, r.at(node)))


def augment(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `a += b`."""
    left = node.child_by_field_name("left")
    value = augmented(r, node, depth + 1)
    bound = target(r, left, depth + 1) if left is not None else r.opaque(BROKEN, node, depth)
    out.append(Assign(bound, value, r.at(node)))


def test(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `if`, `elif`, `else`."""
    found = [_branch(r, node, depth, 0)]
    otherwise: tuple[Statement, ...] = ()
    for child in node.children:
        if child.type == "elif_clause":
            found.append(_branch(r, child, depth, len(found)))
        elif child.type == "else_clause":
            otherwise = r.block(child.child_by_field_name("body"), depth + 1)
    out.extend(branched(found, otherwise, depth))


def _branch(r: Reading, node: Node, depth: int, before: int) -> Branch:
    condition = node.child_by_field_name("condition")
    level = Branch.level(depth, before)
    value = r.expression(condition, level + 1) if condition is not None else Opaque(BROKEN, (), r.at(node))
    body = r.block(node.child_by_field_name("consequence"), level + 1)
    return Branch(value, body, r.at(node))


def iterate(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `for`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    subject = r.expression(right, depth + 1) if right is not None else None
    bound = target(r, left, depth + 1) if left is not None else None
    body = r.block(node.child_by_field_name("body"), depth + 1)
    out.append(Loop("of", bound, subject, body, (), _otherwise(r, node, depth), r.at(node)))


def repeat(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `while`; one on a true constant runs for ever."""
    condition = node.child_by_field_name("condition")
    subject = r.expression(condition, depth + 1) if condition is not None else None
    if isinstance(subject, Const) and subject.value:
        subject = None
    body = r.block(node.child_by_field_name("body"), depth + 1)
    out.append(Loop("while", None, subject, body, (), _otherwise(r, node, depth), r.at(node)))


def _otherwise(r: Reading, node: Node, depth: int) -> tuple[Statement, ...]:
    found = node.child_by_field_name("alternative")
    return r.block(found.child_by_field_name("body"), depth + 1) if found is not None else ()


def attempt(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `try` with its `except`, `else` and `finally`."""
    body = r.block(node.child_by_field_name("body"), depth + 1)
    handlers: list[Handler] = []
    otherwise: tuple[Statement, ...] = ()
    final: tuple[Statement, ...] = ()
    for child in node.children:
        if child.type in {"except_clause", "except_group_clause"}:
            handlers.append(_handler(r, child, depth + 1))
        elif child.type == "else_clause":
            otherwise = r.block(child.child_by_field_name("body"), depth + 1)
        elif child.type == "finally_clause":
            final = r.block(_block(child), depth + 1)
    out.append(Try(body, tuple(handlers), otherwise, final, r.at(node)))


def _block(node: Node) -> Node | None:
    return next((child for child in node.children if child.type == "block"), None)


def _handler(r: Reading, node: Node, depth: int) -> Handler:
    """Read `except A as e`, `except (A, B)`; `except A, e` of Python 2, `except A, B` of Python 3.14."""
    values = [child for child in inner(node) if child.type not in {"block", "ERROR"}]
    alias: Node | None = None
    if len(values) == 1 and values[0].type == "as_pattern":
        *values, alias = inner(values[0])
    elif len(values) == 2 and values[1].type == "identifier" and r.written(values[1])[0].islower():  # noqa: PLR2004
        values, alias = values[:1], values[1]
    types: list[Expression] = []
    for value in values:
        bare = unwrapped(r, value)
        types.extend(
            r.expression(each, depth + 1) for each in (inner(bare) if bare.type == "tuple" else [bare])
        )
    bound = target(r, alias, depth + 1) if alias is not None else None
    return Handler(bound, tuple(types), r.block(_block(node), depth + 1))


def enter(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `with a as b, c`: what is entered, then the body."""
    for clause in node.children:
        for item in inner(clause) if clause.type == "with_clause" else ():
            _enter(r, item, depth, out)
    out.extend(r.block(node.child_by_field_name("body"), depth))


def _enter(r: Reading, item: Node, depth: int, out: list[Statement]) -> None:
    value = item.child_by_field_name("value")
    if value is None:
        return
    parts, at = (inner(value) if value.type == "as_pattern" else [value]), r.at(value)
    entered = Call(Attribute(r.expression(parts[0], depth + 3), "__enter__", at), at=at)
    if len(parts) > 1:
        out.append(Assign(target(r, parts[-1], depth + 1), entered, at))
    else:
        out.append(Do(entered, at))


def leave(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `return`."""
    found = inner(node)
    out.append(Return(r.expression(found[0], depth + 1) if found else None, r.at(node)))


def fail(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `raise`: its cause runs before; `raise E, text` of Python 2 is `raise E(text)`."""
    cause = node.child_by_field_name("cause")
    found = [child for child in inner(node) if child != cause]
    if cause is not None:
        value = r.expression(cause, depth + 1)
        out.extend([] if isinstance(value, Const | Name) else [Do(value, value.at)])
    if not found:
        out.append(Raise(None, r.at(node)))
        return
    parts = inner(found[0]) if found[0].type == "expression_list" else found[:1]
    values = [r.expression(each, depth + 2) for each in parts]
    raised = Call(values[0], tuple(values[1:2]), at=values[0].at) if len(values) > 1 else values[0]
    out.append(Raise(raised, r.at(node)))


def ensure(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `assert`: unless the test holds, an error is raised."""
    at = r.at(node)
    values = [r.expression(each, depth + 3) for each in inner(node)]
    if values:
        raised = Raise(Call(r.builtin("AssertionError", at), tuple(values[1:]), at=at), at)
        out.append(If(Operation("not", (values[0],), at), (raised,), (), at))


def delete(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `del`."""
    waiting = list(reversed(inner(node)))
    while waiting:
        each = waiting.pop()
        if each.type in {"expression_list", "tuple", "list", "parenthesized_expression"}:
            waiting.extend(reversed(inner(each)))
        else:
            bound: Target = target(r, each, depth + 1)
            out.append(Delete(bound, r.at(each)))


def declare(r: Reading, node: Node, _depth: int, _out: list[Statement]) -> None:
    """Read `global` and `nonlocal`."""
    for child in inner(node):
        r.scope.declare(r.word(child))


def show(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read the `print` statement of Python 2."""
    at = r.at(node)
    values: list[Expression] = []
    keywords: list[tuple[str, Expression]] = []
    for child in inner(node):
        if child.type == "chevron":
            keywords.extend(("file", r.expression(each, depth + 2)) for each in inner(child)[:1])
        else:
            values.append(r.expression(child, depth + 2))
    out.append(Do(Call(r.builtin("print", at), tuple(values), tuple(keywords), at=at), at))


def execute(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read the `exec` statement of Python 2."""
    at = r.at(node)
    values = tuple([r.expression(each, depth + 2) for each in inner(node)])
    out.append(Do(Call(r.builtin("exec", at), values, at=at), at))


def broken(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read what is not the language: statements in it as such, the expressions in it as parts."""
    parts: list[Expression] = []
    before = len(out)
    for child in inner(node):
        if child.type in r.statements:
            r.statement(child, depth + 1, out)
        elif child.type in r.expressions:
            parts.append(r.expression(child, depth + 2))
    if parts or len(out) == before:
        out.append(Do(Opaque(BROKEN, tuple(parts), r.at(node)), r.at(node)))


def _stop(r: Reading, node: Node, _depth: int, out: list[Statement]) -> None:
    out.append(Break(r.at(node)))


def _next(r: Reading, node: Node, _depth: int, out: list[Statement]) -> None:
    out.append(Continue(r.at(node)))


_ALONE: dict[str, Take] = {"assignment": assign, "augmented_assignment": augment}
STATEMENTS: dict[str, Take] = {
    "expression_statement": alone,
    **_ALONE,
    "if_statement": test,
    "for_statement": iterate,
    "while_statement": repeat,
    "try_statement": attempt,
    "with_statement": enter,
    "return_statement": leave,
    "raise_statement": fail,
    "assert_statement": ensure,
    "delete_statement": delete,
    "global_statement": declare,
    "nonlocal_statement": declare,
    "print_statement": show,
    "exec_statement": execute,
    "break_statement": _stop,
    "continue_statement": _next,
    "ERROR": broken,
}
"""What reads each kind of statement; any other says nothing."""
