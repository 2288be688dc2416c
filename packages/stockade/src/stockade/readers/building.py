"""Raw template parts from Python data with values in it, as a user would have written them."""

from collections.abc import Mapping, Sequence

from stockade.values import ABSENT, List, Lit, Location, Map, Value, is_absent

Data = Value | str | int | float | bool | None | Mapping[str, "Data"] | Sequence["Data"]
"""JSON whose leaves may be values."""


def lifted(data: "Data", at: Location) -> Value:
    """Return data as a value; what is absent is left out of maps and lists."""
    if data is None or isinstance(data, str | int | float | bool):
        return Lit(data, at=at)
    if isinstance(data, Mapping):
        kept = {key: lifted(item, at) for key, item in data.items()}
        return Map({key: item for key, item in kept.items() if not _missing(item)}, at=at)
    if isinstance(data, Sequence):
        return List(tuple(item for one in data if not _missing(item := lifted(one, at))), at=at)
    return data


def _missing(value: Value) -> bool:
    return value is ABSENT or (not isinstance(value, Lit) and is_absent(value))


def resource(kind: str, properties: Mapping[str, "Data"], at: Location, **more: "Data") -> Map:
    """Return the body of a resource."""
    body = lifted({"Type": kind, "Properties": properties, **more}, at)
    return body if isinstance(body, Map) else Map(at=at)


def ref(name: str) -> dict[str, "Data"]:
    """Return a `Ref`."""
    return {"Ref": name}


def attribute(name: str, attribute_: str = "Arn") -> dict[str, "Data"]:
    """Return a `Fn::GetAtt`."""
    return {"Fn::GetAtt": [name, attribute_]}


def joined(*parts: "Data") -> dict[str, "Data"]:
    """Return a `Fn::Join` without anything between the parts."""
    return {"Fn::Join": ["", list(parts)]}


def invocation(function: str) -> dict[str, "Data"]:
    """Return the address at which an API invokes a function, by its logical id."""
    before = ("arn:", ref("AWS::Partition"), ":apigateway:", ref("AWS::Region"))
    return joined(*before, ":lambda:path/2015-03-31/functions/", attribute(function), "/invocations")
