"""Flows through a state machine into code, and from one function to the next, with their entry point."""

from pathlib import Path

import pytest

from stockade import cache as caching
from stockade.config import Config
from stockade.findings import Finding
from stockade.pipeline import scan

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
      DefinitionSubstitutions: {First: !GetAtt First.Arn, Second: !GetAtt Second.Arn}
  First:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: first.handler, CodeUri: .}
  Second:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: second.handler, CodeUri: .}
"""
API = """\
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /orders:
            post:
              x-amazon-apigateway-integration:
                integrationSubtype: StepFunctions-StartExecution
                type: aws_proxy
                requestParameters: {Input: $request.body, StateMachineArn: !Ref Machine}
"""
STARTER = """\
  Starter:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: starter.handler
      CodeUri: .
      Environment: {Variables: {MACHINE: !Ref Machine}}
      Policies: [{StepFunctionsExecutionPolicy: {StateMachineName: !GetAtt Machine.Name}}]
      Events: {Start: {Type: Api, Properties: {Path: /orders, Method: post}}}
"""
DEFINITION = """\
{
  "StartAt": "Shape",
  "States": {
    "Shape": {
      "Type": "Pass",
      "Parameters": {"name.$": "$.customer", "fixed": "a"},
      "Next": "One"
    },
    "One": {"Type": "Task", "Resource": "${First}", "Next": "Two"},
    "Two": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {"FunctionName": "${Second}", "Payload.$": "$"},
      "End": true
    }
  }
}
"""
FIRST = """\
import os
def handler(event, context):
    os.system("echo " + event["name"])
    os.system("echo " + event["fixed"])
    return {"who": event["name"], "size": 3}
"""
SECOND = """\
import os
def handler(event, context):
    os.system("echo " + event["who"])
    os.system("echo " + event["size"])
    os.system("echo " + event["name"])
"""
START = """\
import boto3, json, os
def handler(event, context):
    body = json.loads(event["body"])
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=os.environ["MACHINE"],
        input=json.dumps({"customer": body["customer"], "fixed": 1}),
    )
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"machine.asl.json": DEFINITION, "first.py": FIRST, "second.py": SECOND, "starter.py": START}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def commands(project: Path, resources: str) -> dict[str, Finding]:
    (project / "template.yaml").write_text(TEMPLATE + resources)
    findings = scan(project, Config()).findings
    return {str(one.location): one for one in findings if one.rule == "command-injection"}


def test_from_a_route_through_the_states_into_both_functions(project: Path) -> None:
    found = commands(project, API)
    assert sorted(found) == ["first.py:3", "second.py:3"]
    second = found["second.py:3"]
    assert (second.severity, second.exposure, second.entry_point) == (
        "critical",
        "public",
        "-/apigw.http/POST /orders",
    )
    assert second.field == "body.customer"
    steps = [(str(step.location), step.text) for step in second.evidence]
    assert ("machine.asl.json:9", "the state One hands it to First") in steps
    assert ("machine.asl.json:10", "the state Two hands it to Second") in steps
    assert steps[-1] == ("second.py:3", "a shell")


def test_from_a_function_that_starts_the_machine(project: Path) -> None:
    found = commands(project, STARTER)
    assert sorted(found) == ["first.py:3", "second.py:3"]
    first = found["first.py:3"]
    assert (first.severity, first.entry_point) == ("high", "Starter/apigw.rest/POST /orders")
    assert "stored in Machine by Starter" in first.message
    assert any(str(step.location).startswith("starter.py") for step in first.evidence)


def test_a_function_that_starts_it_with_constants_sends_nothing(project: Path) -> None:
    (project / "starter.py").write_text(START.replace('body["customer"]', '"nobody"'))
    assert commands(project, STARTER) == {}


def test_what_code_that_is_not_read_answers_may_hold_what_it_got(project: Path) -> None:
    (project / "first.py").unlink()
    java = "Runtime: java21, Handler: first.handler"
    text = (TEMPLATE + API).replace("Runtime: python3.13, Handler: first.handler", java)
    (project / "template.yaml").write_text(text)
    findings = [one for one in scan(project, Config()).findings if one.rule == "command-injection"]
    assert {(str(one.location), one.confidence) for one in findings} == {
        ("second.py:3", "medium"),
        ("second.py:4", "medium"),
        ("second.py:5", "medium"),
    }


def test_a_token_in_the_log(project: Path) -> None:
    waiting = DEFINITION.replace("lambda:invoke", "lambda:invoke.waitForTaskToken").replace(
        '"Payload.$": "$"', '"Payload": {"token.$": "$$.Task.Token", "who.$": "$.who"}'
    )
    (project / "machine.asl.json").write_text(waiting)
    (project / "second.py").write_text('def handler(event, context):\n    print(event["token"])\n')
    (project / "template.yaml").write_text(TEMPLATE + API)
    found = [one for one in scan(project, Config()).findings if one.rule == "sensitive-data-logged"]
    assert [str(one.location) for one in found] == ["second.py:2"]


def test_a_machine_that_chooses_its_table_by_the_request(project: Path) -> None:
    chosen = DEFINITION.replace('"${First}"', '"arn:aws:states:::dynamodb:getItem"').replace(
        '"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem"',
        '"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem",'
        ' "Parameters": {"TableName.$": "$.name"}',
    )
    (project / "machine.asl.json").write_text(chosen)
    (project / "template.yaml").write_text(TEMPLATE + API)
    found = [one for one in scan(project, Config()).findings if one.rule == "user-controlled-resource"]
    (only,) = [one for one in found if one.resource == "Machine"]
    assert (only.function, only.field, str(only.location)) == ("", "body.customer", "machine.asl.json:9")


def test_runs_are_kept_by_the_event_that_is_handed_over(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(caching.FOLDER, str(tmp_path / "caches"))
    (project / "template.yaml").write_text(TEMPLATE + API)

    def lines() -> list[str]:
        findings = scan(project, Config(), cache=True).findings
        return sorted(str(one.location) for one in findings if one.rule == "command-injection")

    first = lines()
    assert lines() == first == ["first.py:3", "second.py:3"]
    (project / "machine.asl.json").write_text(DEFINITION.replace('"fixed": "a"', '"fixed.$": "$.b"'))
    assert lines() == ["first.py:3", "first.py:4", "second.py:3"]
    (project / "machine.asl.json").write_text(DEFINITION)
    assert lines() == first
