"""What the transform made, as raw values with the lines that were written.

The transform names what it makes after what it is made of: `F` stays `F`, its role is `FRole`, the permission
of event `E` is `FEPermission...`. Ids are joined by that, properties by their path; a route of an API's body
takes the line of the event that declares it, an authorizer that of its entry in `Auth`.
"""

import re
from typing import Any

from stockade.readers.sam.lifting import lift, moved, moved_entries, plain_texts
from stockade.values import ABSENT, NOWHERE, List, Lit, Location, Map, Value, get, text

_HASHED = re.compile(r"^(.+?)[0-9a-f]{10}$")
IMPLICIT = {"ServerlessRestApi": "Api", "ServerlessHttpApi": "HttpApi"}
"""The APIs that events make where they name none -> the section of `Globals` that holds for them."""
_PARTS = {
    "Alias": "AutoPublishAlias",
    "DeploymentGroup": "DeploymentPreference",
    "EventInvokeConfig": "EventInvokeConfig",
    "URL": "FunctionUrlConfig",
    "Url": "FunctionUrlConfig",
    "Version": "AutoPublishAlias",
}
"""What the id of a made resource goes on with after the function's -> the property it is made of."""
_AUTHORIZERS = (("securityDefinitions",), ("components", "securitySchemes"))
"""Where an OpenAPI document (2 and 3) holds what `Auth.Authorizers` become."""


