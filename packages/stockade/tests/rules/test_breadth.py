"""How wide a role is told to be: what counts, how much, and who gets there."""

import json
from pathlib import Path

import pytest

from stockade.findings import Finding
from stockade.model import Exposure, Grant
from stockade.pipeline import configuration, scan
from stockade.rules.breadth import Breadth, severity_of


def _role(
    folder: Path, *statements: dict[str, object], managed: tuple[str, ...] = (), limit: object = None
) -> list[Finding]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    properties: dict[str, object] = {
        "AssumeRolePolicyDocument": {"Statement": [trust]},
        "ManagedPolicyArns": [f"arn:aws:iam::aws:policy/{name}" for name in managed],
        "Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": list(statements)}}],
    }
    if limit is not None:
        properties["PermissionsBoundary"] = limit
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
        ("textract:*", "medium"),
        ("ec2:*", "high"),
        ("nobodyknows:*", "medium"),
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
        "ssmmessages:*",
        "ec2messages:*",
        "xray:Put*",
        "ec2:Describe*",
        "logs:DescribeLogGroups",
        "ecr:GetAuthorizationToken",
        "pricing:*",
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


def test_what_is_taken_back_is_no_breadth(tmp_path: Path) -> None:
    deny: dict[str, object] = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    assert _role(tmp_path, _allow("s3:PutObject"), deny) == []
    assert _role(tmp_path, _allow("s3:*"), deny) == []
    (found,) = _role(tmp_path, _allow(["s3:*", "sqs:SendMessage"]), deny)
    assert found.message == "Power may use sqs:SendMessage on every resource."


def test_a_store_that_is_left_of_everything_is_told(tmp_path: Path) -> None:
    deny: dict[str, object] = {"Effect": "Deny", "NotAction": ["logs:*", "s3:*"], "Resource": "*"}
    (found,) = _role(tmp_path, _allow("*"), deny)
    assert found.message == "Power may use every action of s3."


def test_what_is_taken_back_of_single_resources_leaves_the_others(tmp_path: Path) -> None:
    deny: dict[str, object] = {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::audit/*"}
    assert [one.kind for one in _role(tmp_path, _allow("s3:PutObject"), deny)] == ["fail"]
    spare: dict[str, object] = {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::audit/*"}
    assert _role(tmp_path, _allow("s3:PutObject"), spare) == []


def test_a_part_of_a_service_that_a_boundary_leaves_is_named(tmp_path: Path) -> None:
    (found,) = _role(tmp_path, _allow("s3:*"), limit="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    assert (found.kind, found.severity) == ("fail", "medium")
    assert "every action" not in found.message
    assert "s3:GetObject" in found.message


def test_an_administrator_has_what_the_boundary_leaves(tmp_path: Path) -> None:
    managed = ("AdministratorAccess",)
    (found,) = _role(tmp_path, managed=managed, limit="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    assert found.message == "Power may use all that its permissions boundary leaves."
    assert found.severity == "high"
    narrow = "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"
    assert _role(tmp_path, managed=managed, limit=narrow) == []


def test_a_boundary_that_is_not_known_leaves_it_open(tmp_path: Path) -> None:
    (found,) = _role(tmp_path, _allow("s3:*"), limit="arn:aws:iam::123456789012:policy/corporate")
    assert found.kind == "open"
    assert found.message == (
        "Whether Power may use every action of s3 is not known: "
        "the permissions boundary corporate is not known here."
    )


def test_all_but_some_resources_are_told(tmp_path: Path) -> None:
    but: dict[str, object] = {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::audit/*"}
    (found,) = _role(tmp_path, but)
    assert found.message == "Power may use every action of s3 on every resource but those it names."
    assert found.severity == "high"
