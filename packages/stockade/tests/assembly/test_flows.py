"""Flows: what is left of grants once denials, conditions and boundaries are reckoned in."""

from collections.abc import Callable

import pytest

from stockade.catalog.deeds import deeds_of
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
            {"reads", "writes"},  # statements of PartiQL are left, and the whole table
        ),
        (
            "Path: /",
            (
                f"{WRITE}, {{Effect: Deny, Action: ['dynamodb:*Item', 'dynamodb:PartiQL*', "
                "'dynamodb:DeleteTable'], Resource: '*'}"
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


@pytest.mark.parametrize(
    ("actions", "kinds", "deeds"),
    [
        ("dynamodb:PutItem", {"writes"}, {"changes"}),
        ("dynamodb:DeleteItem", {"writes"}, {"deletes"}),
        ("dynamodb:BatchWriteItem", {"writes"}, {"changes", "deletes"}),
        ("dynamodb:DeleteTable", {"writes"}, {"deletes"}),
        ("dynamodb:PartiQLSelect", {"reads"}, {"reads"}),
        ("dynamodb:PartiQL*", {"reads", "writes"}, {"reads", "changes", "deletes"}),
        ("dynamodb:DescribeTable", set(), set()),
    ],
)
def test_what_writes_tells_changing_and_deleting_apart(
    app_of: Callable[[str], App], actions: str, kinds: set[str], deeds: set[str]
) -> None:
    granted = f"{{Effect: Allow, Action: '{actions}', Resource: !GetAtt T.Arn}}"
    app = app_of(ROLE.format(boundary="Path: /", statements=granted))
    flows = [flow for flow in app.flows if flow.target == "T"]
    assert {flow.kind for flow in flows} == kinds
    assert {deed for flow in flows for action in flow.actions for deed in deeds_of(action)} == deeds


def test_a_statement_that_leaves_actions_out_grants_the_others(app_of: Callable[[str], App]) -> None:
    all_but = "{Effect: Allow, NotAction: ['dynamodb:Put*', 'dynamodb:B*', 'dynamodb:U*'], Resource: '*'}"
    app = app_of(ROLE.format(boundary="Path: /", statements=all_but))
    (writes,) = (flow for flow in app.flows if flow.target == "T" and flow.kind == "writes")
    assert "dynamodb:DeleteItem" in writes.actions
    assert "dynamodb:PutItem" not in writes.actions
