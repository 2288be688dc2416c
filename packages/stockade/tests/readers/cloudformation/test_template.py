import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stockade.readers.cloudformation.document import read_document
from stockade.readers.cloudformation.template import is_template
from stockade.values import ABSENT, Cond, get, text

if TYPE_CHECKING:
    from stockade.model import Stack

Read = Callable[..., "Stack"]


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("Resources: {A: {Type: AWS::SQS::Queue}}", True),
        ("Resources: {A: {Type: 'Custom::Thing'}}", True),
        ("{AWSTemplateFormatVersion: x, Resources: {}}", True),
        ("Resources: {'Fn::ForEach::A': [a, [b], {}]}", True),
        ("Transform: AWS::Serverless-2016-10-31", True),
        ("Resources: {A: {Type: deployment}}", False),
        ("Resources: [AWS::SQS::Queue]", False),
        ("{a: b}", False),
        ("[1]", False),
        ("", False),
    ],
)
def test_what_is_a_template(written: str, answer: bool) -> None:
    assert is_template(read_document(written, "t.yaml").value) is answer


def test_a_resource_holds_what_was_written(read: Read) -> None:
    stack = read(
        "Conditions: {Prod: !Equals [!Ref AWS::Region, x]}\nResources:\n  A:\n    Type: AWS::SQS::Queue\n"
        "    Condition: Prod\n    DependsOn: [B, C]\n    Metadata: {Owner: me}\n"
        "  B: {Type: AWS::SNS::Topic, DependsOn: A}\n"
    )
    found = stack.resources["A"]
    assert (found.at.line, found.condition, found.depends_on, found.made_from) == (3, "Prod", ("B", "C"), "A")
    assert text(get(found.metadata, "Owner")) == "me"
    assert stack.resources["B"].depends_on == ("A",)
    assert found.properties.items == {}


def test_parameters_and_outputs(read: Read) -> None:
    stack = read(
        "Parameters:\n  P: {Type: Number, Default: 5, Description: d, NoEcho: true, AllowedValues: [5, 6]}\n"
        "  Q: {}\n"
        "Resources: {A: {Type: AWS::SQS::Queue}}\n"
        "Outputs:\n  O: {Value: !Ref P, Export: {Name: !Sub 'x-${P}'}}\n  R: {Value: y}\n  S: 5\n"
    )
    first = stack.parameters["P"]
    assert (first.type, text(first.default), first.no_echo, first.description, len(first.allowed)) == (
        "Number",
        "5",
        True,
        "d",
        2,
    )
    assert (stack.parameters["Q"].type, stack.parameters["Q"].default) == ("String", ABSENT)
    assert (text(stack.outputs["O"].value), text(stack.outputs["O"].export)) == ("5", "x-5")
    assert stack.outputs["R"].export == ABSENT
    assert list(stack.outputs) == ["O", "R"]


def test_a_property_on_condition_keeps_both_sides(read: Read) -> None:
    stack = read(
        "Conditions: {Prod: !Equals [!Ref AWS::Region, x]}\nResources:\n  A:\n    Type: AWS::SQS::Queue\n"
        "    Properties: !If [Prod, {QueueName: a}, {QueueName: b}]\n"
    )
    (gap,) = stack.gaps
    assert "the properties of 'A' are only known at deployment" in gap.reason
    stack = read(
        "Conditions: {Prod: !Equals [!Ref AWS::Region, x]}\nResources:\n  A:\n    Type: AWS::SQS::Queue\n"
        "    Properties: {QueueName: !If [Prod, a, !Ref AWS::NoValue]}\n"
    )
    found = get(stack.resources["A"].properties, "QueueName")
    assert isinstance(found, Cond)
    assert (text(found.then), found.otherwise) == ("a", ABSENT)


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ("5", "has no Type"),
        ("{Properties: {}}", "has no Type"),
        ("{Type: [x]}", "has no Type"),
        ("{Type: AWS::SQS::Queue, Properties: 5}", "only known at deployment"),
        ("{Type: AWS::SQS::Queue, Properties: {'Fn::Transform': {Name: M}}}", "only known at deployment"),
    ],
)
def test_what_is_no_resource_is_a_gap_at_its_line(read: Read, resource: str, reason: str) -> None:
    stack = read(f"Resources:\n  Sound: {{Type: AWS::SNS::Topic}}\n  Odd: {resource}\n")
    assert "Sound" in stack.resources
    assert [gap.location.line for gap in stack.gaps] == [3]
    assert reason in stack.gaps[0].reason


def test_a_mapping_that_holds_functions_ends_nothing(read: Read) -> None:
    stack = read(
        "Mappings: {M: {a: {b: !FindInMap [M, a, b]}}}\nResources:\n  A:\n    Type: AWS::SQS::Queue\n"
        "    Properties: {QueueName: !FindInMap [M, a, b]}\nOutputs: {O: {Value: !FindInMap [M, a, b]}}\n"
    )
    assert "no text" in str(get(stack.resources["A"].properties, "QueueName"))
    assert not stack.gaps


def test_files_in_files_may_nest_too_deeply_for_one_value_only(read: Read) -> None:
    include = "{'Fn::Transform': {Name: AWS::Include, Parameters: {Location: %s.json}}}"
    deep = "{'Fn::Base64': " * 180 + include + "}" * 180
    files = {f"{n}.json": deep % (n + 1) for n in range(5)} | {"5.json": "x"}
    stack = read(
        "Resources:\n  A: {Type: AWS::SQS::Queue}\n"
        "  B:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: "
        + include % 0
        + "}\nOutputs:\n  O: {Value: "
        + include % 0
        + "}\n",
        files=files,
    )
    assert {"A", "B"} <= set(stack.resources)
    reasons = [gap.reason for gap in stack.gaps]
    assert "the resource 'B' is nested too deeply" in reasons
    assert "the output 'O' is nested too deeply" in reasons


TEMPLATE = {
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
    "Mappings": {"M": {"dev": {"size": 1}}},
    "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": {
        "Q": {
            "Type": "AWS::SQS::Queue",
            "Condition": "Prod",
            "Properties": {
                "QueueName": {"Fn::Sub": "${Stage}-q"},
                "DelaySeconds": {"Fn::FindInMap": ["M", {"Ref": "Stage"}, "size"]},
                "FifoQueue": True,
            },
        },
        "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Q"}]}},
    },
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Q", "Arn"]}, "Export": {"Name": "arn"}}},
}


def test_json_in_one_line_and_in_many_say_the_same(
    read: Read, bare: Callable[..., object], tmp_path: Path
) -> None:
    one = read(json.dumps(TEMPLATE), name="template.json")
    (tmp_path / "app/template.json").unlink()
    many = read(json.dumps(TEMPLATE, indent=2))
    assert {key: bare(found.properties) for key, found in one.resources.items()} == {
        key: bare(found.properties) for key, found in many.resources.items()
    }
    assert [found.at.line for found in one.resources.values()] == [1, 1]
    assert [found.at.line for found in many.resources.values()] == [26, 45]
