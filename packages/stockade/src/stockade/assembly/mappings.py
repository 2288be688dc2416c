"""Event source mappings whose source is known only at deployment: which service feeds them all the same.

The catalog's patterns ask what the ARN names. Where that is a parameter, an import or a look-up, or a broker
whose kind no ARN tells, the mapping's other properties do (only Kafka has topics, only brokers have queues),
or what the function's role may poll: without that right the mapping would not work. Source:
`CreateEventSourceMapping` in the API reference of Lambda, and the execution role permissions in the developer
guide's page on each source.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.assembly.wiring import arn_service
from stockade.iam import acts
from stockade.model import Role, StackResource
from stockade.values import ABSENT, as_list, get, is_absent, strings, text

_BROKER = "AWS::AmazonMQ::Broker"
_MAPPING = "AWS::Lambda::EventSourceMapping"
_POLLED = {
    "sqs": "sqs:ReceiveMessage",
    "kinesis": "kinesis:GetRecords",
    "dynamodb.stream": "dynamodb:GetRecords",
}
"""Sources told apart by their poller's right alone, and that right."""


def wire(draft: Draft, roles: dict[str, Role]) -> None:
    """Add a trigger for each mapping that no pattern understood."""
    known = {wired.declared_by for wired in draft.wired}
    for mapping in draft.of_type(_MAPPING):
        if mapping.id not in known and not is_absent(get(mapping.properties, "EventSourceArn")):
            _mapping(draft, mapping, roles)


def _mapping(draft: Draft, mapping: StackResource, roles: dict[str, Role]) -> None:
    named = get(mapping.properties, "EventSourceArn")
    origin = draft.index.find(named, _BROKER)
    for function in draft.index.find_all(get(mapping.properties, "FunctionName"), FUNCTION):
        source = (
            _broker(draft, mapping) or _by_property(mapping) or _by_right(draft, mapping, function, roles)
        )
        if source is None:
            draft.gap(mapping.at, f"which service feeds {function} through {mapping.id} is not known")
            continue
        draft.trigger(
            Wired(
                event_source=source,
                function=function,
                origin=origin,
                detail=_detail(mapping),
                location=mapping.at,
                declared_by=mapping.id,
                filters=get(mapping.properties, "FilterCriteria"),
                outside=ABSENT if origin else named,
            )
        )


def _broker(draft: Draft, mapping: StackResource) -> str | None:
    """Return which kind of broker feeds a mapping, None where none does.

    Both kinds have an ARN of the same service. Only RabbitMQ has virtual hosts, which a mapping need not
    name: without one it is read as ActiveMQ, and a gap says that it is not known.
    """
    properties = mapping.properties
    named = get(properties, "EventSourceArn")
    is_broker = arn_service(draft.index.normal(named)) == "mq" or draft.index.find(named, _BROKER)
    if is_absent(get(properties, "Queues")) and not is_broker:
        return None
    kinds = {text(get(one, "Type")) for one in as_list(get(properties, "SourceAccessConfigurations"))}
    if "VIRTUAL_HOST" in kinds:
        return "mq.rabbit"
    reason = (
        f"whether the broker of {mapping.id} is ActiveMQ or RabbitMQ is not known; it is read as ActiveMQ"
    )
    draft.gap(mapping.at, reason)
    return "mq.active"


def _by_property(mapping: StackResource) -> str | None:
    """Return the source that alone has a property the mapping sets."""
    properties = mapping.properties
    if not is_absent(get(properties, "Topics")):
        return "msk"
    if not is_absent(get(properties, "DocumentDBEventSourceConfig")):
        return "docdb"
    if not is_absent(get(properties, "ScalingConfig")):
        return "sqs"
    return None


def _by_right(draft: Draft, mapping: StackResource, function: str, roles: dict[str, Role]) -> str | None:
    """Return the one source that the function's role may poll, of those that read as this mapping does."""
    streamed = not is_absent(get(mapping.properties, "StartingPosition"))
    possible = [source for source in _POLLED if (source != "sqs") == streamed]
    if len(possible) == 1:
        return possible[0]
    held = draft.index.find(get(draft.stack.resources[function].properties, "Role"), "AWS::IAM::Role")
    role = roles.get(held or "")
    granted = [source for source in possible if role is not None and _grants(role, _POLLED[source])]
    return granted[0] if len(granted) == 1 else None


def _grants(role: Role, action: str) -> bool:
    return any(
        grant.statement.effect == "Allow" and acts(grant.statement, action) == "true" for grant in role.grants
    )


def _detail(mapping: StackResource) -> str:
    named = strings(get(mapping.properties, "Topics")) or strings(get(mapping.properties, "Queues"))
    return ",".join(named) or mapping.id
