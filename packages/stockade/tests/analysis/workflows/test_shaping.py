"""What each way of shaping data leaves of whose it is: the event of a function behind the states.

A case is the states of a machine that an open route starts with its body; `WORK` is the function. Expected is
for each path of its event the field of the sender's it holds, or none.
"""

import json
from collections.abc import Callable

import pytest

from stockade.analysis.values import Value
from stockade.model import App

WORK = "arn:aws:lambda:eu-west-1:123456789012:function:work"
MORE = "arn:aws:lambda:eu-west-1:123456789012:function:more"
Definition = dict[str, object]
AppOf = Callable[..., App]
EventOf = Callable[..., Value]
Sent = Callable[[Value, str], set[str]]
LAST: Definition = {"Type": "Task", "Resource": "WORK", "End": True}
INVOKE = "arn:aws:states:::lambda:invoke"
NOBODY = ""


def chain(**states: Definition) -> Definition:
    """Return a machine of states that follow one another, the function last."""
    names = [*states, "Last"]
    found: dict[str, object] = {}
    for number, (name, state) in enumerate(states.items()):
        ends = state.get("Type") in {"Choice", "Succeed", "Fail"} or "Next" in state
        found[name] = state if ends else {**state, "Next": names[number + 1]}
    return {"StartAt": names[0], "States": {**found, "Last": LAST}}


def last(**state: object) -> Definition:
    """Return a machine of the function's state alone."""
    return {"StartAt": "Last", "States": {"Last": {**LAST, **state}}}


def jsonata(machine: Definition) -> Definition:
    return {"QueryLanguage": "JSONata", **machine}


def passing(**shape: object) -> Definition:
    return chain(First={"Type": "Pass", **shape})


