"""Secrets in logs: which data is one, which only holds one, and which is neither."""

from pathlib import Path

import pytest

from stockade.analysis.confidential import holds_secret, is_secret
from stockade.analysis.sources import event_taints, loaded
from stockade.analysis.taint import Taint
from stockade.config import Config
from stockade.pipeline import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Api: {Type: HttpApi, Properties: {Path: /, Method: post}}
"""
BODY = """
import hashlib
import json
import boto3

def handler(event, context):
    body = json.loads(event["body"])
    store = boto3.client("secretsmanager").get_secret_value(SecretId="x")
    plain = boto3.client("ssm").get_parameter(Name="stage")
    clear = boto3.client("ssm").get_parameter(Name="key", WithDecryption=True)
"""
SECRET, WHOLE = "sensitive-data-logged", "whole-event-logged"
LOGGED = {
    "print(event)": (WHOLE, "low"),
    "print(json.dumps(event))": (WHOLE, "low"),
    "print(event['headers'])": (WHOLE, "low"),
    "print(event['headers']['authorization'])": (SECRET, "medium"),
    "print(event['headers'].get('x-api-key'))": (SECRET, "medium"),
    "print(event['cookies'][0])": (SECRET, "medium"),
    "print(body['password'])": (SECRET, "medium"),
    "print(body); check(body['password'])": (WHOLE, "low"),
    "print(body['user']); check(body['user']['password'])": (WHOLE, "low"),
    "check(body['password']); print(json.dumps({'got': body}))": (WHOLE, "low"),
    "print(body['user']['access_token'])": (SECRET, "medium"),
    "print(store['SecretString'])": (SECRET, "high"),
    "print(json.loads(store['SecretString'])['password'])": (SECRET, "high"),
    "print(clear['Parameter']['Value'])": (SECRET, "high"),
}
SILENT = (
    "print(event['rawPath'])",
    "print(event['headers']['user-agent'])",
    "print(body['user'])",
    "print(body); check(body['name'])",
    "print(body['order']); check(body['password'])",
    "check(body['password']); body['password'] = '***'; print(body)",
    "check(body['password']); del body['password']; print(body)",
    "print(body['nextToken'])",
    "print(body['executionToken'])",
    "print(list(event.keys()))",
    "import jwt; print(jwt.decode(event['headers']['authorization'], KEY, ['HS256'])['sub'])",
    "print(len(body['password']))",
    "print(hashlib.sha256(body['password'].encode()).hexdigest())",
    "print(store['VersionId'])",
    "print(json.loads(store['SecretString'])['username'])",
    "print(plain['Parameter']['Value'])",
)


def _reported(line: str, folder: Path) -> list[tuple[str, str]]:
    (folder / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    (folder / "app.py").write_text(f"{BODY}    {line}\n", encoding="utf-8")
    found = scan(folder, Config()).findings
    return [(one.rule, one.severity) for one in found if one.rule in {SECRET, WHOLE}]


@pytest.mark.parametrize("line", LOGGED)
def test_logged(line: str, tmp_path: Path) -> None:
    assert _reported(line, tmp_path) == [LOGGED[line]]


@pytest.mark.parametrize("line", SILENT)
def test_silent(line: str, tmp_path: Path) -> None:
    assert not _reported(line, tmp_path)


def test_event_holds_a_secret_and_is_none() -> None:
    (event,) = event_taints(["apigw.rest"])
    (headers,) = loaded(event, "headers")
    (header,) = loaded(headers, "Authorization")
    assert [holds_secret(one) for one in (event, headers, header)] == [True, True, False]
    assert [is_secret(one) for one in (event, headers, header)] == [False, False, True]
    assert header.control == "sender"


def test_what_was_fetched_is_not_judged_by_its_name() -> None:
    assert not is_secret(Taint("s3.notification", "Records[].s3.object.key>s3:GetObject.token"))


def test_what_is_left_without_the_secret_is_none(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("python3.13", "nodejs22.x"))
    (tmp_path / "app.js").write_text(
        """exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const { password, ...rest } = body;
  console.log(rest);
  login(password);
};
"""
    )
    assert not [found for found in scan(tmp_path, Config()).findings if found.rule in {SECRET, WHOLE}]
    (tmp_path / "app.js").write_text((tmp_path / "app.js").read_text().replace("log(rest)", "log(body)"))
    assert [found.rule for found in scan(tmp_path, Config()).findings if found.rule in {SECRET, WHOLE}]
