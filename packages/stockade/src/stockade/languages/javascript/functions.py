"""Functions and parameters."""

from collections.abc import Iterable

from tree_sitter import Node

from stockade.languages.javascript.declaring import body_of
from stockade.languages.javascript.effects import straight
from stockade.languages.javascript.lowering import Lowering, first_inner, part_of
from stockade.languages.javascript.names import Scope
from stockade.languages.javascript.patterns import bound_names, target, with_default
from stockade.model.program import (
    Assign,
    Attribute,
    Closure,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Statement,
)

_TYPED = frozenset({"required_parameter", "optional_parameter"})
UNNAMED = frozenset({"", "default", "exports"})
"""What a function or class is assigned to that says less than its own name."""
_PROPERTY = frozenset({"accessibility_modifier", "readonly", "override_modifier"})


def function(lower: Lowering, node: Node, _depth: int, hint: str = "") -> Expression:
    """Read a function as a value: called by what it is assigned to, else by its own name."""
    own = (
        node.child_by_field_name("name") if node.type not in {"arrow_function", "method_definition"} else None
    )
    written = lower.text(own) if own is not None else ""
    if node.type == "method_definition" and not hint:
        name = node.child_by_field_name("name")
        hint = lower.text(name) if name is not None and name.type != "computed_property_name" else ""
    scope = define(lower, node, written if written and hint in UNNAMED else hint)
    if node.type in {"function_expression", "generator_function"}:
        scope.own = written
        scope.uncover(written)
    scope.owner = lower.scope.owner if scope.lexical else ""
    return lower.closure(scope)


def define(lower: Lowering, node: Node, path: str, prefix: str | None = None) -> Scope:
    """Return the scope of a function yet to be read, with its id."""
    around = lower.scope
    identity = lower.identify(around.id if prefix is None else prefix, path, node)
    scope = Scope(identity, path.rpartition(".")[2], around, node)
    scope.at, scope.last = lower.at(node), node.end_point[0] + 1
    scope.lexical = node.type == "arrow_function"
    for child in node.children:
        kind = child.type
        if kind == "async":
            scope.coroutine = True
        elif kind == "*":
            scope.generator = True
        elif kind in {"formal_parameters", "statement_block"}:
            break
    scope.generator = scope.generator or node.type.startswith("generator_")
    return scope


