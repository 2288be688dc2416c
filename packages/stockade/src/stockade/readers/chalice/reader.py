"""A Chalice application into a `Stack`."""

import posixpath
from collections.abc import Iterator

from msgspec.structs import replace as changed

from stockade.languages.python import ENVIRONMENT
from stockade.model import Gap, Stack, StackResource
from stockade.readers.chalice import events
from stockade.readers.chalice.application import ENTRY, Application, Handler, find
from stockade.readers.chalice.modules import Modules
from stockade.readers.chalice.routes import Body
from stockade.readers.chalice.settings import Settings, policy_document, read_settings
from stockade.readers.files import Root
from stockade.values import (
    Attr,
    Dynamic,
    List,
    Lit,
    Location,
    Map,
    Ref,
    Unknown,
    Value,
    as_list,
    is_absent,
    replace,
    text,
)

API = "rest_api"
API_HANDLER = "api_handler"
DEFAULT_ROLE = "default_role"
"""Ids of what the tool deploys for an application as a whole."""
_DEFAULT_TIMEOUT = 60
_MARK = b"chalice"


def is_chalice(data: bytes) -> bool:
    """Tell by its bytes whether an `app.py` may be one of Chalice."""
    return _MARK in data and b"Chalice(" in data


def read_chalice(root: Root, folder: str) -> Stack | None:
    """Return the stack of the application in a folder, None where its `app.py` makes none."""
    modules = Modules(root, folder)
    application = find(modules)
    if application is None:
        return None
    gaps: list[Gap] = []
    settings = read_settings(root, folder, gaps)
    made = [*_functions(application, settings), *_roles(root, settings, application, gaps)]
    made.extend(_apis(root, modules, application, settings, gaps))
    for handler in application.handlers:
        made.extend(events.resources(handler, gaps))
    return Stack(
        name="",
        template=posixpath.join(folder, ENTRY),
        format="chalice",
        folder=folder,
        resources={resource.id: _filled(resource, settings) for resource in made},
        gaps=(*modules.gaps, *gaps),
    )


def _filled(resource: StackResource, settings: Settings) -> StackResource:
    """Put the environment of the settings in the place of what the code reads from it."""
    known = settings.environment()

    def each(term: Value) -> Value:
        if isinstance(term, Dynamic) and term.service == ENVIRONMENT:
            reason = f"the environment variable {term.key} is not in the configuration"
            return known.get(term.key) or Unknown(reason, at=term.at)
        return term

    properties = replace(resource.properties, each)
    return changed(resource, properties=properties) if isinstance(properties, Map) else resource


def _own(application: Application) -> Iterator[Handler]:
    """Yield the handlers that are functions of their own, each function once."""
    seen: set[str] = set()
    for handler in application.handlers:
        if handler.kind in {"route", "middleware"} or handler.id in seen:
            continue
        seen.add(handler.id)
        yield handler


def _functions(application: Application, settings: Settings) -> Iterator[StackResource]:
    if any(handler.kind == "route" for handler in application.handlers):
        module = _module(application.module.file, settings)
        yield _function(API_HANDLER, f"{module}.{application.variable}", application.at, settings)
    for handler in _own(application):
        module = _module(handler.module.file, settings)
        yield _function(handler.id, f"{module}.{handler.function}", handler.at, settings)


def _module(file: str, settings: Settings) -> str:
    """Return the dotted name of a module, seen from the folder of the application."""
    folder = posixpath.dirname(settings.folder)
    stem = posixpath.relpath(file, folder or ".").removesuffix(".py").removesuffix("/__init__")
    return stem.replace("/", ".")


def _function(identity: str, handler: str, at: Location, settings: Settings) -> StackResource:
    known = settings.of("lambda_timeout", identity)
    environment: Value = Map(settings.environment(identity), at=at)
    properties: dict[str, Value] = {
        "Handler": Lit(handler, at=at),
        "Runtime": Unknown("the version of Python that deploys", at=at),
        "Code": Lit(".", at=at),
        "Role": _role_of(settings, identity, at),
        "Environment": Map({"Variables": environment}, at=at),
        "Timeout": Lit(_DEFAULT_TIMEOUT, at=at) if is_absent(known) else known,
    }
    layers = settings.of("layers", identity)
    if not is_absent(layers):
        properties["Layers"] = layers
    return StackResource(identity, "AWS::Lambda::Function", Map(properties, at=at), at)


