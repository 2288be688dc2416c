"""An own reading of what the transform refuses: less exact, but nothing is lost without a word."""

from collections.abc import Iterator, Mapping

from stockade.readers.building import Data, attribute, lifted, ref, resource
from stockade.readers.sam.events import Found, add_event, unknown_caller
from stockade.readers.sam.locate import IMPLICIT, Origins, policy_entries
from stockade.readers.sam.parts import FUNCTION, GLOBALS, ITSELF, Part
from stockade.values import ABSENT, List, Lit, Map, Unknown, Value, get, text

TYPES = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
    "AWS::Serverless::Application": "AWS::CloudFormation::Stack",
}


def read(found: Found, part: Part, origins: Origins) -> None:
    """Add what was set aside to the resources found, as far as it can be read without the transform."""
    if part.resource == GLOBALS:
        if part.path[1:] == ("Auth",):
            for api in _apis(found, part.path[0], origins):
                _unsecured(found, api)
    elif not part.path:
        _whole(found, part.resource, origins)
    elif part.path == (ITSELF,):
        role = get(found.get(part.resource, ABSENT), "Properties.Role")
        found[part.resource] = _canonical(part.resource, origins)
        _put(found, part.resource, {"Role": role})
    elif part.event:
        _event(found, part.resource, part.event, origins)
    else:
        _property(found, part.resource, part.path[0], origins)


def _canonical(key: str, origins: Origins) -> Value:
    """Return a resource under its canonical type with the properties that were written."""
    body, settings = origins.resources[key], origins.settings(key)
    kind = text(get(body, "Type")) or ""
    code = {name: settings[written] for written, name in _CODE.items() if written in settings}
    made: dict[str, Value] = {"Code": Map(code, at=body.at)} if code else {}
    made.update((name, settings[written]) for written, name in _RENAMED.items() if written in settings)
    fields = body.items if isinstance(body, Map) else {}
    properties = Map({**settings, **made}, at=body.at)
    return Map(
        {**fields, "Type": Lit(TYPES.get(kind, kind), at=body.at), "Properties": properties}, at=body.at
    )


_CODE = {"InlineCode": "ZipFile", "ImageUri": "ImageUri"}
_RENAMED = {"DeadLetterQueue": "DeadLetterConfig", "DefinitionBody": "Body"}


def _whole(found: Found, key: str, origins: Origins) -> None:
    body, settings = origins.resources[key], origins.settings(key)
    if not isinstance(body, Map):
        return
    found[key] = _canonical(key, origins)
    if "Auth" in settings:
        _unsecured(found, key)
    if not _is_function(origins, key):
        return
    if "Role" not in settings:
        found[f"{key}Role"] = resource("AWS::IAM::Role", _policies(settings.get("Policies", List())), body.at)
        _put(found, key, {"Role": lifted(attribute(f"{key}Role"), body.at)})
    if "FunctionUrlConfig" in settings:
        _url(found, key, settings["FunctionUrlConfig"])
    if "Events" in settings:
        _events(found, key, settings["Events"], origins)


def _is_function(origins: Origins, key: str) -> bool:
    return text(get(origins.resources[key], "Type")) == FUNCTION


def _event(found: Found, key: str, name: str, origins: Origins) -> None:
    """Read an event of a function; those of a state machine start no function, and a gap names them."""
    if _is_function(origins, key):
        add_event(found, origins, key, name)


def _events(found: Found, key: str, events: Value, origins: Origins) -> None:
    """Read all events of a function; what is no map of them is a permission for nobody knows whom."""
    if isinstance(events, Map):
        for name in events.items:
            add_event(found, origins, key, name)
        return
    found[f"{key}Permission"] = unknown_caller(key, "what starts the function", events.at)


def _put(found: Found, key: str, properties: Mapping[str, Value]) -> None:
    """Put properties into a resource that was made."""
    body = found.get(key)
    if isinstance(body, Map):
        made = get(body, "Properties")
        merged = {**(made.items if isinstance(made, Map) else {}), **properties}
        found[key] = Map({**body.items, "Properties": Map(merged, at=made.at)}, at=body.at)


def _property(found: Found, key: str, name: str, origins: Origins) -> None:
    """Read one property by what it is made into: a URL, policies of a role, the security of routes."""
    value = get(origins.properties(key), name)
    match name:
        case "FunctionUrlConfig":
            _url(found, key, value)
        case "Policies":
            _put(found, f"{key}Role", {name: lifted(one, value.at) for name, one in _policies(value).items()})
        case "Events" if _is_function(origins, key):
            _events(found, key, value, origins)
        case "Auth":
            _unsecured(found, key)
        case _:
            _put(found, key, {_RENAMED.get(name, name): value})


def _url(found: Found, key: str, settings: Value) -> None:
    """Add a function's URL, and where it asks for nothing the permission that comes with it."""
    asks = get(settings, "AuthType")
    url: dict[str, Data] = {"TargetFunctionArn": ref(key), "AuthType": asks, "Cors": get(settings, "Cors")}
    found[f"{key}Url"] = resource("AWS::Lambda::Url", url, settings.at)
    if text(asks) == "NONE":
        open_: dict[str, Data] = {
            "FunctionName": ref(key),
            "Action": "lambda:InvokeFunctionUrl",
            "Principal": "*",
            "FunctionUrlAuthType": "NONE",
        }
        found[f"{key}UrlPublicPermissions"] = resource("AWS::Lambda::Permission", open_, settings.at)


def _apis(found: Found, section: str, origins: Origins) -> Iterator[str]:
    """Yield the APIs that a section of `Globals` holds for."""
    for key in found:
        kind = text(get(origins.resources.get(key, ABSENT), "Type"))
        if IMPLICIT.get(key) == section or kind == f"AWS::Serverless::{section}":
            yield key


def _unsecured(found: Found, api: str) -> None:
    """Say of every route of an API that what authenticates it is not known."""
    paths = get(found.get(api, ABSENT), "Properties.Body.paths")
    body = get(found.get(api, ABSENT), "Properties.Body")
    if not isinstance(paths, Map) or not isinstance(body, Map):
        return
    unknown = Unknown("what authenticates the routes of the API is not understood", at=paths.at)
    routes: dict[str, Value] = {}
    for path, item in paths.items.items():
        operations = item.items.items() if isinstance(item, Map) else ()
        known = {
            method: Map({**one.items, "security": unknown}, at=one.at) if isinstance(one, Map) else one
            for method, one in operations
        }
        routes[path] = Map(known, at=item.at)
    _put(found, api, {"Body": Map({**body.items, "paths": Map(routes, at=paths.at)}, at=body.at)})


def _policies(written: Value) -> dict[str, Data]:
    """Return the properties of the role that a function's `Policies` make."""
    inline, managed = list[Data](), list[Data]()
    for number, entry in enumerate(policy_entries(written)):
        if isinstance(entry, Map) and "Statement" in entry.items:
            name = Lit(f"Policy{number}", at=entry.at)
            inline.append(Map({"PolicyName": name, "PolicyDocument": entry}, at=entry.at))
        else:
            managed.append(entry)
    return {"Policies": inline, "ManagedPolicyArns": managed}