def declaration(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read a function that is declared."""
    name = part_of(node, "name")
    if name is None:
        return
    closure = function(lower, node, depth)
    out.append(Assign(lower.name(name), closure, lower.at(node)))


def read_waiting(lower: Lowering) -> None:
    """Read the functions in the queue, and those that they put into it."""
    number = 0
    while number < len(lower.scopes):
        _read(lower, lower.scopes[number])
        number += 1


def _read(lower: Lowering, scope: Scope) -> None:
    node = scope.node
    lower.scope, lower.label = scope, ""
    parameters, properties = _parameters(lower, node)
    body = node if node.type == "class_static_block" else None
    body = part_of(node, "body") or body
    scope.parameters = parameters
    if body is None:
        return
    if body.type in {"statement_block", "class_static_block"}:
        scope.body = _with_properties(body_of(lower, body.children, 0), properties)
    else:
        out: list[Statement] = []
        value = straight(lower, body, out, 0)
        scope.body = (*out, Return(value, lower.at(body)))


def _with_properties(body: tuple[Statement, ...], properties: list[Statement]) -> tuple[Statement, ...]:
    """Put the assignments of parameter properties where the language does: after a call of `super`."""
    if not properties:
        return body
    first = 0
    for number, statement in enumerate(body[:3]):
        callee = getattr(getattr(statement, "value", None), "callee", None)
        if isinstance(callee, Name) and callee.name == "super":
            first = number + 1
    return (*body[:first], *properties, *body[first:])


def _parameters(lower: Lowering, node: Node) -> tuple[tuple[Parameter, ...], list[Statement]]:
    """Return the parameters, and the assignments that those with a modifier make."""
    single = node.child_by_field_name("parameter") if node.type == "arrow_function" else None
    listed = node.child_by_field_name("parameters")
    written = [single] if single is not None else _written(listed)
    for child in written:
        for name in bound_names(lower, _pattern_of(child)):
            lower.scope.declare(name)
    found: list[Parameter] = []
    properties: list[Statement] = []
    for child in written:
        if child.type not in _TYPED:
            found.append(_plain(lower, child))
            continue
        parameter = _typed(lower, child)
        if parameter is None:
            continue
        found.append(parameter)
        if isinstance(parameter.target, Name) and any(part.type in _PROPERTY for part in child.children):
            properties.append(_property(lower, parameter.target))
    return tuple(found), properties


def _written(listed: Node | None) -> list[Node]:
    children: Iterable[Node] = listed.children if listed is not None else ()
    return [child for child in children if child.is_named and child.type not in {"comment", "ERROR"}]


def _pattern_of(node: Node) -> Node:
    if node.type in _TYPED:
        return node.child_by_field_name("pattern") or node
    return node


def _plain(lower: Lowering, node: Node) -> Parameter:
    if node.type == "rest_pattern":
        return Parameter(target(lower, node.children[-1], 1), "rest")
    place, default = with_default(lower, node, 1)
    return Parameter(place, "plain", default)


def _typed(lower: Lowering, node: Node) -> Parameter | None:
    """Read a parameter of TypeScript; `this` is none."""
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    if pattern is None or pattern.type == "this":
        return None
    annotation, decorators = annotation_of(lower, node), decorators_of(lower, node.children, 0)
    if pattern.type == "rest_pattern":
        place = target(lower, pattern.children[-1], 1)
        return Parameter(place, "rest", None, annotation, False, decorators)
    place = target(lower, pattern, 1)
    hint = place.name if isinstance(place, Name) else ""
    default = lower.named(value, hint, 1) if value is not None else None
    return Parameter(place, "plain", default, annotation, False, decorators)


def annotation_of(lower: Lowering, node: Node) -> str:
    """Return the type of a parameter or field as written."""
    written = node.child_by_field_name("type")
    return lower.text(written).removeprefix(":").strip() if written is not None else ""


def _property(lower: Lowering, name: Name) -> Statement:
    place = Attribute(lower.variable("this", name.at), name.name, name.at)
    return Assign(place, name, name.at)


def properties_of(lower: Lowering, constructor: Node) -> list[tuple[str, str]]:
    """Return the parameters of a constructor that are fields too: name and type."""
    found: list[tuple[str, str]] = []
    for child in _written(constructor.child_by_field_name("parameters")):
        pattern = _pattern_of(child)
        if pattern.type == "identifier" and any(part.type in _PROPERTY for part in child.children):
            found.append((lower.text(pattern), annotation_of(lower, child)))
    return found


def decorators_of(lower: Lowering, nodes: Iterable[Node], depth: int) -> tuple[Expression, ...]:
    """Read the decorators among nodes."""
    return tuple(
        [
            lower.expression(inner, depth + 1)
            for node in nodes
            if node.type == "decorator" and (inner := first_inner(node)) is not None
        ]
    )


def settled(lower: Lowering) -> dict[str, Function]:
    """Return the functions by id, with what they bind and what is free in them."""
    found: dict[str, Function] = {}
    for scope in reversed(lower.scopes):
        if scope.own and scope.own in scope.used and scope.own not in scope.bound:
            scope.bound.add(scope.own)
            itself = Assign(Name(scope.own, scope.at), Closure(scope.id, scope.at), scope.at)
            scope.body = (itself, *scope.body)
        bound, free = scope.settle()
        found[scope.id] = Function(
            scope.id,
            scope.name,
            scope.parameters,
            scope.body,
            bound,
            free,
            scope.decorators,
            scope.owner,
            scope.lexical,
            scope.generator,
            scope.coroutine,
            scope.at,
            scope.last,
        )
    return dict(reversed(found.items()))
