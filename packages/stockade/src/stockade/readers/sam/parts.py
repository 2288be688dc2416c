"""Parts of a template that the transform can do without: a property, an event, a whole resource.

A refusal names the resource it blames and says why; the smallest part that its words point at is set aside
first. Where that is not enough the function itself is, for what is around it (its role, its events) the
transform writes all the same; and the whole resource last.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from stockade.readers.sam.locate import IMPLICIT, Origins
from stockade.readers.sam.prepare import plain_data
from stockade.readers.sam.translator import Refusal
from stockade.values import Map, Value, get, text

FUNCTION = "AWS::Serverless::Function"
ITSELF = "*"
"""Stands in a path for all of a function but what is around it."""
_AROUND = (
    "AssumeRolePolicyDocument",
    "Events",
    "FunctionUrlConfig",
    "PermissionsBoundary",
    "Policies",
    "Role",
)
_BARE = {"Handler": "-", "InlineCode": "-", "PackageType": "Zip", "Runtime": "python3.13"}
"""A function that the transform takes, in the place of the one it refuses."""
_NAMED = re.compile(r"""['"`\[]([\w.:]+)['"`\]]|\bproperty (\w+)""")
GLOBALS = "Globals"


class Part(Struct, frozen=True, gc=False):
    """A part of a resource (or of `Globals`): a path below its properties, empty for the whole."""

    resource: str
    path: tuple[str, ...] = ()

    @property
    def event(self) -> str:
        """The name of the event it is, empty for anything else."""
        return self.path[1] if len(self.path) > 1 and self.path[0] == "Events" else ""

    @property
    def title(self) -> str:
        """What people call it."""
        inside = ".".join(name for name in self.path if name != ITSELF)
        return f"{inside} of {self.resource}" if inside else self.resource

    def covers(self, other: "Part") -> bool:
        """Tell whether another part lies within this one."""
        if self.resource != other.resource or self.path == other.path:
            return False
        return not self.path or (self.path == (ITSELF,) and other.path != () and other.path[0] not in _AROUND)

    def value(self, origins: Origins) -> Value:
        """Return what stands there as written."""
        if self.resource == GLOBALS:
            return _below(origins.globals, self.path)
        if not self.path or self.path == (ITSELF,):
            return origins.resources[self.resource]
        return _below(origins.properties(self.resource), self.path)

    def leave_out(self, data: dict[str, Any]) -> None:
        """Take it out of a template's plain data."""
        above, keys = data, ("Resources", self.resource, "Properties", *self.path)
        if self.resource == GLOBALS:
            keys = (GLOBALS, *self.path)
        elif not self.path:
            keys = ("Resources", self.resource)
        elif self.path == (ITSELF,):
            body = data["Resources"][self.resource]
            body["Properties"] = _bare(body.get("Properties"))
            return
        for key in keys[:-1]:
            above = above.get(key, {})
        above.pop(keys[-1], None)


def _below(value: Value, path: tuple[str, ...]) -> Value:
    for key in path:
        value = value.items[key] if isinstance(value, Map) and key in value.items else Map(at=value.at)
    return value


def _bare(properties: object) -> dict[str, Any]:
    written = properties if isinstance(properties, dict) else {}
    return {**_BARE, **{key: written[key] for key in _AROUND if key in written}}


def blamed(refusal: Refusal, origins: Origins) -> Iterator[Part]:
    """Yield the parts that a refusal may mean, the smallest first; none where it blames nothing written."""
    if refusal.resource == GLOBALS:
        yield from _blamed_in_globals(refusal, origins)
        return
    resource = origins.made_from(refusal.resource)
    words = {name for found in _NAMED.findall(refusal.reason) for name in found if name}
    if resource in IMPLICIT:
        section = IMPLICIT[resource]
        yield from (Part(GLOBALS, (section, key)) for key in _named(words, get(origins.globals, section)))
    if resource not in origins.resources:
        return
    words.add(refusal.resource.removeprefix(resource))
    properties = origins.properties(resource)
    yield from (Part(resource, ("Events", name)) for name in origins.events(resource) if name in words)
    yield from (Part(resource, (key,)) for key in _named(words, properties))
    if text(get(origins.resources[resource], "Type")) == FUNCTION and isinstance(properties, Map):
        yield Part(resource, (ITSELF,))
    yield Part(resource)


def _named(words: set[str], properties: Value) -> Iterator[str]:
    """Yield the properties that some words name: themselves, with a path, or something inside.

    The definition of an API is never one: without it the transform would write another.
    """
    heads = {word.partition(".")[0] for word in words}
    for key, value in properties.items.items() if isinstance(properties, Map) else ():
        within = key != "Events" and not words.isdisjoint(_keys(plain_data(value)))
        if key != "DefinitionBody" and (key in heads or within):
            yield key


def _blamed_in_globals(refusal: Refusal, origins: Origins) -> Iterator[Part]:
    """Yield the entry of `Globals` that is not supported: the first name, in the section named second."""
    names = [name for name, _ in _NAMED.findall(refusal.reason) if name and name != GLOBALS][:2]
    sections = origins.globals.items if isinstance(origins.globals, Map) else {}
    for name in names[:1]:
        if name in sections:
            yield Part(GLOBALS, (name,))
        elif names[1] in sections:
            yield Part(GLOBALS, (names[1], name))


def _keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, item in data.items():
            yield str(key)
            yield from _keys(item)
    elif isinstance(data, list):
        for item in data:
            yield from _keys(item)
