"""Ids of one stack made apart from those of another, wherever they stand in its values."""

import posixpath
from collections.abc import Callable, Mapping

from msgspec.structs import replace as changed

from stockade.model import Output, Stack, StackResource
from stockade.values import ABSENT, Attr, Cond, Lit, Map, Param, Ref, Unknown, Value, replace, text

_OUTER = "../"
"""Before a name: it is one of the outer stack, seen from a nested one."""
_CODE = {"AWS::Lambda::Function": "Code", "AWS::Lambda::LayerVersion": "Content"}
"""Types with code, and the property that holds its folder relative to the template's."""

Change = Callable[[Value], Value]


def outward(value: Value) -> Value:
    """Mark every name in a value that an outer stack passes to a nested one."""
    return replace(value, lambda term: _called(term, lambda name: f"{_OUTER}{name}"))


def home_again(term: Value) -> Value:
    """Take one mark of the outer stack's names away: the term is back in the stack it came from."""
    return _called(term, lambda name: name.removeprefix(_OUTER))


def _called(term: Value, change: Callable[[str], str]) -> Value:
    """Return a term with the name of what it means changed; one that means nothing by name as it is."""
    match term:
        case Ref() | Attr():
            return changed(term, id=change(term.id))
        case Param() | Cond():
            return changed(term, name=change(term.name))
        case Unknown() if term.name:
            return changed(term, name=change(term.name))
        case _:
            return term


def renamed(stack: Stack, names: Mapping[str, str], label: str, folder: str) -> Stack:
    """Return a stack whose resources have other ids (`names` tells which), as part of one in `folder`.

    `label` is put before the names of its conditions and parameters, which only are told apart by it.
    """

    def change(term: Value) -> Value:
        if isinstance(term, Ref | Attr):
            return _called(term, lambda name: names.get(name, name))
        return _called(term, lambda name: name if name.startswith(_OUTER) else f"{label}{name}")

    return rewritten(stack, change, names, label, folder)


def rewritten(stack: Stack, change: Change, names: Mapping[str, str], label: str, folder: str) -> Stack:
    """Return a stack with each term of its values passed through `change`."""
    move = _mover(stack.folder, folder)
    resources = (_resource(one, change, names, label, move) for one in stack.resources.values())
    return changed(
        stack,
        folder=folder,
        resources={resource.id: resource for resource in resources},
        outputs={name: _output(output, change) for name, output in stack.outputs.items()},
        conditions={f"{label}{name}": replace(value, change) for name, value in stack.conditions.items()},
    )


def _resource(
    resource: StackResource, change: Change, names: Mapping[str, str], label: str, move: Callable[[str], str]
) -> StackResource:
    properties = replace(resource.properties, change)
    moved = _moved(properties if isinstance(properties, Map) else Map(), resource.type, move)
    return changed(
        resource,
        id=names.get(resource.id, resource.id),
        properties=moved,
        condition=f"{label}{resource.condition}" if resource.condition else "",
        depends_on=tuple(names.get(one, one) for one in resource.depends_on),
        made_from=names.get(resource.made_from, resource.made_from),
    )


def _output(output: Output, change: Change) -> Output:
    return changed(output, value=replace(output.value, change), export=replace(output.export, change))


def _mover(before: str, after: str) -> Callable[[str], str]:
    """Return what tells of a path relative to one folder what it is relative to another."""

    def move(path: str) -> str:
        return posixpath.relpath(posixpath.join(before or ".", path), after or ".")

    return move


def _moved(properties: Map, kind: str, move: Callable[[str], str]) -> Map:
    key = _CODE.get(kind, "")
    code = properties.items.get(key, ABSENT)
    path = text(code) if isinstance(code, Lit) else None
    if path is None or "://" in path:
        return properties
    return Map({**properties.items, key: Lit(move(path), at=code.at)}, at=properties.at)
