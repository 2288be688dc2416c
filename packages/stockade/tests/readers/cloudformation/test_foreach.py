from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from stockade.values import Attr, as_list, get, text

if TYPE_CHECKING:
    from stockade.model import Stack

Read = Callable[..., "Stack"]

HEAD = "Transform: AWS::LanguageExtensions\n"


def test_a_list_in_line(read: Read) -> None:
    stack = read(
        HEAD + "Resources:\n  'Fn::ForEach::Queues':\n    - Name\n    - [a, b]\n"
        "    - 'Queue${Name}':\n        Type: AWS::SQS::Queue\n"
        "        Properties: {QueueName: !Sub '${Name}-${AWS::Region}', Tags: [{Key: !Ref Name}]}\n"
    )
    assert list(stack.resources) == ["Queuea", "Queueb"]
    assert stack.resources["Queueb"].at.line == 6
    assert [text(get(tag, "Key")) for tag in as_list(get(stack.resources["Queueb"].properties, "Tags"))] == [
        "b"
    ]


def test_values_that_are_no_ids_are_stripped_where_asked(read: Read) -> None:
    stack = read(
        HEAD + "Resources:\n  'Fn::ForEach::Topics':\n    - Name\n    - [or-ders, ship.ping]\n"
        "    - 'Topic&{Name}': {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Name}}\n"
    )
    assert list(stack.resources) == ["Topicorders", "Topicshipping"]
    assert text(get(stack.resources["Topicorders"].properties, "TopicName")) == "or-ders"


def test_loops_inside_loops_and_inside_properties(read: Read) -> None:
    stack = read(
        HEAD + "Parameters: {Stages: {Type: CommaDelimitedList, Default: 'dev, prod'}}\n"
        "Resources:\n  'Fn::ForEach::Outer':\n    - Stage\n    - !Ref Stages\n"
        "    - 'Fn::ForEach::Inner':\n        - Name\n        - [A, B]\n"
        "        - '${Stage}${Name}':\n            Type: AWS::SQS::Queue\n"
        "            Properties:\n              'Fn::ForEach::Fields':\n                - Field\n"
        "                - [QueueName, Other]\n                - '${Field}': '${Stage}-${Name}'\n"
    )
    assert list(stack.resources) == ["devA", "devB", "prodA", "prodB"]
    properties = stack.resources["prodB"].properties
    assert {key: text(value) for key, value in properties.items.items()} == {
        "QueueName": "prod-B",
        "Other": "prod-B",
    }


def test_references_to_what_a_loop_makes(read: Read) -> None:
    stack = read(
        HEAD + "Mappings: {Stages: {of: {names: [A, B]}}}\n"
        "Resources:\n  'Fn::ForEach::Queues': [N, !FindInMap [Stages, of, names], {'Q${N}': "
        "{Type: AWS::SQS::Queue}}]\n"
        "Outputs:\n  'Fn::ForEach::Outs': [N, [A, B], {'Out${N}': {Value: !GetAtt 'Q${N}.Arn'}}]\n"
        "Conditions:\n  'Fn::ForEach::Conds': [N, [A], {'Is${N}': !Equals ['${N}', A]}]\n"
    )
    assert list(stack.resources) == ["QA", "QB"]
    assert {
        name: (one.value.id, one.value.name)
        for name, one in stack.outputs.items()
        if isinstance(one.value, Attr)
    } == {
        "OutA": ("QA", "Arn"),
        "OutB": ("QB", "Arn"),
    }
    assert list(stack.conditions) == ["IsA"]


@pytest.mark.parametrize(
    ("loop", "reason"),
    [
        ("[N, !Ref Open, {'Q${N}': {Type: AWS::SQS::Queue}}]", "only known at deployment"),
        ("[N, [a, !Ref AWS::Region], {'Q${N}': {Type: AWS::SQS::Queue}}]", "only known at deployment"),
        ("[N, [a]]", "needs a name, a collection and a map"),
        ("5", "needs a name, a collection and a map"),
    ],
)
def test_what_cannot_be_written_out_is_a_gap(read: Read, loop: str, reason: str) -> None:
    stack = read(
        HEAD + "Parameters: {Open: {Type: CommaDelimitedList}}\n"
        f"Resources:\n  Sound: {{Type: AWS::SNS::Topic}}\n  'Fn::ForEach::L': {loop}\n"
    )
    assert list(stack.resources) == ["Sound"]
    assert [(gap.location.line, gap.scope) for gap in stack.gaps] == [(5, "resource")]
    assert reason in stack.gaps[0].reason


def test_loops_that_would_write_without_end_are_stopped(read: Read) -> None:
    many = ", ".join(f"v{number}" for number in range(300))
    body = "{'Q${A}${B}${C}': {Type: AWS::SQS::Queue}}"
    for name in "CBA":
        body = f"{{'Fn::ForEach::{name}': [{name}, [{many}], {body}]}}"
    stack = read(HEAD + f"Resources: {body}\n")
    assert any("writes more than is followed" in gap.reason for gap in stack.gaps)


def test_without_the_transform_a_loop_is_not_written_out(read: Read) -> None:
    stack = read("Resources:\n  'Fn::ForEach::Q': [N, [a], {'Q${N}': {Type: AWS::SQS::Queue}}]\n")
    assert not stack.resources
    assert "made by a macro" in stack.gaps[0].reason
