"""Powertools for AWS Lambda: data classes whose attributes are fields of the event, parsers, batches.

An attribute is named as Python names things (`message_attributes`), the field as the event does.
https://docs.powertools.aws.dev/lambda/python/latest/utilities/data_classes/
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks.route import Route
from stockade.analysis.sources import FieldNode, loaded
from stockade.analysis.taint import Taint
from stockade.analysis.values import UNKNOWN, Value, tainted
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.core import Core

EVENT = "powertools.Event"
DATA_CLASSES = "aws_lambda_powertools.utilities.data_classes."
_DATA_TYPE = re.compile(
    r"(?:\w+\.)*(?:\w+Event(?:V2)?|SQSRecord|S3EventNotificationEventBridgeModel|DynamoDBRecord|KinesisStreamRecord)"
)
_ITSELF = frozenset({"raw_event", "decoded_data", "get_type", "to_dict"})
_PARSED = frozenset({"json_body", "data_as_json"})
_METHODS = frozenset(
    {
        "data_as_text",
        "data_as_json",
        "data_as_bytes",
        "get_query_string_value",
        "get_multi_value_query_string_values",
        "get_header_value",
    }
)
"""Attributes that are called."""
_WAYS: dict[str, tuple[str, ...]] = {
    "json_body": ("body",),
    "decoded_body": ("body",),
    "get_object": ("object",),
    "data_as_text": ("data",),
    "data_as_json": ("data",),
    "data_as_bytes": ("data",),
    "sns_message": ("Records", "[]", "Sns", "Message"),
    "bucket_name": ("Records", "[]", "s3", "bucket", "name"),
    "object_key": ("Records", "[]", "s3", "object", "key"),
    "record": ("Records", "[]"),
    "get_query_string_value": ("queryStringParameters", "*"),
    "get_multi_value_query_string_values": ("multiValueQueryStringParameters", "*"),
    "get_header_value": ("headers", "*"),
    "resolved_query_string_parameters": ("queryStringParameters",),
    "resolved_headers_field": ("headers",),
    "raw_query_string": ("rawQueryString",),
    "raw_path": ("rawPath",),
}
"""Attributes that are named otherwise than the field; the last is the field's, the way leads to it."""
_ENVELOPES: dict[str, tuple[str, ...]] = {
    "ApiGatewayEnvelope": ("body",),
    "ApiGatewayV2Envelope": ("body",),
    "LambdaFunctionUrlEnvelope": ("body",),
    "VpcLatticeEnvelope": ("body",),
    "VpcLatticeV2Envelope": ("body",),
    "SqsEnvelope": ("Records", "[]", "body"),
    "SnsEnvelope": ("Records", "[]", "Sns", "Message"),
    "SnsSqsEnvelope": ("Records", "[]", "body"),
    "EventBridgeEnvelope": ("detail",),
    "DynamoDBStreamEnvelope": ("Records", "[]", "dynamodb", "NewImage"),
    "KinesisDataStreamEnvelope": ("Records", "[]", "kinesis", "data"),
    "CloudWatchLogsEnvelope": ("awslogs", "data"),
}
_MANY = frozenset({"SqsEnvelope", "SnsEnvelope", "SnsSqsEnvelope", "KinesisDataStreamEnvelope"})


def is_event(names: tuple[str, ...]) -> bool:
    """Tell whether a value is an event, or a part of one, that a data class wraps."""
    return any(one.startswith(EVENT) for one in names)


def attribute(value: Value, name: str) -> Value:
    """Return an attribute of an event, or part of one, that a data class wraps."""
    if name in _ITSELF:
        return value
    taints = frozenset(below for one in value.taints for below in _below(one, name))
    if name in _PARSED:
        taints = frozenset(one.marked("+json") for one in taints)
    found = Value(taints=taints, pieces=(taints,) if taints else None, names=(EVENT,))
    return found if name in _METHODS else part(found)


def part(value: Value) -> Value:
    """Return a part of an event: a data class where it has parts itself, else what the event holds."""
    more = any(isinstance(one.field, FieldNode) and one.field.below for one in value.taints)
    return value.changed(names=(EVENT,) if more else ())


def _below(taint: Taint, name: str) -> list[Taint]:
    found = [taint]
    for key in _WAYS.get(name, (name,)):
        index = key == "[]"
        found = [
            inner
            for one in found
            for inner in loaded(one, None if key in {"*", "[]"} else _key(one, key), index=index)
        ]
    return found


