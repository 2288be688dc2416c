"""What the statements of a class's body make: methods and fields."""

from typing import Literal

from stockade.languages.python.lowering.names import Scope
from stockade.languages.python.lowering.reader import Reading
from stockade.model.program import (
    Assign,
    Assignment,
    Attribute,
    Build,
    Call,
    Closure,
    Const,
    Destructure,
    Do,
    Entry,
    Expression,
    Field,
    Function,
    If,
    Index,
    Loop,
    Method,
    Name,
    Opaque,
    Return,
    Spread,
    Statement,
    Try,
    column_of,
    line_of,
)

Kind = Literal["plain", "static", "class", "getter", "setter"]

UNSET = Const(None)
"""The value of a field that has an annotation alone, until the class is built."""
_KINDS: dict[str, Kind] = {
    "staticmethod": "static",
    "abstractstaticmethod": "static",
    "classmethod": "class",
    "abstractclassmethod": "class",
    "property": "getter",
    "abstractproperty": "getter",
    "cached_property": "getter",
    "getter": "getter",
    "setter": "setter",
}
_OF_THE_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def members(
    r: Reading, body: tuple[Statement, ...], scope: Scope, out: list[Statement]
) -> tuple[tuple[Method, ...], tuple[Field, ...]]:
    """Return methods and fields, those in branches too; other statements run around the class (`out`)."""
    methods: list[Method] = []
    fields: list[Field] = []
    waiting = list(reversed(body))
    while waiting:
        statement = waiting.pop()
        inside = _inside(statement)
        if inside is not None:
            waiting.extend(reversed(inside))
        elif not isinstance(statement, Assign):
            out.extend([] if isinstance(statement, Return) else [statement])
        elif isinstance(statement.value, Closure) and isinstance(statement.target, Name):
            methods.extend(_method(r.functions[statement.value.function], statement.target.name))
        else:
            fields.extend(_fields(r, statement, scope, out))
    return tuple(methods), tuple(fields)


def _inside(statement: Statement) -> tuple[Statement, ...] | None:
    match statement:
        case If(test=test, then=then, otherwise=otherwise):
            return (Do(test, test.at), *then, *otherwise) if isinstance(test, Call) else (*then, *otherwise)
        case Loop(body=body, otherwise=otherwise):
            return (*body, *otherwise)
        case Try(body=body, handlers=handlers, otherwise=otherwise, final=final):
            caught = [each for handler in handlers for each in handler.body]
            return (*body, *caught, *otherwise, *final)
        case _:
            return None


def _method(function: Function, name: str) -> list[Method]:
    kind: Kind = "class" if name in _OF_THE_CLASS else "plain"
    for decorator in function.decorators:
        called = decorator.callee if isinstance(decorator, Call) else decorator
        if isinstance(called, Name | Attribute):
            if isinstance(called, Attribute) and called.name == "deleter":
                return []
            kind = _KINDS.get(called.name, kind)
    return [Method(name, function.id, kind)]


def _fields(r: Reading, statement: Assign, scope: Scope, out: list[Statement]) -> list[Field]:
    target, value = statement.target, statement.value
    if isinstance(target, Name):
        annotation = scope.annotations.get(target.name, "")
        return [Field(target.name, None if value is UNSET else value, annotation), *_others(value)]
    if not isinstance(target, Destructure):
        out.append(statement)
        return []
    return _destructured(target, _held(r, value, out))


def _held(r: Reading, value: Expression, out: list[Statement]) -> Expression:
    """Return a value that several fields are parts of: what is no name gets one, around the class."""
    if isinstance(value, Name) or _elements(value):
        return value
    name = f"<fields>@{line_of(value.at)}:{column_of(value.at)}"
    r.scope.bind(name)
    out.append(Assign(Name(name, value.at), value, value.at))
    return Name(name, value.at)


def _elements(value: Expression) -> tuple[Entry, ...]:
    """Return the elements of a tuple or list written out, none where they cannot be told."""
    known = isinstance(value, Build) and value.kind in {"tuple", "list"}
    if not known or not isinstance(value, Build):
        return ()
    return () if any(isinstance(entry.value, Spread) for entry in value.entries) else value.entries


def _others(value: Expression) -> list[Field]:
    """Return what `a = b = 1` makes besides `a`."""
    found: list[Field] = []
    while isinstance(value, Assignment):
        if isinstance(value.target, Name):
            found.append(Field(value.target.name, value.value))
        value = value.value
    return found


def _destructured(target: Destructure, value: Expression) -> list[Field]:
    found: list[Field] = []
    elements = _elements(value)
    for element in target.elements:
        part = _part(value, elements, element.key)
        if isinstance(element.target, Name):
            found.append(Field(element.target.name, part))
        elif isinstance(element.target, Destructure):
            found.extend(_destructured(element.target, part))
    if isinstance(target.rest, Name):
        found.append(Field(target.rest.name, value))
    return found


def _part(value: Expression, elements: tuple[Entry, ...], key: Expression) -> Expression:
    """Return the element of a value at a key."""
    place = key.value if isinstance(key, Const) else None
    if isinstance(place, int) and -len(elements) <= place < len(elements):
        return elements[place].value
    return (
        Index(value, key, value.at) if isinstance(value, Name | Index) else Opaque("an element", (), value.at)
    )
