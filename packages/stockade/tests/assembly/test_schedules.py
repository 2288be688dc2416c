from collections.abc import Callable

import pytest

from stockade.assembly import schedules
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


SCHEDULE = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: cron(0 3 * * ? *)
      FlexibleTimeWindow: {Mode: "OFF"}
      Target: {RoleArn: x, %s}
"""
UNIVERSAL = "'arn:aws:scheduler:::aws-sdk:lambda:invoke'"


@pytest.mark.parametrize(
    "target",
    [
        "Arn: !GetAtt Work.Arn",
        "Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:work'",
        f"""Arn: {UNIVERSAL}, Input: '{{"FunctionName": "work"}}'""",
    ],
)
def test_the_function_a_schedule_targets(draft_of: DraftOf, target: str) -> None:
    draft = draft_of(SCHEDULE % target)
    schedules.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin) == ("Work", "eventbridge.schedule", "Nightly")
    assert (found.exposure, found.detail) == ("operator", "cron(0 3 * * ? *)")


@pytest.mark.parametrize("target", [f"Arn: {UNIVERSAL}", "Arn: !ImportValue x", "Input: x"])
def test_a_target_that_is_not_known_starts_nothing(draft_of: DraftOf, target: str) -> None:
    draft = draft_of(SCHEDULE % target)
    schedules.wire(draft)
    assert draft.wired == []
