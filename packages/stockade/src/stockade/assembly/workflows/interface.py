"""The workflows of an application: its state machines as programs, and what is delivered."""

from collections.abc import Iterator

from msgspec.structs import replace

from stockade.assembly.index import Index
from stockade.assembly.stepfunctions import definitions
from stockade.assembly.workflows.definition import read_workflow
from stockade.assembly.workflows.deliveries import deliveries
from stockade.assembly.workflows.places import Places, Read
from stockade.assembly.workflows.tasks import MACHINE
from stockade.model import App, Stack, StackResource
from stockade.model.workflow import Workflow, Workflows

_CARRIERS = (MACHINE, "AWS::Events::Rule", "AWS::Pipes::Pipe")
"""Resources without which there is nothing to read."""


def with_workflows(app: App, read: Read) -> App:
    """Return the application with its workflows; `read` gives the text of a file, for lines."""
    if not any(app.of_type(kind) for kind in _CARRIERS):
        return app
    index = Index(_stack(app))
    places = Places(read)
    machines = {one.id: one for one in _machines(app, index, places)}
    found = Workflows(machines, tuple(deliveries(app, index, places)))
    gaps = tuple(gap for one in machines.values() for gap in one.gaps)
    return replace(app, workflows=found, gaps=tuple(dict.fromkeys((*app.gaps, *gaps))))


def _machines(app: App, index: Index, places: Places) -> Iterator[Workflow]:
    """Yield the workflow of each machine whose definition is known; of several the first."""
    for machine in app.of_type(MACHINE):
        as_stack = StackResource(machine.id, machine.type, machine.properties, machine.location)
        body = next((one for one in definitions(as_stack) if one is not None), None)
        if body is not None:
            at = machine.properties.items.get("DefinitionString", machine.properties).at
            yield read_workflow(machine.id, body, at if at.line else machine.location, index, places)


def _stack(app: App) -> Stack:
    """Return the resources of an application as those of a stack: what looks values up works on one."""
    resources = {
        one.id: StackResource(one.id, one.type, one.properties, one.location, made_from=one.made_from)
        for one in app.resources.values()
    }
    return Stack(app.name, app.template, app.format, resources=resources)
