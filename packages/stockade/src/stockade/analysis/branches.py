"""What the sides of a branch do, read from the program alone: which of them refuses, and what follows."""

import re
from collections.abc import Iterator, Mapping

from stockade.model import program as ir

Body = tuple[ir.Statement, ...]
_REFUSING = re.compile(
    r"(?i)un_?auth|not[ _]auth|forbidden|\bdenied|access[ _]?deni|not[ _]allowed|not[ _]permitted|permission"
    r"|(?:requires?|only|must be)\b[\w ]{0,12}\badmin|admins? only|no access|privilege|\bdeny\b"
)
_CODES = frozenset({401, 403, "401", "403"})
_ENDING = re.compile(
    r"(?i)(?:^|\.)(?:abort|fail|exit|callback|cb|reject|send_?status|status|json|send|next|done|error)$"
)
_STOPPING = re.compile(r"(?i)(?:^|\.)(?:abort|exit|_exit|raise_\w+|throw\w*)$")
_REACHING = re.compile(
    r"(?:^|\.)(?:put|update|delete|create|remove|insert|execute|transact|batch|scan|query|get_item|invoke|publish"
    r"|send_|Put|Update|Delete|Create|Insert|Execute|Scan|Query|Batch|Transact|Invoke|Publish)\w*$"
)
EQUALITY = frozenset({"==", "!=", "===", "!==", "is", "is not", "in", "not in"})
_SHORT = 3
"""Statements behind a branch that may still be its other side."""


def parts(node: object) -> Iterator[object]:
    """Yield the nodes directly below a node, those of nested statements too."""
    for name in getattr(node, "__struct_fields__", ()):
        value = getattr(node, name)
        for one in value if isinstance(value, tuple) else (value,):
            for inner in one if isinstance(one, tuple) else (one,):
                if hasattr(inner, "__struct_fields__"):
                    yield inner


def walked(node: object) -> Iterator[object]:
    """Yield a node and all below it; functions written in it are not entered."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(parts(one))


def straight(body: Body) -> Body:
    """Return the statements of a body that run one after another, without those that branch."""
    return tuple(
        one
        for one in body
        if isinstance(one, ir.Assign | ir.Do | ir.Return | ir.Raise | ir.Break | ir.Continue)
    )


def ends(body: Body) -> bool:
    """Tell whether a body leaves the function at its end, or answers there."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ir.Return | ir.Raise):
        return True
    return isinstance(last, ir.Do) and any(_ENDING.search(name) for name in _callees(last.value))


def _callees(expression: ir.Expression) -> Iterator[str]:
    if isinstance(expression, ir.Call):
        yield spelled(expression.callee)


def spelled(node: object) -> str:
    """Return a dotted name as it is written; empty parts for what is no name."""
    match node:
        case ir.Name(name=name):
            return name
        case ir.Attribute(object=holder, name=name):
            return f"{spelled(holder)}.{name}"
        case ir.Call(callee=callee):
            return spelled(callee)
        case ir.Index(object=holder, key=ir.Const(value=str(key))):
            return f"{spelled(holder)}.{key}"
        case _:
            return ""


def says_no(body: Body) -> bool:
    """Tell whether a body speaks of refusing: by status 401 or 403, or by its words."""
    for statement in straight(body):
        for node in walked(statement):
            if isinstance(node, ir.Const):
                value = node.value
                if value in _CODES and not isinstance(value, bool):
                    return True
                if isinstance(value, str) and _REFUSING.search(value):
                    return True
            if isinstance(node, ir.Name | ir.Attribute) and _REFUSING.search(node.name):
                return True
    return False


def refuses(body: Body) -> bool:
    """Tell whether a body refuses and ends there."""
    return ends(body) and says_no(body)


