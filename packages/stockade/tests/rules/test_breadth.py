"""How wide a role is told to be: what counts, how much, and who gets there."""

import json
from pathlib import Path

import pytest

from stockade.findings import Finding
from stockade.model import Exposure, Grant
from stockade.pipeline import configuration, scan
from stockade.rules.breadth import Breadth, severity_of


def _role(folder: Path, *statements: dict[str, object], managed: tuple[str, ...] = ()) -> list[Finding]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    properties = {
        "AssumeRolePolicyDocument": {"Statement": [trust]},
        "ManagedPolicyArns": [f"arn:aws:iam::aws:policy/{name}" for name in managed],
        "Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": list(statements)}}],
    }
    resources = {"Power": {"Type": "AWS::IAM::Role", "Properties": properties}}
    (folder / "template.json").write_text(json.dumps({"Resources": resources}), encoding="utf-8")
    found = scan(folder, configuration(folder)).findings
    return [one for one in found if one.rule == "overbroad-role"]


def _allow(actions: str | list[str], resource: str = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


@pytest.mark.parametrize(
    ("action", "severity"),
    [
        ("logs:PutLogEvents", "low"),
        ("logs:*", "low"),
        ("bedrock:InvokeModel", "medium"),
        ("ses:SendEmail", "medium"),
        ("s3:GetObject", "medium"),
        ("kms:Decrypt", "medium"),
        ("amplify:*", "medium"),
        ("s3:PutObject", "high"),
        ("secretsmanager:GetSecretValue", "high"),
        ("lambda:InvokeFunction", "high"),
        ("dynamodb:*", "high"),
    ],
)
def test_the_weight_follows_what_is_granted(tmp_path: Path, action: str, severity: str) -> None:
    assert [one.severity for one in _role(tmp_path, _allow(action))] == [severity]


@pytest.mark.parametrize(
    "action",
    [
        "rds:DescribeDBClusters",
        "s3:ListBucket",
        "s3:GetBucketLocation",
        "glue:GetTable",
        "ec2:CreateNetworkInterface",
        "ecr:BatchGetImage",
        "states:SendTaskSuccess",
        "lambda:SendDurableExecutionCallbackSuccess",
        "rekognition:DetectLabels",
        "xray:PutTraceSegments",
        "cloudwatch:PutMetricData",
        "logs:CreateLogGroup",
    ],
)
def test_what_is_needed_on_everything_does_not_count(tmp_path: Path, action: str) -> None:
    assert _role(tmp_path, _allow(action)) == []


def test_who_sets_a_delivery_up_needs_the_logs_of_all(tmp_path: Path) -> None:
    actions = ["logs:CreateLogDelivery", "logs:PutLogEvents"]
    assert _role(tmp_path, _allow(actions)) == []
    assert len(_role(tmp_path, _allow([*actions, "s3:PutObject"]))) == 1


@pytest.mark.parametrize(
    ("operator", "key", "narrow"),
    [
        ("StringEquals", "kms:ViaService", True),
        ("StringEquals", "aws:ResourceTag/stage", True),
        ("StringEquals", "aws:RequestedRegion", False),
        ("Bool", "aws:SecureTransport", False),
        ("StringNotEquals", "kms:ViaService", False),
        ("StringEqualsIfExists", "kms:ViaService", False),
    ],
)
def test_only_a_condition_on_what_is_acted_on_narrows(
    tmp_path: Path, operator: str, key: str, *, narrow: bool
) -> None:
    found = _role(tmp_path, _allow("s3:PutObject", Condition={operator: {key: "true"}}))
    assert (found == []) is narrow


def test_a_named_resource_takes_a_step_off_a_whole_service(tmp_path: Path) -> None:
    bus = "arn:aws:events:eu-west-1:123456789012:event-bus/orders"
    (found,) = _role(tmp_path, _allow("events:*", bus))
    assert found.severity == "low"
    assert found.message == "Power may use every action of events on the resources it names."
    table = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
    assert [one.severity for one in _role(tmp_path, _allow("dynamodb:*", table))] == ["medium"]
    group = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/orders:*"
    assert _role(tmp_path, _allow("logs:*", group)) == []


def test_what_agents_of_the_platform_need_is_no_breadth(tmp_path: Path) -> None:
    assert _role(tmp_path, managed=("AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy")) == []


def test_a_service_gets_the_policy_made_for_it(tmp_path: Path) -> None:
    assert _role(tmp_path, managed=("AmazonElasticMapReduceRole", "AmazonEKSClusterPolicy")) == []
    assert len(_role(tmp_path, managed=("AmazonEC2RoleforSSM",))) == 1


def test_code_needs_no_policy_of_a_service(tmp_path: Path) -> None:
    function = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, Policies: [AWSLambdaRole]}
"""
    (tmp_path / "template.yaml").write_text(function, encoding="utf-8")
    rules = [one.rule for one in scan(tmp_path, configuration(tmp_path)).findings]
    assert rules == ["overbroad-role"]


def test_three_whole_stores_come_near_administration(tmp_path: Path) -> None:
    two = [_allow("s3:*"), _allow("dynamodb:*")]
    assert [one.severity for one in _role(tmp_path, *two)] == ["high"]
    assert [one.severity for one in _role(tmp_path, *two, _allow("kms:*"))] == ["critical"]


@pytest.mark.parametrize(
    ("weight", "writes", "exposure", "severity"),
    [
        (1, True, "public", "low"),
        (1, True, "operator", "low"),
        (2, True, "public", "high"),
        (2, False, "public", "medium"),
        (2, True, "account", "medium"),
        (2, True, "operator", "low"),
        (3, True, "public", "high"),
        (3, True, "operator", "medium"),
        (3, True, None, "high"),
    ],
)
def test_the_severity_follows_who_gets_there(
    some_grant: Grant, weight: int, exposure: Exposure | None, severity: str, *, writes: bool
) -> None:
    assert severity_of([Breadth(some_grant, "all", weight, writes=writes)], exposure) == severity


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ("*", "s3:PutObject on every resource"),
        ("arn:aws:s3:::*", "s3:PutObject on every bucket"),
        ("arn:aws:s3:::*/*", "s3:PutObject on every bucket"),
    ],
)
def test_the_message_names_the_kind_of_resource(tmp_path: Path, resource: str, words: str) -> None:
    assert [one.message for one in _role(tmp_path, _allow("s3:PutObject", resource))] == [
        f"Power may use {words}."
    ]


def test_the_advice_names_the_managed_policy(tmp_path: Path) -> None:
    (found,) = _role(tmp_path, managed=("AmazonS3FullAccess",))
    assert found.message == "Power may use all that AmazonS3FullAccess grants."
    assert "Replace AmazonS3FullAccess" in found.remediation
