"""What rules, pipes and routes make of an event on its way, and quotes that a text in it can close."""

from collections.abc import Callable

import pytest

from stockade.analysis.values import Value
from stockade.model import App, CodeFlow

AppOf = Callable[..., App]
EventOf = Callable[..., Value]
FlowsOf = Callable[[App], list[CodeFlow]]
Sent = Callable[[Value, str], set[str]]
RULE = """\
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [shop]}
      Targets:
        - Id: one
          Arn: %s
          %s
"""
TRANSFORMER = "InputTransformer: {InputPathsMap: {name: $.detail.name, id: $.id}, InputTemplate: '%s'}"
SHAPED: dict[str, tuple[str, dict[str, set[str]]]] = {
    "input": ("""Input: '{"a": "b"}'""", {"a": set(), "name": set()}),
    "input path": ("InputPath: $.detail", {"": {"detail"}, "name": {"detail.name"}}),
    "a template": (
        TRANSFORMER % '{"n": <name>, "i": <id>, "fixed": "x"}',
        {"n": {"detail.name"}, "i": set(), "fixed": set()},
    ),
    "a template with quotes": (TRANSFORMER % '{"n": "dear <name>", "l": ["<id>"]}', {"n": {"detail.name"}}),
    "a text": (TRANSFORMER % '"<name> was here"', {"": {"detail.name"}}),
    "the whole event in a template": (
        TRANSFORMER % '{"e": <aws.events.event.json>, "r": <aws.events.rule-name>}',
        {"e.detail.x": {"detail.x"}, "r": set()},
    ),
    "no JSON": (TRANSFORMER % '{"n": <name>', {"any": {"detail.name.any"}}),
}


@pytest.mark.parametrize(("target", "wanted"), SHAPED.values(), ids=SHAPED)
def test_the_event_of_a_function_that_a_rule_shapes(
    app_of: AppOf, event_of: EventOf, sent: Sent, target: str, wanted: dict[str, set[str]]
) -> None:
    event = event_of(app_of(RULE % ("!GetAtt Work.Arn", target)))
    assert {path: sent(event, path) for path in wanted} == wanted


def test_a_rule_that_shapes_nothing_leaves_the_event_to_the_catalog(app_of: AppOf) -> None:
    from stockade.analysis.workflows import Carrying

    carrying = Carrying(app_of(RULE % ("!GetAtt Work.Arn", "RoleArn: x")))
    assert not carrying.carries("Work")
    assert carrying.round({}) == {}


def test_a_function_with_another_source_besides(app_of: AppOf) -> None:
    from stockade.analysis.workflows import Carrying

    url = "  Url: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, TargetFunctionArn: !Ref Work}}\n"
    carrying = Carrying(app_of(url + RULE % ("!GetAtt Work.Arn", "InputPath: $.detail")))
    assert carrying.carries("Work")
    assert carrying.others("Work") == ("lambda.url",)


BREAKING = TRANSFORMER % '{"n": "<name>", "role": "user"}'
QUOTES: dict[str, tuple[str, str, list[str]]] = {
    "between quotes": ("!GetAtt Work.Arn", BREAKING, ["detail.name"]),
    "quotes of EventBridge's own": ("!GetAtt Work.Arn", TRANSFORMER % '{"n": <name>, "role": "user"}', []),
    "nothing else to change": ("!GetAtt Work.Arn", TRANSFORMER % '{"n": "<name>"}', []),
    "what the platform says": ("!GetAtt Work.Arn", TRANSFORMER % '{"n": "<id>", "role": "user"}', []),
    "a target that takes text": ("arn:aws:sns:eu-west-1:123456789012:news", BREAKING, []),
    "a text": ("!GetAtt Work.Arn", TRANSFORMER % '"<name> was here"', []),
}


@pytest.mark.parametrize(("arn", "target", "fields"), QUOTES.values(), ids=QUOTES)
def test_a_text_that_can_close_the_quotes_around_it(
    app_of: AppOf, flows_of: FlowsOf, arn: str, target: str, fields: list[str]
) -> None:
    found = flows_of(app_of(RULE % (arn, target)))
    assert [flow.field for flow in found] == fields
    assert {flow.rule for flow in found} <= {"mapping-template-injection"}
    assert {flow.confidence for flow in found} <= {"medium"}


