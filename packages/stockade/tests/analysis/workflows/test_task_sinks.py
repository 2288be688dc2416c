"""Where text of a sender changes what a task does, and where it is a value only."""

from collections.abc import Callable

import pytest

from stockade.model import App, CodeFlow

Definition = dict[str, object]
FlowsOf = Callable[[App], list[CodeFlow]]
AppOf = Callable[..., App]
INJECTION, COMMAND = "mapping-template-injection", "command-injection"
URL, RESOURCE = "server-side-request-forgery", "user-controlled-resource"
STATES = "arn:aws:states:::"


def task(resource: str, parameters: Definition) -> Definition:
    state = {"Type": "Task", "Resource": f"{STATES}{resource}", "Parameters": parameters, "End": True}
    return {"StartAt": "Do", "States": {"Do": state}}


def container(command: Definition) -> Definition:
    return task("ecs:runTask.sync", {"Overrides": {"ContainerOverrides": [{"Name": "c", **command}]}})


FLAGGED: dict[str, tuple[str, str, Definition]] = {
    "a query of Athena": (
        INJECTION,
        "body.name",
        task(
            "athena:startQueryExecution.sync",
            {"QueryString.$": "States.Format('select * from t where n = \\'{}\\'', $.name)"},
        ),
    ),
    "a query that is the sender's": (
        INJECTION,
        "body.query",
        task("athena:startQueryExecution", {"QueryString.$": "$.query"}),
    ),
    "a statement of Redshift": (
        INJECTION,
        "body.id",
        task(
            "aws-sdk:redshiftdata:executeStatement",
            {"Sql.$": "States.Format('delete from t where id = {}', $.id)"},
        ),
    ),
    "one of several statements": (
        INJECTION,
        "body.id",
        task(
            "aws-sdk:redshiftdata:batchExecuteStatement",
            {"Sqls.$": "States.Array('begin', States.Format('delete {}', $.id))"},
        ),
    ),
    "a statement of the data API": (
        INJECTION,
        "body.id",
        task("aws-sdk:rdsdata:executeStatement", {"Sql.$": "States.Format('select {}', $.id)"}),
    ),
    "PartiQL": (
        INJECTION,
        "body.id",
        task("aws-sdk:dynamodb:executeStatement", {"Statement.$": "States.Format('x{}', $.id)"}),
    ),
    "a condition of a query": (
        INJECTION,
        "body.id",
        task(
            "aws-sdk:dynamodb:query",
            {"TableName": "t", "KeyConditionExpression.$": "States.Format('id = {}', $.id)"},
        ),
    ),
    "a command of Systems Manager": (
        COMMAND,
        "body.name",
        task(
            "aws-sdk:ssm:sendCommand",
            {"DocumentName": "AWS-RunShellScript", "Parameters": {"commands.$": "States.Array($.name)"}},
        ),
    ),
    "a shell of a container": (
        COMMAND,
        "body.name",
        container({"Command.$": "States.Array('sh', '-c', States.Format('run {}', $.name))"}),
    ),
    "the command of a container": (COMMAND, "body.command", container({"Command.$": "$.command"})),
    "the program of a container": (
        COMMAND,
        "body.name",
        container({"Command.$": "States.Array($.name, '-v')"}),
    ),
    "the host of a request": (
        URL,
        "body.host",
        task("http:invoke", {"ApiEndpoint.$": "States.Format('https://{}/orders', $.host)", "Method": "GET"}),
    ),
    "the address of a request": (URL, "body.url", task("http:invoke", {"ApiEndpoint.$": "$.url"})),
    "a table": (RESOURCE, "body.table", task("dynamodb:getItem", {"TableName.$": "$.table", "Key": {}})),
    "a bucket": (RESOURCE, "body.bucket", task("aws-sdk:s3:getObject", {"Bucket.$": "$.bucket"})),
    "a text that is read as JSON": (
        INJECTION,
        "body.name",
        task(
            "sqs:sendMessage",
            {"MessageBody.$": 'States.StringToJson(States.Format(\'\\{"role":"user","n":"{}"\\}\', $.name))'},
        ),
    ),
}
SILENT: dict[str, Definition] = {
    "parameters of a query": task(
        "athena:startQueryExecution",
        {"QueryString": "select * from t where n = ?", "ExecutionParameters.$": "States.Array($.name)"},
    ),
    "parameters of the data API": task(
        "aws-sdk:rdsdata:executeStatement",
        {"Sql": "select :id", "Parameters": [{"Name": "id", "Value": {"StringValue.$": "$.id"}}]},
    ),
    "values of an expression": task(
        "dynamodb:updateItem",
        {
            "TableName": "t",
            "Key": {"id": {"S.$": "$.id"}},
            "UpdateExpression": "SET #n = :n",
            "ExpressionAttributeNames": {"#n.$": "$.attribute"},
            "ExpressionAttributeValues": {":n": {"S.$": "$.name"}},
        },
    ),
    "an item": task("dynamodb:putItem", {"TableName": "t", "Item": {"id": {"S.$": "$.id"}}}),
    "the environment of a container": container({"Environment": [{"Name": "N", "Value.$": "$.name"}]}),
    "an argument of a program": container({"Command.$": "States.Array('python', 'main.py', $.name)"}),
    "a path below a fixed host": task(
        "http:invoke", {"ApiEndpoint.$": "States.Format('https://api.example.com/orders/{}', $.id)"}
    ),
    "the body of a request": task(
        "http:invoke", {"ApiEndpoint": "https://api.example.com", "RequestBody.$": "$.body"}
    ),
    "a message": task("sns:publish", {"TopicArn": "t", "Message.$": "States.Format('hello {}', $.name)"}),
    "a key below a fixed bucket": task("aws-sdk:s3:getObject", {"Bucket": "b", "Key.$": "$.key"}),
    "a statement with a number": task(
        "athena:startQueryExecution", {"QueryString.$": "States.Format('limit {}', States.MathAdd($.n, 0))"}
    ),
    "a statement with what the platform says": task(
        "athena:startQueryExecution", {"QueryString.$": "States.Format('select {}', $$.Execution.Name)"}
    ),
    "a statement with the answer of a service": {
        "StartAt": "Get",
        "States": {
            "Get": {
                "Type": "Task",
                "Resource": f"{STATES}dynamodb:getItem",
                "Parameters": {"TableName": "t"},
                "Next": "Do",
            },
            "Do": {
                "Type": "Task",
                "Resource": f"{STATES}athena:startQueryExecution",
                "Parameters": {"QueryString.$": "States.Format('select {}', $.Item.n.S)"},
                "End": True,
            },
        },
    },
    "one of some tables": {
        "StartAt": "Which",
        "States": {
            "Which": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.table", "StringEquals": "orders", "Next": "Do"}],
            },
            "Do": {
                "Type": "Task",
                "Resource": f"{STATES}dynamodb:getItem",
                "Parameters": {"TableName.$": "$.table"},
                "End": True,
            },
        },
    },
    "a text that is JSON of the sender's alone": task(
        "sqs:sendMessage", {"MessageBody.$": "States.StringToJson($.raw)"}
    ),
}
WOVEN: Definition = {
    "QueryLanguage": "JSONata",
    "StartAt": "Do",
    "States": {
        "Do": {
            "Type": "Task",
            "Resource": f"{STATES}athena:startQueryExecution",
            "Arguments": {"QueryString": "{% 'select * from ' & $states.input.table %}"},
            "End": True,
        }
    },
}


