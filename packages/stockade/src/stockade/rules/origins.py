"""Which origins an API tells browsers to let in: its CORS settings and mocked preflight answers. No rule."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules.schemes import bodies
from stockade.values import Map, Value, as_list, entries, get, text

_ORIGIN = "method.response.header.Access-Control-Allow-Origin"


def http_origins(api: Resource) -> Iterator[Value]:
    """Yield the origins that an HTTP API names in its settings and in its body."""
    yield get(api.properties, "CorsConfiguration.AllowOrigins")
    for body in bodies(api):
        yield get(body, "x-amazon-apigateway-cors.allowOrigins")


def mocked_origins(app: App, api: Resource) -> Iterator[Value]:
    """Yield the origins that mocked answers to preflight requests name."""
    for body in bodies(api):
        for _, item in entries(get(body, "paths")):
            responses = get(item, "options.x-amazon-apigateway-integration.responses")
            for _, response in entries(responses):
                yield dict(entries(get(response, "responseParameters"))).get(_ORIGIN, Map())
    for method in app.of_type("AWS::ApiGateway::Method"):
        mine = getattr(get(method.properties, "RestApiId"), "id", None) == api.id
        if mine and text(get(method.properties, "HttpMethod")) == "OPTIONS":
            for answer in as_list(get(method.properties, "Integration.IntegrationResponses")):
                yield dict(entries(get(answer, "ResponseParameters"))).get(_ORIGIN, Map())
