"""REST and HTTP APIs: routes from bodies, methods and routes, and what authenticates each.

Reads `AWS::ApiGateway::{RestApi,Resource,Method,Authorizer,DomainName,BasePathMapping}` and
`AWS::ApiGatewayV2::{Api,Route,Integration,Authorizer,DomainName,ApiMapping}`. An authorizer counts when it is
attached to that very route. `mock` integrations reach nothing and are no entry points.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.openapi import Security, bodies, operations
from stockade.assembly.reach import api_policy
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import (
    ABSENT,
    Location,
    Map,
    Value,
    alternatives,
    as_list,
    flag,
    get,
    is_absent,
    references,
    strings,
    text,
)

REST, HTTP = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
INSIDE = re.compile(r":(?:apigateway:[^:]*:|states:|sqs:|kinesis:|dynamodb:|sns:|events:|s3:|firehose:)")
AUTHORIZATION: dict[str, Authentication] = {
    "AWS_IAM": "iam",
    "CUSTOM": "lambda-authorizer",
    "COGNITO_USER_POOLS": "cognito",
    "JWT": "jwt",
    "NONE": "none",
}


def wire(draft: Draft) -> None:
    """Add an entry point for each route of each API."""
    for api in draft.of_type(REST):
        _rest(draft, api)
    for api in draft.of_type(HTTP):
        if (text(get(api.properties, "ProtocolType")) or "HTTP") == "HTTP":
            _http(draft, api)
    _elsewhere(draft)


class Route(Struct, frozen=True):
    """One route as it was found, in a body or as a resource."""

    api: StackResource
    source: str
    detail: str
    security: Security
    integration: Value
    at: Location
    declared_by: str
    api_key: bool = False


def _rest(draft: Draft, api: StackResource) -> None:
    for route in _described(api, "apigw.rest"):
        _route(draft, route)
    for method in draft.of_type("AWS::ApiGateway::Method"):
        if draft.index.find(get(method.properties, "RestApiId"), REST) == api.id:
            _route(draft, _method(draft, api, method))


def rest_routes(draft: Draft) -> Iterator[Route]:
    """Yield every route of every REST API, with its integration: of bodies, then of methods."""
    for api in draft.of_type(REST):
        yield from _described(api, "apigw.rest")
    for method in draft.of_type("AWS::ApiGateway::Method"):
        found = draft.index.find(get(method.properties, "RestApiId"), REST)
        api = draft.stack.resources.get(found or "") or StackResource("", REST, Map(), method.at)
        yield _method(draft, api, method)


def _elsewhere(draft: Draft) -> None:
    """Add the routes that a template puts into an API of another one (imported, or given by a parameter)."""
    for method in draft.of_type("AWS::ApiGateway::Method"):
        named = get(method.properties, "RestApiId")
        if not is_absent(named) and draft.index.find(named, REST) is None:
            _route(draft, _method(draft, StackResource("", REST, Map(), method.at), method))
    for route in draft.of_type("AWS::ApiGatewayV2::Route"):
        named = get(route.properties, "ApiId")
        key = text(get(route.properties, "RouteKey")) or ""
        if not is_absent(named) and draft.index.find(named, HTTP) is None and _is_of_http(key):
            _route(draft, _v2_route(draft, StackResource("", HTTP, Map(), route.at), route))


def _is_of_http(key: str) -> bool:
    """Tell whether a route's key is one of an HTTP API: those of a WebSocket API hold no path."""
    return " /" in key


def _described(api: StackResource, source: str) -> Iterator[Route]:
    """Yield the routes of an API's body."""
    for body in bodies(get(api.properties, "Body")):
        for operation in operations(body):
            catch_all = operation.path in {"$default", "/$default"}
            yield Route(
                api=api,
                source=source,
                detail="$default" if catch_all else f"{operation.method} {operation.path}",
                security=operation.security,
                integration=operation.integration,
                at=operation.at,
                declared_by=api.id,
                api_key=flag(get(operation.raw, "x-api-key-required")) is True or operation.security.api_key,
            )


def _method(draft: Draft, api: StackResource, method: StackResource) -> Route:
    verb = text(get(method.properties, "HttpMethod")) or "ANY"
    return Route(
        api=api,
        source="apigw.rest",
        detail=f"{verb} {_path(draft, get(method.properties, 'ResourceId'))}",
        security=declared(draft, method.properties, "AuthorizerId"),
        integration=get(method.properties, "Integration"),
        at=method.at,
        declared_by=method.id,
        api_key=flag(get(method.properties, "ApiKeyRequired")) is True,
    )