class Origins:
    """Finds the written lines behind what the transform made of one template."""

    def __init__(self, raw: Map) -> None:
        resources = raw.items.get("Resources")
        self.at = raw.at
        self.resources = resources.items if isinstance(resources, Map) else {}
        self.globals = raw.items.get("Globals", ABSENT)
        self._rank = {key: rank for rank, key in enumerate(self.resources)}
        self._routes = self._event_routes()

    def made_from(self, made: str) -> str:
        """Return the id of the written resource behind a made one; implicit APIs stand for themselves."""
        if made in self.resources:
            return made
        for implicit in IMPLICIT:
            if made.startswith(implicit):
                return implicit
        ends = range(len(made) - 1, 0, -1)
        return next((made[:end] for end in ends if made[:end] in self.resources), made)

    def locate(self, data: dict[str, Any]) -> Map:
        """Return the transformed template as raw values with locations, in the order written."""
        made = self._without_hashes(data.get("Resources") or {})
        resources = {key: self._resource(key, made[key]) for key in sorted(made, key=self._order)}
        conditions = lift(plain_texts(data.get("Conditions") or {}, {}), (), self.at)
        return Map({"Resources": Map(resources, at=self.at), "Conditions": conditions}, at=self.at)

    def _order(self, made: str) -> tuple[int, bool, str]:
        origin = self.made_from(made)
        return self._rank.get(origin, len(self._rank)), made != origin, made

    def _without_hashes(self, made: dict[str, Any]) -> dict[str, Any]:
        """Return the resources under stable ids: the transform puts hashes that change from run to run."""
        stable: dict[str, str] = {}
        for key in made:
            hashed = _HASHED.match(key) if key not in self.resources else None
            if hashed and hashed.group(1) not in made:
                stable.setdefault(hashed.group(1), key)
        changed: dict[str, Any] = plain_texts(made, {key: name for name, key in stable.items()})
        return changed

    def place(self, made: str) -> Location:
        """Return the line behind a made resource: its own, that of its part, or an API's first event's."""
        origin = self.made_from(made)
        body = self.resources.get(origin)
        if body is None:
            return next((at for (api, _, _), at in self._routes.items() if api == origin), self.at)
        part = self._part(made)
        return body.at if part is None else part.at

    def _part(self, made: str) -> Value | None:
        """Return what a resource is made of where that is a part: an event, a connector, one property."""
        origin = self.made_from(made)
        rest = made[len(origin) :]
        parts = {**_section(self.resources.get(origin, ABSENT), "Connectors"), **self.events(origin)}
        name = max((part for part in parts if rest.startswith(part)), key=len, default=None)
        if not rest or name:
            return parts[name] if name else None
        key = next((key for prefix, key in _PARTS.items() if rest.startswith(prefix)), "")
        found = (get(source, key) for source in (self.properties(origin), self.inherited(origin)))
        return next((one for one in found if key and one != ABSENT), None)

    def events(self, function: str) -> dict[str, Value]:
        """Return the events of a function as written, by name."""
        return _section(self.properties(function), "Events")

    def properties(self, resource: str) -> Value:
        """Return the properties of a resource as written."""
        body = self.resources.get(resource)
        return body.items.get("Properties", ABSENT) if isinstance(body, Map) else ABSENT

    def settings(self, resource: str) -> dict[str, Value]:
        """Return the properties that hold for a resource as written, the global ones where it has no own."""
        own, inherited = self.properties(resource), self.inherited(resource)
        return {
            **(inherited.items if isinstance(inherited, Map) else {}),
            **(own.items if isinstance(own, Map) else {}),
        }

    def _event_routes(self) -> dict[tuple[str, str, str], Location]:
        """Return the line of the event behind (API id, path, method in lower case)."""
        found: dict[tuple[str, str, str], Location] = {}
        for function in self.resources:
            for event in self.events(function).values():
                route = _route(event)
                if route is not None:
                    found.setdefault(route, event.at)
        return found

    def _resource(self, made: str, body: Any) -> Value:  # noqa: ANN401 - JSON
        written = self.resources.get(self.made_from(made), ABSENT)
        at = self.place(made)
        fields: dict[str, Value] = {}
        for key, item in body.items():
            if key == "Properties" and isinstance(item, dict):
                fields[key] = self._properties(made, item, at)
            else:
                fields[key] = lift(item, _entry(written, key), at)
        return Map(fields, at=at)

    def _properties(self, made: str, data: dict[str, Any], at: Location) -> Map:
        origin = self.made_from(made)
        own = self.properties(origin)
        sources = self._sources(made)
        found: dict[str, Value] = {}
        for key, item in data.items():
            if key in {"Policies", "ManagedPolicyArns"} and isinstance(own, Map):
                found[key] = _policies(item, own.items.get("Policies", ABSENT), at)
            elif key == "Body":
                found[key] = self._body(origin, item, at)
            elif key == "DefinitionString" and isinstance(get(own, "Definition"), Map):
                found["Definition"] = get(own, "Definition")  # as it is written, with its lines
            else:
                found[key] = lift(item, _entries(sources, key), at)
        return Map(found, at=own.at if isinstance(own, Map) and made in self.resources else at)

    def _sources(self, made: str) -> tuple[Value, ...]:
        """Return the written maps behind the properties of a made resource, the nearest first."""
        part = self._part(made)
        if part is not None:
            return (_entry(part, "Properties") or (part,))[:1]
        origin = self.made_from(made)
        return self.properties(origin), self.inherited(origin)

    def inherited(self, origin: str) -> Value:
        """Return the global properties that hold for a written resource, or for an implicit API."""
        kind = text(get(self.resources.get(origin, ABSENT), "Type")) or ""
        section = kind.removeprefix("AWS::Serverless::") if kind.startswith("AWS::Serverless::") else ""
        return get(self.globals, IMPLICIT.get(origin, section)) if isinstance(self.globals, Map) else ABSENT

    def _body(self, api: str, data: Any, at: Location) -> Value:  # noqa: ANN401 - JSON
        written = get(self.properties(api), "DefinitionBody")
        lifted = lift(data, (written,), at)
        for path in _AUTHORIZERS:
            lifted = moved_entries(lifted, path, self._authorizers(api))
        paths = lifted.items.get("paths") if isinstance(lifted, Map) else None
        if not isinstance(lifted, Map) or not isinstance(paths, Map):
            return lifted
        routes = {path: self._operations(api, path, item, written) for path, item in paths.items.items()}
        return Map({**lifted.items, "paths": Map(routes, at=paths.at)}, at=lifted.at)

    def _authorizers(self, api: str) -> dict[str, Location]:
        """Return the line of each authorizer in `Auth`, own ones before global ones."""
        found: dict[str, Location] = {}
        for source in (self.inherited(api), self.properties(api)):
            found.update((key, item.at) for key, item in _section(get(source, "Auth"), "Authorizers").items())
        return found

    def _operations(self, api: str, path: str, item: Value, written: Value) -> Value:
        if not isinstance(item, Map):
            return item
        if isinstance(written, Map) and _has_path(written, path):
            return item
        found: dict[str, Value] = {}
        for method, operation in item.items.items():
            route = (api, path, "any" if method == "x-amazon-apigateway-any-method" else method.lower())
            at = self._routes.get(route)
            found[method] = moved(operation, at) if at else operation
        return Map(found, at=next((value.at for value in found.values()), item.at))


