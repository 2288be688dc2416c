from collections.abc import Callable

import pytest

from stockade.assembly import assemble
from stockade.model import Stack
from stockade.readers.cloudformation.document import read_document
from stockade.readers.sam.fallback import TYPES, read
from stockade.readers.sam.locate import Origins
from stockade.readers.sam.parts import Part
from stockade.values import Attr, List, Map, Value, get, text

Sam = Callable[..., Stack]

REFUSED = """\
Globals: {Function: {Runtime: python3.13, CodeUri: src}}
Resources:
  Sound:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
  Odd_:
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
    raw = read_document(
        f"Resources: {{A: {{Type: '{written}', Properties: {{DefinitionBody: {{paths: {{}}}}}}}}}}", "t.yaml"
    ).value
    assert isinstance(raw, Map)
    found: dict[str, Value] = {}
    read(found, Part("A"), Origins(raw))
    assert text(get(found["A"], "Type")) == made
    assert get(get(found["A"], "Properties.Body.paths"), "none") == get(Map(), "none")
    assert isinstance(get(found["A"], "Properties.Body.paths"), Map)


def test_what_the_transform_refuses_keeps_properties_role_and_lines(sam: Sam) -> None:
    stack = sam(REFUSED)
    assert [(gap.location.line, gap.scope) for gap in stack.gaps] == [(7, "resource")]
    assert "the SAM transform refuses 'Odd_'" in stack.gaps[0].reason
    odd = stack.resources["Odd_"]
    assert (odd.type, odd.at.line, get(odd.properties, "Handler").at.line) == ("AWS::Lambda::Function", 7, 10)
    assert text(get(odd.properties, "Runtime")) == "python3.13"
    assert text(get(odd.properties, "Code")) == "src"
    role = get(odd.properties, "Role")
    assert isinstance(role, Attr)
    assert (role.id, role.name) == ("Odd_Role", "Arn")


def test_the_role_of_a_refused_function_has_its_policies(sam: Sam) -> None:
    role = sam(REFUSED).resources["Odd_Role"]
    assert (role.type, role.made_from) == ("AWS::IAM::Role", "Odd_")
    managed, inline = get(role.properties, "ManagedPolicyArns"), get(role.properties, "Policies")
    assert isinstance(managed, List)
    assert isinstance(inline, List)
    assert [text(one) for one in managed.items] == ["AmazonS3FullAccess"]
    assert [get(one, "PolicyDocument").at.line for one in inline.items] == [14]


def test_the_others_are_transformed_nevertheless(sam: Sam) -> None:
    stack = sam(REFUSED)
    assert "AssumeRolePolicyDocument" in stack.resources["SoundRole"].properties.items
    assert "AssumeRolePolicyDocument" not in stack.resources["Odd_Role"].properties.items


def test_a_refused_function_without_code_lies_beside_the_template(sam: Sam) -> None:
    stack = sam("Resources:\n  F_: {Type: AWS::Serverless::Function, Properties: {Nonsense: 1}}\n")
    assert text(get(stack.resources["F_"].properties, "Code")) == "."
    assert "Content" not in stack.resources["F_"].properties.items


def test_events_that_are_no_map_leave_who_may_start_it_open(sam: Sam) -> None:
    written = "Resources:\n  F_: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Events: [x]}}\n"
    (app,) = assemble([sam(written)])
    assert [(one.exposure, one.authentication) for one in app.triggers] == [("unknown", "unknown")]


def test_a_refused_event_of_a_state_machine_starts_no_function(sam: Sam) -> None:
    written = (
        "Resources:\n  S:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
        "      Definition: {StartAt: A}\n      Events: {E: {Type: Nonsense}}\n"
    )
    stack = sam(written)
    assert stack.resources["S"].type == "AWS::StepFunctions::StateMachine"
    assert "AWS::Lambda::Permission" not in {one.type for one in stack.resources.values()}
    assert stack.gaps
