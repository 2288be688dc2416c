"""The compiled data on actions and managed policies that decisions rest on."""

import time

import pytest

from stockade.catalog import actions, managed_policies
from stockade.iam import is_admin, matches, parse
from stockade.values import Lit, plain


@pytest.mark.parametrize(
    ("name", "level", "supports_resource"),
    [
        ("s3:GetObject", "Read", True),
        ("s3:ListAllMyBuckets", "List", False),
        ("s3:PutBucketPolicy", "Permissions management", True),
        ("dynamodb:PutItem", "Write", True),
        ("lambda:TagResource", "Tagging", True),
        ("ec2:DescribeInstances", "List", False),
        ("iam:PassRole", "Write", True),
        ("S3:getobject", "Read", True),
    ],
)
def test_facts_of_actions(name: str, level: str, supports_resource: bool) -> None:
    assert actions.access_level(name) == level
    assert actions.supports_resource(name) is supports_resource


def test_actions_not_known() -> None:
    assert actions.action("s3", "FlyToTheMoon") is None
    assert actions.action("nothing", "GetObject") is None
    assert actions.supports_resource("s3:FlyToTheMoon") is None
    assert actions.access_level("*") is None


def test_expanding_patterns() -> None:
    assert actions.expand("S3:getobject") == ("s3:GetObject",)
    assert actions.expand("s3:FlyToTheMoon") == ()
    assert "s3:GetObjectAcl" in actions.expand("s3:Get*")
    assert actions.expand("s3:Get?bject") == ("s3:GetObject",)
    assert "dynamodb:PutItem" in actions.expand("dyn*:*Item")
    assert actions.expand("*") == actions.expand("*:*")
    assert len(actions.expand("*")) > 20_000


@pytest.mark.parametrize("pattern", ["s3:*Object*", "s3:*e?B*", "lambda:*unction", "sqs:?e*e"])
def test_expanding_agrees_with_matching(pattern: str) -> None:
    service = pattern.partition(":")[0]
    known = actions.expand(f"{service}:*")
    expected = tuple(one for one in known if matches(Lit(pattern), Lit(one), fold=True) == "true")
    assert actions.expand(pattern) == expected


def test_expanding_does_not_explode() -> None:
    started = time.process_time()
    actions.expand("s3:" + "*e" * 40 + "x")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "name",
    [
        "AWSLambdaBasicExecutionRole",
        "service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    ],
)
def test_managed_policies_are_found_by_name_and_arn(name: str) -> None:
    found = managed_policies.managed_policy(name)
    assert found is not None
    assert "logs:PutLogEvents" in str(found["Statement"])


@pytest.mark.parametrize(
    "name", ["", "Nobody", "arn:aws:iam::123456789012:policy/AdministratorAccess", "arn:aws:s3:::data"]
)
def test_other_policies_are_not(name: str) -> None:
    assert managed_policies.managed_policy(name) is None


def test_the_administrators_policy_is_one() -> None:
    found = managed_policies.managed_policy("AdministratorAccess")
    assert is_admin(parse(plain(found)).statements) == "true"


def test_every_managed_policy_can_be_read() -> None:
    names = managed_policies._data().policies
    assert len(names) > 1_000
    for name in names:
        document = parse(plain(managed_policies.managed_policy(name)))
        assert document.complete, name
        assert document.statements, name
        assert document.problems == (), name


def test_the_data_is_dated() -> None:
    for date in (actions.data_date(), managed_policies.data_date()):
        assert len(date) == len("2026-01-01")
    assert "Apache-2.0" in managed_policies._data().licence
    assert "MIT" in actions._data().licence