JSONPATH: dict[str, tuple[Definition, dict[str, str]]] = {
    "the whole input": (last(), {"": "body", "name": "body.name", "a.b": "body.a.b"}),
    "input path": (last(InputPath="$.order"), {"": "body.order", "name": "body.order.name"}),
    "no input path": (last(InputPath=None), {"": NOBODY, "name": NOBODY}),
    "parameters apart": (
        last(Parameters={"name.$": "$.a.b", "fixed": "x", "list": [1, {"in.$": "$.c"}]}),
        {"name": "body.a.b", "fixed": NOBODY, "list.0": NOBODY, "list.1.in": "body.c"},
    ),
    "parameters after an input path": (
        last(InputPath="$.order", Parameters={"id.$": "$.id", "all.$": "$$.Execution.Input.x"}),
        {"id": "body.order.id", "all": "body.x"},
    ),
    "an expression without its mark": (last(Parameters={"name": "$.a.b"}), {"name": NOBODY}),
    "the invoke integration": (
        last(Resource=INVOKE, Parameters={"FunctionName": "work", "Payload": {"a.$": "$.b", "c": "d"}}),
        {"a": "body.b", "c": NOBODY},
    ),
    "the invoke integration, all of it": (
        last(Resource=INVOKE, Parameters={"FunctionName": "work", "Payload.$": "$"}),
        {"a": "body.a"},
    ),
    "a pass with a result": (passing(Result={"a": "b"}), {"a": NOBODY, "name": NOBODY}),
    "a result beside the input": (
        passing(Result="b", ResultPath="$.fixed"),
        {"fixed": NOBODY, "name": "body.name"},
    ),
    "a result deep in the input": (
        passing(Parameters={"x.$": "$.a"}, ResultPath="$.deep.down"),
        {"deep.down.x": "body.a", "deep.up": "body.deep.up", "name": "body.name"},
    ),
    "a result that is dropped": (passing(Result="b", ResultPath=None), {"name": "body.name"}),
    "an output path": (passing(OutputPath="$.order"), {"id": "body.order.id"}),
    "the answer of a service in place of all": (
        chain(First={"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": {}}),
        {"": NOBODY, "name": NOBODY},
    ),
    "the answer of a service beside the input": (
        chain(
            First={
                "Type": "Task",
                "Resource": "arn:aws:states:::dynamodb:getItem",
                "Parameters": {},
                "ResultPath": "$.found",
            }
        ),
        {"found": NOBODY, "found.Item": NOBODY, "name": "body.name"},
    ),
    "a selected result": (
        chain(
            First={
                "Type": "Parallel",
                "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}],
                "ResultSelector": {"one.$": "$[0].id", "fixed": "x"},
                "ResultPath": "$.both",
            }
        ),
        {"both.one": "body.id", "both.fixed": NOBODY},
    ),
    "branches of a parallel": (
        chain(
            First={
                "Type": "Parallel",
                "Branches": [
                    {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "x", "End": True}}},
                    {
                        "StartAt": "B",
                        "States": {"B": {"Type": "Pass", "Parameters": {"k.$": "$.v"}, "End": True}},
                    },
                ],
            }
        ),
        {"0": NOBODY, "1.k": "body.v", "1.other": NOBODY},
    ),
    "inside a map": (
        {
            "StartAt": "M",
            "States": {
                "M": {
                    "Type": "Map",
                    "ItemsPath": "$.lines",
                    "ItemSelector": {"line.$": "$$.Map.Item.Value.sku", "who.$": "$.user", "fixed": 1},
                    "ItemProcessor": {"StartAt": "Last", "States": {"Last": LAST}},
                    "End": True,
                }
            },
        },
        {"line": "body.lines[].sku", "who": "body.user", "fixed": NOBODY},
    ),
    "inside a map, the item itself": (
        {
            "StartAt": "M",
            "States": {
                "M": {
                    "Type": "Map",
                    "ItemsPath": "$.lines",
                    "Iterator": {"StartAt": "Last", "States": {"Last": LAST}},
                    "End": True,
                }
            },
        },
        {"": "body.lines[]", "sku": "body.lines[].sku"},
    ),
    "behind a map": (
        chain(
            First={
                "Type": "Map",
                "ItemsPath": "$.lines",
                "ItemProcessor": {
                    "StartAt": "A",
                    "States": {"A": {"Type": "Pass", "Parameters": {"s.$": "$.sku", "f": 1}, "End": True}},
                },
                "ResultPath": "$.done",
            }
        ),
        {"done.0.s": "body.lines[].sku", "done.0.f": NOBODY, "name": "body.name"},
    ),
    "both ways of a choice": (
        chain(
            First={
                "Type": "Choice",
                "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "Left"}],
                "Default": "Right",
            },
            Left={"Type": "Pass", "Parameters": {"a.$": "$.left"}, "Next": "Last"},
            Right={"Type": "Pass", "Parameters": {"a.$": "$.right", "b": "x"}},
        ),
        {"b": NOBODY},
    ),
    "a choice of one text": (
        {
            "StartAt": "First",
            "States": {
                "First": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.kind", "StringEquals": "small", "Next": "Last"}],
                },
                "Last": LAST,
            },
        },
        {"kind": NOBODY, "name": "body.name"},
    ),
    "a choice of one text among others": (
        {
            "StartAt": "First",
            "States": {
                "First": {
                    "Type": "Choice",
                    "Choices": [
                        {
                            "And": [
                                {"Variable": "$.n", "IsNumeric": True},
                                {"Variable": "$.kind", "StringEquals": "small"},
                            ],
                            "Next": "Last",
                        }
                    ],
                },
                "Last": LAST,
            },
        },
        {"kind": NOBODY, "n": "body.n"},
    ),
    "a choice that compares with another field": (
        {
            "StartAt": "First",
            "States": {
                "First": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.a", "StringEqualsPath": "$.b", "Next": "Last"}],
                },
                "Last": LAST,
            },
        },
        {"a": "body.a"},
    ),
    "a variable": (
        chain(
            First={
                "Type": "Pass",
                "Assign": {"who.$": "$.user.id", "fixed": "x"},
                "Result": "gone",
                "OutputPath": None,
            },
            Then={"Type": "Pass", "Parameters": {"a.$": "$who", "b.$": "$fixed", "c.$": "$who.deep"}},
        ),
        {"a": "body.user.id", "b": NOBODY, "c": "body.user.id.deep"},
    ),
    "after an error": (
        {
            "StartAt": "First",
            "States": {
                "First": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sqs:sendMessage",
                    "Parameters": {},
                    "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Last"}],
                    "Next": "Done",
                },
                "Done": {"Type": "Succeed"},
                "Last": LAST,
            },
        },
        {"error": NOBODY, "name": "body.name"},
    ),
    "a loop": (
        {
            "StartAt": "Count",
            "States": {
                "Count": {
                    "Type": "Pass",
                    "Parameters": {"n.$": "States.MathAdd($.n, 1)", "id.$": "$.id", "fixed": "x"},
                    "Next": "Again",
                },
                "Again": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.n", "NumericLessThan": 9, "Next": "Count"}],
                    "Default": "Last",
                },
                "Last": LAST,
            },
        },
        {"n": NOBODY, "id": "body.id", "fixed": NOBODY},
    ),
    "waiting and succeeding": (chain(First={"Type": "Wait", "Seconds": 3}), {"name": "body.name"}),
    "what no path leads to": (
        {"StartAt": "End", "States": {"End": {"Type": "Succeed"}, "Last": LAST}},
        {"": NOBODY, "name": NOBODY},
    ),
    "functions of lists and objects": (
        last(
            Parameters={
                "both.$": "States.Array($.a, 'x')",
                "one.$": "States.ArrayGetItem(States.Array($.a, 'x'), 1)",
                "merged.$": "States.JsonMerge($.a, States.StringToJson('{}'), false)",
                "text.$": "States.JsonToString($.a)",
                "count.$": "States.ArrayLength($.a)",
                "id.$": "States.UUID()",
                "hash.$": "States.Hash($.a, 'SHA-256')",
            }
        ),
        {
            "both.0": "body.a",
            "both.1": NOBODY,
            "one": NOBODY,
            "merged": "body.a",
            "text": "body.a",
            "count": NOBODY,
            "id": NOBODY,
            "hash": NOBODY,
        },
    ),
    "text that is JSON": (
        last(Parameters={"a.$": "States.StringToJson($.raw)"}),
        {"a": "body.raw", "a.deep": "body.raw.deep"},
    ),
    "slices, filters and all elements": (
        last(
            Parameters={
                "some.$": "$.lines[?(@.size > 3 && @.kind == 'a')]",
                "skus.$": "$.lines[*].sku",
                "first.$": "$.lines[0].sku",
                "part.$": "$.lines[1:3]",
            }
        ),
        {"some": "body.lines", "skus": "body.lines[].sku", "first": "body.lines[].sku", "part": "body.lines"},
    ),
}

