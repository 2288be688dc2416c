from collections.abc import Callable

import pytest

from stockade.assembly import eventbridge
from stockade.assembly.draft import Draft, Wired

DraftOf = Callable[[str], Draft]


RULE = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  Photos: {Type: AWS::S3::Bucket, Properties: {BucketName: photos}}
  Jobs: {Type: AWS::SQS::Queue}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      %s
      Targets: [{Id: a, Arn: !GetAtt Work.Arn}, {Id: b, Arn: !GetAtt Jobs.Arn}]
"""


def wired(draft: Draft) -> list[Wired]:
    eventbridge.wire(draft)
    return draft.wired


@pytest.mark.parametrize(
    ("pattern", "source", "origin", "detail"),
    [
        ("{source: [shop], detail-type: [Order]}", "eventbridge.custom", None, "shop Order"),
        ("{source: [aws.ec2]}", "eventbridge.aws", None, "aws.ec2"),
        ("{source: [{prefix: aws.}]}", "eventbridge.aws", None, "Rule"),
        ("{source: [aws.ec2, shop]}", "eventbridge.custom", None, "aws.ec2,shop"),
        ("{source: [aws.s3]}", "s3.eventbridge", None, "aws.s3"),
        (
            "{source: [aws.s3], detail-type: [Object Created], detail: {bucket: {name: [!Ref Photos]}}}",
            "s3.eventbridge",
            "Photos",
            "aws.s3 Object Created",
        ),
        (
            "{source: [aws.s3], detail-type: [AWS API Call via CloudTrail]}",
            "eventbridge.aws",
            None,
            "aws.s3 AWS API Call via CloudTrail",
        ),
        ("{account: [!Ref AWS::AccountId]}", "eventbridge.custom", None, "Rule"),
        ("{source: [!ImportValue names]}", "eventbridge.custom", None, "Rule"),
        ("!ImportValue pattern", "eventbridge.custom", None, "Rule"),
        ("""'{"source": ["shop"]}'""", "eventbridge.custom", None, "shop"),
    ],
)
def test_a_pattern_says_what_kind_of_event_it_is(
    draft_of: DraftOf, pattern: str, source: str, origin: str | None, detail: str
) -> None:
    (found,) = wired(draft_of(RULE % f"EventPattern: {pattern}"))
    assert (found.function, found.event_source, found.origin, found.detail) == (
        "Work",
        source,
        origin,
        detail,
    )
    assert found.exposure is None


def test_a_rule_of_a_bus_of_the_stack_has_it_as_its_origin(draft_of: DraftOf) -> None:
    (found,) = wired(draft_of(RULE % "EventBusName: !Ref Bus\n      EventPattern: {source: [shop]}"))
    assert found.origin == "Bus"


def test_a_schedule_is_the_operators(draft_of: DraftOf) -> None:
    (found,) = wired(draft_of(RULE % "ScheduleExpression: rate(1 day)"))
    assert (found.event_source, found.exposure, found.detail) == (
        "eventbridge.schedule",
        "operator",
        "rate(1 day)",
    )


def test_schedule_and_pattern_give_both(draft_of: DraftOf) -> None:
    found = wired(draft_of(RULE % "ScheduleExpression: rate(1 day)\n      EventPattern: {source: [shop]}"))
    assert [one.event_source for one in found] == ["eventbridge.schedule", "eventbridge.custom"]


def test_targets_other_than_functions_are_forwarded_to(draft_of: DraftOf) -> None:
    draft = draft_of(RULE % "EventBusName: orders\n      EventPattern: {source: [shop]}")
    assert [(origin, target) for origin, target, _ in eventbridge.forwards(draft)] == [("Bus", "Jobs")]


def test_a_schedule_forwards_nothing(draft_of: DraftOf) -> None:
    assert eventbridge.forwards(draft_of(RULE % "ScheduleExpression: rate(1 day)")) == []
