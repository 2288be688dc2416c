"""Event buses: the policy of a bus, and the older permission, which is one statement of it."""

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.documents import blocks
from stockade.readers.terraform.references import Resolver
from stockade.values import Lit, Map, Pseudo, Value, concat, get, is_absent, text

BUS = "aws_cloudwatch_event_bus"
DEFAULT = "default"
"""The bus that every account has."""


def _permission(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    bus, sid = get(arguments, "event_bus_name"), get(arguments, "statement_id")
    action = get(arguments, "action")
    name: Value = Lit(DEFAULT, at=block.at) if is_absent(bus) else bus
    statement: dict[str, Value] = {
        "Effect": Lit("Allow", at=block.at),
        "Principal": _principal(get(arguments, "principal")),
        "Action": Lit("events:PutEvents", at=block.at) if is_absent(action) else action,
        "Resource": _arn(name),
    }
    conditions = blocks(get(arguments, "condition"))
    if conditions:
        statement["Condition"] = _condition(conditions[0])
    return Map(
        {"EventBusName": name, "StatementId": sid, "Statement": Map(statement, at=block.at)}, at=block.at
    )


def _principal(value: Value) -> Value:
    return value if text(value) == "*" else Map({"AWS": value}, at=value.at)


def _condition(condition: Value) -> Map:
    operator, key = text(get(condition, "type")), text(get(condition, "key"))
    return Map({operator or "": Map({key or "": get(condition, "value")})}, at=condition.at)


def _arn(name: Value) -> Value:
    start = (Lit("arn:"), Pseudo("AWS::Partition"), Lit(":events:"), Pseudo("AWS::Region"), Lit(":"))
    return concat((*start, Pseudo("AWS::AccountId"), Lit(":event-bus/"), name), at=name.at)


PROPERTIES = {"aws_cloudwatch_event_permission": _permission}