JSONATA: dict[str, tuple[Definition, dict[str, str]]] = {
    "the whole input": (last(), {"name": "body.name"}),
    "arguments": (
        last(Arguments={"a": "{% $states.input.b.c %}", "fixed": "x", "text": "$states.input.b"}),
        {"a": "body.b.c", "fixed": NOBODY, "text": NOBODY},
    ),
    "arguments by one expression": (
        last(Arguments="{% {'a': $states.input.b, 'fixed': 1} %}"),
        {"a": "body.b", "fixed": NOBODY},
    ),
    "the execution's input": (
        last(Arguments={"a": "{% $states.context.Execution.Input.b %}"}),
        {"a": "body.b"},
    ),
    "output": (
        passing(Output={"a": "{% $states.input.b %}", "fixed": "x"}),
        {"a": "body.b", "fixed": NOBODY},
    ),
    "variables and blocks": (
        chain(
            First={"Type": "Pass", "Assign": {"who": "{% $states.input.user %}"}, "Output": {}},
            Then={
                "Type": "Pass",
                "Output": {"a": "{% ($x := $who.id; $y := 'k'; $x) %}", "b": "{% ($x := $who; 'k') %}"},
            },
        ),
        {"a": "body.user.id", "b": NOBODY},
    ),
    "conditionals": (
        last(
            Arguments={"a": "{% $states.input.n > 3 ? $states.input.b : 'x' %}", "c": "{% 1 ? 'y' : 'x' %}"}
        ),
        {"a": "body.b", "c": NOBODY},
    ),
    "functions that call functions": (
        last(
            Arguments={
                "a": "{% $map($states.input.lines, function($l) { {'s': $l.sku, 'f': 1} }) %}",
                "b": "{% $filter($states.input.lines, function($l) { $l.n > 1 }) %}",
                "c": "{% $count($states.input.lines) %}",
                "d": "{% $states.input.name ~> $uppercase() %}",
                "e": "{% $lookup({'k': 'v'}, $states.input.key) %}",
            }
        ),
        {
            "a.0.s": "body.lines[].sku",
            "a.0.f": NOBODY,
            "b": "body.lines",
            "c": NOBODY,
            "d": "body.name",
            "e": NOBODY,
        },
    ),
    "paths that map and filter": (
        last(
            Arguments={
                "a": "{% $states.input.lines[n > 3].sku %}",
                "b": "{% $states.input.lines.{'s': sku, 'f': 'x'} %}",
                "c": "{% $states.input.lines[0].sku %}",
                "d": "{% $merge([$states.input.o, {'k': 'v'}]).k %}",
            }
        ),
        {"a": "body.lines.sku", "b.0.s": "body.lines[].sku", "b.0.f": NOBODY, "d": NOBODY},
    ),
    "a function of one's own": (
        last(Arguments={"a": "{% ($f := function($x, $y) { $y }; $f($states.input.b, 'x')) %}"}),
        {"a": NOBODY},
    ),
    "inside a map": (
        {
            "StartAt": "M",
            "States": {
                "M": {
                    "Type": "Map",
                    "Items": "{% $states.input.lines %}",
                    "ItemSelector": {"s": "{% $states.context.Map.Item.Value.sku %}", "f": 1},
                    "ItemProcessor": {"StartAt": "Last", "States": {"Last": LAST}},
                    "End": True,
                }
            },
        },
        {"s": "body.lines[].sku", "f": NOBODY},
    ),
    "a choice of one text": (
        {
            "StartAt": "First",
            "States": {
                "First": {
                    "Type": "Choice",
                    "Choices": [{"Condition": "{% $states.input.kind = 'small' %}", "Next": "Last"}],
                },
                "Last": LAST,
            },
        },
        {"kind": NOBODY, "name": "body.name"},
    ),
    "a state of the other language": (
        last(QueryLanguage="JSONPath", Parameters={"a.$": "$.b", "c": "{% $states.input.d %}"}),
        {"a": "body.b", "c": NOBODY},
    ),
}
CASES = {f"JSONPath, {name}": case for name, case in JSONPATH.items()} | {
    f"JSONata, {name}": (jsonata(machine), wanted) for name, (machine, wanted) in JSONATA.items()
}


