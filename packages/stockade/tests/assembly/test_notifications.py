"""Buckets that notify queues and topics, and what that says about who can send."""

from collections.abc import Callable

import pytest

from stockade.assembly import notifications
from stockade.assembly.draft import Draft
from stockade.model import App

TEMPLATE = """\
Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      {block}
      NotificationConfiguration:
        QueueConfigurations: [{{Event: 's3:ObjectCreated:*', Queue: !GetAtt Jobs.Arn}}]
        TopicConfigurations: [{{Event: 's3:ObjectRemoved:*', Topic: !Ref News}}]
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Photos
      PolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: '*', Action: s3:PutObject, Resource: !Sub '${{Photos.Arn}}/*'}}
  Jobs: {{Type: AWS::SQS::Queue}}
  News: {{Type: AWS::SNS::Topic}}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work}}
  Work: {{Type: AWS::Lambda::Function, Properties: {{Runtime: python3.13, Handler: a.b}}}}
"""
OPEN = (
    "PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false, "
    "BlockPublicAcls: false, IgnorePublicAcls: false}"
)


def test_what_a_bucket_sends_to(draft_of: Callable[[str], Draft]) -> None:
    found = notifications.forwards(draft_of(TEMPLATE.format(block="Tags: []")))
    assert [(origin, target) for origin, target, _ in found] == [("Photos", "Jobs"), ("Photos", "News")]
    assert [at.line for _, _, at in found] == [7, 8]


@pytest.mark.parametrize(
    ("block", "exposure", "authentication"), [("Tags: []", "stored", "service"), (OPEN, "public", "none")]
)
def test_a_bucket_that_anyone_may_write_opens_the_queue_behind_it(
    app_of: Callable[[str], App], block: str, exposure: str, authentication: str
) -> None:
    (trigger,) = app_of(TEMPLATE.format(block=block)).triggers
    assert (trigger.event_source, trigger.origin) == ("sqs", "Jobs")
    assert (trigger.exposure, trigger.authentication) == (exposure, authentication)


BESIDE = """\
Resources:
  Photos: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  Notices:
    Type: Custom::S3BucketNotifications
    Properties:
      BucketName: !Ref Photos
      NotificationConfiguration:
        QueueConfigurations: [{Events: ['s3:ObjectCreated:*'], QueueArn: !GetAtt Jobs.Arn}]
        TopicConfigurations: [{Events: ['s3:ObjectRemoved:*'], TopicArn: !Ref News}]
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work}
  Work: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b}}
"""


def test_notices_that_a_custom_resource_sets_up(
    draft_of: Callable[[str], Draft], app_of: Callable[[str], App]
) -> None:
    found = notifications.forwards(draft_of(BESIDE))
    assert [(origin, target) for origin, target, _ in found] == [("Photos", "Jobs"), ("Photos", "News")]
    (trigger,) = app_of(BESIDE).triggers
    assert (trigger.exposure, trigger.authentication) == ("stored", "service")


def test_notices_of_a_bucket_outside_feed_a_queue_too(app_of: Callable[[str], App]) -> None:
    outside = BESIDE.replace("!Ref Photos", "someone-elses-bucket")
    (trigger,) = app_of(outside).triggers
    assert trigger.exposure == "stored"


def test_resources_that_pass_to_one_another_in_a_circle_end(app_of: Callable[[str], App]) -> None:
    circle = """\
Resources:
  A: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: sqs, Endpoint: !Ref A}]}}
  Jobs: {Type: AWS::SQS::Queue}
  Sub:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref A, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work}
  Work: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}}
"""
    (trigger,) = app_of(circle).triggers
    assert trigger.exposure == "stored"
