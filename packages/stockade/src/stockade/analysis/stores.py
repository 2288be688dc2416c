"""Stores: what one function writes is what another reads, where both name the same resource."""

import re
from typing import TYPE_CHECKING, NamedTuple

from stockade.analysis.values import Value
from stockade.catalog.calls import Fetch, Store
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


class Where(NamedTuple):
    """A store as code names it: the service, the resource, and the item where its key is a literal."""

    service: str
    resource: str
    item: str = ""

    def may_be(self, other: "Where") -> bool:
        """Tell whether both may name the same item, given that they name the same resource."""
        return not self.item or not other.item or self.item == other.item


def store_of(given: "Given", access: Store | Fetch) -> Where | None:
    """Return the store that a call works on: what it is told, or what it is called on."""
    found = named_resource(given.value(access.resource)) if access.resource is not None else ""
    if not found and given.holder is not None and given.holder.basis is not None:
        found = named_resource(given.holder)
    item = given.value(access.key).text if access.key is not None else None
    return Where(access.action.partition(":")[0], found, item or "") if found else None


def resource_id(app: App, function: Function, store: Where) -> str:
    """Return the id of the resource of the application that code names, empty where there is none."""
    where, service = store.resource, store.service
    if where.startswith("env:"):
        value = function.environment.get(where[4:])
        if value is None:
            return ""
        found = [reference.id for reference in references(value) if reference.id in app.resources]
        if found:
            return found[0]
        known = text(value)
        return _by_name(app, known, service) if known else ""
    return _by_name(app, where, service)


def _by_name(app: App, name: str, service: str) -> str:
    tail = _TAIL.search(name)
    wanted = {name, tail[0]} if tail is not None else {name}
    for resource in app.resources.values():
        if text(resource.name) in wanted and resource.type.split("::")[1].lower() == service:
            return resource.id
    return f"name:{service}:{name}"


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
