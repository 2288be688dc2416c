"""How powerful a role is told to be, and what it may do with data."""

import json
from pathlib import Path

import pytest

from stockade.assembly import assemble
from stockade.model import App
from stockade.pipeline import configuration, scan
from stockade.readers import read_all
from stockade.rules.power import data_of, power_of

ADMIN: dict[str, object] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
UNKNOWN = "arn:aws:iam::123456789012:policy/corporate"


def _write(folder: Path, *statements: dict[str, object], limit: str = "") -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = {
        "AssumeRolePolicyDocument": {"Statement": [trust]},
        "PermissionsBoundary": limit,
        "Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": list(statements)}}],
    }
    held = {"Runtime": "python3.13", "Handler": "a.b", "Role": {"Fn::GetAtt": ["R", "Arn"]}}
    url = {"TargetFunctionArn": {"Ref": "F"}, "AuthType": "NONE"}
    opened = {
        "FunctionName": {"Ref": "F"},
        "Action": "lambda:InvokeFunctionUrl",
        "Principal": "*",
        "FunctionUrlAuthType": "NONE",
    }
    resources = {
        "R": {"Type": "AWS::IAM::Role", "Properties": role},
        "F": {"Type": "AWS::Lambda::Function", "Properties": held},
        "T": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders"}},
        "Url": {"Type": "AWS::Lambda::Url", "Properties": url},
        "Opened": {"Type": "AWS::Lambda::Permission", "Properties": opened},
    }
    (folder / "template.json").write_text(json.dumps({"Resources": resources}), encoding="utf-8")


def _app(folder: Path, *statements: dict[str, object], limit: str = "") -> App:
    _write(folder, *statements, limit=limit)
    (app,) = assemble(read_all(folder).stacks)
    return app


@pytest.mark.parametrize(
    ("statements", "holds", "grants"),
    [
        ([ADMIN], "true", ("every action",)),
        ([{"NotAction": "iam:*", "Resource": "*"}], "true", ("nearly every action",)),
        ([{"NotAction": "s3:*", "Resource": "*"}], "true", ("every action",)),
        ([{"NotAction": "*", "Resource": "*"}], "false", ()),
        ([{"Action": "*", "NotResource": "arn:aws:s3:::data/*"}], "true", ("every action",)),
        ([{"NotAction": "iam:*", "Resource": "arn:aws:s3:::data/*"}], "false", ()),
        ([{"Action": "s3:*", "NotResource": "arn:aws:s3:::data/*"}], "true", ("every action of s3",)),
        ([{"Action": "s3:*", "Resource": "arn:aws:s3:::*"}], "true", ("every action of s3",)),
        ([{"Action": ["ssmmessages:*", "pricing:*"], "Resource": "*"}], "false", ()),
        ([ADMIN, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}], "true", ("nearly every action",)),
        ([ADMIN, {"Effect": "Deny", "NotAction": "logs:*", "Resource": "*"}], "false", ()),
        (
            [ADMIN, {"Effect": "Deny", "NotAction": ["logs:*", "s3:*"], "Resource": "*"}],
            "true",
            ("every action of s3",),
        ),
        (
            [ADMIN, {"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::*:role/operator"}],
            "true",
            ("every action",),
        ),
        (
            [
                {"Action": "s3:*", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::data/*"},
            ],
            "false",
            (),
        ),
    ],
)
def test_power(
    tmp_path: Path, statements: list[dict[str, object]], holds: str, grants: tuple[str, ...]
) -> None:
    app = _app(tmp_path, *({"Effect": "Allow", **one} for one in statements))
    found = power_of(app, app.functions["F"])
    assert found.holds == holds
    if holds == "true":
        assert found.grants == grants


@pytest.mark.parametrize(
    ("limit", "holds", "grants"),
    [
        ("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess", "false", None),
        ("arn:aws:iam::aws:policy/PowerUserAccess", "true", ("nearly every action",)),
        ("arn:aws:iam::aws:policy/AWSLambda_FullAccess", "true", None),
        (UNKNOWN, "unknown", ("every action, but the permissions boundary corporate is not known here",)),
    ],
)
def test_a_boundary_limits_power(
    tmp_path: Path, limit: str, holds: str, grants: tuple[str, ...] | None
) -> None:
    app = _app(tmp_path, ADMIN, limit=limit)
    found = power_of(app, app.functions["F"])
    assert found.holds == holds
    assert grants is None or found.grants == grants


def test_data_behind_a_boundary_that_is_not_known_is_doubted(tmp_path: Path) -> None:
    statement: dict[str, object] = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    app = _app(tmp_path, statement, limit=UNKNOWN)
    found = data_of(app, app.functions["F"])
    assert found.touched == ("T",)
    assert found.doubt == "the permissions boundary corporate is not known here"
    assert not power_of(app, app.functions["F"]).doubted
    known = _app(tmp_path, statement, limit="arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess")
    assert data_of(known, known.functions["F"]).doubt == ""


@pytest.mark.parametrize(
    ("statement", "touched", "deeds"),
    [
        ({"Action": "dynamodb:PutItem", "Resource": "*"}, ("T",), {"changes"}),
        ({"Action": "dynamodb:DeleteItem", "Resource": "*"}, ("T",), {"deletes"}),
        ({"Action": "dynamodb:PartiQLSelect", "Resource": "*"}, ("T",), {"reads"}),
        ({"Action": ["dynamodb:Query", "dynamodb:PutItem"], "Resource": "*"}, ("T",), {"reads", "changes"}),
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::x/*"}, ("s3:GetObject",), {"reads"}),
        ({"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::x"}, (), set()),
        ({"Action": "sqs:SendMessage", "Resource": "*"}, (), set()),
    ],
)
def test_data_and_what_may_be_done_with_it(
    tmp_path: Path, statement: dict[str, object], touched: tuple[str, ...], deeds: set[str]
) -> None:
    app = _app(tmp_path, {"Effect": "Allow", **statement})
    found = data_of(app, app.functions["F"])
    assert found.touched == touched
    assert found.deeds == deeds
    assert found.writes == bool(deeds - {"reads"})


def test_data_outside_by_what_a_statement_leaves_out_and_a_denial_takes_back(tmp_path: Path) -> None:
    outside: dict[str, object] = {
        "Effect": "Allow",
        "NotAction": "dynamodb:*",
        "Resource": "arn:aws:s3:::x/*",
    }
    deny: dict[str, object] = {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}
    app = _app(tmp_path, outside, deny)
    assert data_of(app, app.functions["F"]).touched == ("s3:GetObject",)


@pytest.mark.parametrize(
    ("statement", "limit", "kinds"),
    [
        (ADMIN, "", ["fail"]),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "", ["fail"]),
        (ADMIN, "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess", []),
        (ADMIN, UNKNOWN, ["open"]),
        ({"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}, UNKNOWN, []),
    ],
)
def test_what_an_open_url_leads_to(
    tmp_path: Path, statement: dict[str, object], limit: str, kinds: list[str]
) -> None:
    _write(tmp_path, statement, limit=limit)
    found = scan(tmp_path, configuration(tmp_path)).findings
    assert [one.kind for one in found if one.rule == "unauthenticated-to-privileged-role"] == kinds
