"""Flows: what is left of grants once denials, conditions and boundaries are reckoned in."""

from collections.abc import Callable

import pytest

from stockade.model import App

ROLE = """\
Resources:
  T: {{Type: AWS::DynamoDB::Table}}
  F: {{Type: AWS::Lambda::Function, Properties: {{Runtime: python3.13, Handler: a.b, Role: !GetAtt R.Arn}}}}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      {boundary}
      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{statements}]}}}}]
"""
WRITE = "{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt T.Arn}"


@pytest.mark.parametrize(
    ("boundary", "statements", "kinds"),
    [
        ("Path: /", WRITE, {"reads", "writes"}),
        ("Path: /", f"{WRITE}, {{Effect: Deny, Action: 'dynamodb:*', Resource: '*'}}", set()),
        (
            "Path: /",
            (
                f"{WRITE}, {{Effect: Deny, Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', "
                "'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'], Resource: '*'}"
            ),
            {"reads"},
        ),
        ("Path: /", f"{WRITE}, {{Effect: Deny, NotAction: 'logs:*', Resource: '*'}}", set()),
        ("Path: /", "{Effect: Allow, Action: 'dynamodb:*', NotResource: !GetAtt T.Arn}", set()),
        ("PermissionsBoundary: arn:aws:iam::aws:policy/CloudWatchLogsFullAccess", WRITE, set()),
        ("PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess", WRITE, {"reads"}),
    ],
)
def test_what_is_taken_back_is_no_flow(
    app_of: Callable[[str], App], boundary: str, statements: str, kinds: set[str]
) -> None:
    app = app_of(ROLE.format(boundary=boundary, statements=statements))
    assert {flow.kind for flow in app.flows if flow.target == "T"} == kinds
