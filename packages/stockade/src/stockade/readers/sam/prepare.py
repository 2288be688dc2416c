"""A raw template into the plain data the transform takes, without what it would refuse.

Local paths (`CodeUri: src/`) become an address in storage, as packaging does; the originals are kept beside,
for they are the link to the code.
"""

from typing import Any

from stockade.values import ABSENT, List, Lit, Location, Map, Value, get, is_absent, text

PLACEHOLDER = "s3://packaged/artifact"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/built"

_LOCAL = {
    "AWS::Serverless::Function": ("CodeUri",),
    "AWS::Serverless::LayerVersion": ("ContentUri",),
    "AWS::Serverless::Api": ("DefinitionUri",),
    "AWS::Serverless::HttpApi": ("DefinitionUri",),
    "AWS::Serverless::StateMachine": ("DefinitionUri",),
    "AWS::Serverless::GraphQLApi": ("SchemaUri",),
}

_CODE = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
"""What holds code, and the property that names its folder."""


def plain_data(raw: Value) -> Any:  # noqa: ANN401 - JSON
    """Return a raw value as plain data; dates and the like are texts already."""
    match raw:
        case Map():
            return {key: plain_data(item) for key, item in raw.items.items()}
        case List():
            return [plain_data(item) for item in raw.items]
        case Lit():
            return raw.value
        case _:
            return None


def prepared(raw: Map) -> dict[str, Any]:
    """Return the template for the transform: packaged, its metadata and odd sections left out."""
    data: dict[str, Any] = plain_data(raw)
    for section in ("Metadata", "Rules"):
        data.pop(section, None)
    for key in ("Parameters", "Conditions", "Mappings", "Outputs", "Globals"):
        if not isinstance(data.get(key), dict):
            data.pop(key, None)
    _package(data)
    return data


def _package(data: dict[str, Any]) -> None:
    function_globals = (data.get("Globals") or {}).get("Function")
    if isinstance(function_globals, dict):
        _packaged(function_globals, ("CodeUri",))
    for body in (data.get("Resources") or {}).values():
        if not isinstance(body, dict) or not isinstance(body.get("Type"), str):
            continue
        kind = body["Type"]
        properties = body.get("Properties")
        if not isinstance(properties, dict):
            continue
        _packaged(properties, _LOCAL.get(kind, ()))
        if kind == "AWS::Serverless::Function":
            _give_code(properties, function_globals if isinstance(function_globals, dict) else {})


def _packaged(properties: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        value = properties.get(key)
        packaged = value.startswith("s3://") if isinstance(value, str) else _is_bucket(value)
        if key in properties and not packaged:
            properties[key] = PLACEHOLDER


def _is_bucket(value: object) -> bool:
    return isinstance(value, dict) and "Bucket" in value and "Key" in value


def _give_code(properties: dict[str, Any], inherited: dict[str, Any]) -> None:
    """Give a function without code a package, and an image without address one, as `sam build` does."""
    package_type = properties.get("PackageType", inherited.get("PackageType"))
    if package_type == "Image":
        properties.setdefault(
            "ImageUri", inherited.get("ImageUri", "111122223333.dkr.ecr.us-east-1.amazonaws.com/i")
        )
    elif not {"CodeUri", "InlineCode", "ImageUri"} & (properties.keys() | inherited.keys()):
        properties["CodeUri"] = PLACEHOLDER


def placeholders(raw: Map) -> dict[str, str]:
    """Return a value for each parameter without default, of a shape its type allows."""
    section = raw.items.get("Parameters")
    found: dict[str, str] = {}
    for name, body in section.items.items() if isinstance(section, Map) else ():
        if isinstance(body, Map) and "Default" not in body.items:
            allowed = body.items.get("AllowedValues")
            first = text(allowed.items[0]) if isinstance(allowed, List) and allowed.items else None
            kind = text(body.items.get("Type", ABSENT)) or "String"
            found[name] = first or ("1" if kind == "Number" else name.lower())
    return found


def local_code(raw: Map) -> dict[str, Value]:
    """Return where the code of each function and layer lies, by logical id, as the template writes it.

    Code in line, an image, and what lies in storage already have no such place.
    """
    resources = raw.items.get("Resources")
    found: dict[str, Value] = {}
    for key, body in resources.items.items() if isinstance(resources, Map) else ():
        kind = text(get(body, "Type")) or ""
        if isinstance(body, Map) and kind in _CODE:
            section = kind.removeprefix("AWS::Serverless::")
            code = _code(get(body, "Properties"), _global(raw, section), _CODE[kind], body.at)
            if code is not None:
                found[key] = code
    return found


def _code(own: Value, inherited: Value, name: str, at: Location) -> Value | None:
    value = get(own, name)
    if is_absent(value) and not is_absent(get(own, "InlineCode")):
        return None
    package_type = text(get(own, "PackageType")) or text(get(inherited, "PackageType"))
    if package_type == "Image" or not is_absent(get(own, "ImageUri")):
        return None
    value = get(inherited, name) if is_absent(value) else value
    if is_absent(value) and name == "CodeUri":
        return Lit(".", at=at)
    return (
        value
        if isinstance(value, Lit) and not is_absent(value) and not str(value.value).startswith("s3://")
        else None
    )


def _global(raw: Map, section: str) -> Value:
    return get(raw, f"Globals.{section}")
