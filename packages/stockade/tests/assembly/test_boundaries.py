"""Permissions boundaries: known, known under a condition, and not known."""

from collections.abc import Callable

import pytest

from stockade.model import App, doubt, may

TEMPLATE = """\
Parameters:
  Given: {{Type: String}}
  Stage: {{Type: String}}
Conditions:
  Limited: !Equals [!Ref Stage, prod]
Resources:
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {{Statement: [{{Effect: Allow, Action: "s3:*", Resource: "*"}}]}}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      PermissionsBoundary: {boundary}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
"""


@pytest.mark.parametrize(
    ("boundary", "iam", "s3"),
    [
        ("!Ref AWS::NoValue", "true", "true"),
        ("''", "true", "true"),
        ("!Ref Limit", "false", "true"),
        ("!Sub 'arn:${{AWS::Partition}}:iam::aws:policy/AmazonS3FullAccess'", "false", "true"),
        ("!If [Limited, !Ref Limit, !Ref AWS::NoValue]", "unknown", "true"),
        ("!Sub 'arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/corporate'", "unknown", "unknown"),
        ("arn:aws:iam::aws:policy/NobodyKnowsThisOne", "unknown", "unknown"),
        ("!If [Limited, !Ref Given, !Ref AWS::NoValue]", "unknown", "unknown"),
    ],
)
def test_what_a_boundary_leaves(app_of: Callable[[str], App], boundary: str, iam: str, s3: str) -> None:
    role = app_of(TEMPLATE.format(boundary=boundary.replace("{{", "{").replace("}}", "}"))).roles["R"]
    assert may(role, "iam:CreateUser") == iam
    assert may(role, "s3:PutObject") == s3


@pytest.mark.parametrize(
    ("boundary", "name"),
    [
        ("arn:aws:iam::123456789012:policy/teams/corporate", "corporate"),
        ("!Sub 'arn:aws:iam::${AWS::AccountId}:policy/corporate'", "corporate"),
        ("!Ref Given", "of the parameter Given"),
        ("!ImportValue shared-limit", "of the export shared-limit"),
    ],
)
def test_a_boundary_that_is_not_known_is_named(
    app_of: Callable[[str], App], boundary: str, name: str
) -> None:
    app = app_of(TEMPLATE.format(boundary=boundary))
    assert doubt(app.roles["R"]) == f"the permissions boundary {name} is not known here"
    (gap,) = app.gaps
    assert gap.reason == f"what the permissions boundary {name} of 'R' takes back is not known"
    assert gap.location.line > 3


def test_a_known_boundary_is_no_gap(app_of: Callable[[str], App]) -> None:
    assert app_of(TEMPLATE.format(boundary="!Ref Limit")).gaps == ()