def _path(draft: Draft, resource: Value, depth: int = 0) -> str:
    """Return the path of an API resource by following its parents; `/` for the root."""
    found = draft.index.find(resource, "AWS::ApiGateway::Resource")
    if found is None or depth > 50:  # noqa: PLR2004 - deeper than any API; a cycle ends here
        return "/"
    properties = draft.stack.resources[found].properties
    parent = _path(draft, get(properties, "ParentId"), depth + 1)
    return f"{parent.rstrip('/')}/{text(get(properties, 'PathPart')) or '{?}'}"


def declared(draft: Draft, properties: Value, authorizer: str) -> Security:
    """Return the security of a method or route by its authorization type and authorizer."""
    kind = get(properties, "AuthorizationType")
    known = text(kind)
    if known is None and not is_absent(kind):
        return Security("unknown")
    attached = draft.index.find(
        get(properties, authorizer), "AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"
    )
    name = AUTHORIZATION.get(known or "NONE", "unknown")
    body = draft.stack.resources[attached].properties if attached else ABSENT
    return Security(name, attached or "", get(body, "AuthorizerUri"))


def _http(draft: Draft, api: StackResource) -> None:
    for route in _described(api, "apigw.http"):
        _route(draft, route)
    for resource in draft.of_type("AWS::ApiGatewayV2::Route"):
        if draft.index.find(get(resource.properties, "ApiId"), HTTP) == api.id:
            _route(draft, _v2_route(draft, api, resource))
    _quick(draft, api)


def _v2_route(draft: Draft, api: StackResource, route: StackResource) -> Route:
    return Route(
        api=api,
        source="apigw.http",
        detail=text(get(route.properties, "RouteKey")) or "$default",
        security=declared(draft, route.properties, "AuthorizerId"),
        integration=integration_of(draft, route),
        at=route.at,
        declared_by=route.id,
    )


def _quick(draft: Draft, api: StackResource) -> None:
    """Add the route of a quick-created API (`Target`, `RouteKey`)."""
    function = draft.function(get(api.properties, "Target"))
    if function is not None:
        detail = text(get(api.properties, "RouteKey")) or "$default"
        route = Route(api, "apigw.http", detail, Security("none"), ABSENT, api.at, api.id)
        _add(draft, route, function, None)


def integration_of(draft: Draft, route: StackResource) -> Value:
    """Return the properties of the integration a route of a WebSocket or HTTP API targets."""
    found = draft.index.find(get(route.properties, "Target"), "AWS::ApiGatewayV2::Integration")
    return draft.stack.resources[found].properties if found else ABSENT


def _route(draft: Draft, route: Route) -> None:
    """Add a route unless it reaches nothing of this application: a mock, or a host elsewhere."""
    integration = route.integration
    kind = (_either(integration, "type", "Type", "IntegrationType") or "").upper()
    if kind == "MOCK" or (route.detail.startswith("OPTIONS ") and is_absent(integration)):
        return
    uri = _value(integration, "uri", "Uri", "IntegrationUri")
    function = draft.function(uri) if kind != "HTTP" else None
    origin = None if function else target(draft, integration, uri)
    if function is None and origin is None and kind.startswith("HTTP") and not is_service(draft, uri):
        return
    _add(draft, route, function, origin)


def target(draft: Draft, integration: Value, uri: Value) -> str | None:
    """Return the resource a direct integration acts on: by its address, its request, or its role."""
    for value in (uri, integration):
        for reference in references(value):
            resource = draft.stack.resources.get(reference.id)
            if resource is not None and resource.type not in {
                "AWS::IAM::Role",
                REST,
                HTTP,
                "AWS::EC2::VPCLink",
            }:
                return resource.id
    return _granted(draft, integration)


def _granted(draft: Draft, integration: Value) -> str | None:
    """Return the one resource the integration's own role may act on, where the address names none."""
    for key in ("credentials", "Credentials", "CredentialsArn"):
        role = draft.index.find(get(integration, key), "AWS::IAM::Role")
        if role is None:
            continue
        policies = draft.stack.resources[role].properties
        named = [reference.id for reference in references(get(policies, "Policies"))]
        known = [name for name in named if name in draft.stack.resources]
        if known:
            return known[0]
    return None