CONTAINER = ("!Ref Cluster", "EcsParameters: {TaskDefinitionArn: t}")
RUN_COMMAND = (
    "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript",
    "RunCommandParameters: {RunCommandTargets: [{Key: a, Values: [b]}]}",
)
COMMANDS: dict[str, tuple[tuple[str, str], str, set[str]]] = {
    "a shell of a container": (
        CONTAINER,
        '{"containerOverrides": [{"name": "c", "command": ["sh", "-c", "run <name>"]}]}',
        {"command-injection", "mapping-template-injection"},
    ),
    "the environment of a container": (
        CONTAINER,
        '{"containerOverrides": [{"name": "c", "environment": [{"name": "N", "value": <name>}]}]}',
        set(),
    ),
    "a command of Systems Manager": (RUN_COMMAND, '{"commands": ["useradd <name>"]}', {"command-injection"}),
    "a parameter that is no command": (RUN_COMMAND, '{"commands": ["uptime"], "comment": [<name>]}', set()),
}


@pytest.mark.parametrize("written", COMMANDS.values(), ids=COMMANDS)
def test_commands_that_a_rule_writes(
    app_of: AppOf, flows_of: FlowsOf, written: tuple[tuple[str, str], str, set[str]]
) -> None:
    (arn, more), template, rules = written
    target = f"{more}\n          {TRANSFORMER % template}"
    assert {flow.rule for flow in flows_of(app_of(RULE % (arn, target)))} == rules


PIPE = """\
  Queue: {Type: AWS::SQS::Queue}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      RoleArn: x
      Source: !GetAtt Queue.Arn
      Target: !GetAtt Work.Arn
      %s
"""


def test_a_pipe_shapes_each_event_of_a_batch(app_of: AppOf, event_of: EventOf, sent: Sent) -> None:
    shaped = """TargetParameters: {InputTemplate: '{"n": <$.body.name>, "fixed": "x"}'}"""
    event = event_of(app_of(PIPE % shaped))
    assert sent(event, "0.n") == {"[].body.name"}
    assert sent(event, "0.fixed") == set()


def test_what_an_enrichment_answers_is_not_known(app_of: AppOf, event_of: EventOf, sent: Sent) -> None:
    event = event_of(app_of(PIPE % "Enrichment: !GetAtt More.Arn"))
    assert sent(event, "") == set()


REST = """\
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody:
        swagger: 2.0
        paths:
          /orders/{id}:
            post:
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:${AWS::Region}:states:action/StartExecution
                requestTemplates:
                  application/json: !Sub |
                    %s
"""
LAST = {
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Task",
            "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:work",
            "End": True,
        }
    },
}
ARN = '"stateMachineArn": "${Machine}"}'
REQUESTS: dict[str, tuple[str, dict[str, set[str]]]] = {
    "the body": (
        """{"input": "$util.escapeJavaScript($input.json('$'))", """ + ARN,
        {"": {"body"}, "name": {"body.name"}},
    ),
    "the body by a variable": (
        """#set($data = $util.escapeJavaScript($input.json('$'))) {"input": "$data", """ + ARN,
        {"name": {"body.name"}},
    ),
    "a part of the body": (
        """{"input": "$util.escapeJavaScript($input.json('$.order'))", """ + ARN,
        {"name": {"body.order.name"}},
    ),
    "an object": (
        r"""{"input": "{\"id\": \"$input.params('id')\", \"q\": \"$input.params('q')\", \"data\": """
        r"""$util.escapeJavaScript($input.json('$')), \"who\": \"$context.identity.sourceIp\", """
        r"""\"fixed\": \"x\"}", """ + ARN,
        {
            "id": {"pathParameters.id"},
            "q": {"queryStringParameters.q"},
            "data.name": {"body.name"},
            "who": set(),
            "fixed": set(),
        },
    ),
    "a constant": (r"""{"input": "{\"a\": \"b\"}", """ + ARN, {"": set(), "a": set()}),
    "a template that is not understood": (
        r"""#foreach($k in $input.params().header) $k #end {"input": "$input.body $stageVariables.x", """
        + ARN,
        {"any": {"body.any"}},
    ),
}


@pytest.mark.parametrize(("template", "wanted"), REQUESTS.values(), ids=REQUESTS)
def test_the_input_that_a_route_hands_over(
    app_of: AppOf, event_of: EventOf, sent: Sent, template: str, wanted: dict[str, set[str]]
) -> None:
    event = event_of(app_of(REST % template, Machine=LAST))
    assert {path: sent(event, path) for path in wanted} == wanted


def test_a_template_is_judged_by_its_own_front_end(app_of: AppOf, flows_of: FlowsOf) -> None:
    written = r"""{"input": "{\"id\": \"$input.params('id')\", \"fixed\": \"x\"}", """ + ARN
    assert flows_of(app_of(REST % written, Machine=LAST)) == []
