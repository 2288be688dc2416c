"""Sections of plug-ins that add resources: state machines, and routes that act on a service directly.

Source: the documentation of serverless-step-functions and of serverless-apigateway-service-proxy. A section
of a plug-in that is not known is a gap.
"""

from stockade.readers.building import Data, attribute, joined, lifted, ref
from stockade.readers.serverless.graphql import add_graphql
from stockade.readers.serverless.identifiers import function_id, letters
from stockade.readers.serverless.routes import Apis
from stockade.readers.serverless.service import Service, entries_of, option
from stockade.values import ABSENT, List, Lit, Map, Value, get, is_absent, replace, text

KNOWN_SECTIONS = frozenset(
    {
        "app",
        "appSync",
        "build",
        "constructs",
        "configValidationMode",
        "console",
        "custom",
        "dashboard",
        "deprecationNotificationMode",
        "disabledDeprecations",
        "enableLegacyDeprecations",
        "framework",
        "frameworkVersion",
        "functions",
        "layers",
        "licenseKey",
        "org",
        "outputs",
        "package",
        "params",
        "plugins",
        "projectDir",
        "provider",
        "resources",
        "service",
        "stages",
        "state",
        "stepFunctions",
        "tenant",
        "unresolvedVariablesNotificationMode",
        "useDotenv",
        "variablesResolutionMode",
    }
)
"""Sections that are the framework's own, or read here."""

_SERVICES = {
    "sqs": ("sqs:path", "queueName"),
    "kinesis": ("kinesis:action/PutRecord", "streamName"),
    "sns": ("sns:action/Publish", "topicName"),
    "s3": ("s3:path", "bucket"),
    "dynamodb": ("dynamodb:action", "tableName"),
    "eventbridge": ("events:action/PutEvents", "eventBusName"),
}
_INTEGRATION = "x-amazon-apigateway-integration"


def add_plugins(service: Service, apis: Apis) -> None:
    """Add what the known plug-ins make."""
    machines = get(service.sections.get("stepFunctions", Map()), "stateMachines")
    for name, body in machines.items.items() if isinstance(machines, Map) else ():
        _machine(service, apis, name, body)
    add_graphql(service)
    for proxy in entries_of(get(service.custom, "apiGatewayServiceProxies")):
        _proxy(apis, proxy)


def _machine(service: Service, apis: Apis, name: str, body: Value) -> None:
    given = option(body, "id")
    identity = text(given) or f"{letters(name)}StepFunctionsStateMachine"
    definition = _with_functions(service, option(body, "definition"))
    properties: dict[str, Data] = {
        "StateMachineName": option(body, "name"),
        "DefinitionString" if isinstance(definition, Lit) else "Definition": definition,
        "RoleArn": option(body, "role"),
        "StateMachineType": option(body, "type"),
        "LoggingConfiguration": option(body, "loggingConfig"),
    }
    at = body.at if body.at.line else service.at
    service.add(identity, "AWS::StepFunctions::StateMachine", properties, at)
    for event in entries_of(option(body, "events")):
        for kind, settings in event.items.items() if isinstance(event, Map) else ():
            _start(service, apis, identity, kind, settings)


def _with_functions(service: Service, definition: Value) -> Value:
    """Return a definition in which functions named by their key are named by their logical id."""
    keys = {name for name, _ in service.functions()}

    def each(term: Value) -> Value:
        named = term.items.get("Fn::GetAtt") if isinstance(term, Map) else None
        first = text(named.items[0]) if isinstance(named, List) and named.items else None
        return lifted(attribute(function_id(first)), term.at) if first in keys and first else term

    return replace(definition, each)


def _start(service: Service, apis: Apis, machine: str, kind: str, settings: Value) -> None:
    """Add what starts a state machine."""
    at = settings.at
    target: Data = {"Arn": ref(machine), "Id": "machine"}
    if kind == "http":
        path, method = text(option(settings, "path")) or "", text(option(settings, "method")) or "POST"
        uri = joined(
            "arn:", ref("AWS::Partition"), ":apigateway:", ref("AWS::Region"), ":states:action/StartExecution"
        )
        integration: Data = {
            "type": "aws",
            "httpMethod": "POST",
            "uri": uri,
            "requestTemplates": _request(machine, settings),
        }
        wanted = dict(apis.wanted(settings, at))
        operation: dict[str, Data] = {_INTEGRATION: integration, **({"security": [wanted]} if wanted else {})}
        apis.direct(path, method, lifted(operation, at))
    elif kind in {"schedule", "cloudwatchEvent", "eventBridge"}:
        rate = option(settings, "rate") if isinstance(settings, Map) else settings
        pattern = next(
            (one for key in ("event", "pattern") if not is_absent(one := option(settings, key))), None
        )
        properties: dict[str, Data] = {
            "EventBusName": option(settings, "eventBusName"),
            "Targets": [target],
            **_when(kind, rate, pattern),
        }
        service.add(f"{machine}Rule{len(service.resources)}", "AWS::Events::Rule", properties, at)
    else:
        service.gap(at, f"the event {kind!r} of a state machine is not known")


def _request(machine: str, settings: Value) -> Data:
    """Return the templates of a route that starts a machine: by default the body becomes the input.

    `lambda_proxy` is a template of the plug-in's own that hands over the event of a Lambda integration.
    """
    written = get(settings, "request.template") if isinstance(settings, Map) else ABSENT
    if not is_absent(written):
        return written if isinstance(written, Map) else {"application/json": written}
    body = """{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": \""""
    return {"application/json": joined(body, ref(machine), '"}')}


def _when(kind: str, rate: Value, pattern: Value | None) -> dict[str, Data]:
    if kind == "schedule" or pattern is None:
        return {"ScheduleExpression": rate}
    return {"EventPattern": pattern}


def _proxy(apis: Apis, proxy: Value) -> None:
    """Add the route of a service proxy: no function, an action of another service."""
    for kind, settings in proxy.items.items() if isinstance(proxy, Map) else ():
        action = _SERVICES.get(kind)
        at = settings.at
        if action is None:
            apis.service.gap(at, f"the service proxy {kind!r} is not known")
            continue
        path, method = text(option(settings, "path")) or "", text(option(settings, "method")) or "POST"
        uri = joined("arn:", ref("AWS::Partition"), ":apigateway:", ref("AWS::Region"), f":{action[0]}")
        named: Data = {"target": option(settings, action[1])}
        integration: Data = {"type": "aws", "httpMethod": "POST", "uri": uri, "requestParameters": named}
        wanted = dict(apis.wanted(settings, at))
        operation: dict[str, Data] = {_INTEGRATION: integration, **({"security": [wanted]} if wanted else {})}
        apis.direct(path, method, lifted(operation, at))
