"""Events that fail are lost: nothing keeps those that a function could not handle."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.model import App, Function, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import Attr, Ref, Truth, either, get, references

RULE = Rule(
    id="no-dlq",
    title="Events that cannot be handled are lost",
    severity="low",
    severity_fixed=True,
    remediation="Keep what fails: set RedrivePolicy, DestinationConfig.OnFailure or DeadLetterConfig.",
    cwe=("CWE-755",),
)
_ASYNCHRONOUS = {
    "s3.notification",
    "s3.eventbridge",
    "sns",
    "eventbridge.custom",
    "eventbridge.aws",
    "ses.receive",
}
_STREAMS = {"kinesis", "dynamodb.stream"}


def check(app: App, _app: App) -> Iterator[Report]:
    """Report queues, mappings of streams and functions that keep nothing of what fails."""
    for queue, function in _queues(app):
        kept = present(get(queue.properties, "RedrivePolicy"))
        what = f"{queue.id} feeds {function}; a message it cannot handle comes back until it expires"
        yield from _report(queue, kept, what, "medium")
    for mapping, function in _mappings(app):
        kept = present(get(mapping.properties, "DestinationConfig.OnFailure.Destination"))
        what = f"Records of the stream that {function} cannot handle block their shard, then are dropped"
        yield from _report(mapping, kept, what, "medium", function)
    for handler in app.functions.values():
        sources = [one for one in app.triggers_of(handler.id) if one.event_source in _ASYNCHRONOUS]
        if sources:
            name = sources[0].origin or sources[0].event_source
            what = f"An event of {name} that {handler.id} fails on is dropped after two more tries"
            yield from _report(handler, _kept(app, handler), what, "low")


def _report(
    subject: Resource | Function, kept: Truth, what: str, level: Severity, function: str | None = None
) -> Iterator[Report]:
    if kept == "false":
        yield RULE.at(subject, f"{what}; no dead-letter queue keeps it.", severity=level, function=function)
    elif kept == "unknown":
        text = f"{what}, unless a place for failures is set; whether it is, is not known."
        yield RULE.at(subject, text, kind="open", severity=level, function=function)


def _queues(app: App) -> Iterator[tuple[Resource, str]]:
    """Yield each queue that feeds a function and does not itself hold what failed elsewhere."""
    last = {ref.id for one in app.resources.values() for ref in _dead_letters(one)}
    fed = {one.origin: one.function for one in app.triggers if one.event_source == "sqs" and one.function}
    for origin, function in fed.items():
        queue = app.resources.get(origin or "")
        if queue is not None and queue.type == "AWS::SQS::Queue" and queue.id not in last:
            yield queue, function


def _dead_letters(resource: Resource) -> Iterator[Ref | Attr]:
    for name in ("RedrivePolicy", "DeadLetterConfig", "DestinationConfig"):
        yield from references(get(resource.properties, name))


def _mappings(app: App) -> Iterator[tuple[Resource, str]]:
    for trigger in app.triggers:
        mapping = app.resources.get(trigger.declared_by)
        if trigger.event_source not in _STREAMS or mapping is None or not trigger.function:
            continue
        own = get(app.functions[trigger.function].properties, "DeadLetterConfig")
        if mapping.type == "AWS::Lambda::EventSourceMapping" and present(own) == "false":
            yield mapping, trigger.function


def _kept(app: App, function: Function) -> Truth:
    answers = [present(get(function.properties, "DeadLetterConfig.TargetArn"))]
    answers.extend(
        present(get(config.properties, "DestinationConfig.OnFailure.Destination"))
        for config in app.of_type("AWS::Lambda::EventInvokeConfig")
        if any(ref.id == function.id for ref in references(get(config.properties, "FunctionName")))
    )
    return either(*answers)
