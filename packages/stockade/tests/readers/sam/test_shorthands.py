from collections.abc import Callable

from stockade.model import Shorthand, Stack

Sam = Callable[..., Stack]


def test_policies_tell_what_they_were_written_as(sam: Sam) -> None:
    stack = sam(
        "Resources:\n  T: {Type: AWS::Serverless::SimpleTable}\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      CodeUri: s\n      Policies:\n"
        "        - AmazonS3FullAccess\n        - DynamoDBCrudPolicy: {TableName: !Ref T}\n"
        "        - Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]\n"
        "        - SQSPollerPolicy: {QueueName: q}\n"
    )
    assert stack.resources["FRole"].shorthands == {
        "FRolePolicy1": Shorthand("policy-template", "DynamoDBCrudPolicy"),
        "FRolePolicy3": Shorthand("policy-template", "SQSPollerPolicy"),
    }
    assert stack.resources["F"].shorthands == {}


def test_one_policy_that_is_no_list(sam: Sam) -> None:
    stack = sam(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      CodeUri: s\n"
        "      Policies: {S3ReadPolicy: {BucketName: b}}\n"
    )
    assert stack.resources["FRole"].shorthands == {
        "FRolePolicy0": Shorthand("policy-template", "S3ReadPolicy")
    }


def test_what_connectors_made(sam: Sam) -> None:
    stack = sam(
        "Resources:\n  Q: {Type: AWS::SQS::Queue}\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Connectors: {ToQueue: {Properties: {Destination: {Id: Q}, Permissions: [Write]}}}\n"
        "    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: s}\n"
        "  Wire:\n    Type: AWS::Serverless::Connector\n"
        "    Properties: {Source: {Id: F}, Destination: {Id: Q}, Permissions: [Read]}\n"
    )
    assert stack.resources["FToQueuePolicy"].shorthands == {"": Shorthand("connector", "FToQueue")}
    assert stack.resources["WirePolicy"].shorthands == {"": Shorthand("connector", "Wire")}
