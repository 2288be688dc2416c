"""What the transform made, as raw values with the lines that were written.

The transform names what it makes after what it is made of: `F` stays `F`, its role is `FRole`, the permission
of event `E` is `FEPermission...`. Ids are joined by that, properties by their path; a route of an API's body
takes the line of the event that declares it.
"""

import re
from typing import Any

from stockade.values import ABSENT, NOWHERE, List, Lit, Location, Map, Value, text

_HASHED = re.compile(r"^(.+?)[0-9a-f]{10}$")
_IMPLICIT = {"ServerlessRestApi": "Api", "ServerlessHttpApi": "HttpApi"}


class Origins:
    """Finds the written lines behind what the transform made of one template."""

    def __init__(self, raw: Map) -> None:
        resources = raw.items.get("Resources")
        self.at = raw.at
        self.resources = resources.items if isinstance(resources, Map) else {}
        self.globals = raw.items.get("Globals", ABSENT)
        self._ids = sorted(self.resources, key=len, reverse=True)
        self._rank = {key: rank for rank, key in enumerate(self.resources)}
        self._routes = self._event_routes()

    def made_from(self, made: str) -> str:
        """Return the id of the written resource behind a made one; implicit APIs stand for themselves."""
        if made in self.resources:
            return made
        for implicit in _IMPLICIT:
            if made.startswith(implicit):
                return implicit
        return next((key for key in self._ids if made.startswith(key)), made)

    def locate(self, data: dict[str, Any]) -> Map:
        """Return the transformed template as raw values with locations, in the order written."""
        made = self._without_hashes(data.get("Resources") or {})
        resources = {key: self._resource(key, made[key]) for key in sorted(made, key=self._order)}
        return Map({"Resources": Map(resources, at=self.at)}, at=self.at)

    def _order(self, made: str) -> tuple[int, bool, str]:
        origin = self.made_from(made)
        return self._rank.get(origin, len(self._rank)), made != origin, made

    def _without_hashes(self, made: dict[str, Any]) -> dict[str, Any]:
        """Return the resources under stable ids: the transform puts hashes that change from run to run."""
        renamed: dict[str, str] = {}
        for key in made:
            stable = _HASHED.match(key) if key not in self.resources else None
            if stable and stable.group(1) not in made and stable.group(1) not in renamed.values():
                renamed[key] = stable.group(1)
        changed: dict[str, Any] = _renamed(made, renamed)
        return changed

    def place(self, made: str) -> Location:
        """Return the line behind a made resource: its own, its event's, or an API's first event's."""
        origin = self.made_from(made)
        body = self.resources.get(origin)
        if body is None:
            return next((at for (api, _, _), at in self._routes.items() if api == origin), self.at)
        if made == origin:
            return body.at
        rest = made[len(origin) :]
        parts = {**_section(body, "Connectors"), **self.events(origin)}
        name = max((part for part in parts if rest.startswith(part)), key=len, default=None)
        return parts[name].at if name else body.at

    def events(self, function: str) -> dict[str, Value]:
        """Return the events of a function as written, by name."""
        return _section(self.properties(function), "Events")

    def properties(self, resource: str) -> Value:
        """Return the properties of a resource as written."""
        body = self.resources.get(resource)
        return body.items.get("Properties", ABSENT) if isinstance(body, Map) else ABSENT

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
        origin = self.resources.get(self.made_from(made))
        at = self.place(made)
        written = origin if isinstance(origin, Map) else None
        fields: dict[str, Value] = {}
        for key, item in body.items():
            if key == "Properties" and isinstance(item, dict):
                fields[key] = self._properties(made, item, written, at)
            else:
                fields[key] = lift(item, written.items.get(key) if written else None, at)
        return Map(fields, at=at)

    def _properties(self, made: str, data: dict[str, Any], written: Map | None, at: Location) -> Map:
        own = written.items.get("Properties") if written else None
        inherited = self._inherited(written)
        found: dict[str, Value] = {}
        for key, item in data.items():
            source = own.items.get(key) if isinstance(own, Map) else None
            if source is None:
                source = inherited.items.get(key) if isinstance(inherited, Map) else None
            if key in {"Policies", "ManagedPolicyArns"} and isinstance(own, Map):
                found[key] = _policies(item, own.items.get("Policies", ABSENT), at)
            elif key == "Body":
                found[key] = self._body(self.made_from(made), item, own, at)
            else:
                found[key] = lift(item, source, at)
        return Map(found, at=own.at if isinstance(own, Map) and made in self.resources else at)

    def _inherited(self, written: Map | None) -> Value:
        kind = text(written.items.get("Type", ABSENT)) or "" if written else ""
        if not isinstance(self.globals, Map) or not kind.startswith("AWS::Serverless::"):
            return ABSENT
        return self.globals.items.get(kind.removeprefix("AWS::Serverless::"), ABSENT)

    def _body(self, api: str, data: Any, own: Value | None, at: Location) -> Value:  # noqa: ANN401 - JSON
        written = own.items.get("DefinitionBody") if isinstance(own, Map) else None
        lifted = lift(data, written, at)
        if not isinstance(lifted, Map):
            return lifted
        paths = lifted.items.get("paths")
        if not isinstance(paths, Map):
            return lifted
        moved = {path: self._operations(api, path, item, written) for path, item in paths.items.items()}
        return Map({**lifted.items, "paths": Map(moved, at=paths.at)}, at=lifted.at)

    def _operations(self, api: str, path: str, item: Value, written: Value | None) -> Value:
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


