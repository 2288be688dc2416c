"""Authenticators of people's own catalog: what they prove counts, and nothing else."""

from pathlib import Path

import pytest

from stockade import pipeline

TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: RUNTIME, Handler: app.handler, Code: src}
  Address:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !GetAtt Orders.Arn, AuthType: NONE}
"""
HEAD = "import json, boto3, jwt\nfrom shop import auth\ntable = boto3.resource('dynamodb').Table('orders')\n"
AUTH = """
import os
def demand(event):
    if not _known(event):
        raise ValueError

def person(token):
    return _looked_up(token)

def needs(function):
    def inner(event, context):
        _known(event)
        return function(event, context)
    return inner

def needs_role(role):
    return needs
"""
TOKEN = """
    claims = jwt.decode(event["headers"]["Authorization"], options={"verify_signature": False})
    return table.get_item(Key={"user": claims["sub"]})
"""
ROLE = """
    if json.loads(event["body"])["role"] != "admin":
        return {"statusCode": 403}
    return table.delete_item(Key={"id": 1})
"""
PLAIN = "def handler(event, context):"
OTHERS = PLAIN.replace("context):", "context):\n    jwt.get_unverified_header('x')")


def rules(root: Path, code: str, own: str = "", *, name: str = "app.py") -> set[str]:
    runtime = "nodejs22.x" if name.endswith(".js") else "python3.13"
    files = {
        "template.yaml": TEMPLATE.replace("RUNTIME", runtime),
        f"src/{name}": code,
        "src/shop/__init__.py": "",
        "src/shop/auth.py": AUTH,
    }
    if own:
        files |= {"stockade.toml": 'catalog = ["own.toml"]', "own.toml": own}
    for file, text in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    scan = pipeline.scan(root, pipeline.configuration(root))
    return {found.rule for found in scan.findings} & {"unverified-token", "client-supplied-identity"}


def own(call: str, proves: str, more: str = "", language: str = "python") -> str:
    return f'language = "{language}"\n[[authenticator]]\ncalls = ["{call}"]\nproves = "{proves}"\n{more}'


WAYS = {
    "called first": ("shop.auth.demand", f"{PLAIN}\n    auth.demand(event)"),
    "called first, of a library": ("acme.demand", f"import acme\n{PLAIN}\n    acme.demand(event)"),
    "a decorator": ("shop.auth.needs", f"@auth.needs\n{PLAIN}"),
    "a decorator with arguments": ("shop.auth.needs_role", f"@auth.needs_role('admin')\n{PLAIN}"),
    "a decorator of a library": ("acme.needs", f"import acme\n@acme.needs\n{PLAIN}"),
    "a decorator of a library with arguments": ("acme.needs", f"import acme\n@acme.needs('admin')\n{PLAIN}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_signature_vouches_for_all_of_the_event(tmp_path: Path, way: str) -> None:
    call, head = WAYS[way]
    code = f"{HEAD}{head}"
    assert rules(tmp_path / "a", code + TOKEN) == {"unverified-token"}
    assert rules(tmp_path / "b", code + ROLE) == {"client-supplied-identity"}
    assert rules(tmp_path / "c", code + TOKEN, own(call, "signature")) == set()
    assert rules(tmp_path / "d", code + ROLE, own(call, "signature")) == set()


@pytest.mark.parametrize("way", WAYS)
def test_an_identity_vouches_for_the_token_alone(tmp_path: Path, way: str) -> None:
    call, head = WAYS[way]
    code = f"{HEAD}{head}"
    assert rules(tmp_path / "c", code + TOKEN, own(call, "identity")) == set()
    assert rules(tmp_path / "d", code + ROLE, own(call, "identity")) == {"client-supplied-identity"}


def test_another_function_is_not_behind_it(tmp_path: Path) -> None:
    code = f"{HEAD}@auth.needs\ndef other(event, context):\n    return 1\n\n{PLAIN}{TOKEN}"
    assert rules(tmp_path, code, own("shop.auth.needs", "signature")) == {"unverified-token"}


def test_a_helper_runs_apart_behind_it_and_before_it(tmp_path: Path) -> None:
    code = (
        f"{HEAD}def work(event):{TOKEN}\n@auth.needs\ndef safe(event, context):\n    return work(event)\n\n"
    )
    inside = f"{code}{PLAIN}\n    return safe(event, context)\n"
    both = f"{code}{PLAIN}\n    safe(event, context)\n    return work(event)\n"
    declared = own("shop.auth.needs", "signature")
    assert rules(tmp_path / "a", inside, declared) == set()
    assert rules(tmp_path / "b", both, declared) == {"unverified-token"}


def test_only_the_argument_that_is_verified_is_proven(tmp_path: Path) -> None:
    code = f"{HEAD}{PLAIN}\n    auth.person(event['headers']['X-Other'])"
    declared = own("shop.auth.person", "identity", "argument = { position = 0 }")
    assert rules(tmp_path / "a", code + TOKEN, declared) == {"unverified-token"}
    right = code.replace("X-Other", "Authorization")
    assert rules(tmp_path / "b", right + TOKEN, declared) == set()


def test_routes_of_a_framework(tmp_path: Path) -> None:
    head = (
        "import boto3, jwt\nfrom flask import Flask, request\nimport acme\napp = Flask('x')\n"
        "table = boto3.resource('dynamodb').Table('orders')\n"
    )
    route = (
        "@app.route('/a')\nDECORATOR\ndef a():\n"
        "    if request.json['role'] != 'admin':\n        return 'no', 403\n"
        "    return table.delete_item(Key={'id': 1})\n"
        "def handler(event, context):\n    return acme.serve(app, event)\n"
    )
    declared = own("acme.needs", "signature")
    guarded = head + route.replace("DECORATOR", "@acme.needs")
    assert rules(tmp_path / "a", guarded) == {"client-supplied-identity"}
    assert rules(tmp_path / "b", guarded, declared) == set()
    open_route = head + route.replace("DECORATOR\n", "")
    assert rules(tmp_path / "c", open_route, declared) == {"client-supplied-identity"}


SCRIPT = """
const jwt = require('jsonwebtoken');
const { withAuth } = require('acme-auth');
const { GetItemCommand } = require('@aws-sdk/client-dynamodb');
exports.handler = HANDLER
"""
BODY = """async (event) => {
  const claims = jwt.decode(event.headers.authorization);
  return new GetItemCommand({ TableName: 'x', Key: { user: { S: claims.sub } } });
}"""


def test_a_wrapper_in_a_script(tmp_path: Path) -> None:
    declared = own("acme-auth.withAuth", "identity", "function = { position = 0 }", "javascript")
    open_to_all = SCRIPT.replace("HANDLER", f"{BODY};")
    wrapped = SCRIPT.replace("HANDLER", f"withAuth({BODY});")
    assert rules(tmp_path / "a", open_to_all, declared, name="app.js") == {"unverified-token"}
    assert rules(tmp_path / "b", wrapped, declared, name="app.js") == set()


def test_an_authorizer_that_calls_one_does_not_always_allow(tmp_path: Path) -> None:
    template = (
        "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: x}}\n"
        "  Gate:\n    Type: AWS::Lambda::Function\n"
        "    Properties: {Runtime: python3.13, Handler: app.handler, Code: src}\n"
        "  Authorizer:\n    Type: AWS::ApiGateway::Authorizer\n"
        "    Properties: {RestApiId: !Ref Api, Type: TOKEN, Name: a, IdentitySource: x,\n"
        "      AuthorizerUri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        "${Gate.Arn}/invocations'}\n"
    )
    code = (
        "from shop import auth\ndef handler(event, context):\n    auth.log(event)\n"
        "    return {'policyDocument': {'Statement': [{'Effect': 'Allow', 'Resource': '*'}]}}\n"
    )
    for name, text in {"a": "", "b": own("shop.auth.log", "identity")}.items():
        root = tmp_path / name
        (root / "src/shop").mkdir(parents=True)
        (root / "template.yaml").write_text(template)
        (root / "src/app.py").write_text(code)
        (root / "src/shop/auth.py").write_text("def log(event):\n    return None\n")
        if text:
            (root / "stockade.toml").write_text('catalog = ["own.toml"]')
            (root / "own.toml").write_text(text)
    found = [
        "authorizer-always-allows" in {one.rule for one in scanned.findings}
        for scanned in (
            pipeline.scan(one, pipeline.configuration(one)) for one in (tmp_path / "a", tmp_path / "b")
        )
    ]
    assert found == [True, False]
