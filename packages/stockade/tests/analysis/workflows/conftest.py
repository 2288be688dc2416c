"""Reads an application with one state machine and tells what its states make of whose data."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.analysis.values import Value, everything
from stockade.analysis.workflows import Carrying
from stockade.analysis.workflows.documents import at_path
from stockade.analysis.workflows.events import thawed
from stockade.assembly import assemble
from stockade.assembly.workflows import with_workflows
from stockade.model import App, CodeFlow
from stockade.readers import read_all

HEAD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b, CodeUri: .}
  More:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: more, Runtime: python3.13, Handler: a.b, CodeUri: .}
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
MACHINE = """\
  {name}:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{StateMachineName: {lower}, RoleArn: x, DefinitionString: '{text}'}}
"""
Definition = dict[str, object]
AppOf = Callable[..., App]


def machine(definition: Definition, name: str = "Machine") -> str:
    text = json.dumps(definition).replace("'", "''")
    return MACHINE.format(name=name, lower=name.lower(), text=text)


@pytest.fixture
def app_of(tmp_path: Path) -> AppOf:
    """Make an application of the text of its resources, and of state machines by name."""

    def make(resources: str = API, **machines: Definition) -> App:
        text = HEAD + resources + "".join(machine(one, name) for name, one in machines.items())
        (tmp_path / "template.yaml").write_text(text)
        (app,) = assemble(read_all(tmp_path).stacks)
        return with_workflows(app, lambda file: (tmp_path / file).read_text())

    return make


@pytest.fixture
def event_of() -> Callable[..., Value]:
    """Return the event that a function gets by one round in which no code was run."""
    return lambda app, function="Work": thawed(Carrying(app).round({})[function])


@pytest.fixture
def sent() -> Callable[[Value, str], set[str]]:
    """Return the fields of the sender's that are at a path of an event."""

    def at(value: Value, path: str) -> set[str]:
        found = at_path(value, [step for step in path.split(".") if step])
        return {one.path for one in everything(found) if one.control in {"sender", "holds"}}

    return at


@pytest.fixture
def flows_of() -> Callable[[App], list[CodeFlow]]:
    """Return the flows that end in a state machine, or where an event is handed over."""

    def of(app: App) -> list[CodeFlow]:
        carrying = Carrying(app)
        carrying.round({})
        return [flow for code in carrying.code().values() for flow in code.flows]

    return of