def _renamed(data: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return plain data with ids replaced wherever they stand as a whole key or text.

    The transform marks texts with a class of its own; they become plain texts again.
    """
    if isinstance(data, dict):
        return {str(names.get(key, key)): _renamed(item, names) for key, item in data.items()}
    if isinstance(data, list):
        return [_renamed(item, names) for item in data]
    return str(names.get(data, data)) if isinstance(data, str) else data


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
        return lift(data, None, at)
    found: list[Value] = []
    for item in data:
        number = policy_number(item.get("PolicyName")) if isinstance(item, dict) else None
        entry = entries[number] if number is not None and number < len(entries) else _same_name(item, entries)
        source = entry if isinstance(entry, Map) and "Statement" in entry.items else None
        place = entry.at if entry is not None and entry.at != NOWHERE else at
        if isinstance(item, dict) and source is not None:
            fields = {
                key: lift(value, source if key == "PolicyDocument" else None, place)
                for key, value in item.items()
            }
            found.append(Map(fields, at=place))
        else:
            found.append(lift(item, None, place))
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


def lift(data: Any, written: Value | None, at: Location) -> Value:  # noqa: ANN401 - JSON
    """Lift plain data to raw values; what stands at the same path in `written` gives the line."""
    here = written.at if written is not None and written.at != NOWHERE else at
    if isinstance(data, dict):
        below = written.items if isinstance(written, Map) else {}
        return Map({str(key): lift(item, below.get(key), here) for key, item in data.items()}, at=here)
    if isinstance(data, list):
        items = written.items if isinstance(written, List) else ()
        return List(
            tuple(lift(item, items[i] if i < len(items) else None, here) for i, item in enumerate(data)),
            at=here,
        )
    if data is None or isinstance(data, str | int | float | bool):
        return Lit(data, at=here)
    return Lit(str(data), at=here)


def moved(value: Value, at: Location) -> Value:
    """Return raw data as if all of it stood at one place."""
    match value:
        case Map():
            return Map({key: moved(item, at) for key, item in value.items.items()}, at=at)
        case List():
            return List(tuple(moved(item, at) for item in value.items), at=at)
        case Lit():
            return Lit(value.value, at=at)
        case _:
            return value
