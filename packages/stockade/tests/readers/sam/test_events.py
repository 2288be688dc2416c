"""An own reading of each event: a function whose id the transform refuses is read without it, whole."""

from collections.abc import Callable

import pytest

from stockade.assembly import assemble
from stockade.model import App, Stack

Sam = Callable[..., Stack]

TEMPLATE = """\
{head}Resources:
  F_:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      InlineCode: x
      Events:
        E: {{Type: {kind}, Properties: {properties}}}
  B: {{Type: AWS::S3::Bucket}}
  P: {{Type: AWS::Cognito::UserPool}}
  Q: {{Type: AWS::SQS::Queue}}
  T: {{Type: AWS::SNS::Topic}}
  D: {{Type: AWS::DynamoDB::Table, Properties: {{StreamSpecification: {{StreamViewType: KEYS_ONLY}}}}}}
  K: {{Type: AWS::Kinesis::Stream}}
  M: {{Type: AWS::AmazonMQ::Broker, Properties: {{EngineType: RABBITMQ}}}}
  C: {{Type: AWS::DocDB::DBCluster}}
  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: p, Auth: {auth}}}}}
"""


def app_with(sam: Sam, kind: str, properties: str, auth: str = "{}", head: str = "") -> App:
    (app,) = assemble([sam(TEMPLATE.format(kind=kind, properties=properties, auth=auth, head=head))])
    return app


@pytest.mark.parametrize(
    ("kind", "properties", "source", "origin"),
    [
        ("Api", "{Path: /x, Method: get}", "apigw.rest", "ServerlessRestApi"),
        ("HttpApi", "{Path: /x, Method: get}", "apigw.http", "ServerlessHttpApi"),
        ("HttpApi", "{}", "apigw.http", "ServerlessHttpApi"),
        ("S3", "{Bucket: !Ref B, Events: 's3:ObjectCreated:*'}", "s3.notification", "B"),
        ("SNS", "{Topic: !Ref T}", "sns", "T"),
        ("SQS", "{Queue: !GetAtt Q.Arn}", "sqs", "Q"),
        ("Kinesis", "{Stream: !GetAtt K.Arn, StartingPosition: LATEST}", "kinesis", "K"),
        ("DynamoDB", "{Stream: !GetAtt D.StreamArn, StartingPosition: LATEST}", "dynamodb.stream", "D"),
        ("MQ", "{Broker: !GetAtt M.Arn, Queues: [q]}", "mq.rabbit", "M"),
        ("DocumentDB", "{Cluster: !GetAtt C.Arn}", "docdb", "C"),
        ("MSK", "{Stream: 'arn:aws:kafka:eu-west-1:1:cluster/c/1', Topics: [t]}", "msk", None),
        ("SelfManagedKafka", "{KafkaBootstrapServers: ['a:1'], Topics: [t]}", "kafka.self", None),
        ("Schedule", "{Schedule: rate(1 day)}", "eventbridge.schedule", "F_E"),
        ("ScheduleV2", "{ScheduleExpression: rate(1 day)}", "eventbridge.schedule", "F_E"),
        ("EventBridgeRule", "{Pattern: {source: [own]}}", "eventbridge.custom", "F_E"),
        ("CloudWatchEvent", "{Pattern: {source: [aws.ec2]}}", "eventbridge.aws", "F_E"),
        ("Cognito", "{UserPool: !Ref P, Trigger: PreSignUp}", "cognito.presignup", "P"),
        ("IoTRule", "{Sql: SELECT * FROM 'a'}", "iot.rule", None),
        ("AlexaSkill", "{SkillId: a}", "alexa", None),
        ("CloudWatchLogs", "{LogGroupName: g, FilterPattern: x}", "cwlogs", None),
    ],
)
def test_each_type_of_event_is_read(
    sam: Sam, kind: str, properties: str, source: str, origin: str | None
) -> None:
    app = app_with(sam, kind, properties)
    assert [(one.event_source, one.function) for one in app.triggers] == [(source, "F_")]
    assert {one.location.line for one in app.triggers} == {12 if kind == "Cognito" else 10}
    if origin in {"ServerlessRestApi", "ServerlessHttpApi", "B", "T", "Q", "K", "D", "M", "C", "P"}:
        assert app.triggers[0].origin == origin


@pytest.mark.parametrize(
    ("auth", "event", "authentication"),
    [
        ("{}", "{}", "none"),
        ("{DefaultAuthorizer: AWS_IAM}", "{}", "iam"),
        ("{DefaultAuthorizer: AWS_IAM}", "{Authorizer: NONE}", "none"),
        ("{DefaultAuthorizer: A, Authorizers: {A: {UserPoolArn: a}}}", "{}", "cognito"),
        ("{Authorizers: {A: {FunctionArn: a}}}", "{Authorizer: A}", "lambda-authorizer"),
        ("{Authorizers: {A: {JwtConfiguration: {issuer: a}}}}", "{Authorizer: A}", "jwt"),
        ("{Authorizers: {A: {}}}", "{Authorizer: A}", "unknown"),
        ("{DefaultAuthorizer: !Ref Elsewhere}", "{}", "unknown"),
        ("3", "{}", "unknown"),
    ],
)
def test_what_authenticates_a_route_is_said_or_unknown(
    sam: Sam, auth: str, event: str, authentication: str
) -> None:
    properties = f"{{Path: /x, Method: get, RestApiId: !Ref Api, Auth: {event}}}"
    app = app_with(sam, "Api", properties, auth)
    assert [one.authentication for one in app.triggers if one.event_source == "apigw.rest"] == [
        authentication
    ]


def test_global_settings_hold_for_the_implicit_api(sam: Sam) -> None:
    head = "Globals: {HttpApi: {Auth: {DefaultAuthorizer: A, Authorizers: {A: {JwtConfiguration: {}}}}}}\n"
    app = app_with(sam, "HttpApi", "{Path: /x, Method: post}", head=head)
    assert [(one.detail, one.authentication) for one in app.triggers] == [("POST /x", "jwt")]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("Nonsense", "{}"),
        ("Api", "{Path: /x}"),
        ("HttpApi", "{Path: !Ref Elsewhere}"),
        ("S3", "{Bucket: elsewhere}"),
        ("Cognito", "{UserPool: !Ref P, Trigger: !Ref Elsewhere}"),
        ("SNS", "{}"),
    ],
)
def test_an_event_that_cannot_be_read_is_an_unknown_way_in(sam: Sam, kind: str, properties: str) -> None:
    app = app_with(sam, kind, properties)
    found = [(one.event_source, one.exposure, one.authentication) for one in app.triggers]
    assert found == [("lambda.invoke", "unknown", "unknown")]
    assert app.gaps