def is_service(draft: Draft, uri: Value) -> bool:
    """Tell whether an integration's address is an action of another service, known only in part."""
    for side in alternatives(draft.index.normal(uri)):
        written = "".join(text(part) or "*" for part in getattr(side, "parts", (side,)))
        if INSIDE.search(written) and ":lambda:path" not in written:
            return True
    return False


def _value(integration: Value, *names: str) -> Value:
    found = (get(integration, name) for name in names)
    return next((value for value in found if not is_absent(value)), ABSENT)


def _either(integration: Value, *names: str) -> str | None:
    return text(_value(integration, *names))


def _add(draft: Draft, route: Route, function: str | None, origin: str | None) -> None:
    exposure, authentication, because = exposed(draft, route.api, route.security, route.detail)
    if route.api_key and authentication == "none":
        authentication = "api-key"
    draft.trigger(
        Wired(
            event_source=route.source,
            function=function,
            origin=(route.api.id or None) if function else origin,
            detail=route.detail,
            location=route.at,
            declared_by=route.declared_by,
            exposure=exposure,
            authentication=authentication,
            api=route.api.id or None,
            authorizer=route.security.scheme or None,
            because=because,
            api_key=route.api_key,
            preflight=route.detail.startswith("OPTIONS "),
            outside=route.integration,
        )
    )


_ENDPOINT = "x-amazon-apigateway-endpoint-configuration"
Exposed = tuple[Exposure, Authentication, tuple[str, ...]]
_PRIVATE = "the API is private: only networks its policy lets in reach it"


def exposed(draft: Draft, api: StackResource, security: Security, route: str) -> Exposed:
    """Return exposure, authentication and the reasons for a route with some security on an API."""
    exposure, authentication, reasons = _by_route(security)
    if "PRIVATE" in strings(get(api.properties, "EndpointConfiguration.Types")):
        return (
            "account",
            "resource-policy" if authentication == "none" else authentication,
            (*reasons, _PRIVATE),
        )
    if authentication != "none":
        return exposure, authentication, reasons
    policy = api_policy(draft, api.id, route)
    if policy == "false":
        return "account", "resource-policy", ("the API's resource policy lets in named principals only",)
    if policy == "unknown":
        return "unknown", "unknown", ("whether the API's resource policy lets anyone in is not known",)
    if _mutual_tls(draft, api):
        return "authenticated", "mtls", ("its domain asks the client for a certificate",)
    outside = (
        () if api.id else ("the API lies outside the template, where nothing is known to keep anyone out",)
    )
    return exposure, authentication, (*reasons, *outside)


def _by_route(security: Security) -> Exposed:
    match security.authentication:
        case "none":
            return "public", "none", ("the route asks for no authentication",)
        case "api-key":
            return "public", "api-key", ("an API key is all the route asks for",)
        case "iam":
            return "account", "iam", ("the caller signs with credentials of an account",)
        case "unknown":
            return "unknown", "unknown", ("what authenticates the route is not known",)
        case kind:
            return "authenticated", kind, (f"a {kind} authorizer is attached to the route",)


def _own_endpoint_off(api: StackResource) -> Iterator[Value]:
    """Yield what is said of the API's own endpoint: by its property, its body, the servers of its body."""
    yield get(api.properties, "DisableExecuteApiEndpoint")
    for body in bodies(get(api.properties, "Body")):
        for holder in (body, *as_list(get(body, "servers"))):
            yield get(get(holder, _ENDPOINT), "disableExecuteApiEndpoint")


def _mutual_tls(draft: Draft, api: StackResource) -> bool:
    """Tell whether every way to the API asks for a client certificate (its own endpoint is off)."""
    if not any(flag(told) is True for told in _own_endpoint_off(api)):
        return False
    for mapping in draft.of_type("AWS::ApiGateway::BasePathMapping", "AWS::ApiGatewayV2::ApiMapping"):
        target_ = get(mapping.properties, "RestApiId")
        if (
            draft.index.find(target_ if not is_absent(target_) else get(mapping.properties, "ApiId"))
            != api.id
        ):
            continue
        domain = draft.index.find(get(mapping.properties, "DomainName"))
        found = draft.stack.resources.get(domain or "")
        if found is not None and not is_absent(
            get(found.properties, "MutualTlsAuthentication.TruststoreUri")
        ):
            return True
    return False
