"""Security schemes that the body of an API declares, and those its operations ask for. No rule."""

from collections.abc import Iterator

from stockade.model import Resource
from stockade.values import Map, Value, alternatives, as_list, entries, get, is_absent, parse_json, text

_SECTIONS = ("securityDefinitions", "components.securitySchemes")


def bodies(api: Resource) -> Iterator[Map]:
    """Yield the OpenAPI documents of an API, one for each side of a condition."""
    for side in alternatives(get(api.properties, "Body")):
        body = parse_json(side)
        if isinstance(body, Map):
            yield body


def unused_authorizers(api: Resource) -> Iterator[tuple[str, Value]]:
    """Yield the schemes with an authorizer of their own that no operation asks for."""
    for body in bodies(api):
        used = _used(body)
        for section in _SECTIONS:
            for name, scheme in entries(get(body, section)):
                kind = (text(get(scheme, "x-amazon-apigateway-authtype")) or "").lower()
                plain = is_absent(get(scheme, "x-amazon-apigateway-authorizer"))
                if name not in used and kind != "awssigv4" and not plain:
                    yield name, scheme


def _used(body: Map) -> set[str]:
    """Return the schemes that a requirement of the body names."""
    lists = [get(body, "security")]
    for _, item in entries(get(body, "paths")):
        lists.extend(get(operation, "security") for _, operation in entries(item))
    return {name for one in lists for item in as_list(one) for name, _ in entries(item)}
