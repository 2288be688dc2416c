"""EventBridge Scheduler: `AWS::Scheduler::Schedule` targets."""

from stockade.assembly.draft import Draft, Wired
from stockade.values import get, text


def wire(draft: Draft) -> None:
    """Add a trigger for each function that a schedule targets."""
    for schedule in draft.of_type("AWS::Scheduler::Schedule"):
        function = draft.function(get(schedule.properties, "Target.Arn"))
        if function is not None:
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
