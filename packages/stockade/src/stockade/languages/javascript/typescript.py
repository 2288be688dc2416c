"""What TypeScript makes of enums and namespaces."""

from tree_sitter import Node

from stockade.languages.javascript.declaring import declared, in_order
from stockade.languages.javascript.lowering import Lowering
from stockade.languages.javascript.patterns import property_key
from stockade.model.program import Assign, Attribute, Build, Const, Entry, Expression, Name, Opaque, Statement

_LONGEST_PATH = 20
"""Names that a namespace within a namespace is told by; what follows them is one name."""


def enum(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read an enum: an object of constants."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return
    entries: list[Entry] = []
    known: dict[str, Expression] = {}
    following: int | None = 0
    for child in body.children:
        if not child.is_named or child.type in {"comment", "ERROR"}:
            continue
        assigned = child.child_by_field_name("value") if child.type == "enum_assignment" else None
        key = property_key(lower, child.children[0] if child.type == "enum_assignment" else child, depth + 1)
        at = lower.at(child)
        if assigned is not None:
            value = lower.expression(assigned, depth + 1)
            if isinstance(value, Name):
                value = known.get(value.name, value)
        else:
            value = Const(following, at) if following is not None else Opaque("enum", (), at)
        number = value.value if isinstance(value, Const) else None
        following = number + 1 if type(number) is int else None
        if isinstance(key, Const):
            known[str(key.value)] = value
        entries.append(Entry(key, value))
    out.append(Assign(lower.name(name), Build("dict", tuple(entries), lower.at(node)), lower.at(node)))


def namespace(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read a namespace: an object, and statements that put what is exported into it."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None or name.type == "string":
        return
    at = lower.at(node)
    first, *others = lower.text(name).split(".", _LONGEST_PATH)
    place: Name | Attribute = lower.variable(first, at)
    if not any(getattr(statement, "target", None) == place or _binds(statement, place) for statement in out):
        out.append(Assign(place, Build("dict", (), at), at))
    for other in others:
        place = Attribute(place, other, at)
        out.append(Assign(place, Build("dict", (), at), at))
    kept, lower.exports = lower.exports, place
    entered = lower.scope.enter(declared(lower, body.children), lower.numbers)
    in_order(lower, body.children, out, depth + 1)
    lower.scope.leave(entered)
    lower.exports = kept


def _binds(statement: Statement, place: Name | Attribute) -> bool:
    bound = statement.target if isinstance(statement, Assign) else None
    return isinstance(bound, Name) and isinstance(place, Name) and bound.name == place.name
