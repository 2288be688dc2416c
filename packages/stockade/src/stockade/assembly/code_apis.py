"""Mapping templates of REST and WebSocket APIs: what a request is made into before a service gets it.

Reads `requestTemplates` and `responseTemplates` of integrations, of methods and of OpenAPI bodies. The
address says which action of which service is called: `arn:aws:apigateway:REGION:SERVICE:action/ACTION`, or
`:path/...`, where the text names the action itself. Source: "Data transformations for REST APIs" of the API
Gateway developer guide.
"""

import re
from collections.abc import Iterator

from stockade.assembly.apigateway import Route, rest_routes
from stockade.assembly.draft import Draft
from stockade.model import StackResource
from stockade.model.embedded import Embedded, Feed
from stockade.values import ABSENT, Value, alternatives, as_list, entries, get, is_absent, text

_CALLED = re.compile(r":apigateway:(?:\$\{[^}]*\}|[^:]*):([a-z][\w.-]*):(action|path)/([\w.-]*)")
_NAMES = ("requestTemplates", "RequestTemplates")
_ANSWERS = ("responseTemplates", "ResponseTemplates")


def code(draft: Draft) -> Iterator[Embedded]:
    """Yield the templates of every route."""
    for route in rest_routes(draft):
        yield from _request(draft, route)
        yield from _response(route)
    for integration in draft.of_type("AWS::ApiGatewayV2::Integration"):
        yield from _message(draft, integration)


def _request(draft: Draft, route: Route) -> Iterator[Embedded]:
    integration = route.integration
    for content_type, template in _templates(integration, _NAMES):
        yield Embedded(
            id=f"-/{route.declared_by}/{route.detail}/request",
            language="vtl",
            resource=route.declared_by,
            part="request",
            feed=feed(draft, integration),
            event_source=route.source,
            text=template,
            content_type=content_type,
            detail=route.detail,
            role=_role(draft, integration),
            location=template.at,
        )


def _response(route: Route) -> Iterator[Embedded]:
    for answer in _answers(route.integration):
        for content_type, template in _templates(answer, _ANSWERS):
            yield Embedded(
                id=f"-/{route.declared_by}/{route.detail}/response",
                language="vtl",
                resource=route.declared_by,
                part="response",
                feed=Feed("response"),
                event_source=route.source,
                text=template,
                content_type=content_type,
                detail=route.detail,
                location=template.at,
            )


def _message(draft: Draft, integration: StackResource) -> Iterator[Embedded]:
    """Yield the templates of an integration of a WebSocket API (HTTP APIs have none)."""
    route = next(
        (
            one
            for one in draft.of_type("AWS::ApiGatewayV2::Route")
            if draft.index.find(get(one.properties, "Target")) == integration.id
        ),
        None,
    )
    detail = text(get(route.properties, "RouteKey")) if route is not None else None
    for content_type, template in _templates(integration.properties, _NAMES):
        yield Embedded(
            id=f"-/{integration.id}/{detail or '?'}/request",
            language="vtl",
            resource=integration.id,
            part="request",
            feed=feed(draft, integration.properties),
            event_source="apigw.ws",
            text=template,
            content_type=content_type,
            detail=detail or "",
            role=_role(draft, integration.properties),
            group=route.id if route is not None else "",
            location=template.at,
        )


def _templates(integration: Value, names: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    for name in names:
        for content_type, template in entries(get(integration, name)):
            if not is_absent(template) and text(template) != "":
                yield content_type, template


def _answers(integration: Value) -> Iterator[Value]:
    yield from as_list(get(integration, "IntegrationResponses"))
    for _, answer in entries(get(integration, "responses")):
        yield answer


def _first(integration: Value, *names: str) -> Value:
    found = (get(integration, name) for name in names)
    return next((value for value in found if not is_absent(value)), ABSENT)


def _role(draft: Draft, integration: Value) -> str:
    named = _first(integration, "credentials", "Credentials", "CredentialsArn")
    return draft.index.find(named, "AWS::IAM::Role") or ""


def feed(draft: Draft, integration: Value) -> Feed:
    """Return what an integration calls: a function, an action of a service, a host, nothing."""
    kind = (text(_first(integration, "type", "Type", "IntegrationType")) or "").upper()
    uri = _first(integration, "uri", "Uri", "IntegrationUri")
    if kind == "MOCK":
        return Feed("none")
    if kind.startswith("HTTP"):
        return Feed("http")
    for side in alternatives(draft.index.normal(uri)):
        written = "".join(text(part) or "*" for part in getattr(side, "parts", (side,)))
        called = _CALLED.search(written)
        if called is not None and called[1] != "lambda":
            return Feed("service", called[1], called[3] if called[2] == "action" else "")
        if called is not None:
            return Feed("lambda")
    return Feed("lambda") if draft.function(uri) is not None else Feed("unknown")