@pytest.mark.parametrize(("rule", "field", "definition"), FLAGGED.values(), ids=FLAGGED)
def test_what_changes_a_task(
    app_of: AppOf, flows_of: FlowsOf, rule: str, field: str, definition: Definition
) -> None:
    (flow,) = flows_of(app_of(Machine=definition))
    assert (flow.rule, flow.field, flow.event_source) == (rule, field, "apigw.http")
    assert flow.entry == "-/apigw.http/POST /orders"
    assert flow.steps[-1].text == flow.what
    assert "Api hands it to Machine" in [step.text for step in flow.steps]


@pytest.mark.parametrize("definition", SILENT.values(), ids=SILENT)
def test_what_is_a_value_only(app_of: AppOf, flows_of: FlowsOf, definition: Definition) -> None:
    assert flows_of(app_of(Machine=definition)) == []


def test_text_that_jsonata_weaves(app_of: AppOf, flows_of: FlowsOf) -> None:
    (flow,) = flows_of(app_of(Machine=WOVEN))
    assert (flow.rule, flow.field) == (INJECTION, "body.table")


def test_nothing_is_told_of_a_machine_that_the_clock_starts(app_of: AppOf, flows_of: FlowsOf) -> None:
    clock = """\
  Clock:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !Ref Machine, Input: '{"n": 1}'}]}
"""
    assert flows_of(app_of(clock, Machine=FLAGGED["a query of Athena"][2])) == []


def test_a_choice_of_resources_is_told_of_outsiders_alone(app_of: AppOf, flows_of: FlowsOf) -> None:
    assert flows_of(app_of("", Machine=FLAGGED["a table"][2])) == []
    (flow,) = flows_of(app_of("", Machine=FLAGGED["a query of Athena"][2]))
    assert (flow.event_source, flow.entry) == ("stepfunctions", "")
