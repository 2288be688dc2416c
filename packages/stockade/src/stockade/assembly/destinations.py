"""Where asynchronous invocations end up: destinations, and the dead letters of functions.

Reads `AWS::Lambda::EventInvokeConfig` and `DeadLetterConfig` of functions.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.eventbridge import Forward
from stockade.assembly.index import FUNCTION
from stockade.model import StackResource
from stockade.values import Value, get, is_absent


def wire(draft: Draft) -> None:
    """Add a trigger for each function that is the destination of another."""
    for config, source, side, target in _destinations(draft):
        for function in draft.index.find_all(target, FUNCTION):
            draft.trigger(
                Wired(
                    event_source="lambda.destination",
                    function=function,
                    origin=source,
                    detail=f"{source or config.id} {side}",
                    location=config.at,
                    declared_by=config.id,
                    exposure="stored",
                    because=("it carries the event and the result of another function",),
                )
            )


def _destinations(draft: Draft) -> Iterator[tuple[StackResource, str | None, str, Value]]:
    for config in draft.of_type("AWS::Lambda::EventInvokeConfig"):
        source = draft.function(get(config.properties, "FunctionName"))
        for side in ("OnSuccess", "OnFailure"):
            target = get(config.properties, f"DestinationConfig.{side}.Destination")
            if not is_absent(target):
                yield config, source, side, target


def forwards(draft: Draft) -> list[Forward]:
    """Return the queues, topics and buses that functions' results and dead letters are sent to."""
    found: list[Forward] = []
    for config, source, _, target in _destinations(draft):
        resource = draft.index.find(target)
        if resource is not None and draft.function(target) is None:
            found.append((source, resource, config.at))
    for function in draft.of_type(FUNCTION):
        target = get(function.properties, "DeadLetterConfig.TargetArn")
        resource = None if is_absent(target) else draft.index.find(target)
        if resource is not None:
            found.append((function.id, resource, function.at))
    return found
