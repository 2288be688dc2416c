"""Authorizer functions: anybody's request starts them; judging it is their purpose."""

from stockade.assembly.apigateway import HTTP, REST
from stockade.assembly.draft import Draft, Wired
from stockade.assembly.openapi import bodies
from stockade.model import StackResource
from stockade.values import Location, Value, entries, get, text

_DECLARED = {
    "AWS::ApiGateway::Authorizer": "Type",
    "AWS::ApiGatewayV2::Authorizer": "AuthorizerType",
}


def wire(draft: Draft) -> None:
    """Add a trigger for each function that authorizes requests to an API."""
    for authorizer in draft.of_type(*_DECLARED):
        kind = text(get(authorizer.properties, _DECLARED[authorizer.type])) or "REQUEST"
        _add(
            draft, authorizer, get(authorizer.properties, "AuthorizerUri"), kind, authorizer.id, authorizer.at
        )
    for api in draft.of_type(REST, HTTP):
        for body in bodies(get(api.properties, "Body")):
            for section in ("securityDefinitions", "components.securitySchemes"):
                for name, scheme in entries(get(body, section)):
                    _scheme(draft, api, name, scheme)


def _scheme(draft: Draft, api: StackResource, name: str, scheme: Value) -> None:
    authorizer = get(scheme, "x-amazon-apigateway-authorizer")
    kind = text(get(authorizer, "type")) or ""
    if kind.lower() in {"token", "request"}:
        _add(draft, api, get(authorizer, "authorizerUri"), kind, name, scheme.at)


def _add(  # noqa: PLR0913, PLR0917 - one trigger, field by field
    draft: Draft, declared_by: StackResource, uri: Value, kind: str, name: str, at: Location
) -> None:
    function = draft.function(uri)
    if function is None:
        return
    source = "apigw.authorizer.token" if kind.upper() == "TOKEN" else "apigw.authorizer.request"
    draft.trigger(
        Wired(
            event_source=source,
            function=function,
            origin=declared_by.id,
            detail=name,
            location=at,
            declared_by=declared_by.id,
            exposure="public",
            authentication="none",
            because=("whoever calls the API starts its authorizer",),
        )
    )
