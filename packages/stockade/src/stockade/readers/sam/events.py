"""An own reading of events: what the transform would have made of one that it refuses.

Source: the page on each event source of the SAM specification. What authenticates a route is said where the
event or its API names it; what cannot be told is unknown, never nothing. An event of a kind that is not
known here becomes a permission for a principal that is not known.
"""

from collections.abc import Callable

from stockade.readers.building import Data, attribute, invocation, joined, lifted, ref, resource
from stockade.readers.sam.locate import IMPLICIT, Origins
from stockade.values import ABSENT, List, Location, Map, Unknown, Value, get, is_absent, text

Found = dict[str, Value]


class Event:
    """One event of a function, and the resources it is read into."""

    def __init__(self, found: Found, origins: Origins, function: str, name: str) -> None:
        self.found = found
        self.origins = origins
        self.function = function
        self.written = origins.events(function).get(name, ABSENT)
        self.kind = text(get(self.written, "Type")) or ""
        self.at: Location = self.written.at
        self._stem = f"{function}{name}"

    def __getitem__(self, path: str) -> Value:
        """Return a property of the event."""
        return get(self.written, f"Properties.{path}")

    @property
    def arn(self) -> Data:
        """The function's ARN."""
        return attribute(self.function)

    def all(self, *left_out: str) -> dict[str, Data]:
        """Return the properties as written, some left out."""
        properties = get(self.written, "Properties")
        items = properties.items if isinstance(properties, Map) else {}
        return {key: value for key, value in items.items() if key not in left_out}

    def add(self, suffix: str, kind: str, properties: dict[str, Data]) -> str:
        """Add a resource and return its id."""
        self.found[f"{self._stem}{suffix}"] = resource(kind, properties, self.at)
        return f"{self._stem}{suffix}"

    def put(self, target: str, path: tuple[str, ...], change: Callable[[Value], Value]) -> bool:
        """Change what stands below the properties of another resource; false where that is not here."""
        body = self.found.get(target)
        if isinstance(body, Map):
            self.found[target] = _put(body, ("Properties", *path), change)
        return isinstance(body, Map)


def _put(value: Value, path: tuple[str, ...], change: Callable[[Value], Value]) -> Value:
    if not path:
        return change(value)
    items = value.items if isinstance(value, Map) else {}
    return Map({**items, path[0]: _put(items.get(path[0], ABSENT), path[1:], change)}, at=value.at)


def add_event(found: Found, origins: Origins, function: str, name: str) -> None:
    """Add to the resources found what one event of a function stands for."""
    event = Event(found, origins, function, name)
    maker = _MAKERS.get(event.kind)
    if maker is None or not maker(event):
        found[f"{function}{name}Permission"] = unknown_caller(function, f"the event {name!r}", event.at)


_PERMISSION = "AWS::Lambda::Permission"


def unknown_caller(function: str, what: str, at: Location) -> Value:
    """Return a permission for nobody knows whom, in the place of what is not understood."""
    principal = Unknown(f"{what} is not understood", at=at)
    return resource(_PERMISSION, {**_invoke(function), "Principal": principal}, at)


def _invoke(function: str) -> dict[str, Data]:
    return {"FunctionName": ref(function), "Action": "lambda:InvokeFunction"}


def _made(kind: str, properties: Callable[[Event], dict[str, Data]], *needed: str) -> Callable[[Event], bool]:
    """Return what adds one resource of its own, where the event has the properties that are needed."""

    def make(event: Event) -> bool:
        if any(is_absent(event[name]) for name in needed):
            return False
        event.add("", kind, properties(event))
        return True

    return make


def _polled(source: str) -> Callable[[Event], bool]:
    """Return what adds the mapping of a source that is polled; `source` is the property that names it."""

    def mapping(event: Event) -> dict[str, Data]:
        own: dict[str, Data] = {"EventSourceArn": event[source], "FunctionName": ref(event.function)}
        return {**event.all(source), **own}

    return _made("AWS::Lambda::EventSourceMapping", mapping, source)


def _kafka(event: Event) -> dict[str, Data]:
    endpoints: Data = {"Endpoints": {"KafkaBootstrapServers": event["KafkaBootstrapServers"]}}
    return {
        **event.all("KafkaBootstrapServers"),
        "SelfManagedEventSource": endpoints,
        "FunctionName": ref(event.function),
    }


def _rule(event: Event) -> dict[str, Data]:
    return {
        "EventPattern": event["Pattern"],
        "EventBusName": event["EventBusName"],
        "ScheduleExpression": event["Schedule"],
        "Targets": [{"Arn": event.arn, "Id": "Target"}],
    }


def _bucket(event: Event) -> bool:
    kinds = event["Events"]
    written = kinds.items if isinstance(kinds, List) else (kinds,)
    entries = tuple(
        lifted({"Event": kind, "Filter": event["Filter"], "Function": event.arn}, event.at)
        for kind in written
    )

    def extended(value: Value) -> Value:
        return List((*(value.items if isinstance(value, List) else ()), *entries), at=event.at)

    path = ("NotificationConfiguration", "LambdaConfigurations")
    return event.put(text(get(event["Bucket"], "Ref")) or "", path, extended)


def _user_pool(event: Event) -> bool:
    kinds = event["Trigger"]
    names = [text(kind) or "" for kind in (kinds.items if isinstance(kinds, List) else (kinds,))]
    pool = text(get(event["UserPool"], "Ref")) or ""
    arn = lifted(event.arn, event.at)
    puts = [event.put(pool, ("LambdaConfig", name), lambda _: arn) for name in names if name]
    return len(puts) == len(names) and all(puts)