def _key(taint: Taint, name: str) -> str:
    """Return the name of a field as the event writes it."""
    first, *others = name.split("_")
    camel = first + "".join(one.capitalize() for one in others)
    pascal = "".join(one.capitalize() for one in (first, *others))
    node = taint.field
    if not isinstance(node, FieldNode):
        return name
    return next((one for one in (name, camel, pascal, name.replace("_", "-")) if one in node.children), camel)


def wrapped(given: "Given", name: str) -> Value | None:
    """Return the event that a data class is made of (`SQSEvent(event)`), None for another call."""
    made = name.rpartition(".")[2][:1].isupper() and bool(given.first().taints)
    return given.first().changed(names=(EVENT,)) if made else None


def of_handler(machine: "Core", handler: Value, event: Value) -> Value:
    """Return what a handler takes its event as: a data class or a model, where it says so."""
    for one in handler.functions:
        if isinstance(one, FunctionValue) and one.module.is_python:
            for decorator in one.function.decorators:
                if isinstance(decorator, ir.Call):
                    found = _of_decorator(machine, one, decorator, event)
                    if found is not None:
                        return found
            first = one.function.parameters[0].annotation if one.function.parameters else ""
            if _DATA_TYPE.fullmatch(first) and not _is_of_program(one, first):
                return event.changed(names=(EVENT,))
    return event


def _is_of_program(function: FunctionValue, annotation: str) -> bool:
    known = function.module.frame.lookup(annotation.partition(".")[0])
    return known is not None and bool(known.functions)


def _of_decorator(machine: "Core", function: FunctionValue, decorator: ir.Call, event: Value) -> Value | None:
    callee = decorator.callee.name if isinstance(decorator.callee, ir.Name | ir.Attribute) else ""
    if callee == "event_source":
        return event.changed(names=(EVENT,))
    if callee != "event_parser":
        return None
    given = {name: machine.evaluate(function.frame, value) for name, value in decorator.keywords}
    if decorator.arguments:
        given.setdefault("model", machine.evaluate(function.frame, decorator.arguments[0]))
    model = given.get("model") or function.frame.lookup(function.function.parameters[0].annotation) or UNKNOWN
    return _modelled(machine, function, model, given.get("envelope", UNKNOWN), event)


def parsed(given: "Given") -> Value | None:
    """Return what `parse(event=..., model=..., envelope=...)` gives."""
    event = given.keywords.get("event", given.positional(0))
    model = given.keywords.get("model", given.positional(1))
    envelope = given.keywords.get("envelope", given.positional(2))
    found = next((one for one in model.functions if isinstance(one, ClassValue)), None)
    if found is None:
        return None
    whole, many = _enveloped(envelope, event)
    made = given.machine.instantiate(given.frame, found, [], {"": whole}, given.at)
    return Value(fields={}, items=made) if many else made


def _modelled(machine: "Core", function: FunctionValue, model: Value, envelope: Value, event: Value) -> Value:
    whole, many = _enveloped(envelope, event)
    found = next((one for one in model.functions if isinstance(one, ClassValue)), None)
    if found is None:
        return whole
    made = machine.instantiate(function.frame, found, [], {"": whole}, function.function.at)
    return Value(fields={}, items=made) if many else made


def _enveloped(envelope: Value, event: Value) -> tuple[Value, bool]:
    """Return the part of an event that an envelope leaves, and whether it is a list of such."""
    name = next((one.removesuffix("()").rpartition(".")[2] for one in envelope.names), "")
    found = list(event.taints)
    for key in _ENVELOPES.get(name, ()):
        found = [
            inner for one in found for inner in loaded(one, None if key == "[]" else key, index=key == "[]")
        ]
    return tainted(frozenset(one.marked("+json") for one in found)), name in _MANY


def _by_decorator(given: "Given") -> Iterator[Route]:
    """Yield the handler of records that `@batch_processor(record_handler=...)` names."""
    handler = given.keywords.get("record_handler", given.positional(0))
    if handler.functions:
        yield Route(handler, "record", "")


CALLS: dict[str, Callable[["Given"], Iterator[Route]]] = {
    "aws_lambda_powertools.utilities.batch.batch_processor": _by_decorator,
    "aws_lambda_powertools.utilities.batch.async_batch_processor": _by_decorator,
}
"""Calls that register handlers of records."""
