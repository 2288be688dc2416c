"""Where events go that a function could not handle: redrive, destinations, dead letters. No rule."""

from collections.abc import Iterator

from stockade.model import App, Function, Resource
from stockade.rules.presence import present
from stockade.values import Attr, Ref, Truth, either, get, references

_STREAMS = {"kinesis", "dynamodb.stream"}


def feeding_queues(app: App) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Yield each queue with the functions it feeds, unless it holds itself what failed elsewhere."""
    fed: dict[str, list[str]] = {}
    for trigger in app.triggers:
        if trigger.event_source == "sqs" and trigger.function and trigger.origin:
            fed.setdefault(trigger.origin, []).append(trigger.function)
    holders = app.resources.values() if fed else ()
    last = {ref.id for one in holders for ref in _dead_letters(one)}
    for origin, functions in fed.items():
        queue = app.resources.get(origin)
        if queue is not None and queue.type == "AWS::SQS::Queue" and queue.id not in last:
            yield queue, tuple(dict.fromkeys(functions))


def _dead_letters(resource: Resource) -> Iterator[Ref | Attr]:
    for name in ("RedrivePolicy", "DeadLetterConfig", "DestinationConfig"):
        yield from references(get(resource.properties, name))


def stream_mappings(app: App) -> Iterator[tuple[Resource, str, str]]:
    """Yield each mapping of a stream with the stream and its function.

    Mappings of a function that has a dead-letter queue of its own are left out: that it has no effect here is
    another fault.
    """
    for trigger in app.triggers:
        mapping = app.resources.get(trigger.declared_by)
        if trigger.event_source not in _STREAMS or mapping is None or not trigger.function:
            continue
        own = get(app.functions[trigger.function].properties, "DeadLetterConfig")
        if mapping.type == "AWS::Lambda::EventSourceMapping" and present(own) == "false":
            yield mapping, trigger.origin or "the stream", trigger.function


def keeps_failures(app: App, function: Function) -> Truth:
    """Tell whether what an asynchronous invocation fails on is kept: dead-letter queue or destination."""
    answers = [present(get(function.properties, "DeadLetterConfig.TargetArn"))]
    answers.extend(
        present(get(config.properties, "DestinationConfig.OnFailure.Destination"))
        for config in app.of_type("AWS::Lambda::EventInvokeConfig")
        if any(ref.id == function.id for ref in references(get(config.properties, "FunctionName")))
    )
    return either(*answers)
