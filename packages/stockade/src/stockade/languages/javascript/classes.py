"""Classes: methods, fields, decorators."""

from typing import Literal

from tree_sitter import Node

from stockade.languages.javascript.functions import (
    UNNAMED,
    annotation_of,
    decorators_of,
    define,
    properties_of,
)
from stockade.languages.javascript.lowering import Lowering, first_inner
from stockade.languages.javascript.patterns import key_text, property_key
from stockade.model.program import (
    Assign,
    Assignment,
    Call,
    Class,
    ClassOf,
    Expression,
    Field,
    Method,
    Statement,
)

_FIELDS = frozenset({"field_definition", "public_field_definition"})
_KINDS: dict[str, Literal["static", "getter", "setter"]] = {
    "static": "static",
    "get": "getter",
    "set": "setter",
}
STATIC_BLOCK = "<static>"
"""The name of the field that stands for a block run when the class is made."""


def class_value(lower: Lowering, node: Node, depth: int, hint: str = "") -> Expression:
    """Read a class as a value; one that names itself within is bound by that name too."""
    own = node.child_by_field_name("name")
    written = lower.text(own) if own is not None else ""
    made = _define(lower, node, written if written and hint in UNNAMED else hint, depth)
    if own is None or written == hint:
        return made
    if lower.source.find(lower.source[own.start_byte : own.end_byte], own.end_byte, node.end_byte) < 0:
        return made
    lower.scope.declare(written)
    return Assignment(lower.name(own), made, made.at)


def class_declaration(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read a class that is declared."""
    declared(lower, node, out, depth, ())


def declared(
    lower: Lowering, node: Node, out: list[Statement], depth: int, decorators: tuple[Expression, ...]
) -> None:
    """Read a class that is declared, with decorators that stand before `export`."""
    name = node.child_by_field_name("name")
    written = lower.text(name) if name is not None else ""
    made = _define(lower, node, written, depth, decorators)
    if name is not None:
        out.append(Assign(lower.name(name), made, made.at))


def _define(
    lower: Lowering, node: Node, path: str, depth: int, decorators: tuple[Expression, ...] = ()
) -> ClassOf:
    identity = lower.identify(lower.scope.id, path, node)
    at = lower.at(node)
    body = node.child_by_field_name("body")
    methods, fields = _members(lower, body, identity, depth) if body is not None else ((), ())
    decorated = (*decorators, *decorators_of(lower, node.children, depth))
    lower.classes[identity] = Class(
        identity,
        path.rpartition(".")[2],
        _bases(lower, node, depth),
        methods,
        fields,
        decorated,
        at,
    )
    return ClassOf(identity, at)


def _bases(lower: Lowering, node: Node, depth: int) -> tuple[Expression, ...]:
    heritage = next((child for child in node.children if child.type == "class_heritage"), None)
    first = first_inner(heritage) if heritage is not None else None
    if first is not None and first.type == "extends_clause":
        first = first.child_by_field_name("value")
    if first is None or first.type == "implements_clause":
        return ()
    return (lower.expression(first, depth + 1),)


def _members(
    lower: Lowering, body: Node, identity: str, depth: int
) -> tuple[tuple[Method, ...], tuple[Field, ...]]:
    methods: list[Method] = []
    fields: list[Field] = []
    before: list[Node] = []
    for child in body.children:
        kind = child.type
        if kind == "decorator":
            before.append(child)
            continue
        if kind == "method_definition":
            decorators = decorators_of(lower, (*before, *child.children), depth)
            methods.append(_method(lower, child, identity, decorators, depth))
            if methods[-1].name == "constructor":
                fields += [Field(name, None, kept, False) for name, kept in properties_of(lower, child)]
        elif kind in _FIELDS:
            fields.append(_field(lower, child, identity, depth))
        elif kind == "class_static_block":
            fields.append(_static(lower, child, identity))
        elif kind == "ERROR":
            fields.append(Field("<error>", lower.gather(child, "error")))
        if child.is_named and kind != "comment":
            before = []
    return tuple(methods), tuple(fields)


def _method(
    lower: Lowering, node: Node, identity: str, decorators: tuple[Expression, ...], depth: int
) -> Method:
    written = node.child_by_field_name("name")
    name = _name(lower, written, depth)
    scope = define(lower, node, name, identity)
    scope.name = name
    scope.owner, scope.decorators = identity, decorators
    lower.closure(scope)
    kind: Literal["plain", "static", "getter", "setter"] = "plain"
    for child in node.children:
        if child == written:
            break
        if child.type in _KINDS and kind != "static":
            kind = _KINDS[child.type]
    return Method(name, scope.id, kind)


def _name(lower: Lowering, node: Node | None, depth: int) -> str:
    """Return the name of a method or field; a computed one is its text."""
    if node is None:
        return ""
    return key_text(property_key(lower, node, depth + 1)) or lower.text(node)


def _field(lower: Lowering, node: Node, identity: str, depth: int) -> Field:
    written = node.child_by_field_name("name") or node.child_by_field_name("property")
    value = node.child_by_field_name("value")
    name = _name(lower, written, depth)
    static = any(child.type == "static" for child in node.children if child != written)
    return Field(name, _value(lower, value, name, identity, depth), annotation_of(lower, node), static)


def _value(lower: Lowering, node: Node | None, name: str, identity: str, depth: int) -> Expression | None:
    """Read what a field begins with; a function in it belongs to the class."""
    if node is None:
        return None
    scope, first = lower.scope, len(lower.scopes)
    kept = scope.id, scope.owner
    scope.id = scope.owner = identity
    value = lower.named(node, name, depth + 1)
    scope.id, scope.owner = kept
    if node.type == "function_expression":
        lower.scopes[first].owner = identity
    return value


def _static(lower: Lowering, node: Node, identity: str) -> Field:
    """Read a block of a class: a function that is called when the class is made."""
    scope = define(lower, node, STATIC_BLOCK, identity)
    scope.owner = identity
    closure = lower.closure(scope)
    return Field(STATIC_BLOCK, Call(closure, (), (), False, closure.at))
