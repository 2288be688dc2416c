"""REST and HTTP APIs: routes from bodies, methods and routes, and what authenticates each.

Reads `AWS::ApiGateway::{RestApi,Resource,Method,Authorizer,DomainName,BasePathMapping}` and
`AWS::ApiGatewayV2::{Api,Route,Integration,Authorizer,DomainName,ApiMapping}`. An authorizer counts when it is
attached to that very route. `mock` integrations reach nothing and are no entry points.
"""

import re
from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.openapi import Security, bodies, operations
from stockade.assembly.reach import api_policy
from stockade.model import Exposure, StackResource
from stockade.values import (
    ABSENT,
    Location,
    Value,
    alternatives,
    elements,
    flag,
    get,
    is_absent,
    references,
    text,
)

REST, HTTP = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
INSIDE = re.compile(r":(?:apigateway:[^:]*:|states:|sqs:|kinesis:|dynamodb:|sns:|events:|s3:|firehose:)")
AUTHORIZATION: dict[str, str] = {
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


def _rest(draft: Draft, api: StackResource) -> None:
    for body in bodies(get(api.properties, "Body")):
        for operation in operations(body):
            key = flag(get(operation.raw, "x-api-key-required")) or operation.security.api_key
            _route(
                draft, api, "apigw.rest", f"{operation.method} {operation.path}", operation.security,
                operation.integration, operation.at, api.id, api_key=bool(key),
            )  # fmt: skip
    for method in draft.of_type("AWS::ApiGateway::Method"):
        if draft.index.find(get(method.properties, "RestApiId"), REST) == api.id:
            _method(draft, api, method)


def _method(draft: Draft, api: StackResource, method: StackResource) -> None:
    verb = text(get(method.properties, "HttpMethod")) or "ANY"
    path = _path(draft, get(method.properties, "ResourceId"))
    _route(
        draft, api, "apigw.rest", f"{verb} {path}", declared(draft, method.properties, "AuthorizerId"),
        get(method.properties, "Integration"), method.at, method.id,
        api_key=bool(flag(get(method.properties, "ApiKeyRequired"))),
    )  # fmt: skip


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
    return Security(name, attached or "", get(body, "AuthorizerUri"))  # type: ignore[arg-type]


def _http(draft: Draft, api: StackResource) -> None:
    for body in bodies(get(api.properties, "Body")):
        for operation in operations(body):
            detail = f"{operation.method} {operation.path}"
            if operation.path in {"$default", "/$default"}:
                detail = "$default"
            _route(
                draft, api, "apigw.http", detail, operation.security, operation.integration, operation.at, api.id
            )
    for route in draft.of_type("AWS::ApiGatewayV2::Route"):
        if draft.index.find(get(route.properties, "ApiId"), HTTP) == api.id:
            _route(
                draft, api, "apigw.http", text(get(route.properties, "RouteKey")) or "$default",
                declared(draft, route.properties, "AuthorizerId"), integration_of(draft, route), route.at, route.id,
            )  # fmt: skip
    target = get(api.properties, "Target")
    if not is_absent(target):
        _quick(draft, api, target)


def _quick(draft: Draft, api: StackResource, target: Value) -> None:
    """Add the route of a quick-created API (`Target`, `RouteKey`, `CredentialsArn`)."""
    detail = text(get(api.properties, "RouteKey")) or "$default"
    _add(draft, api, "apigw.http", detail, Security("none"), draft.function(target), None, api.at, api.id)


def integration_of(draft: Draft, route: StackResource) -> Value:
    """Return the properties of the integration a route of a WebSocket or HTTP API targets."""
    found = draft.index.find(get(route.properties, "Target"), "AWS::ApiGatewayV2::Integration")
    return draft.stack.resources[found].properties if found else ABSENT


def _route(  # noqa: PLR0913 - what a route is made of, in either notation
    draft: Draft, api: StackResource, source: str, detail: str, security: Security,
    integration: Value, at: Location, declared_by: str, *, api_key: bool = False,
) -> None:  # fmt: skip
    kind = (_either(integration, "type", "Type", "IntegrationType") or "").upper()
    if kind == "MOCK" or (detail.startswith("OPTIONS ") and is_absent(integration)):
        return
    uri = _value(integration, "uri", "Uri", "IntegrationUri")
    function = draft.function(uri) if kind != "HTTP" else None
    subtype = _either(integration, "integrationSubtype", "integration-subtype", "IntegrationSubtype") or ""
    origin = None if function else target(draft, integration, uri)
    if function is None and origin is None and not subtype and not is_service(draft, uri) and kind.startswith("HTTP"):
        return  # proxies to a host of their own start nothing of this application
    _add(
        draft, api, source, detail, security, function, origin, at, declared_by, api_key=api_key, outside=integration
    )


def target(draft: Draft, integration: Value, uri: Value) -> str | None:
    """Return the resource a direct integration acts on: named in its address, request or credentials' role."""
    for value in (uri, integration):
        for reference in references(value):
            resource = draft.stack.resources.get(reference.id)
            if resource is not None and resource.type not in {"AWS::IAM::Role", REST, HTTP, "AWS::EC2::VPCLink"}:
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


def _add(  # noqa: PLR0913, PLR0917 - one entry point, field by field
    draft: Draft, api: StackResource, source: str, detail: str, security: Security,
    function: str | None, origin: str | None, at: Location, declared_by: str,
    *, api_key: bool = False, outside: Value = ABSENT,
) -> None:  # fmt: skip
    exposure, authentication, because = exposed(draft, api, security)
    if api_key and authentication == "none":
        authentication = "api-key"
    draft.trigger(
        Wired(
            event_source=source,
            function=function,
            origin=api.id if function else origin,
            detail=detail,
            location=at,
            declared_by=declared_by,
            exposure=exposure,
            authentication=authentication,  # type: ignore[arg-type]
            api=api.id,
            authorizer=security.scheme or None,
            because=because,
            api_key=api_key,
            preflight=detail.startswith("OPTIONS "),
            outside=outside,
        )
    )


def exposed(draft: Draft, api: StackResource, security: Security) -> tuple[Exposure, str, tuple[str, ...]]:
    """Return exposure, authentication and the reasons for a route with some security on an API."""
    exposure, authentication, reasons = _by_route(security)
    private = "PRIVATE" in [text(item) for item in elements(get(api.properties, "EndpointConfiguration.Types"))]
    policy = api_policy(draft, api.id)
    if private:
        return "account", authentication if authentication != "none" else "resource-policy", (
            *reasons, "the API is private: only a network of an account its policy lets in reaches it",
        )  # fmt: skip
    if policy is not None and authentication == "none":
        if policy == "false":
            return "account", "resource-policy", ("the API's resource policy lets in named principals only",)
        if policy == "unknown":
            return "unknown", "unknown", ("whether the API's resource policy lets anyone in is not known",)
    if authentication == "none" and _mutual_tls(draft, api):
        return "authenticated", "mtls", ("its domain asks the client for a certificate",)
    return exposure, authentication, reasons


def _by_route(security: Security) -> tuple[Exposure, str, tuple[str, ...]]:
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


def _mutual_tls(draft: Draft, api: StackResource) -> bool:
    """Tell whether every way to the API asks for a client certificate: its own endpoint is off, its domain asks."""
    if flag(get(api.properties, "DisableExecuteApiEndpoint")) is not True:
        return False
    for mapping in draft.of_type("AWS::ApiGateway::BasePathMapping", "AWS::ApiGatewayV2::ApiMapping"):
        target_ = get(mapping.properties, "RestApiId")
        if draft.index.find(target_ if not is_absent(target_) else get(mapping.properties, "ApiId")) != api.id:
            continue
        domain = draft.index.find(get(mapping.properties, "DomainName"))
        found = draft.stack.resources.get(domain or "")
        if found is not None and not is_absent(get(found.properties, "MutualTlsAuthentication.TruststoreUri")):
            return True
    return False


def routes(draft: Draft) -> Iterator[Wired]:
    """Yield the routes added so far."""
    return (wired for wired in draft.wired if wired.event_source in {"apigw.rest", "apigw.http", "apigw.ws"})

