from collections.abc import Callable

import pytest

from stockade.assembly import stepfunctions
from stockade.assembly.draft import Draft, Wired

DraftOf = Callable[[str], Draft]


MACHINE = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: x
      %s
"""
SUB = "Definition: {States: {One: {Type: Task, Resource: '${Fn}'}}}\n      DefinitionSubstitutions: {Fn: %s}"
INVOKE = "arn:aws:states:::lambda:invoke"


def wired(draft: Draft) -> list[Wired]:
    stepfunctions.wire(draft)
    return draft.wired


@pytest.mark.parametrize(
    "definition",
    [
        "Definition: {States: {One: {Type: Task, Resource: !GetAtt Work.Arn}}}",
        "Definition: {States: {One: {Type: Task, Resource: 'arn:aws:lambda:x:1:function:work:live'}}}",
        SUB % "!GetAtt Work.Arn",
        (
            f"Definition: {{States: {{One: {{Type: Task, Resource: '{INVOKE}', "
            "Parameters: {FunctionName: work}}}}"
        ),
        (
            f"Definition: {{States: {{One: {{Type: Task, Resource: '{INVOKE}.waitForTaskToken', "
            "Parameters: {FunctionName: !Ref Work}}}}"
        ),
        (
            f"Definition: {{QueryLanguage: JSONata, States: {{One: {{Type: Task, Resource: '{INVOKE}', "
            "Arguments: {FunctionName: !Sub '${Work.Arn}:$LATEST'}}}}"
        ),
        (
            "Definition: {States: {One: {Type: Task, Resource: 'arn:aws:states:::aws-sdk:lambda:invoke', "
            "Parameters: {FunctionName: !Ref Work}}}}"
        ),
        """DefinitionString: !Sub '{"States": {"One": {"Type": "Task", "Resource": "${Work.Arn}"}}}'""",
        """DefinitionString: '{"States": {"One": {"Type": "Task", "Resource": "${Fn}"}}}'
      DefinitionSubstitutions: {Fn: !GetAtt Work.Arn}""",
        (
            "Definition: {States: {P: {Type: Parallel, Branches: [{States: "
            "{One: {Type: Task, Resource: !GetAtt Work.Arn}}}]}}}"
        ),
        (
            "Definition: {States: {M: {Type: Map, Iterator: {States: "
            "{One: {Type: Task, Resource: !GetAtt Work.Arn}}}}}}"
        ),
        (
            "Definition: {States: {M: {Type: Map, ItemProcessor: {States: {P: {Type: Parallel, Branches: "
            "[{States: {One: {Type: Task, Resource: !GetAtt Work.Arn}}}]}}}}}}"
        ),
    ],
)
def test_every_task_that_calls_a_function(draft_of: DraftOf, definition: str) -> None:
    (found,) = wired(draft_of(MACHINE % definition))
    assert (found.function, found.event_source, found.origin) == ("Work", "stepfunctions", "Machine")
    assert found.detail == "Machine/One"
    assert found.exposure is None


@pytest.mark.parametrize(
    "definition",
    [
        "Definition: {States: {One: {Type: Pass}}}",
        f"Definition: {{States: {{One: {{Type: Task, Resource: '{INVOKE}'}}}}}}",
        (
            f"Definition: {{States: {{One: {{Type: Task, Resource: '{INVOKE}', "
            "Parameters: {FunctionName.$: $.name}}}}"
        ),
        "Definition: {States: {One: {Type: Task, Resource: 'arn:aws:states:::sqs:work'}}}",
    ],
)
def test_what_calls_no_function_of_the_stack(draft_of: DraftOf, definition: str) -> None:
    draft = draft_of(MACHINE % definition)
    assert wired(draft) == []
    assert draft.gaps == []


@pytest.mark.parametrize("definition", ["DefinitionString: !ImportValue x", "DefinitionString: 'no json'"])
def test_a_definition_that_is_not_known_is_a_gap(draft_of: DraftOf, definition: str) -> None:
    draft = draft_of(MACHINE % definition)
    assert wired(draft) == []
    assert any("Machine" in gap.reason for gap in draft.gaps)
