"""WebSocket APIs: what the `$connect` route proves holds for every message of the connection."""

from stockade.assembly.apigateway import HTTP, declared, exposed, integration_of, target
from stockade.assembly.draft import Draft, Wired
from stockade.assembly.openapi import Security
from stockade.model import StackResource
from stockade.values import get, text


def wire(draft: Draft) -> None:
    """Add an entry point for each route of each WebSocket API."""
    for api in draft.of_type(HTTP):
        if text(get(api.properties, "ProtocolType")) == "WEBSOCKET":
            _api(draft, api)


def _api(draft: Draft, api: StackResource) -> None:
    routes = [
        route
        for route in draft.of_type("AWS::ApiGatewayV2::Route")
        if draft.index.find(get(route.properties, "ApiId"), HTTP) == api.id
    ]
    connect = next((route for route in routes if _key(route) == "$connect"), None)
    security = declared(draft, connect.properties, "AuthorizerId") if connect else Security("none")
    for route in routes:
        _route(draft, api, route, security)


def _key(route: StackResource) -> str:
    return text(get(route.properties, "RouteKey")) or "$default"


def _route(draft: Draft, api: StackResource, route: StackResource, security: Security) -> None:
    integration = integration_of(draft, route)
    function = draft.function(get(integration, "IntegrationUri"))
    origin = api.id if function else target(draft, integration, get(integration, "IntegrationUri"))
    if function is None and (text(get(integration, "IntegrationType")) or "MOCK") in {
        "MOCK",
        "HTTP",
        "HTTP_PROXY",
    }:
        return
    exposure, authentication, because = exposed(draft, api, security, _key(route))
    if _key(route) != "$connect":
        because = (*because, "messages inherit what $connect proved")
    draft.trigger(
        Wired(
            event_source="apigw.ws",
            function=function,
            origin=origin,
            detail=_key(route),
            location=route.at,
            declared_by=route.id,
            exposure=exposure,
            authentication=authentication,
            api=api.id,
            authorizer=security.scheme or None,
            because=because,
        )
    )