def _role_of(settings: Settings, identity: str, at: Location) -> Value:
    given = settings.of("iam_role_arn", identity)
    if not is_absent(given) or not settings.switch("manage_iam_role", default=True, function=identity):
        return given if not is_absent(given) else Unknown("a role that is not managed here", at=at)
    return Attr(DEFAULT_ROLE, "Arn", at=at)


def _roles(
    root: Root, settings: Settings, application: Application, gaps: list[Gap]
) -> Iterator[StackResource]:
    """Yield the role that all functions share where the tool manages it."""
    if not settings.switch("manage_iam_role", default=True) or not is_absent(settings.of("iam_role_arn")):
        return
    if settings.switch("autogen_policy", default=True):
        document: Value = Unknown(
            "the policy is derived from the code when it is deployed", at=application.at
        )
    else:
        default = f"policy-{settings.stage or 'dev'}.json"
        document = policy_document(root, settings, "iam_policy_file", default, gaps)
    policy = Map({"PolicyName": Lit("DefaultRolePolicy"), "PolicyDocument": document}, at=document.at)
    properties: dict[str, Value] = {
        "AssumeRolePolicyDocument": _trust(application.at),
        "Policies": List((policy,), at=policy.at),
    }
    yield StackResource(DEFAULT_ROLE, "AWS::IAM::Role", Map(properties, at=application.at), application.at)


def _trust(at: Location) -> Map:
    statement: dict[str, Value] = {
        "Effect": Lit("Allow"),
        "Principal": Map({"Service": Lit("lambda.amazonaws.com")}),
        "Action": Lit("sts:AssumeRole"),
    }
    return Map({"Version": Lit("2012-10-17"), "Statement": List((Map(statement, at=at),))}, at=at)


def _apis(
    root: Root, modules: Modules, application: Application, settings: Settings, gaps: list[Gap]
) -> Iterator[StackResource]:
    at = application.at
    if any(handler.kind == "route" for handler in application.handlers):
        body = Body(modules, application.handlers, API_HANDLER)
        properties: dict[str, Value] = {"Body": body.value(application.name, at)}
        policy = policy_document(root, settings, "api_gateway_policy_file", "", gaps)
        properties |= {"Policy": policy} if not is_absent(policy) else {}
        properties |= _endpoint(settings)
        yield StackResource(API, "AWS::ApiGateway::RestApi", Map(properties, at=at), at)
        yield _stage(settings, at)
    sockets = [handler for handler in application.handlers if handler.kind in events.SOCKETS]
    if sockets:
        protocol: dict[str, Value] = {"ProtocolType": Lit("WEBSOCKET", at=at)}
        yield StackResource(events.WEBSOCKET, "AWS::ApiGatewayV2::Api", Map(protocol, at=at), sockets[0].at)
        for handler in sockets:
            yield from events.socket(handler)


def _endpoint(settings: Settings) -> dict[str, Value]:
    kind = settings.of("api_gateway_endpoint_type")
    if is_absent(kind):
        return {}
    reachable = as_list(settings.of("api_gateway_endpoint_vpce"))
    configuration: dict[str, Value] = {"Types": List((kind,), at=kind.at)}
    if reachable:
        configuration["VpcEndpointIds"] = List(tuple(reachable), at=kind.at)
    return {"EndpointConfiguration": Map(configuration, at=kind.at)}


def _stage(settings: Settings, at: Location) -> StackResource:
    name = text(settings.of("api_gateway_stage")) or "api"
    properties: dict[str, Value] = {"RestApiId": Ref(API, at=at), "StageName": Lit(name, at=at)}
    return StackResource(f"{API}_stage", "AWS::ApiGateway::Stage", Map(properties, at=at), at, made_from=API)