def stops(body: Body) -> bool:
    """Tell whether nothing behind a body is run: an answer alone does not end a function."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ir.Return | ir.Raise | ir.Break | ir.Continue):
        return True
    return isinstance(last, ir.Do) and any(_STOPPING.search(name) for name in _callees(last.value))


def _reaches(body: Body) -> bool:
    """Tell whether a body calls something that changes or reads what is stored, or tells a service."""
    return any(
        isinstance(node, ir.Call) and _REACHING.search(spelled(node.callee))
        for statement in body
        for node in walked(statement)
    )


def identifiers(node: object) -> set[str]:
    """Return every name in an expression: of variables, attributes and constant keys."""
    found: set[str] = set()
    for one in walked(node):
        if isinstance(one, ir.Name | ir.Attribute):
            found.add(one.name)
        elif isinstance(one, ir.Index) and isinstance(one.key, ir.Const):
            found.add(str(one.key.value))
    return found


def bound(body: Body) -> set[str]:
    """Return the variables that a body sets, those that hold what it changes too."""
    found: set[str] = set()
    for statement in straight(body):
        if isinstance(statement, ir.Assign):
            target: object = statement.target
            while isinstance(target, ir.Attribute | ir.Index):
                target = target.object
            if isinstance(target, ir.Name):
                found.add(target.name)
    return found


def leaves(test: ir.Expression) -> Iterator[ir.Expression]:
    """Yield the tests that a test is made of."""
    if isinstance(test, ir.Operation) and test.name in {"and", "or", "not", "??"}:
        for operand in test.operands:
            yield from leaves(operand)
    else:
        yield test


def spelled_out(held: Mapping[str, ir.Expression], test: ir.Expression) -> Iterator[ir.Expression]:
    """Yield the tests that a test is made of, those of variables that hold one too."""
    for leaf in leaves(test):
        known = held.get(leaf.name) if isinstance(leaf, ir.Name) else None
        if isinstance(known, ir.Operation):
            yield from leaves(known)
        else:
            yield leaf


def following(body: Body) -> Iterator[tuple[int, Body]]:
    """Yield each branch of a function's body, by its identity, with what follows it in its own block."""
    for number, statement in enumerate(body):
        if isinstance(statement, ir.If):
            yield id(statement), body[number + 1 :]
        for inner in _blocks(statement):
            yield from following(inner)


def _blocks(statement: ir.Statement) -> Iterator[Body]:
    match statement:
        case ir.If(then=then, otherwise=otherwise):
            yield from (then, otherwise)
        case ir.Loop(body=body, otherwise=otherwise):
            yield from (body, otherwise)
        case ir.Switch(cases=cases):
            yield from (case.body for case in cases)
        case ir.Try(body=body, handlers=handlers, otherwise=otherwise, final=final):
            yield body
            yield from (one.body for one in handlers)
            yield from (otherwise, final)
        case _:
            return


def pair(leaf: ir.Expression) -> tuple[ir.Expression, ir.Expression] | None:
    """Return the two sides of a test for equality, or for being one of a list."""
    match leaf:
        case ir.Operation(name=name, operands=(left, right)) if name in EQUALITY:
            return left, right
        case ir.Call(callee=ir.Attribute(object=listed, name="includes" | "has"), arguments=(one,)):
            return one, listed
        case _:
            return None


class Sides:
    """Tells which branches refuse on one side; what follows a branch is looked up once for a function."""

    def __init__(self) -> None:
        self._following: dict[int, Body] = {}
        self._seen: set[int] = set()

    def refuse(self, node: ir.If, around: ir.Function | ir.Module) -> bool:
        """Tell whether a side of a branch refuses: one of the two, or what follows where one ends."""
        if refuses(node.then) or refuses(node.otherwise):
            return True
        if not ends(node.then):
            return False
        rest = self._rest(node, around)
        return len(rest) <= _SHORT and refuses(rest)

    def acts(self, node: ir.If, around: ir.Function | ir.Module) -> bool:
        """Tell whether one side of a branch alone does something to a store or service, or raises."""
        other = node.otherwise or (self._rest(node, around) if ends(node.then) else ())
        raised = any(body and isinstance(body[-1], ir.Raise) for body in (node.then, node.otherwise))
        return raised or _reaches(node.then) is not _reaches(other)

    def _rest(self, node: ir.If, around: ir.Function | ir.Module) -> Body:
        """Return what follows a branch in its own block."""
        if id(around) not in self._seen:
            self._seen.add(id(around))
            self._following.update(following(around.body))
        return self._following.get(id(node), ())
