"""Where text of a sender changes what a task does, by service and action of its integration.

Values that a service takes as values (items, parameters of a statement, environment of a container, messages)
are no sinks. Source: the API references of the services; "Supported service integrations" of the Step
Functions Developer Guide.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from stockade.analysis import values as v
from stockade.analysis.sinking import dangerous
from stockade.analysis.taint import Taint, joined_taints
from stockade.analysis.values import NO_TAINTS, Value, everything
from stockade.analysis.workflows.documents import at_path, element, is_list
from stockade.catalog.calls import Needs, Reach, Sink

_INJECTION = "mapping-template-injection"
_BIND = "write the text as a constant with placeholders and hand the values over apart from it"
_HIGH = Reach(public="high", stored="medium", account="low")
_MEDIUM = Reach(public="medium", stored="low", account="low")


def _sink(
    name: str, rule: str, cwe: int, kind: str, what: str, needs: Needs, severity: Reach, safe: str
) -> Sink:
    return Sink(
        id=f"workflow.{name}",
        rule=rule,
        cwe=cwe,
        kind=kind,
        what=what,
        needs=needs,
        severity=severity,
        safe=safe,
    )


SQL = _sink("sql", _INJECTION, 89, "sql", "the text of a statement", "text", _HIGH, _BIND)
EXPRESSION = _sink(
    "expression",
    _INJECTION,
    943,
    "dynamodb-expression",
    "an expression of DynamoDB",
    "text",
    _HIGH,
    "write the expression as a constant and hand values over in ExpressionAttributeValues",
)
SHELL = _sink(
    "shell",
    "command-injection",
    78,
    "shell",
    "a command line",
    "text",
    Reach(public="critical", stored="high", account="low"),
    "hand the value over in the environment, or as a parameter that the program reads",
)
URL = _sink(
    "url",
    "server-side-request-forgery",
    918,
    "url",
    "the URL of a request",
    "host",
    _HIGH,
    "write scheme and host of the endpoint as a constant, or choose among constants",
)
RESOURCE = _sink(
    "resource",
    "user-controlled-resource",
    639,
    "resource",
    "the name of the resource that a task acts on",
    "start",
    _MEDIUM,
    "write the resource into the definition, or choose among constants in a Choice state",
)
STRUCTURE = _sink(
    "structure",
    _INJECTION,
    116,
    "json",
    "a text that is read as JSON",
    "text",
    _MEDIUM,
    "build the object in the payload template, with the value as an entry of its own",
)

_STATEMENTS = {
    ("athena", "startqueryexecution"): ("QueryString",),
    ("athena", "createnamedquery"): ("QueryString",),
    ("athena", "createpreparedstatement"): ("QueryStatement",),
    ("redshiftdata", "executestatement"): ("Sql",),
    ("redshiftdata", "batchexecutestatement"): ("Sqls",),
    ("rdsdata", "executestatement"): ("Sql",),
    ("rdsdata", "batchexecutestatement"): ("Sql",),
    ("rdsdata", "executesql"): ("SqlStatements",),
    ("dynamodb", "executestatement"): ("Statement",),
    ("dynamodb", "batchexecutestatement"): ("Statements.*.Statement",),
    ("dynamodb", "executetransaction"): ("TransactStatements.*.Statement",),
    ("timestreamquery", "query"): ("QueryString",),
    ("cloudwatchlogs", "startquery"): ("QueryString",),
    ("cloudtrail", "startquery"): ("QueryStatement",),
    ("s3", "selectobjectcontent"): ("Expression",),
    ("neptunedata", "executegremlinquery"): ("GremlinQuery",),
    ("neptunedata", "executeopencypherquery"): ("OpenCypherQuery",),
    ("config", "selectresourceconfig"): ("Expression",),
}
_EXPRESSIONS = (
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
    "UpdateExpression",
    "ConditionExpression",
    "TransactItems.*.*.UpdateExpression",
    "TransactItems.*.*.ConditionExpression",
)
_URLS = {("http", "invoke"): ("ApiEndpoint",), ("apigateway", "invoke"): ("ApiEndpoint",)}
_RESOURCES = {
    "dynamodb": ("TableName",),
    "s3": ("Bucket",),
    "sqs": ("QueueUrl",),
    "sns": ("TopicArn", "TargetArn"),
    "lambda": ("FunctionName",),
    "states": ("StateMachineArn",),
    "sfn": ("StateMachineArn",),
    "ecs": ("TaskDefinition",),
    "batch": ("JobDefinition", "JobQueue"),
    "glue": ("JobName",),
    "codebuild": ("ProjectName",),
    "secretsmanager": ("SecretId",),
    "ssm": ("DocumentName", "Name"),
}
_COMMANDS = {
    ("ecs", "runtask"): ("Overrides.ContainerOverrides.*.Command",),
    ("batch", "submitjob"): ("ContainerOverrides.Command",),
    ("events", "ecs"): ("containerOverrides.*.command",),
}
_SHELLS = {
    ("ssm", "sendcommand"): ("Parameters.commands", "Parameters.Commands"),
    ("events", "ssm"): ("commands",),
    ("codebuild", "startbuild"): ("BuildspecOverride",),
}
_INTERPRETERS = frozenset({"sh", "bash", "/bin/sh", "/bin/bash", "/usr/bin/env", "zsh", "ash", "dash", "cmd"})
_RUNS = frozenset({"-c", "-lc", "-ec", "-exc", "/c"})


UNREAD = "+unread"
"""The mark of data that may be in what was not read: a file, or the answer of code that is not there.

