"""The caller chooses the stream, table, bucket, source or type that an integration acts on."""

import re
from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Concat, Map, Value, alternatives, entries, get, parse_json, references, text

RULE = Rule(
    id="user-controlled-resource",
    title="The caller chooses the resource that an integration acts on",
    severity="medium",
    severity_fixed=True,
    remediation="Write resource, source and type into the integration; take only data from callers.",
    cwe=("CWE-639", "CWE-915"),
)
_KEYS = {
    "Source",
    "DetailType",
    "EventBusName",
    "StreamName",
    "DeliveryStreamName",
    "QueueUrl",
    "StateMachineArn",
    "TopicArn",
    "TargetArn",
    "TableName",
    "Bucket",
    "FunctionName",
    "Name",
}
_CALLER = re.compile(r"\$\{?request\.(?:path|querystring|header|body)\b")
_INPUT = r"(?:\$input\.(?:params|path|json)\(|\$\{?method\.request\.|\$util\.urlDecode\(\$input)"
_TEMPLATE = re.compile(
    r"""["']?\b(StreamName|DeliveryStreamName|TableName|QueueUrl|TopicArn|TargetArn|stateMachineArn|EventBusName|"""
    r"""Source|DetailType|Bucket)\b["']?\s*[:=]\s*["']?[^"',{}\n]*""" + _INPUT
)
_URI = re.compile(r":(?:s3|sqs):path/(?:[^/]+/)?\{([^}]+)\}|:path/\{([^}]+)\}")


def check(app: App, _app: App) -> Iterator[Report]:
    """Report integrations of HTTP APIs, and the role of integrations of REST APIs."""
    for integration in app.of_type("AWS::ApiGatewayV2::Integration"):
        if text(get(integration.properties, "IntegrationSubtype")) is not None:
            yield from _http(integration)
    for api in app.of_type("AWS::ApiGateway::RestApi"):
        for route, integration_ in _routes(api):
            yield from _rest(app, api, route, integration_)
    for method in app.of_type("AWS::ApiGateway::Method"):
        integration_ = get(method.properties, "Integration")
        yield from _rest(app, method, method.id, integration_)


def _http(integration: Resource) -> Iterator[Report]:
    chosen = [
        (key, value)
        for key, value in entries(get(integration.properties, "RequestParameters"))
        if key in _KEYS and _CALLER.search(_written(value))
    ]
    unread = [
        (key, value)
        for key, value in entries(get(integration.properties, "RequestParameters"))
        if key in _KEYS
        and text(value) is None
        and not list(references(value))
        and not isinstance(value, Concat)
    ]
    if chosen:
        names = " and ".join(key for key, _ in chosen)
        message = f"The caller sets {names} of {integration.id}: listeners take him for the system itself."
        yield RULE.at(integration, message, location=chosen[0][1].at)
    elif unread:
        message = f"Whether the caller sets {unread[0][0]} of {integration.id} is not known."
        yield RULE.at(integration, message, kind="open")


def _written(value: Value) -> str:
    parts = value.parts if isinstance(value, Concat) else (value,)
    return "".join(text(part) or "*" for part in parts)


def _routes(api: Resource) -> Iterator[tuple[str, Value]]:
    for side in alternatives(get(api.properties, "Body")):
        body = parse_json(side)
        if isinstance(body, Map):
            for path, item in entries(get(body, "paths")):
                for method, operation in entries(item):
                    yield f"{method.upper()} {path}", get(operation, "x-amazon-apigateway-integration")


def _rest(app: App, owner: Resource, route: str, integration: Value) -> Iterator[Report]:
    kind = (text(get(integration, "type")) or text(get(integration, "Type")) or "").upper()
    if kind != "AWS":
        return
    key = _chosen(integration)
    if key is None:
        return
    role = next(
        (
            app.resources[ref.id]
            for name in ("credentials", "Credentials")
            for ref in references(get(integration, name))
            if ref.id in app.resources
        ),
        owner,
    )
    message = f"{route} lets the caller choose {key}: he reaches everything that {role.id} may act on."
    yield RULE.at(role, message, touches=(owner.id,), discriminator="" if role.id == owner.id else route)


def _chosen(integration: Value) -> str | None:
    for name in ("requestTemplates", "RequestTemplates"):
        for _, template in entries(get(integration, name)):
            found = _TEMPLATE.search(_written(template))
            if found:
                return found[1]
    uri = _URI.search(_written(get(integration, "uri")) + " " + _written(get(integration, "Uri")))
    if uri is None:
        return None
    variable = uri[1] or uri[2]
    for name in ("requestParameters", "RequestParameters"):
        for key, value in entries(get(integration, name)):
            if key == f"integration.request.path.{variable}" and "method.request." in _written(value):
                return variable
    return None
