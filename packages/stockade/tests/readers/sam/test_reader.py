import time
from collections.abc import Callable

import pytest

from stockade.model import Stack
from stockade.readers.cloudformation.document import read_document
from stockade.readers.sam.reader import is_sam
from stockade.readers.sam.transforming import MOST_MADE
from stockade.values import Map, Param, get, text

Sam = Callable[..., Stack]


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("Resources: {F: {Type: AWS::Serverless::Function}}", True),
        ("{Transform: AWS::Serverless-2016-10-31, Resources: {Q: {Type: AWS::SQS::Queue}}}", False),
        ("Resources: {F: {Type: [AWS::Serverless::Function]}}", False),
        ("Resources: [AWS::Serverless::Function]", False),
        ("{}", False),
    ],
)
def test_a_template_is_one_of_sam_by_its_types(written: str, answer: bool) -> None:
    value = read_document(written, "t.yaml").value
    assert isinstance(value, Map)
    assert is_sam(value) is answer


def test_parameters_without_default_stay_open_in_what_is_made(sam: Sam) -> None:
    stack = sam(
        "Parameters: {Memory: {Type: Number}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: s, MemorySize: !Ref Memory}\n"
    )
    found = get(stack.resources["F"].properties, "MemorySize")
    assert isinstance(found, Param)
    assert found.default is None
    assert not stack.gaps


def test_conditions_the_transform_makes_of_written_ones_are_known(sam: Sam) -> None:
    function = (
        "  {0}:\n    Type: AWS::Serverless::Function\n    Condition: {0}Wanted\n"
        "    Properties:\n      Events: {{E: {{Type: Api, Properties: {{Path: /{0}, Method: get}}}}}}\n"
    )
    stack = sam(
        "Globals: {Function: {Runtime: python3.13, Handler: a.b, CodeUri: s}}\n"
        "Conditions: {AWanted: !Equals [!Ref AWS::Region, a], BWanted: !Equals [!Ref AWS::Region, b]}\n"
        f"Resources:\n{function.format('A')}{function.format('B')}"
    )
    needed = {found.condition for found in stack.resources.values()} - {""}
    assert needed > {"AWanted", "BWanted"}
    assert needed <= set(stack.conditions)


def test_outputs_may_name_what_only_the_transform_makes(sam: Sam) -> None:
    stack = sam(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      CodeUri: s\n"
        "      Events: {E: {Type: HttpApi}}\n"
        "Outputs:\n  Url: {Value: !Sub '${ServerlessHttpApi}'}\n  Role: {Value: !GetAtt FRole.Arn}\n"
    )
    assert "Unknown" not in str(stack.outputs)


def test_a_template_beyond_what_can_be_deployed_is_read_without_the_transform(sam: Sam) -> None:
    began = time.process_time()
    stack = sam(
        "Globals: {Function: {Runtime: python3.13, Handler: a.b, CodeUri: s}}\nResources:\n"
        + "".join(
            f"  F{n}:\n    Type: AWS::Serverless::Function\n"
            f"    Properties: {{Events: {{E: {{Type: Api, Properties: {{Path: /{n}, Method: get}}}}}}}}\n"
            for n in range(2000)
        )
    )
    assert time.process_time() - began < 20  # the transform would take minutes
    assert [gap.location.line for gap in stack.gaps] == [1]
    assert f"more than {MOST_MADE}" in stack.gaps[0].reason
    assert sum(found.type == "AWS::Lambda::Function" for found in stack.resources.values()) == 2000
    assert text(get(stack.resources["F7"].properties, "Code")) == "s"
