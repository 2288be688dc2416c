"""Functions: the role each runs with, and what is said where it is not in the template."""

from collections.abc import Callable

import pytest

from stockade.model import App

AppOf = Callable[[str], App]

TEMPLATE = """\
Parameters: {{Given: {{Type: String, Default: ''}}}}
Conditions: {{IsOwn: !Equals [!Ref Given, '']}}
Resources:
  Role: {{Type: AWS::IAM::Role, Properties: {{RoleName: worker}}}}
  Work:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b{role}}}
"""
OUTSIDE = "the role of Work lies outside of the template: what it may do is not known"


@pytest.mark.parametrize(
    ("role", "found", "reason"),
    [
        (", Role: !GetAtt Role.Arn", "Role", None),
        (", Role: !Sub 'arn:aws:iam::${AWS::AccountId}:role/worker'", "Role", None),
        (", Role: 'arn:aws:iam::111122223333:role/elsewhere'", "", OUTSIDE),
        (", Role: !ImportValue their-role", "", OUTSIDE),
        (", Role: !Ref Given", "", OUTSIDE),
        (", Role: !If [IsOwn, !GetAtt Role.Arn, !ImportValue theirs]", "Role", OUTSIDE),
        ("", "", "the role of Work is not named: what it may do is not known"),
    ],
)
def test_rights_that_are_not_known_are_a_gap(
    app_of: AppOf, role: str, found: str, reason: str | None
) -> None:
    app = app_of(TEMPLATE.format(role=role))
    assert app.functions["Work"].role == found
    assert [(gap.location.line, gap.reason) for gap in app.gaps] == ([(5, reason)] if reason else [])