Functions that get it are told of as they are of any event; what a state itself makes of it is not.
"""


class Reached(NamedTuple):
    """A sink that data of a sender reaches, and the argument it is."""

    sink: Sink
    argument: str
    taint: Taint


@cache
def _places(service: str, action: str) -> tuple[tuple[Sink, str], ...]:
    """Return the sinks of an action: which, and the path of the argument."""
    key = service, action
    found = [(SQL, one) for one in _STATEMENTS.get(key, ())]
    found += [(EXPRESSION, one) for one in _EXPRESSIONS if service == "dynamodb"]
    found += [(URL, one) for one in _URLS.get(key, ())]
    found += [(SHELL, one) for one in _SHELLS.get(key, ())]
    found += [(RESOURCE, one) for one in _RESOURCES.get(service, ())]
    return tuple(found)


def reached(service: str, action: str, arguments: Value) -> Iterator[Reached]:
    """Yield what data of a sender reaches in the arguments of a task."""
    for sink, path in _places(service, action):
        for value in _at(arguments, path.split(".")):
            yield from _of(sink, path, dangerous(sink, value))
    for path in _COMMANDS.get((service, action), ()):
        for value in _at(arguments, path.split(".")):
            yield from _of(SHELL, path, _in_command(value))


def is_told(taint: Taint) -> bool:
    """Tell whether data is surely a sender's."""
    return taint.control in {"sender", "holds"} and UNREAD not in taint.marks


def _of(sink: Sink, path: str, taints: frozenset[Taint]) -> Iterator[Reached]:
    for taint in sorted(taints, key=lambda one: (one.origin, one.path)):
        if is_told(taint) and (sink is not RESOURCE or taint.control == "sender"):
            yield Reached(sink, path, taint)


def _at(value: Value, steps: Sequence[str]) -> Iterator[Value]:
    """Yield what is at a path; `*` is each entry."""
    if not steps:
        yield value
        return
    if steps[0] == "*":
        found = (
            list(v.parts(value)) if value.fields is not None or value.items is not None else [element(value)]
        )
        for one in found:
            yield from _at(one, steps[1:])
    else:
        yield from _at(at_path(value, steps[:1]), steps[1:])


def _in_command(command: Value) -> frozenset[Taint]:
    """Return whose data a shell of a container reads, or may name the program.

    Of a list the elements after an interpreter and its `-c`; a value that is an argument of its own to a
    constant program is one, whatever it holds.
    """
    if not is_list(command) or command.fields is None or command.items is not None:
        return _clean(everything(command))
    words = list(command.fields.values())
    if words and words[0].text is None:
        return _clean(everything(words[0]))
    found = NO_TAINTS
    for number, word in enumerate(words):
        before = [one.text for one in words[:number]]
        if any(one in _INTERPRETERS for one in before) and any(one in _RUNS for one in before):
            found = joined_taints(found, everything(word))
    return _clean(found)


def _clean(taints: frozenset[Taint]) -> frozenset[Taint]:
    return frozenset(one for one in taints if not {SHELL.rule, "*"} & one.marks)


def woven(value: Value) -> frozenset[Taint]:
    """Return whose data stands in a text of JSON that the definition writes around it."""
    pieces = value.pieces
    if pieces is None or not any(isinstance(one, str) and set(one) & set('{["') for one in pieces):
        return NO_TAINTS
    found = NO_TAINTS
    for piece in pieces:
        if not isinstance(piece, str):
            found = joined_taints(found, piece)
    return frozenset(one for one in found if not {STRUCTURE.rule, "*"} & one.marks)
