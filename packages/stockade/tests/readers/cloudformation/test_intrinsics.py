import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from stockade.model import Stack
from stockade.readers import read_all
from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    get,
    parse_json,
    references,
    text,
)

FUNCTIONS = (
    "And",
    "Base64",
    "Cidr",
    "Contains",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
)
HEAD = """\
Parameters:
  Stage: {Type: String, Default: dev}
  Secret: {Type: String, NoEcho: true}
Mappings:
  M: {dev: {size: small}, prod: {size: large}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Tested: """


@pytest.fixture
def stack_of(tmp_path: Path) -> Callable[[str], Stack]:
    def make(value: str) -> Stack:
        (tmp_path / "template.yaml").write_text(HEAD + value + "\n")
        (stack,) = read_all(tmp_path).stacks
        return stack

    return make


@pytest.fixture
def evaluated(stack_of: Callable[[str], Stack]) -> Callable[[str], Value]:
    def make(value: str) -> Value:
        return get(stack_of(value).resources["Queue"].properties, "Tested")

    return make


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("!Ref Topic", Ref),
        ("!Ref Stage", Param),
        ("!Ref AWS::Region", Pseudo),
        ("!Ref Nothing", Unknown),
        ("!GetAtt Topic.TopicName", Attr),
        ("!Sub 'a-${Topic}'", Concat),
        ("!If [IsProd, a, b]", Cond),
        ("!ImportValue shared", Import),
        ("'{{resolve:secretsmanager:db:SecretString:password}}'", Dynamic),
        ("!Join [',', [a, b]]", Lit),
        ("!Split [',', 'a,b']", List),
        ("!GetAZs ''", Unknown),
    ],
)
def test_each_intrinsic_becomes_its_term(evaluated: Callable[[str], Value], written: str, kind: type) -> None:
    assert isinstance(evaluated(written), kind)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("!Sub '${Stage}-x'", "dev-x"),
        ("!Sub '${!Literal}'", "${Literal}"),
        ("!Sub ['${a}-${Stage}', {a: b}]", "b-dev"),
        ("!Join ['-', [a, !Ref Stage]]", "a-dev"),
        ("!Select [1, [a, b]]", "b"),
        ("!Select [1, !Split ['/', 'a/b/c']]", "b"),
        ("!If [Always, a, b]", "a"),
        ("!If [Never, a, b]", "b"),
        ("!If [IsProd, same, same]", "same"),
        ("!Base64 a", "YQ=="),
        ("!FindInMap [M, prod, size]", "large"),
    ],
)
def test_known_texts(evaluated: Callable[[str], Value], written: str, meant: str) -> None:
    assert text(evaluated(written)) == meant


def test_a_mapping_with_an_unknown_key_gives_all_leaves(evaluated: Callable[[str], Value]) -> None:
    found = evaluated("!FindInMap [M, !Ref Secret, size]")
    assert isinstance(found, Unknown)
    assert sorted(text(value) or "" for value in found.among) == ["large", "small"]


def test_select_of_a_split_keeps_the_edge(evaluated: Callable[[str], Value]) -> None:
    found = evaluated("!Select [1, !Split ['/', !GetAtt Topic.TopicArn]]")
    assert [reference.id for reference in references(found)] == ["Topic"]


def test_no_value_removes_the_property(stack_of: Callable[[str], Stack]) -> None:
    stack = stack_of("!Ref AWS::NoValue")
    assert get(stack.resources["Queue"].properties, "Tested") == ABSENT


def test_a_secret_parameter_is_marked(evaluated: Callable[[str], Value]) -> None:
    found = evaluated("!Ref Secret")
    assert isinstance(found, Param)
    assert found.no_echo
    assert found.default is None


def test_conditions_that_lead_to_themselves_are_gaps(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        "Conditions:\n  A: !Not [!Condition B]\n  B: !Condition A\n"
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !If [A, x, y]}\n"
    )
    (stack,) = read_all(tmp_path).stacks
    assert sorted(gap.location.line for gap in stack.gaps) == [2, 3]
    assert isinstance(get(stack.resources["Q"].properties, "QueueName"), Cond)


def test_loops_are_written_out(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        "Transform: [AWS::LanguageExtensions]\nParameters:\n"
        "  Names: {Type: CommaDelimitedList, Default: 'a,b'}\n"
        "Resources:\n  'Fn::ForEach::Queues':\n    - Name\n    - !Ref Names\n"
        "    - 'Queue${Name}':\n        Type: AWS::SQS::Queue\n        Properties: {QueueName: !Ref Name}\n"
    )
    (stack,) = read_all(tmp_path).stacks
    assert sorted(stack.resources) == ["Queuea", "Queueb"]
    assert text(get(stack.resources["Queueb"].properties, "QueueName")) == "b"


