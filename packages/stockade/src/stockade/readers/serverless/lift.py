"""Constructs of the plug-in serverless-lift: queues with a worker, storage, webhooks, tables.

Source: the documentation of the plug-in, one page a construct. It grants the functions of a service what its
constructs are used with; other kinds of constructs are a gap.
"""

from collections.abc import Callable

from stockade.readers.building import Data, attribute, joined, lifted, ref
from stockade.readers.serverless.identifiers import normal
from stockade.readers.serverless.routes import Apis
from stockade.readers.serverless.service import Service, option
from stockade.values import ABSENT, Map, Value, text

SECTION = "constructs"
_MOST_RECEIVED = 3


def workers(service: Service) -> dict[str, Map]:
    """Return the functions that constructs hold, by the keys the plug-in gives them."""
    found: dict[str, Map] = {}
    for name, body in _constructs(service):
        for key, suffix in (("worker", "Worker"), ("authorizer", "Authorizer")):
            inner = option(body, key)
            if isinstance(inner, Map) and "handler" in inner.items:
                found[f"{name}{suffix}"] = inner
    return found


def add_constructs(service: Service, apis: Apis) -> None:
    """Add the resources of every construct."""
    for name, body in _constructs(service):
        kind = text(option(body, "type")) or ""
        maker = _MAKERS.get(kind)
        if maker is None:
            service.gap(body.at, f"the construct {name!r} is of a kind that is not read: {kind}")
        else:
            maker(service, apis, name, body)


def _constructs(service: Service) -> list[tuple[str, Value]]:
    section = service.sections.get(SECTION, ABSENT)
    return list(section.items.items()) if isinstance(section, Map) else []


def _queue(service: Service, _apis: Apis, name: str, body: Value) -> None:
    identity, at = normal(name), body.at
    fifo: Data = "true" if text(option(body, "fifo")) == "true" else ABSENT
    service.add(f"{identity}Dlq", "AWS::SQS::Queue", {"FifoQueue": fifo}, at)
    redrive: Data = {"deadLetterTargetArn": attribute(f"{identity}Dlq"), "maxReceiveCount": _MOST_RECEIVED}
    service.add(f"{identity}Queue", "AWS::SQS::Queue", {"RedrivePolicy": redrive, "FifoQueue": fifo}, at)
    mapping: dict[str, Data] = {
        "EventSourceArn": attribute(f"{identity}Queue"),
        "FunctionName": attribute(f"{normal(name)}WorkerLambdaFunction"),
        "BatchSize": option(body, "batchSize"),
    }
    service.add(f"{identity}WorkerEventSourceMapping", "AWS::Lambda::EventSourceMapping", mapping, at)
    service.grant(("sqs:SendMessage",), attribute(f"{identity}Queue"), at)


def _storage(service: Service, _apis: Apis, name: str, body: Value) -> None:
    identity = f"{normal(name)}Bucket"
    service.add(identity, "AWS::S3::Bucket", {}, body.at)
    actions = ("s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListBucket")
    for target in (attribute(identity), joined(attribute(identity), "/*")):
        service.grant(actions, target, body.at)


def _webhook(service: Service, apis: Apis, name: str, body: Value) -> None:
    bus = f"{normal(name)}Bus"
    service.add(bus, "AWS::Events::EventBus", {"Name": joined(service.name, "-", name)}, body.at)
    guarded = isinstance(option(body, "authorizer"), Map)
    operation: dict[str, Data] = {
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "integrationSubtype": "EventBridge-PutEvents",
            "requestParameters": {"EventBusName": ref(bus)},
        }
    }
    if guarded:
        operation["security"] = [{f"{name}Authorizer": []}]
        apis.guard(f"{name}Authorizer", f"{normal(name)}AuthorizerLambdaFunction", body.at)
    verb, path = text(option(body, "method")) or "POST", text(option(body, "path")) or "/"
    apis.direct_http(path, verb, lifted(operation, body.at))


def _table(service: Service, _apis: Apis, name: str, body: Value) -> None:
    identity = f"{normal(name)}Table"
    keys: Data = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
    properties: dict[str, Data] = {
        "KeySchema": keys,
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
    }
    service.add(identity, "AWS::DynamoDB::Table", properties, body.at)
    reading, writing = ("GetItem", "BatchGetItem", "Query", "Scan"), ("PutItem", "UpdateItem", "DeleteItem")
    for target in (attribute(identity), joined(attribute(identity), "/index/*")):
        service.grant(tuple(f"dynamodb:{action}" for action in (*reading, *writing)), target, body.at)


_MAKERS: dict[str, Callable[[Service, Apis, str, Value], None]] = {
    "queue": _queue,
    "storage": _storage,
    "webhook": _webhook,
    "database/dynamodb-single-table": _table,
}
