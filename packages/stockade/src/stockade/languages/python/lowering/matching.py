"""`match`: each pattern is a test and the names it binds."""

from tree_sitter import Node

from stockade.languages.python.lowering.branches import Branch, branched
from stockade.languages.python.lowering.patterns import Patterns, all_of
from stockade.languages.python.lowering.reader import Reading, Take, inner
from stockade.model.program import (
    Assign,
    Attribute,
    Build,
    Const,
    Entry,
    Expression,
    Name,
    Statement,
    column_of,
    line_of,
)


def match(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `match`; a subject that is no name is bound to one first."""
    subject = _subject(r, node, depth, out)
    body = node.child_by_field_name("body")
    branches: list[Branch] = []
    for child in inner(body) if body is not None else ():
        if child.type == "case_clause":
            branches.append(_case(r, child, subject, Branch.level(depth, len(branches))))
            if branches[-1].test is None:
                break
    out.extend(branched(branches, (), depth))


def _subject(r: Reading, node: Node, depth: int, out: list[Statement]) -> Expression:
    found, at = node.children_by_field_name("subject"), r.at(node)
    values = [r.expression(each, depth + 2) for each in found if each.is_named]
    several = len(values) != 1 or any(child.type == "," for child in node.children)
    value = Build("tuple", tuple(Entry(None, each) for each in values), at) if several else values[0]
    if isinstance(value, Name) or (isinstance(value, Attribute) and isinstance(value.object, Name)):
        return value
    name = f"<match>@{line_of(at)}:{column_of(at)}"
    r.scope.bind(name)
    out.append(Assign(Name(name, at), value, at))
    return r.load(name, at)


def _case(r: Reading, node: Node, subject: Expression, level: int) -> Branch:
    """Read a case; the names it binds are bound before its guard."""
    at, guard = r.at(node), node.child_by_field_name("guard")
    patterns = [child for child in node.children if child.type == "case_pattern"]
    reading = Patterns(r)
    open_sequence = len(patterns) > 1 or any(child.type == "," for child in node.children)
    found = (
        reading.sequence(patterns, subject, at, level + 1)
        if open_sequence
        else reading.pattern(patterns[0] if patterns else node, subject, level + 1)
    )
    bound: list[Statement] = []
    for name, value in found.bound:
        r.scope.bind(name)
        bound.append(Assign(Name(name, value.at), value, value.at))
    tests = list(found.tests)
    if guard is not None:
        tests.extend(r.expression(each, level + 2) for each in inner(guard)[:1])
    body = r.block(node.child_by_field_name("consequence"), level + 1)
    if guard is not None:
        return Branch(all_of(tests, at) if tests else Const(True, at), body, at, tuple(bound))
    return Branch(all_of(tests, at), (*bound, *body), at)


MATCHING: dict[str, Take] = {"match_statement": match}
"""What reads `match`."""
