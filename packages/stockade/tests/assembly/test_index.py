"""A value means a resource by reference, by name, by ARN in any spelling, by the address of a queue."""

import pytest

from stockade.assembly.arns import NAMING, arn, own_key
from stockade.assembly.index import Index
from stockade.assembly.names import arn_key, written
from stockade.model import Stack, StackResource
from stockade.values import ABSENT, Attr, Concat, Cond, Lit, Map, Param, Pseudo, Ref, Unknown, Value

REGION, ACCOUNT, PARTITION = Pseudo("AWS::Region"), Pseudo("AWS::AccountId"), Pseudo("AWS::Partition")
STAGE = Param("Stage")


def resource(identity: str, kind: str, **properties: Value) -> StackResource:
    return StackResource(identity, kind, Map(properties))


STACK = Stack(
    "app",
    "template.yaml",
    "cloudformation",
    resources={
        one.id: one
        for one in (
            resource("Jobs", "AWS::SQS::Queue", QueueName=Lit("jobs")),
            resource("Staged", "AWS::SQS::Queue", QueueName=Concat((Lit("staged-"), STAGE))),
            resource("Unnamed", "AWS::SQS::Queue"),
            resource("News", "AWS::SNS::Topic", TopicName=Lit("jobs")),
            resource("Orders", "AWS::DynamoDB::Table", TableName=Lit("orders")),
            resource("Either", "AWS::DynamoDB::Table", TableName=Cond("Prod", Lit("live"), Lit("test"))),
            resource("Upload", "AWS::S3::Bucket", BucketName=Lit("upload")),
            resource("Run", "AWS::Lambda::Function", FunctionName=Lit("run")),
            resource("Live", "AWS::Lambda::Alias", FunctionName=Ref("Run"), Name=Lit("live")),
            resource("Key", "AWS::SecretsManager::Secret", Name=Lit("shop/key")),
            resource("Setting", "AWS::SSM::Parameter", Name=Lit("/shop/setting")),
            resource("Broker", "AWS::MSK::Cluster", ClusterName=Lit("feed")),
        )
    },
)


def sub(*parts: str | Value) -> Concat:
    return Concat(tuple(Lit(part) if isinstance(part, str) else part for part in parts))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Ref("Jobs"), "Jobs"),
        (Attr("Jobs", "Arn"), "Jobs"),
        (Lit("arn:aws:sqs:eu-west-1:123456789012:jobs"), "Jobs"),
        (Lit("arn:aws:sns:eu-west-1:123456789012:jobs"), "News"),
        (sub("arn:aws:sqs:", REGION, ":", ACCOUNT, ":jobs"), "Jobs"),
        (sub("arn:", PARTITION, ":sqs:", REGION, ":", ACCOUNT, ":jobs"), "Jobs"),
        (sub("arn:aws-cn:sqs:", REGION, ":", ACCOUNT, ":jobs"), "Jobs"),
        (sub("arn:aws:sqs:eu-west-1:", ACCOUNT, ":jobs"), "Jobs"),
        (sub("arn:aws:sqs:", REGION, ":", ACCOUNT, ":staged-", STAGE), "Staged"),
        (sub("arn:aws:sqs:", REGION, ":", ACCOUNT, ":staged-", Param("Other")), None),
        (sub("arn:aws:sqs:", REGION, ":", Param("Partner"), ":jobs"), None),
        (sub("arn:aws:sqs:", REGION, ":", ACCOUNT, ":jobs-old"), None),
        (sub("https://sqs.", REGION, ".amazonaws.com/", ACCOUNT, "/jobs"), "Jobs"),
        (Lit("https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"), "Jobs"),
        (Lit("https://example.com/jobs"), None),
        (Lit("orders"), "Orders"),
        (Lit("arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/by-date"), "Orders"),
        (Lit("arn:aws:dynamodb:eu-west-1:123456789012:table/live"), "Either"),
        (Lit("test"), "Either"),
        (Lit("arn:aws:s3:::upload/photos/*"), "Upload"),
        (Lit("arn:aws:lambda:eu-west-1:123456789012:function:run:live"), "Run"),
        (Lit("123456789012:function:run"), "Run"),
        (Lit("run:live"), "Run"),
        (
            Lit(
                "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                "arn:aws:lambda:eu-west-1:123456789012:function:run/invocations"
            ),
            "Run",
        ),
        (Lit("arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/key-a1B2c3"), "Key"),
        (Lit("arn:aws:ssm:eu-west-1:123456789012:parameter/shop/setting"), "Setting"),
        (Lit("arn:aws:kafka:eu-west-1:123456789012:cluster/feed/0a1b-2"), "Broker"),
        (Lit("arn:aws:states:::sqs:sendMessage"), None),
        (Lit("arn:"), None),
        (Unknown("macro"), None),
        (Unknown("split", about=(Attr("Orders", "StreamArn"),)), "Orders"),
    ],
)
def test_find(value: Value, found: str | None) -> None:
    assert Index(STACK).find(value) == found


def test_only_the_wanted_types_are_found() -> None:
    index = Index(STACK)
    assert index.find(Lit("jobs"), "AWS::SNS::Topic") == "News"
    assert index.find(Lit("https://sqs.eu-west-1.amazonaws.com/1/jobs"), "AWS::SNS::Topic") is None
    assert index.find(Ref("Live"), "AWS::Lambda::Function") == "Run"
    assert index.find(Ref("Live")) == "Live"
    assert index.find(Lit("arn:aws:sqs:::jobs"), "AWS::SNS::Topic") is None


def test_every_side_of_a_condition_is_found_once() -> None:
    value = Cond("Prod", Ref("Jobs"), Cond("Test", Lit("orders"), Attr("Jobs", "Arn")))
    assert Index(STACK).find_all(value) == ("Jobs", "Orders")


@pytest.mark.parametrize("kind", sorted(NAMING))
@pytest.mark.parametrize("name", [Lit("jobs"), Lit("/shop/jobs"), Ref("Jobs"), Attr("Jobs", "Name")])
def test_the_short_way_to_an_arns_key_agrees_with_the_long_one(kind: str, name: Value) -> None:
    called = written(Ref("Jobs") if isinstance(name, Ref | Attr) else name)
    assert own_key(kind, called or "") == arn_key(written(arn(kind, "Jobs", name) or ABSENT) or "")