FORMS = [
    ("!Ref Topic", {"Ref": "Topic"}),
    ("!Ref AWS::Region", {"Ref": "AWS::Region"}),
    ("!GetAtt Topic.TopicName", {"Fn::GetAtt": ["Topic", "TopicName"]}),
    ("!GetAtt [Topic, TopicName]", {"Fn::GetAtt": "Topic.TopicName"}),
    (
        "!Sub 'a-${Topic}-${Topic.TopicName}-${AWS::Region}'",
        {"Fn::Sub": "a-${Topic}-${Topic.TopicName}-${AWS::Region}"},
    ),
    ("!Sub ['${x}-${Stage}', {x: !Ref Topic}]", {"Fn::Sub": ["${x}-${Stage}", {"x": {"Ref": "Topic"}}]}),
    ("!Join ['/', [a, !Ref Topic]]", {"Fn::Join": ["/", ["a", {"Ref": "Topic"}]]}),
    ("!If [IsProd, a, !Ref Topic]", {"Fn::If": ["IsProd", "a", {"Ref": "Topic"}]}),
    ("!FindInMap [M, !Ref Stage, size]", {"Fn::FindInMap": ["M", {"Ref": "Stage"}, "size"]}),
    ("!Select [1, [a, !Ref Topic]]", {"Fn::Select": [1, ["a", {"Ref": "Topic"}]]}),
    ("!Select ['1', !Split [',', 'a,b']]", {"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}),
    ("!Split [':', !GetAtt Topic.TopicName]", {"Fn::Split": [":", {"Fn::GetAtt": ["Topic", "TopicName"]}]}),
    ("!ImportValue shared", {"Fn::ImportValue": "shared"}),
    ("!ImportValue {'Fn::Sub': '${Stage}-x'}", {"Fn::ImportValue": {"Fn::Sub": "${Stage}-x"}}),
    ("!Base64 a", {"Fn::Base64": "a"}),
    ("!Cidr [10.0.0.0/16, 2, 8]", {"Fn::Cidr": ["10.0.0.0/16", 2, 8]}),
    ("!GetAZs ''", {"Fn::GetAZs": ""}),
    ("!Length [a, b]", {"Fn::Length": ["a", "b"]}),
    ("!ToJsonString {a: [1, !Ref Topic]}", {"Fn::ToJsonString": {"a": [1, {"Ref": "Topic"}]}}),
    ("!Transform {Name: Own}", {"Fn::Transform": {"Name": "Own"}}),
    ("!Unheard x", {"Fn::Unheard": "x"}),
]


@pytest.mark.parametrize(("short", "long"), FORMS, ids=[str(long) for _, long in FORMS])
def test_every_notation_says_the_same(
    evaluated: Callable[[str], Value], bare: Callable[[Value], Value], short: str, long: object
) -> None:
    found = {
        str(bare(evaluated(written)))
        for written in (
            short,
            json.dumps(long),
            f"\n{yaml.safe_dump(long, indent=4)}".replace("\n", "\n        "),
        )
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("!Length [a, b]", "2"),
        ("!Length {'Fn::Split': [',', 'a,b,c']}", "3"),
        ("!ToJsonString {a: [1, true, x]}", '{"a": [1, true, "x"]}'),
        ("!FindInMap [M, nothing, size, {DefaultValue: tiny}]", "tiny"),
        ("!FindInMap [Nothing, a, b, {DefaultValue: !Ref Stage}]", "dev"),
        ("!FindInMap [M, dev, size, {DefaultValue: tiny}]", "small"),
        ("!FindInMap [M, !Select [0, [prod]], !Join ['', [si, ze]]]", "large"),
        ("!GetAtt [Nothing, Arn]", None),
        ("!Length {Ref: Topic}", None),
        ("!Select [9, [a]]", None),
        ("!Select [-1, [a]]", None),
        ("!Select [x, [a]]", None),
        ("!Split ['', abc]", None),
        ("!Base64 {Ref: Topic}", None),
    ],
)
def test_language_extensions_and_odd_arguments(
    evaluated: Callable[[str], Value], written: str, meant: str | None
) -> None:
    assert text(evaluated(written)) == meant


@pytest.mark.parametrize("name", ["Ref", *(f"Fn::{one}" for one in FUNCTIONS)])
@pytest.mark.parametrize("argument", ["~", "5", "[]", "{}", "[[]]", "{a: b}", "[a]", "[a, b, c, d, e]", "''"])
def test_a_function_of_nonsense_is_a_value_and_no_crash(
    evaluated: Callable[[str], Value], name: str, argument: str
) -> None:
    found = evaluated(f"{{'{name}': {argument}}}")
    assert found is not None
    assert found.at.line == 15


def test_json_text_and_back(evaluated: Callable[[str], Value], bare: Callable[[Value], Value]) -> None:
    written = "{a: [1, !Ref Topic, !Sub 'x-${Topic}-y'], b: {c: !GetAtt Topic.TopicName, d: true, e: ~}}"
    assert parse_json(bare(evaluated(f"!ToJsonString {written}"))) == bare(evaluated(written))
