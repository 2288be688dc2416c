"""Every line of a transformed template is one the user wrote."""

from collections.abc import Callable

import pytest

from stockade.model import Stack
from stockade.values import List, Map, Value, entries, get, text

Sam = Callable[..., Stack]
Line = Callable[[Stack, str, str], int]

# fmt: off
TEMPLATE = """\
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
    CodeUri: src/
    Environment:
      Variables:
        MODE: x
    Layers:
      - arn:aws:lambda:eu-west-1:111122223333:layer:shared:1
  HttpApi:
    Auth:
      Authorizers:
        Issuer:
          IdentitySource: $request.header.Authorization
          JwtConfiguration: {issuer: 'https://issuer.example', audience: [a]}
      DefaultAuthorizer: Issuer
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      TracingEnabled: true
      Auth:
        DefaultAuthorizer: Pool
        Authorizers:
          Pool:
            UserPoolArn: !GetAtt Users.Arn
  Users:
    Type: AWS::Cognito::UserPool
  Jobs:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::Serverless::Function
    Connectors:
      ToTable:
        Properties:
          Destination: {Id: Table}
          Permissions: [Write]
    Properties:
      AutoPublishAlias: live
      EventInvokeConfig:
        MaximumRetryAttempts: 1
      FunctionUrlConfig:
        AuthType: NONE
      Layers:
        - arn:aws:lambda:eu-west-1:111122223333:layer:own:1
      Environment:
        Variables:
          TABLE: !Ref Table
      Policies:
        - AmazonS3FullAccess
        - DynamoDBReadPolicy:
            TableName: !Ref Table
        - Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: sqs:SendMessage
              Resource: "*"
      Events:
        Create:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: /orders
            Method: post
        Open:
          Type: Api
          Properties: {Path: /open, Method: get}
        Web:
          Type: HttpApi
          Properties: {Path: /web, Method: get}
        Work:
          Type: SQS
          Properties:
            Queue: !GetAtt Jobs.Arn
            BatchSize: 5
        WorkLater:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
  Table:
    Type: AWS::Serverless::SimpleTable
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
      Policies:
        - LambdaInvokePolicy:
            FunctionName: !Ref Orders
  Lib:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: lib/
  Wire:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {Id: Orders}
      Destination: {Id: Jobs}
      Permissions: [Write]
"""
# fmt: on


def written(start: str) -> int:
    """Return the first line of the file that begins so, but for its indentation."""
    lines = [line.strip().startswith(start) for line in TEMPLATE.splitlines()]
    return lines.index(True) + 2  # the transform's name stands before


@pytest.fixture
def stack(sam: Sam) -> Stack:
    found = sam(TEMPLATE)
    assert not found.gaps
    return found


@pytest.mark.parametrize(
    ("resource", "start"),
    [
        ("Orders", "Orders:"),
        ("OrdersRole", "Orders:"),
        ("OrdersUrl", "FunctionUrlConfig:"),
        ("OrdersUrlPublicPermissions", "FunctionUrlConfig:"),
        ("OrdersAliaslive", "AutoPublishAlias:"),
        ("OrdersVersion", "AutoPublishAlias:"),
        ("OrdersEventInvokeConfig", "EventInvokeConfig:"),
        ("OrdersCreatePermissionprod", "Create:"),
        ("OrdersOpenPermissionProd", "Open:"),
        ("OrdersWebPermission", "Web:"),
        ("OrdersWork", "Work:"),
        ("OrdersWorkLater", "WorkLater:"),
        ("OrdersWorkLaterPermission", "WorkLater:"),
        ("OrdersToTablePolicy", "ToTable:"),
        ("WirePolicy", "Wire:"),
        ("Api", "Api:"),
        ("ApiDeployment", "Api:"),
        ("ApiprodStage", "Api:"),
        ("ServerlessRestApi", "Open:"),
        ("ServerlessHttpApi", "Web:"),
        ("Table", "Table:"),
        ("Flow", "Flow:"),
        ("FlowRole", "Flow:"),
        ("Lib", "Lib:"),
    ],
)
def test_a_made_resource_stands_where_it_was_asked_for(
    stack: Stack, line: Line, resource: str, start: str
) -> None:
    assert line(stack, resource, "") == written(start)


