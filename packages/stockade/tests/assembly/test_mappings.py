"""Mappings whose source is a parameter."""

from collections.abc import Callable

import pytest

from stockade.model import App

AppOf = Callable[[str], App]

TEMPLATE = """\
Parameters: {{Source: {{Type: String}}}}
Resources:
  Work:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Role: !GetAtt Role.Arn}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: []}}
      ManagedPolicyArns: [{managed}]
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !Ref Source, FunctionName: !Ref Work, {settings}}}
"""
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def managed(name: str) -> str:
    return f"arn:aws:iam::aws:policy/service-role/{name}"


@pytest.mark.parametrize(
    ("settings", "policy", "source", "detail"),
    [
        ("Topics: [clicks]", BASIC, "msk", "clicks"),
        ("Queues: [jobs]", BASIC, "mq.active", "jobs"),
        (
            "Queues: [jobs], SourceAccessConfigurations: [{Type: VIRTUAL_HOST, URI: /}]",
            BASIC,
            "mq.rabbit",
            "jobs",
        ),
        ("DocumentDBEventSourceConfig: {DatabaseName: x}", BASIC, "docdb", "Feed"),
        ("BatchSize: 10", BASIC, "sqs", "Feed"),
        ("StartingPosition: LATEST", managed("AWSLambdaKinesisExecutionRole"), "kinesis", "Feed"),
        ("StartingPosition: LATEST", managed("AWSLambdaDynamoDBExecutionRole"), "dynamodb.stream", "Feed"),
    ],
)
def test_the_mapping_or_the_role_tells_the_source(
    app_of: AppOf, settings: str, policy: str, source: str, detail: str
) -> None:
    (trigger,) = app_of(TEMPLATE.format(settings=settings, managed=policy)).triggers
    assert (trigger.event_source, trigger.function, trigger.detail) == (source, "Work", detail)
    assert trigger.origin is None
    assert trigger.exposure != "public"


def test_where_neither_tells_it_is_a_gap(app_of: AppOf) -> None:
    app = app_of(TEMPLATE.format(settings="StartingPosition: LATEST", managed=BASIC))
    assert [trigger.event_source for trigger in app.triggers] == ["lambda.invoke"]
    assert any("feeds Work through Feed" in gap.reason for gap in app.gaps)


BROKER = """\
Parameters: {{Engine: {{Type: String}}}}
Resources:
  Work:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b}}
  Broker: {{Type: AWS::AmazonMQ::Broker, Properties: {{EngineType: {engine}, PubliclyAccessible: true}}}}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: {source}, FunctionName: !Ref Work, Queues: [jobs]{more}}}
"""
ARN = "arn:aws:mq:eu-west-1:111122223333:broker:b:1"
HOST = ", SourceAccessConfigurations: [{Type: VIRTUAL_HOST, URI: /}]"


@pytest.mark.parametrize(
    ("engine", "source", "more", "found", "sure"),
    [
        ("ACTIVEMQ", "!GetAtt Broker.Arn", "", "mq.active", True),
        ("RabbitMQ", "!GetAtt Broker.Arn", "", "mq.rabbit", True),
        ("!Ref Engine", "!GetAtt Broker.Arn", "", "mq.active", False),
        ("!Ref Engine", "!GetAtt Broker.Arn", HOST, "mq.rabbit", True),
        ("ACTIVEMQ", ARN, "", "mq.active", False),
        ("ACTIVEMQ", ARN, HOST, "mq.rabbit", True),
    ],
)
def test_a_broker_feeds_once_and_its_kind_is_said_or_a_gap(  # noqa: PLR0913, PLR0917 - one case a field
    app_of: AppOf, engine: str, source: str, more: str, found: str, sure: bool
) -> None:
    app = app_of(BROKER.format(engine=engine, source=source, more=more))
    (trigger,) = app.triggers
    assert (trigger.event_source, trigger.detail) == (found, "jobs")
    assert trigger.origin == ("Broker" if "GetAtt" in source else None)
    assert trigger.exposure == ("authenticated" if "GetAtt" in source else "account")
    assert any("ActiveMQ or RabbitMQ" in gap.reason for gap in app.gaps) is not sure
