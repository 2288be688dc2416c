"""What an integration lets its caller choose: the stream, table, bucket, source or type. No rule."""

import re
from collections.abc import Iterator

from stockade.model import App, Resource, Trigger
from stockade.values import Concat, Map, Value, alternatives, entries, get, parse_json, references, text

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
_SERVICE = re.compile(r":apigateway:[^:]*:([a-z][\w.-]*):(?:action|path)/")
_URI = re.compile(r":(?:s3|sqs):path/(?:[^/]+/)?\{([^}]+)\}|:path/\{([^}]+)\}")


def parameters_chosen(integration: Resource) -> tuple[list[tuple[str, Value]], list[str]]:
    """Return the parameters of a service integration that a caller sets, and those that could not be read."""
    named = [
        (key, value)
        for key, value in entries(get(integration.properties, "RequestParameters"))
        if key in _KEYS
    ]
    chosen = [(key, value) for key, value in named if _CALLER.search(_written(value))]
    unread = [
        key
        for key, value in named
        if text(value) is None and not list(references(value)) and not isinstance(value, Concat)
    ]
    return chosen, unread


def rest_integrations(app: App) -> Iterator[tuple[Resource, str, Value]]:
    """Yield the integrations of REST APIs with their owner and route: of bodies, then of methods."""
    for api in app.of_type("AWS::ApiGateway::RestApi"):
        for side in alternatives(get(api.properties, "Body")):
            body = parse_json(side)
            if isinstance(body, Map):
                for path, item in entries(get(body, "paths")):
                    for method, operation in entries(item):
                        route = f"{method.upper()} {path}"
                        yield api, route, get(operation, "x-amazon-apigateway-integration")
    for method_ in app.of_type("AWS::ApiGateway::Method"):
        yield method_, method_.id, get(method_.properties, "Integration")


def written_choices(app: App) -> Iterator[tuple[str, Resource, str, str]]:
    """Yield what the mapping templates of routes let callers choose: role or owner, owner, route, entry."""
    for one in app.embedded:
        owner = app.resources.get(one.resource)
        flows = app.code[one.id].flows if one.id in app.code else ()
        chosen = [flow.callee.rpartition(".")[2] for flow in flows if flow.rule == "user-controlled-resource"]
        if owner is not None and chosen and one.event_source.startswith("apigw."):
            route = owner.id if owner.type == "AWS::ApiGateway::Method" else one.detail
            yield one.role or owner.id, owner, route, " and ".join(dict.fromkeys(chosen))


def service_called(app: App, trigger: Trigger) -> str:
    """Return the prefix of the service that a route calls without a function, empty where it is not known."""
    declared = app.resources.get(trigger.declared_by)
    if declared is None:
        return ""
    written = get(declared.properties, "Integration")
    for owner, route, one in rest_integrations(app):
        if owner.id == declared.id and route == trigger.detail:
            written = one
    uri = f"{_written(get(written, 'uri'))} {_written(get(written, 'Uri'))}"
    found = _SERVICE.search(uri)
    return found[1] if found else ""


def credentials(app: App, integration: Value) -> Resource | None:
    """Return the role that an integration acts with, where it is in the stack."""
    for name in ("credentials", "Credentials"):
        for reference in references(get(integration, name)):
            if reference.id in app.resources:
                return app.resources[reference.id]
    return None


def chosen_by_caller(integration: Value) -> str | None:
    """Return what a caller of a REST API chooses of a service integration, None where it is nothing."""
    kind = (text(get(integration, "type")) or text(get(integration, "Type")) or "").upper()
    if kind != "AWS":
        return None
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


def _written(value: Value) -> str:
    parts = value.parts if isinstance(value, Concat) else (value,)
    return "".join(text(part) or "*" for part in parts)
