"""Broken, huge, cyclic and deep definitions end soon: read as far as they are, with a gap for the rest."""

import json
import time
from collections.abc import Callable

import pytest

from stockade.analysis.values import Value
from stockade.analysis.workflows import Carrying
from stockade.model import App

WORK = "arn:aws:lambda:eu-west-1:123456789012:function:work"
Definition = dict[str, object]
AppOf = Callable[..., App]
LAST: Definition = {"Type": "Task", "Resource": WORK, "End": True}
SOON = 20.0
"""Seconds of CPU, far above what any of these takes."""


def deep(depth: int, inner: object) -> object:
    for _ in range(depth):
        inner = {"a": inner}
    return inner


def everywhere(number: int) -> Definition:
    """Return a machine in which every state leads to every other."""
    names = [f"S{one}" for one in range(number)]
    choices = [{"Variable": "$.n", "NumericEquals": one, "Next": name} for one, name in enumerate(names)]
    states: dict[str, object] = {name: {"Type": "Choice", "Choices": choices} for name in names}
    return {"StartAt": "S0", "States": {**states, "Last": LAST}}


def growing() -> Definition:
    """Return a loop in which the document gets deeper each time."""
    wrap = {"Type": "Pass", "Parameters": {"in.$": "$"}, "Next": "Again"}
    again = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.n", "IsPresent": True, "Next": "Wrap"}],
        "Default": "Last",
    }
    return {"StartAt": "Wrap", "States": {"Wrap": wrap, "Again": again, "Last": LAST}}


def nested(depth: int) -> Definition:
    machine: Definition = {"StartAt": "Last", "States": {"Last": LAST}}
    for _ in range(depth):
        state = {"Type": "Map", "ItemProcessor": machine, "Next": "M"}
        machine = {"StartAt": "M", "States": {"M": state}}
    return machine


def chain(number: int) -> Definition:
    states: dict[str, object] = {
        f"S{one}": {"Type": "Pass", "Result": one, "ResultPath": f"$.r{one}", "Next": f"S{one + 1}"}
        for one in range(number)
    }
    return {"StartAt": "S0", "States": {**states, f"S{number}": LAST}}


def shaped(**shape: object) -> Definition:
    return {"StartAt": "Last", "States": {"Last": {**LAST, **shape}}}


def doubling() -> str:
    """Return an expression that calls itself twice, for ever."""
    return "{% ($f := function($n) { $f($n) & $f($n) }; $f($states.input)) %}"


MACHINES: dict[str, Definition] = {
    "ten thousand states": chain(10_000),
    "every state leads to every other": everywhere(60),
    "a loop in which the document grows": growing(),
    "maps inside maps": nested(40),
    "a payload inside itself": shaped(Parameters=deep(90, {"b.$": "$.x"})),
    "a definition of a megabyte": shaped(Parameters={f"k{one}.$": f"$.f{one}" for one in range(25_000)}),
    "a text of a megabyte": shaped(Parameters={"a.$": "$." + "x" * 900_000}),
    "a long path": shaped(Parameters={"a.$": "$" + ".x" * 5_000}),
    "functions inside functions": shaped(Parameters={"a.$": "States.Array(" * 3_000 + "$" + ")" * 3_000}),
    "filters inside filters": shaped(Parameters={"a.$": "$" + "[?(@.a" * 3_000}),
    "no start": {"States": {"Last": LAST}},
    "a start that is not there": {"StartAt": "Nowhere", "States": {"Last": LAST}},
    "a state that leads nowhere": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Nowhere"}}},
    "states of no kind": {"StartAt": "A", "States": {"A": {}, "B": {"Type": "New"}, "C": {"Type": "Task"}}},
    "a function that calls itself": {
        "QueryLanguage": "JSONata",
        **shaped(Arguments={"a": doubling()}),
    },
    "a thousand parentheses": {
        "QueryLanguage": "JSONata",
        **shaped(
            Arguments={"a": "{% " + "(" * 5_000 + " %}", "b": "{% " + "[" * 5_000 + "]" * 5_000 + " %}"}
        ),
    },
    "a long sum": {
        "QueryLanguage": "JSONata",
        **shaped(Arguments={"a": "{% " + "+".join(["$states.input.a"] * 9_000) + " %}"}),
    },
    "a long text": {
        "QueryLanguage": "JSONata",
        **shaped(Arguments={"a": "{% " + "&".join(["$states.input.a"] * 9_000) + " %}"}),
    },
}


@pytest.mark.parametrize("definition", MACHINES.values(), ids=MACHINES)
def test_it_ends_soon(app_of: AppOf, definition: Definition) -> None:
    app = app_of(Machine=definition)
    before = time.process_time()
    carrying = Carrying(app)
    carrying.round({})
    assert time.process_time() - before < SOON


@pytest.mark.parametrize(
    "name",
    ["maps inside maps", "a payload inside itself", "a long path", "a thousand parentheses", "a long sum"],
)
def test_what_is_left_out_is_a_gap(app_of: AppOf, name: str) -> None:
    app = app_of(Machine=MACHINES[name])
    assert any("not read" in gap.reason or "to be read" in gap.reason for gap in app.gaps)


def test_what_is_not_followed_is_a_gap(app_of: AppOf) -> None:
    carrying = Carrying(app_of(Machine=MACHINES["a function that calls itself"]))
    carrying.round({})
    assert any("too large" in gap.reason for gap in carrying.gaps())


def test_machines_that_start_one_another(app_of: AppOf, event_of: Callable[..., Value]) -> None:
    def starting(other: str) -> Definition:
        arn = f"arn:aws:states:eu-west-1:123456789012:stateMachine:{other}"
        parameters = {"StateMachineArn": arn, "Input.$": "$"}
        go = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Parameters": parameters}
        return {"StartAt": "Go", "States": {"Go": {**go, "ResultPath": None, "Next": "Last"}, "Last": LAST}}

    app = app_of(Machine=starting("other"), Other=starting("machine"))
    assert json.dumps(sorted(app.workflows.machines)) == '["Machine", "Other"]'
    assert event_of(app).taints