@pytest.mark.parametrize(("definition", "wanted"), CASES.values(), ids=CASES)
def test_whose_data_a_state_hands_on(
    app_of: AppOf, event_of: EventOf, sent: Sent, definition: Definition, wanted: dict[str, str]
) -> None:
    text = json.dumps(definition).replace('"WORK"', json.dumps(WORK))
    app = app_of(Machine=json.loads(text))
    assert not app.gaps
    event = event_of(app)
    found = {path: sent(event, path) for path in wanted}
    assert found == {path: {field} if field else set() for path, field in wanted.items()}


def test_an_error_in_one_expression_keeps_the_data_of_the_rest(
    app_of: AppOf, event_of: EventOf, sent: Sent
) -> None:
    arguments = {"a": "{% $states.input.b & ( %}", "c": "{% $states.input.d %}"}
    app = app_of(Machine={"QueryLanguage": "JSONata", **last(Resource=WORK, Arguments=arguments)})
    event = event_of(app)
    assert sent(event, "c") == {"body.d"}
    assert "body.b" in sent(event, "a")
    (gap,) = app.gaps
    assert "not read" in gap.reason


def test_machines_that_start_machines(app_of: AppOf, event_of: EventOf, sent: Sent) -> None:
    arguments = {"StateMachineArn": "Child", "Input": {"id.$": "$.order.id", "fixed": "x"}}
    arguments["StateMachineArn"] = "arn:aws:states:eu-west-1:123456789012:stateMachine:child"
    start = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True}
    app = app_of(
        Machine={"StartAt": "Go", "States": {"Go": {**start, "Parameters": arguments}}},
        Child=last(Resource=WORK),
    )
    event = event_of(app)
    assert sent(event, "id") == {"body.order.id"}
    assert sent(event, "fixed") == set()


def test_a_machine_nothing_starts_gets_anything(app_of: AppOf, event_of: EventOf, sent: Sent) -> None:
    app = app_of("", Machine=last(Resource=WORK, Parameters={"a.$": "$.b", "fixed": "x"}))
    event = event_of(app)
    assert sent(event, "a") == {"b"}
    assert sent(event, "fixed") == set()


def test_a_function_of_two_states_gets_either(app_of: AppOf, event_of: EventOf, sent: Sent) -> None:
    first: Definition = {"Type": "Task", "Resource": WORK, "Parameters": {"a.$": "$.x"}, "Next": "Last"}
    then = {**LAST, "Resource": WORK, "InputPath": "$$.Execution.Input", "Parameters": {"b.$": "$.y"}}
    app = app_of(Machine={"StartAt": "First", "States": {"First": first, "Last": then}})
    event = event_of(app)
    assert (sent(event, "a"), sent(event, "b")) == ({"body.x"}, {"body.y"})
    assert sent(event, "c") == set()


def test_the_answer_of_code_that_is_not_read_may_hold_what_it_got(
    app_of: AppOf, event_of: EventOf, sent: Sent
) -> None:
    first: Definition = {"Type": "Task", "Resource": MORE, "Parameters": {"a.$": "$.x"}, "Next": "Last"}
    app = app_of(Machine={"StartAt": "First", "States": {"First": first, "Last": {**LAST, "Resource": WORK}}})
    assert sent(event_of(app), "any") == set(), "before the function is known not to be read"