def _skill(event: Event) -> dict[str, Data]:
    token = event["SkillId"]
    return {**_invoke(event.function), "Principal": "alexa-appkit.amazon.com", "EventSourceToken": token}


def _rest_route(event: Event) -> bool:
    path, method = text(event["Path"]), text(event["Method"])
    if path is None or method is None:
        return False
    api, named = _api(event, "RestApiId", "AWS::ApiGateway::RestApi")
    place = event.add("Path", "AWS::ApiGateway::Resource", {"RestApiId": api, "PathPart": path.lstrip("/")})
    integration: Data = {"Type": "AWS_PROXY", "Uri": invocation(event.function)}
    properties: dict[str, Data] = {
        "RestApiId": api,
        "ResourceId": ref(place),
        "HttpMethod": "ANY" if method in {"any", "*"} else method.upper(),
        "AuthorizationType": _security(event, named),
        "ApiKeyRequired": event["Auth.ApiKeyRequired"],
        "Integration": integration,
    }
    event.add("Method", "AWS::ApiGateway::Method", properties)
    return True


def _http_route(event: Event) -> bool:
    path, method = text(event["Path"]), (text(event["Method"]) or "ANY").upper()
    if path is None and not is_absent(event["Path"]):
        return False
    api, named = _api(event, "ApiId", "AWS::ApiGatewayV2::Api")
    integration: dict[str, Data] = {
        "ApiId": api,
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": invocation(event.function),
    }
    target = event.add("Integration", "AWS::ApiGatewayV2::Integration", integration)
    properties: dict[str, Data] = {
        "ApiId": api,
        "RouteKey": f"{'ANY' if method == '*' else method} {path}" if path else "$default",
        "AuthorizationType": _security(event, named),
        "Target": joined("integrations/", ref(target)),
    }
    event.add("Route", "AWS::ApiGatewayV2::Route", properties)
    return True


def _api(event: Event, property_: str, kind: str) -> tuple[Data, str]:
    """Return the API of a route and its id; the implicit one is made where it is not there yet."""
    given = event[property_]
    if not is_absent(given):
        return given, text(get(given, "Ref")) or ""
    implicit = next(name for name, section in IMPLICIT.items() if section == event.kind)
    event.found.setdefault(implicit, resource(kind, {}, event.at))
    return ref(implicit), implicit


_KINDS = {"UserPoolArn": "COGNITO_USER_POOLS", "FunctionArn": "CUSTOM", "JwtConfiguration": "JWT"}
"""What an entry of `Auth.Authorizers` holds -> the type of authorization it gives."""


def _security(event: Event, api: str) -> Data:
    """Return the authorization type of a route: what the event names, else what its API does."""
    auth = event.origins.settings(api).get("Auth", ABSENT)
    named = event["Auth.Authorizer"]
    if is_absent(named):
        if not isinstance(auth, Map) and not is_absent(auth):
            return Unknown("what authenticates the routes of the API is not understood", at=event.at)
        if is_absent(auth) and api not in event.origins.resources and api not in IMPLICIT:
            return Unknown("the API of the route is not in this template", at=event.at)
        named = get(auth, "DefaultAuthorizer")
    name = "NONE" if is_absent(named) else text(named)
    if name in {"NONE", "AWS_IAM"}:
        return name
    authorizer = get(auth, f"Authorizers.{name}") if name else ABSENT
    found = (kind for key, kind in _KINDS.items() if not is_absent(get(authorizer, key)))
    return next(found, Unknown(f"the authorizer {name or 'of the route'} is not understood", at=event.at))


_MAKERS: dict[str, Callable[[Event], bool]] = {
    "AlexaSkill": _made(_PERMISSION, _skill),
    "Api": _rest_route,
    "CloudWatchEvent": _made("AWS::Events::Rule", _rule, "Pattern"),
    "CloudWatchLogs": _made(
        "AWS::Logs::SubscriptionFilter",
        lambda event: {**event.all(), "DestinationArn": event.arn},
        "LogGroupName",
    ),
    "Cognito": _user_pool,
    "DocumentDB": _polled("Cluster"),
    "DynamoDB": _polled("Stream"),
    "EventBridgeRule": _made("AWS::Events::Rule", _rule, "Pattern"),
    "HttpApi": _http_route,
    "IoTRule": _made(
        "AWS::IoT::TopicRule",
        lambda event: {
            "TopicRulePayload": {"Sql": event["Sql"], "Actions": [{"Lambda": {"FunctionArn": event.arn}}]}
        },
    ),
    "Kinesis": _polled("Stream"),
    "MQ": _polled("Broker"),
    "MSK": _polled("Stream"),
    "S3": _bucket,
    "SNS": _made(
        "AWS::SNS::Subscription",
        lambda event: {
            "Protocol": "lambda",
            "TopicArn": event["Topic"],
            "FilterPolicy": event["FilterPolicy"],
            "Endpoint": event.arn,
        },
        "Topic",
    ),
    "SQS": _polled("Queue"),
    "Schedule": _made("AWS::Events::Rule", _rule, "Schedule"),
    "ScheduleV2": _made(
        "AWS::Scheduler::Schedule",
        lambda event: {"ScheduleExpression": event["ScheduleExpression"], "Target": {"Arn": event.arn}},
    ),
    "SelfManagedKafka": _made("AWS::Lambda::EventSourceMapping", _kafka, "KafkaBootstrapServers"),
}
"""What each type of event is read into; false where it cannot be."""
