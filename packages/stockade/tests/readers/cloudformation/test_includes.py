import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stockade.values import Ref, entries, get, text

if TYPE_CHECKING:
    from stockade.model import Stack

Read = Callable[..., "Stack"]

OPENAPI = "openapi: 3.0.1\npaths:\n  /orders:\n    get:\n      security: []\n"
LOCAL = "{'Fn::Transform': {Name: AWS::Include, Parameters: {Location: api.yaml}}}"
PLAIN = "Resources:\n  Api:\n    Type: {kind}\n    Properties: {{{body}}}\n"
SAM = "Transform: AWS::Serverless-2016-10-31\n" + PLAIN


@pytest.mark.parametrize(
    ("form", "kind", "body"),
    [
        (PLAIN, "AWS::ApiGateway::RestApi", f"Body: {LOCAL}"),
        (PLAIN, "AWS::ApiGateway::RestApi", "BodyS3Location: api.yaml"),
        (PLAIN, "AWS::ApiGatewayV2::Api", f"Body: {LOCAL}"),
        (PLAIN, "AWS::ApiGatewayV2::Api", "BodyS3Location: api.yaml"),
        (SAM, "AWS::Serverless::Api", f"StageName: x, DefinitionBody: {LOCAL}"),
        (SAM, "AWS::Serverless::Api", "StageName: x, DefinitionUri: api.yaml"),
        (SAM, "AWS::Serverless::HttpApi", f"DefinitionBody: {LOCAL}"),
        (SAM, "AWS::Serverless::HttpApi", "DefinitionUri: ./api.yaml"),
    ],
)
def test_an_openapi_document_by_file_stands_in_line(read: Read, form: str, kind: str, body: str) -> None:
    stack = read(form.format(kind=kind, body=body), files={"api.yaml": OPENAPI})
    operation = get(stack.resources["Api"].properties, "Body.paths./orders.get")
    assert (operation.at.file, operation.at.line) == ("api.yaml", 4)
    assert not stack.gaps


def test_a_document_in_json(read: Read) -> None:
    document = json.dumps({"paths": {"/a": {"get": {}}}}, indent=1)
    stack = read(
        PLAIN.format(kind="AWS::ApiGateway::RestApi", body="BodyS3Location: api.json"),
        files={"api.json": document},
    )
    assert get(stack.resources["Api"].properties, "Body.paths./a").at.line == 3


def test_an_included_snippet_is_evaluated_like_the_rest(read: Read) -> None:
    stack = read(
        "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n  Queue:\n    Type: AWS::SQS::Queue\n"
        "    Properties:\n      QueueName: own\n      'Fn::Transform':\n        Name: AWS::Include\n"
        "        Parameters: {Location: part.yaml}\n",
        files={"part.yaml": "QueueName: included\nTopic: !Ref Topic\n"},
    )
    properties = stack.resources["Queue"].properties
    assert text(properties.items["QueueName"]) == "own"
    assert isinstance(properties.items["Topic"], Ref)
    assert properties.items["Topic"].at.file == "part.yaml"


def test_a_whole_section_may_be_included(read: Read) -> None:
    stack = read(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
        "  'Fn::Transform': {Name: AWS::Include, Parameters: {Location: more.yaml}}\n"
        "  Own: {Type: AWS::SQS::Queue}\n",
        files={"more.yaml": "More: {Type: AWS::SNS::Topic}\n"},
    )
    assert {key: one.type for key, one in stack.resources.items()} == {
        "More": "AWS::SNS::Topic",
        "Own": "AWS::SQS::Queue",
    }


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("s3://bucket/part.yaml", "s3://bucket/part.yaml"),
        ("!Sub '${AWS::Region}/part.yaml'", "only at deployment"),
        ("../outside.yaml", "outside the scanned folder"),
        ("/etc/hostname", "outside the scanned folder"),
        ("link.yaml", "outside the scanned folder"),
        ("missing.yaml", "is not there"),
        ("broken.yaml", "broken.yaml:2: is no valid YAML"),
        ("itself.yaml", "followed no further"),
        ("many.yaml", "followed no further"),
    ],
)
def test_what_cannot_be_included_is_a_gap(read: Read, tmp_path: Path, location: str, reason: str) -> None:
    (tmp_path / "outside.yaml").write_text("Stolen: yes\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/link.yaml").symlink_to(tmp_path / "outside.yaml")
    include = "'Fn::Transform': {Name: AWS::Include, Parameters: {Location: %s}}\n"
    many = "".join(f"a{number}: {{{include.strip() % 'many.yaml'}}}\n" for number in range(300))
    stack = read(
        f"Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      {include % location}",
        files={"broken.yaml": "a: b\nc: ]\n", "itself.yaml": include % "itself.yaml", "many.yaml": many},
    )
    assert "Stolen" not in str(stack)
    assert any(reason in gap.reason for gap in stack.gaps), stack.gaps
    assert any(gap.location.line in {1, 5} for gap in stack.gaps)


def test_another_macro_is_left_and_said(read: Read) -> None:
    stack = read(
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: x\n"
        "      'Fn::Transform': {Name: Own, Parameters: {Location: part.yaml}}\n",
        files={"part.yaml": "QueueName: y\n"},
    )
    assert text(get(stack.resources["Q"].properties, "QueueName")) == "x"
    assert ["made by a macro" in gap.reason for gap in stack.gaps] == [True]


def test_a_definition_beside_a_file_wins(read: Read) -> None:
    body = "Body: {paths: {/own: {}}}, BodyS3Location: api.yaml"
    stack = read(PLAIN.format(kind="AWS::ApiGateway::RestApi", body=body), files={"api.yaml": OPENAPI})
    assert [path for path, _ in entries(get(stack.resources["Api"].properties, "Body.paths"))] == ["/own"]
