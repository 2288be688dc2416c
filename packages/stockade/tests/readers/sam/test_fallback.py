from collections.abc import Callable

import pytest

from stockade.model import Stack
from stockade.readers.sam.fallback import TYPES, canonical
from stockade.values import ABSENT, Attr, List, Lit, Map, get, text

Sam = Callable[..., Stack]

REFUSED = """\
Globals: {Function: {Runtime: python3.13, CodeUri: src}}
Resources:
  Sound:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
  Odd:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Nonsense: {a: b}
      Policies:
        - AmazonS3FullAccess
        - Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
"""


@pytest.mark.parametrize(("written", "made"), sorted(TYPES.items()))
def test_each_type_has_its_canonical_one(written: str, made: str) -> None:
    body = Map({"Type": Lit(written), "Properties": Map({"DefinitionBody": Map({"paths": Map()})})})
    found = canonical("A", body, ABSENT)
    assert text(get(found["A"], "Type")) == made
    assert get(found["A"], "Properties.Body.paths") == Map()


def test_what_the_transform_refuses_keeps_properties_role_and_lines(sam: Sam) -> None:
    stack = sam(REFUSED)
    assert [(gap.location.line, gap.scope) for gap in stack.gaps] == [(7, "resource")]
    assert "the SAM transform refuses 'Odd'" in stack.gaps[0].reason
    odd = stack.resources["Odd"]
    assert (odd.type, odd.at.line, get(odd.properties, "Handler").at.line) == ("AWS::Lambda::Function", 7, 10)
    assert text(get(odd.properties, "Runtime")) == "python3.13"
    assert text(get(odd.properties, "Code")) == "src"
    role = get(odd.properties, "Role")
    assert isinstance(role, Attr)
    assert (role.id, role.name) == ("OddRole", "Arn")


def test_the_role_of_a_refused_function_has_its_policies(sam: Sam) -> None:
    role = sam(REFUSED).resources["OddRole"]
    assert (role.type, role.made_from) == ("AWS::IAM::Role", "Odd")
    managed, inline = get(role.properties, "ManagedPolicyArns"), get(role.properties, "Policies")
    assert isinstance(managed, List)
    assert isinstance(inline, List)
    assert [text(one) for one in managed.items] == ["AmazonS3FullAccess"]
    assert [get(one, "PolicyDocument").at.line for one in inline.items] == [14]


def test_the_others_are_transformed_nevertheless(sam: Sam) -> None:
    stack = sam(REFUSED)
    assert "AssumeRolePolicyDocument" in stack.resources["SoundRole"].properties.items
    assert "AssumeRolePolicyDocument" not in stack.resources["OddRole"].properties.items


def test_a_refused_function_without_code_lies_beside_the_template(sam: Sam) -> None:
    stack = sam("Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Nonsense: 1}}\n")
    assert text(get(stack.resources["F"].properties, "Code")) == "."
    assert "Content" not in stack.resources["F"].properties.items
