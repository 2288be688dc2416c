"""Stores: what one function writes is what another reads, where both name the same resource."""

import re
from typing import TYPE_CHECKING

from stockade.analysis.values import Value
from stockade.catalog.calls import Argument
from stockade.model import App, Function
from stockade.values import references, text

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

_ENVIRONMENT = re.compile(r"^(?:os\.environ|process\.env)\.(?P<name>\w+)$")
_TAIL = re.compile(r"[^/:]+$")
RESOURCE = "resource"
"""The basis of a client's value that stands for one resource: a table, a bucket."""


def named_resource(value: Value) -> str:
    """Return how code names a resource: a literal, or `env:NAME` for a variable of the environment."""
    if value.basis is not None and value.basis[0] == RESOURCE:
        return value.basis[1][0]
    if value.text is not None:
        return value.text
    for name in value.names:
        found = _ENVIRONMENT.match(name)
        if found is not None:
            return f"env:{found['name']}"
    return ""


def store_of(given: "Given", argument: Argument | None) -> str:
    """Return the store that a call works on: what it is told, or what it is called on."""
    if argument is not None:
        found = named_resource(given.value(argument))
        if found:
            return found
    return named_resource(given.holder) if given.holder is not None and given.holder.basis else ""


def resource_id(app: App, function: Function, where: str) -> str:
    """Return the id of the resource of the application that code names, empty where there is none."""
    if where.startswith("env:"):
        value = function.environment.get(where[4:])
        if value is None:
            return ""
        found = [reference.id for reference in references(value) if reference.id in app.resources]
        if found:
            return found[0]
        known = text(value)
        return _by_name(app, known) if known else ""
    return _by_name(app, where)


def _by_name(app: App, name: str) -> str:
    tail = _TAIL.search(name)
    wanted = {name, tail[0]} if tail is not None else {name}
    for resource in app.resources.values():
        known = text(resource.name)
        if known in wanted:
            return resource.id
    return f"name:{name}"


def meet(entry: str, path: list[str]) -> bool:
    """Tell whether what was written to an entry may be in what was read at a path.

    Paths lead through the answer of a service (`Items`, `Item`) to the attribute and its type (`S`); one that
    is no longer than that reads all.
    """
    left = [one for one in path if one not in _ANSWERS]
    return not entry or not left or entry in left


_ANSWERS = frozenset(
    {"Item", "Items", "Attributes", "Responses", "Body", "body", "Contents", "S", "N", "M", "L", "BOOL"}
)
