"""EventBridge Scheduler: `AWS::Scheduler::Schedule` targets.

A target is a function itself, or the universal target that invokes the one its input names.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import StackResource
from stockade.values import Value, get, parse_json, text

_UNIVERSAL = ":aws-sdk:lambda:invoke"


def wire(draft: Draft) -> None:
    """Add a trigger for each function that a schedule targets."""
    for schedule in draft.of_type("AWS::Scheduler::Schedule"):
        for function in draft.index.find_all(_target(schedule), FUNCTION):
            draft.trigger(
                Wired(
                    event_source="eventbridge.schedule",
                    function=function,
                    origin=schedule.id,
                    detail=text(get(schedule.properties, "ScheduleExpression")) or schedule.id,
                    location=schedule.at,
                    declared_by=schedule.id,
                    exposure="operator",
                    because=("the schedule fires by the clock",),
                )
            )


def _target(schedule: StackResource) -> Value:
    target = get(schedule.properties, "Target.Arn")
    written = text(target) or "".join(text(part) or "" for part in getattr(target, "parts", ()))
    if written.endswith(_UNIVERSAL):
        request = parse_json(get(schedule.properties, "Target.Input"))
        return get(request, "FunctionName") if request is not None else target
    return target
