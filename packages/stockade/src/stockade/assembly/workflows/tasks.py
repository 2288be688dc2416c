"""What a task state calls: a function, an integration of another service, an address, a machine.

Source: "Integrating services with Step Functions" of the Step Functions Developer Guide.
"""

import re
from typing import Literal

from stockade.assembly.index import FUNCTION, Index
from stockade.model.workflow import Task
from stockade.values import Value, get, is_absent, text

MACHINE = "AWS::StepFunctions::StateMachine"
_INTEGRATION = re.compile(
    r":states:[^:]*:[^:]*:(?:aws-sdk:)?(?P<service>[\w-]+):(?P<action>\w+)(?:\.(?P<waits>\w+))?",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(r":states:[^:]*:[^:]*:activity:")
_WAITS: dict[str, Literal["sync", "token"]] = {"sync": "sync", "waitForTaskToken": "token"}


def task_of(index: Index, state: Value) -> Task:
    """Return what a task state calls."""
    resource = get(state, "Resource")
    written = "".join(text(part) or "*" for part in getattr(resource, "parts", (resource,)))
    found = _INTEGRATION.search(written) if not _ACTIVITY.search(written) else None
    if found is None:
        return _direct(index, resource, written)
    service, action = found["service"].lower(), found["action"].lower()
    task = Task(service, action, _WAITS.get(found["waits"] or "", ""))
    if (service, action) == ("lambda", "invoke"):
        function = index.find(_argument(state, "FunctionName"), FUNCTION) or ""
        return Task(service, action, task.waits, function=function)
    if service in {"states", "sfn"} and action in {"startexecution", "startsyncexecution"}:
        return Task("states", action, task.waits, machine=_machine(index, state))
    return task


def _direct(index: Index, resource: Value, written: str) -> Task:
    if _ACTIVITY.search(written) or index.find(resource, "AWS::StepFunctions::Activity"):
        return Task("activity", "perform")
    function = index.find(resource, FUNCTION) or ""
    if function or ":function:" in written:
        return Task("lambda", "invoke", direct=True, function=function)
    return Task()


def _machine(index: Index, state: Value) -> str:
    return index.find(_argument(state, "StateMachineArn"), MACHINE) or ""


def _argument(state: Value, name: str) -> Value:
    found = (get(state, f"{section}.{name}") for section in ("Arguments", "Parameters"))
    return next((one for one in found if not is_absent(one)), get(state, f"Parameters.{name}"))
