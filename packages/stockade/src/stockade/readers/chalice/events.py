"""Event decorators as the resources that the tool deploys: rules, subscriptions, mappings, routes."""

from collections.abc import Callable, Iterator

from stockade.languages.python import Call
from stockade.model import Gap, StackResource
from stockade.readers.chalice.application import Handler
from stockade.readers.chalice.routes import given, invocation
from stockade.values import (
    Attr,
    List,
    Lit,
    Location,
    Map,
    Pseudo,
    Ref,
    Unknown,
    Value,
    concat,
    is_absent,
    text,
)

WEBSOCKET = "websocket_api"
SOCKETS = {"on_ws_connect": "$connect", "on_ws_disconnect": "$disconnect", "on_ws_message": "$default"}
"""Decorators of the WebSocket API, and the route each stands for."""
ON_THEIR_OWN = frozenset({"lambda_function", "authorizer"})
"""Decorators that deploy a function and connect nothing to it."""
_OTHERS = frozenset({"route", "middleware", *SOCKETS, *ON_THEIR_OWN})

_Made = Iterator[tuple[str, str, dict[str, Value]]]
"""Suffix of the id, type and properties of each resource."""


def resources(handler: Handler, gaps: list[Gap]) -> Iterator[StackResource]:
    """Yield what connects one handler to its source; what cannot be understood is a gap."""
    make = _MAKERS.get(handler.kind)
    if make is None:
        if handler.kind not in _OTHERS:
            gaps.append(Gap(handler.at, f"the decorator {handler.decorator.target} is not known", "resource"))
        return
    for suffix, kind, properties in make(handler):
        yield StackResource(
            id=f"{handler.id}_{suffix}",
            type=kind,
            properties=Map(properties, at=handler.at),
            at=handler.at,
            made_from=handler.id,
        )


def socket(handler: Handler) -> Iterator[StackResource]:
    """Yield the route and the integration of a handler of the WebSocket API."""
    api = Ref(WEBSOCKET, at=handler.at)
    made: tuple[tuple[str, str, dict[str, Value]], ...] = (
        (
            "integration",
            "AWS::ApiGatewayV2::Integration",
            {
                "ApiId": api,
                "IntegrationType": Lit("AWS_PROXY"),
                "IntegrationUri": invocation(handler.id, handler.at),
            },
        ),
        (
            "route",
            "AWS::ApiGatewayV2::Route",
            {
                "ApiId": api,
                "RouteKey": Lit(SOCKETS[handler.kind], at=handler.at),
                "Target": concat([Lit("integrations/"), Ref(f"{handler.id}_integration")]),
            },
        ),
    )
    for suffix, kind, properties in made:
        yield StackResource(
            id=f"{handler.id}_{suffix}",
            type=kind,
            properties=Map(properties, at=handler.at),
            at=handler.at,
            made_from=handler.id,
        )


def _arn(service: str, name: Value, at: Location) -> Value:
    parts = (Lit("arn:"), Pseudo("AWS::Partition"), Lit(f":{service}:"), Pseudo("AWS::Region"), Lit(":"))
    return concat([*parts, Pseudo("AWS::AccountId"), Lit(":"), name], at=at)


def _function(handler: Handler) -> Value:
    return Attr(handler.id, "Arn", at=handler.at)


def _bucket(handler: Handler) -> _Made:
    call = handler.decorator
    events = given(call, 1, "events")
    entry: dict[str, Value] = {
        "LambdaFunctionArn": _function(handler),
        "Events": List((Lit("s3:ObjectCreated:*"),), at=handler.at) if is_absent(events) else events,
    }
    configuration = Map({"LambdaFunctionConfigurations": List((Map(entry, at=handler.at),))}, at=handler.at)
    properties = {"BucketName": given(call, 0, "bucket"), "NotificationConfiguration": configuration}
    yield "notification", "Custom::S3BucketNotifications", properties


def _topic(handler: Handler) -> _Made:
    named = given(handler.decorator, 0, "topic")
    known = text(named)
    topic = named if known is not None and known.startswith("arn:") else _arn("sns", named, handler.at)
    properties = {"TopicArn": topic, "Protocol": Lit("lambda"), "Endpoint": _function(handler)}
    yield "subscription", "AWS::SNS::Subscription", properties


def _queue(handler: Handler) -> _Made:
    arn = handler.decorator.keywords.get("queue_arn")
    named = given(handler.decorator, 0, "queue")
    yield _mapping(
        handler, given(handler.decorator, 9, "queue_arn") if arn else _arn("sqs", named, handler.at)
    )


def _stream(handler: Handler) -> _Made:
    name = concat([Lit("stream/"), given(handler.decorator, 0, "stream")], at=handler.at)
    yield _mapping(handler, _arn("kinesis", name, handler.at))


def _table(handler: Handler) -> _Made:
    yield _mapping(handler, given(handler.decorator, 0, "stream_arn"))


def _mapping(handler: Handler, source: Value) -> tuple[str, str, dict[str, Value]]:
    properties = {"EventSourceArn": source, "FunctionName": Ref(handler.id, at=handler.at)}
    return "mapping", "AWS::Lambda::EventSourceMapping", properties


def _schedule(handler: Handler) -> _Made:
    expression = handler.decorator.argument(0, "expression")
    known = (
        _expression(expression) if isinstance(expression, Call) else given(handler.decorator, 0, "expression")
    )
    yield _rule(handler, "ScheduleExpression", known)


def _expression(call: Call) -> Value:
    """Write `Rate(5, unit=Rate.MINUTES)` and `Cron(0, 10, "*", "*", "?", "*")` as the service reads them."""
    kind = call.target.rpartition(".")[2]
    values = [given(call, position, "") for position in range(len(call.positional))]
    values.extend(given(call, len(values), name) for name in _CRON_FIELDS if name in call.keywords)
    written = [text(value) for value in values if text(value) is not None]
    if kind == "Rate" and written:
        unit = call.argument(1, "unit")
        name = getattr(unit, "path", "").rpartition(".")[2].lower() or "minutes"
        name = name.removesuffix("s") if written[0] == "1" else name
        return Lit(f"rate({written[0]} {name})", at=call.at)
    if kind == "Cron" and len(written) == len(_CRON_FIELDS):
        return Lit(f"cron({' '.join(part for part in written if part)})", at=call.at)
    return Unknown("a schedule that is computed", at=call.at)


_CRON_FIELDS = ("minutes", "hours", "day_of_month", "month", "day_of_week", "year")


def _pattern(handler: Handler) -> _Made:
    yield _rule(handler, "EventPattern", given(handler.decorator, 0, "event_pattern"))


def _rule(handler: Handler, key: str, value: Value) -> tuple[str, str, dict[str, Value]]:
    target = Map({"Arn": _function(handler), "Id": Lit(handler.id)}, at=handler.at)
    return "event", "AWS::Events::Rule", {key: value, "Targets": List((target,), at=handler.at)}


_MAKERS: dict[str, Callable[[Handler], _Made]] = {
    "on_s3_event": _bucket,
    "on_sns_message": _topic,
    "on_sqs_message": _queue,
    "on_kinesis_record": _stream,
    "on_dynamodb_record": _table,
    "schedule": _schedule,
    "on_cw_event": _pattern,
}