def _section(body: Value, name: str) -> dict[str, Value]:
    found = body.items.get(name) if isinstance(body, Map) else None
    return found.items if isinstance(found, Map) else {}


def _entry(value: Value, key: str) -> tuple[Value, ...]:
    return (value.items[key],) if isinstance(value, Map) and key in value.items else ()


def _entries(sources: tuple[Value, ...], key: str) -> tuple[Value, ...]:
    return tuple(found for source in sources for found in _entry(source, key))


def _has_path(written: Map, path: str) -> bool:
    paths = written.items.get("paths")
    return isinstance(paths, Map) and path in paths.items


def _route(event: Value) -> tuple[str, str, str] | None:
    if not isinstance(event, Map):
        return None
    kind = text(event.items.get("Type", ABSENT))
    if kind not in {"Api", "HttpApi"}:
        return None
    properties = event.items.get("Properties")
    written = properties.items if isinstance(properties, Map) else {}
    target = written.get("RestApiId", written.get("ApiId", ABSENT))
    api = text(target.items.get("Ref", ABSENT)) if isinstance(target, Map) else text(target)
    implicit = "ServerlessRestApi" if kind == "Api" else "ServerlessHttpApi"
    path = text(written.get("Path", ABSENT)) or "$default"
    method = (text(written.get("Method", ABSENT)) or "any").lower()
    return api or implicit, path, "any" if method == "*" else method


def _policies(data: Any, written: Value, at: Location) -> Value:  # noqa: ANN401 - JSON
    """Lift the policies of a made role: each takes the line of the entry of `Policies` it was made of."""
    entries = policy_entries(written)
    if not isinstance(data, list):
        return lift(data, (), at)
    found: list[Value] = []
    for item in data:
        number = policy_number(item.get("PolicyName")) if isinstance(item, dict) else None
        entry = entries[number] if number is not None and number < len(entries) else _same_name(item, entries)
        source = entry if isinstance(entry, Map) and "Statement" in entry.items else None
        place = entry.at if entry is not None and entry.at != NOWHERE else at
        if isinstance(item, dict) and source is not None:
            fields = {
                key: lift(value, (source,) if key == "PolicyDocument" else (), place)
                for key, value in item.items()
            }
            found.append(Map(fields, at=place))
        else:
            found.append(lift(item, (), place))
    return List(tuple(found), at=at)


def policy_entries(written: Value) -> tuple[Value, ...]:
    """Return the entries of `Policies`, which may be one or a list."""
    return written.items if isinstance(written, List) else (written,)


def policy_number(name: object) -> int | None:
    """Return the index of the entry behind an inline policy: the transform numbers their names."""
    digits = name.rpartition("Policy")[2] if isinstance(name, str) else ""
    return int(digits) if digits.isdigit() else None


def _same_name(item: object, entries: tuple[Value, ...]) -> Value | None:
    """Return the entry that names a managed policy; the transform writes the names it knows as ARNs."""
    if not isinstance(item, str):
        return None
    name = item.rpartition("/")[2]
    return next((entry for entry in entries if isinstance(entry, Lit) and entry.value in {item, name}), None)
