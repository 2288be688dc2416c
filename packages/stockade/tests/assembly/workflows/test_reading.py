"""Definitions in every form they come in: what calls what, and the lines they are written on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.assembly import assemble
from stockade.assembly.workflows import with_workflows
from stockade.model import App
from stockade.model.workflow import State, Task
from stockade.readers import read_all

FUNCTION = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Other:
    Type: AWS::StepFunctions::StateMachine
    Properties: {StateMachineName: other, RoleArn: x, Definition: {}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: x
"""
Read = Callable[..., App]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def make(files: dict[str, str], app: int = 0) -> App:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        found = assemble(read_all(tmp_path).stacks)[app]
        return with_workflows(found, lambda file: (tmp_path / file).read_text())

    return make


def states(app: App, name: str = "Machine") -> dict[str, State]:
    return app.workflows.machines[name].graph.states


def lines(app: App, name: str = "Machine") -> dict[str, str]:
    return {state.name: str(state.at) for state in states(app, name).values()}


TASKS: dict[str, tuple[str, Task]] = {
    "a function": ("Resource: !GetAtt Work.Arn", Task("lambda", "invoke", direct=True, function="Work")),
    "a function by its name": (
        "Resource: 'arn:aws:lambda:x:1:function:work:live'",
        Task("lambda", "invoke", direct=True, function="Work"),
    ),
    "a function of another place": (
        "Resource: 'arn:aws:lambda:x:1:function:elsewhere'",
        Task("lambda", "invoke", direct=True),
    ),
    "the invoke integration": (
        "Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters: {FunctionName: work}",
        Task("lambda", "invoke", "token", function="Work"),
    ),
    "an SDK integration": (
        "Resource: 'arn:aws-cn:states:::aws-sdk:rdsdata:executeStatement'",
        Task("rdsdata", "executestatement"),
    ),
    "a machine": (
        "Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: {StateMachineArn: other}",
        Task("states", "startexecution", "sync", machine="Other"),
    ),
    "an address": ("Resource: 'arn:aws:states:::http:invoke'", Task("http", "invoke")),
    "an activity": ("Resource: 'arn:aws:states:x:1:activity:work'", Task("activity", "perform")),
    "something that is not known": ("Resource: !ImportValue work", Task()),
}


@pytest.mark.parametrize(("written", "wanted"), TASKS.values(), ids=TASKS)
def test_what_a_task_calls(read: Read, written: str, wanted: Task) -> None:
    definition = f"      Definition: {{StartAt: A, States: {{A: {{Type: Task, {written}}}}}}}\n"
    assert states(read({"template.yaml": FUNCTION + definition}))["A"].task == wanted


def test_lines_of_a_definition_in_the_template(read: Read) -> None:
    definition = (
        "      Definition:\n        StartAt: A\n        States:\n          A:\n            Type: Pass\n"
    )
    assert lines(read({"template.yaml": FUNCTION + definition})) == {"A": "template.yaml:13"}


def test_lines_of_a_text_in_the_template(read: Read) -> None:
    definition = (
        '      DefinitionString: !Sub |\n        {\n          "StartAt": "A",\n          "States": {\n'
        '            "A": {"Type": "Task", "Resource": "${Work.Arn}", "Next": "B"},\n'
        '            "B": {"Type": "Pass"}}}\n'
    )
    app = read({"template.yaml": FUNCTION + definition})
    assert lines(app) == {"A": "template.yaml:14", "B": "template.yaml:15"}
    assert states(app)["A"].task.function == "Work"


SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: flow/machine.asl.%s, DefinitionSubstitutions: {Name: orders}}
"""


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("yaml", "StartAt: A\nStates:\n  A: {Type: Pass, Next: B}\n  B: {Type: Pass, End: true}\n"),
        (
            "json",
            '{"StartAt": "A",\n"States": {\n"A": {"Type": "Pass", "Next": "B"},\n"B": {"Type": "Pass"}}}\n',
        ),
    ],
)
def test_lines_of_a_file_of_its_own(read: Read, ending: str, text: str) -> None:
    app = read({"template.yaml": SAM % ending, f"flow/machine.asl.{ending}": text})
    assert lines(app) == {"A": f"flow/machine.asl.{ending}:3", "B": f"flow/machine.asl.{ending}:4"}


TERRAFORM = """\
resource "aws_sfn_state_machine" "flow" {
  name     = "flow"
  role_arn = "x"
  definition = %s
}
"""
HEREDOC = '<<EOF\n{"StartAt": "A",\n "States": {\n  "A": {"Type": "Pass"}}}\nEOF'
ENCODED = 'jsonencode({\n    StartAt = "A"\n    States = {\n      "A" = { Type = "Pass" }\n    }\n  })'
FILE = 'templatefile("${path.module}/flow.asl.json", { name = "x" })'


@pytest.mark.parametrize(
    ("written", "line"),
    [(HEREDOC, "main.tf:7"), (ENCODED, "main.tf:7"), (FILE, "flow.asl.json:2")],
    ids=["heredoc", "jsonencode", "templatefile"],
)
def test_lines_of_terraform(read: Read, written: str, line: str) -> None:
    text = '{"StartAt": "A", "States": {\n"A": {"Type": "Pass"}}}'
    app = read({"main.tf": TERRAFORM % written, "flow.asl.json": text})
    (name,) = app.workflows.machines
    assert lines(app, name) == {"A": line}


def test_a_route_of_the_plug_in_hands_over_its_body(read: Read) -> None:
    service = """\
service: shop
provider: {name: aws, runtime: python3.13}
plugins: [serverless-step-functions]
functions: {work: {handler: a.b}}
stepFunctions:
  stateMachines:
    flow:
      events: [{http: {path: orders, method: post}}]
      definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt work.Arn, End: true}}}
"""
    app = read({"serverless.yml": service})
    (found,) = [one for one in app.workflows.deliveries if one.target in app.workflows.machines]
    assert found.entry.endswith("POST /orders")
    assert "body" in str(found.payload)


def test_a_map_does_not_read_workflows(tmp_path: Path) -> None:
    definition = "      Definition: {StartAt: A, States: {A: {Type: Pass}}}\n"
    (tmp_path / "template.yaml").write_text(FUNCTION + definition)
    (app,) = assemble(read_all(tmp_path).stacks)
    assert app.workflows.machines == {}