@pytest.mark.parametrize(
    ("resource", "path", "start"),
    [
        ("Orders", "Runtime", "Runtime:"),
        ("Orders", "Code", "CodeUri:"),
        ("Orders", "Environment.Variables.MODE", "MODE:"),
        ("Orders", "Environment.Variables.TABLE", "TABLE:"),
        ("OrdersUrl", "AuthType", "AuthType:"),
        ("OrdersWork", "BatchSize", "BatchSize:"),
        ("OrdersEventInvokeConfig", "MaximumRetryAttempts", "MaximumRetryAttempts:"),
        ("ApiprodStage", "StageName", "StageName:"),
        ("ApiprodStage", "TracingEnabled", "TracingEnabled:"),
        ("Api", "Body.securityDefinitions.Pool", "Pool:"),
        ("ServerlessHttpApi", "Body.components.securitySchemes.Issuer", "Issuer:"),
        ("Lib", "Content", "ContentUri:"),
    ],
)
def test_a_made_property_stands_where_it_was_written(
    stack: Stack, line: Line, resource: str, path: str, start: str
) -> None:
    assert line(stack, resource, path) == written(start)


@pytest.mark.parametrize(
    ("api", "path", "method", "start"),
    [
        ("Api", "/orders", "post", "Create:"),
        ("ServerlessRestApi", "/open", "get", "Open:"),
        ("ServerlessHttpApi", "/web", "get", "Web:"),
    ],
)
def test_a_route_stands_at_the_event_that_declares_it(
    stack: Stack, api: str, path: str, method: str, start: str
) -> None:
    paths = dict(entries(get(stack.resources[api].properties, "Body.paths")))
    assert get(paths[path], method).at.line == written(start)
    assert get(paths[path], f"{method}.x-amazon-apigateway-integration").at.line == written(start)


def test_policies_stand_at_their_entries(stack: Stack) -> None:
    role = stack.resources["OrdersRole"].properties
    managed = {text(one): one.at.line for one in elements(role, "ManagedPolicyArns")}
    assert managed["arn:aws:iam::aws:policy/AmazonS3FullAccess"] == written("- AmazonS3FullAccess")
    inline = elements(role, "Policies")
    assert [one.at.line for one in inline] == [written("- DynamoDBReadPolicy"), written("- Version:")]
    action = get(elements(inline[1], "PolicyDocument.Statement")[0], "Action")
    assert action.at.line == written("Action:")


def test_merged_lists_keep_the_lines_of_both(stack: Stack) -> None:
    layers = elements(stack.resources["Orders"].properties, "Layers")
    assert [one.at.line for one in layers] == [
        written("- arn:aws:lambda:eu-west-1:111122223333:layer:shared"),
        written("- arn:aws:lambda:eu-west-1:111122223333:layer:own"),
    ]


def test_every_value_stands_somewhere_in_the_template(stack: Stack) -> None:
    last = len(TEMPLATE.splitlines()) + 1
    waiting: list[Value] = [found.properties for found in stack.resources.values()]
    while waiting:
        value = waiting.pop()
        assert value.at.file == "template.yaml"
        assert 1 <= value.at.line <= last
        if isinstance(value, Map):
            waiting.extend(value.items.values())
        elif isinstance(value, List):
            waiting.extend(value.items)


def test_resources_keep_the_order_in_which_they_were_written(stack: Stack) -> None:
    own = [
        key
        for key, found in stack.resources.items()
        if found.made_from == key and not key.startswith("Serverless")
    ]
    assert own == ["Api", "Users", "Jobs", "Orders", "Table", "Flow", "Lib"]


def test_a_longer_id_is_not_taken_for_a_part_of_a_shorter_one(sam: Sam) -> None:
    stack = sam(
        "Globals: {Function: {Runtime: python3.13, Handler: a.b, CodeUri: s}}\nResources:\n"
        "  Get: {Type: AWS::Serverless::Function}\n  GetRole: {Type: AWS::SQS::Queue}\n"
        "  GetAll: {Type: AWS::Serverless::Function}\n"
    )
    assert stack.resources["GetAllRole"].made_from == "GetAll"
    assert stack.resources["GetRole"].made_from == "GetRole"


def test_ids_hold_no_hash(stack: Stack, sam: Sam) -> None:
    changed = sam(TEMPLATE.replace("/orders", "/others"))
    assert list(stack.resources) == list(changed.resources)


def elements(value: Value, path: str) -> tuple[Value, ...]:
    found = get(value, path)
    return found.items if isinstance(found, List) else ()
