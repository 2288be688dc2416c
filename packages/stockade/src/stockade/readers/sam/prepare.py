"""A raw template into the plain data the transform takes, without what it would refuse.

Local paths (`CodeUri: src/`) become an address in storage, as packaging does; the originals are kept beside,
for they are the link to the code.
"""

from typing import Any

from stockade.values import ABSENT, List, Lit, Map, Value, text

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
    """Return where the code of each function and layer lies, by logical id, as the template writes it."""
    inherited = _global(raw, "Function", "CodeUri")
    found: dict[str, Value] = {}
    resources = raw.items.get("Resources")
    for key, body in resources.items.items() if isinstance(resources, Map) else ():
        if not isinstance(body, Map):
            continue
        properties = body.items.get("Properties")
        written = properties.items if isinstance(properties, Map) else {}
        kind = text(body.items.get("Type", ABSENT)) or ""
        for name in _LOCAL.get(kind, ()):
            value = written.get(name, inherited if kind == "AWS::Serverless::Function" else ABSENT)
            if isinstance(value, Lit) and not str(value.value).startswith("s3://"):
                found[key] = value
        if (
            kind == "AWS::Serverless::Function"
            and key not in found
            and not ({"CodeUri", "InlineCode", "ImageUri"} & written.keys() or isinstance(inherited, Lit))
        ):
            found[key] = Lit(".", at=body.at)
    return found


def _global(raw: Map, section: str, key: str) -> Value:
    globals_ = raw.items.get("Globals")
    inner = globals_.items.get(section) if isinstance(globals_, Map) else None
    return inner.items.get(key, ABSENT) if isinstance(inner, Map) else ABSENT
