"""Functions, lambdas and classes, with the names they bind and use."""

from tree_sitter import Node

from stockade.languages.python.lowering.classes import members
from stockade.languages.python.lowering.names import Scope
from stockade.languages.python.lowering.reader import Read, Reading, Take, inner
from stockade.languages.python.lowering.targets import target
from stockade.model.program import (
    Assign,
    Class,
    ClassOf,
    Closure,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Statement,
    column_of,
    line_of,
)

ANONYMOUS = "<anonymous>"
_SPLATS = {"list_splat_pattern": "rest", "dictionary_splat_pattern": "keywords"}


def define(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `def`."""
    _define(r, node, depth, out, ())


def decorated(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read a function or class with its decorators, outermost first."""
    decorators: list[Expression] = []
    for child in node.children:
        if child.type == "decorator":
            decorators.extend(r.expression(each, depth + 1) for each in inner(child)[:1])
        elif child.type == "function_definition":
            _define(r, child, depth, out, tuple(decorators))
        elif child.type == "class_definition":
            _class(r, child, depth, out, tuple(decorators))
        else:
            r.statement(child, depth, out)


def _define(
    r: Reading, node: Node, depth: int, out: list[Statement], decorators: tuple[Expression, ...]
) -> None:
    name = node.child_by_field_name("name")
    text, at = (r.word(name) if name is not None else ""), r.at(node)
    given, around = node.child_by_field_name("parameters"), r.scope
    defaults = _defaults(r, given, depth)
    identity = r.identity(text, f"{line_of(at)}:{column_of(at)}")
    scope = r.scope = Scope("function", identity)
    parameters = _parameters(r, given, defaults, depth)
    body = r.block(node.child_by_field_name("body"), depth + 1)
    r.scope = around
    r.functions[identity] = Function(
        identity, text, parameters, body, _bound(scope), _leave(scope, around), decorators,
        around.owner if around.kind == "class" else "", generator=scope.generator,
        coroutine=node.children[0].type == "async", at=at, last=node.end_point[0] + 1,
    )  # fmt: skip
    if name is not None:
        around.bind(text)
        out.append(Assign(Name(text, r.at(name)), Closure(identity, at), at))


def anonymous(r: Reading, node: Node, depth: int) -> Expression:
    """Read `lambda`."""
    body, at = node.child_by_field_name("body"), r.at(node)
    if body is None:
        return r.opaque(node.type, node, depth)
    given, around = node.child_by_field_name("parameters"), r.scope
    defaults = _defaults(r, given, depth)
    identity = r.identity(f"{ANONYMOUS}@{line_of(at)}:{column_of(at)}", str(len(r.ids)))
    scope = r.scope = Scope("function", identity)
    parameters = _parameters(r, given, defaults, depth)
    value = r.expression(body, depth + 2)
    r.scope = around
    r.functions[identity] = Function(
        identity, ANONYMOUS, parameters, (Return(value, value.at),), _bound(scope), _leave(scope, around),
        generator=scope.generator, at=at, last=node.end_point[0] + 1,
    )  # fmt: skip
    return Closure(identity, at)


def _bound(scope: Scope) -> tuple[str, ...]:
    return tuple(scope.bound)


def _leave(scope: Scope, around: Scope) -> tuple[str, ...]:
    """Return the free names of a function; the one around it uses them too."""
    free = scope.free()
    around.used.update(dict.fromkeys(free))
    return free


def _defaults(r: Reading, given: Node | None, depth: int) -> dict[int, Expression]:
    """Read the defaults, which belong to what is around the function, by where their parameters begin."""
    found: dict[int, Expression] = {}
    for child in given.children if given is not None else ():
        if child.type in {"default_parameter", "typed_default_parameter"}:
            value = child.child_by_field_name("value")
            if value is not None:
                found[child.start_byte] = r.expression(value, depth + 1)
    return found


def _parameters(
    r: Reading, given: Node | None, defaults: dict[int, Expression], depth: int
) -> tuple[Parameter, ...]:
    """Read parameters; those behind `*` or `*args` are given by name alone."""
    found: list[Parameter] = []
    only = False
    for child in inner(given) if given is not None else ():
        if child.type in {"keyword_separator", "positional_separator", "ERROR"}:
            only = only or child.type == "keyword_separator"
            continue
        named = child.child_by_field_name("name") or child
        if child.type == "typed_parameter":
            named = child.children[0]
        annotation, kind = child.child_by_field_name("type"), _SPLATS.get(named.type)
        text = r.written(annotation) if annotation is not None else ""
        bound = target(r, named, depth + 1)
        if kind is None:
            found.append(Parameter(bound, "plain", defaults.get(child.start_byte), text, only))
        else:
            found.append(Parameter(bound, "rest" if kind == "rest" else "keywords", None, text))
            only = True
    return tuple(found)


def define_class(r: Reading, node: Node, depth: int, out: list[Statement]) -> None:
    """Read `class`."""
    _class(r, node, depth, out, ())


def _class(
    r: Reading, node: Node, depth: int, out: list[Statement], decorators: tuple[Expression, ...]
) -> None:
    name, given = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
    text, at, around = (r.word(name) if name is not None else ""), r.at(node), r.scope
    bases = [
        r.expression(child, depth + 1)
        for child in (inner(given) if given is not None else ())
        if child.type != "keyword_argument"
    ]
    identity = r.identity(text, f"{line_of(at)}:{column_of(at)}")
    scope = r.scope = Scope("class", identity, around)
    body = r.block(node.child_by_field_name("body"), depth + 1)
    r.scope = around
    methods, fields = members(r, body, scope, out)
    r.classes[identity] = Class(identity, text, tuple(bases), methods, fields, decorators, at)
    if name is not None:
        around.bind(text)
        out.append(Assign(Name(text, r.at(name)), ClassOf(identity, at), at))


FUNCTIONS: dict[str, Read] = {"lambda": anonymous}
"""What reads functions that are expressions."""
DEFINITIONS: dict[str, Take] = {
    "function_definition": define,
    "class_definition": define_class,
    "decorated_definition": decorated,
}
"""What reads each kind of definition."""
