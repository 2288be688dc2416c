from collections.abc import Callable

import pytest

from stockade.assembly import appsync
from stockade.assembly.draft import Draft, Wired

DraftOf = Callable[[str], Draft]


API = """\
Parameters: {Mode: {Type: String}}
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Orders: {Type: AWS::DynamoDB::Table}
  Api:
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: orders, %s}
  Code:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: code
      Type: AWS_LAMBDA
      LambdaConfig: {LambdaFunctionArn: !GetAtt Work.Arn}
  Data:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: data
      Type: AMAZON_DYNAMODB
      DynamoDBConfig: {TableName: !Ref Orders}
  Nothing: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt Api.ApiId, Name: nothing, Type: NONE}}
  Host:
    Type: AWS::AppSync::DataSource
    Properties: {ApiId: !GetAtt Api.ApiId, Name: host, Type: HTTP, HttpConfig: {Endpoint: https://example.com}}
  Step:
    Type: AWS::AppSync::FunctionConfiguration
    Properties: {ApiId: !GetAtt Api.ApiId, Name: step, DataSourceName: !GetAtt Code.Name}
  Resolver:
    Type: AWS::AppSync::Resolver
    Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: getOrder, %s}
"""
SCHEMA = """\
  Schema:
    Type: AWS::AppSync::GraphQLSchema
    Properties:
      ApiId: !GetAtt Api.ApiId
      Definition: |
        # type Query { getOrder: String @aws_api_key }
        type Query TYPE {
          "an order: String @aws_api_key"
          getOrder(id: ID!, how: How = {by: "name"}): Order! FIELD
          listOrders(max: Int): [Order!]! @aws_api_key
        }
"""
BOTH = (
    "AuthenticationType: AMAZON_COGNITO_USER_POOLS, "
    "AdditionalAuthenticationProviders: [{AuthenticationType: API_KEY}, {AuthenticationType: AWS_IAM}]"
)
CODE = "DataSourceName: code"


def wired(draft: Draft) -> list[Wired]:
    appsync.wire(draft)
    return draft.wired


@pytest.mark.parametrize(
    ("modes", "exposure", "authentication"),
    [
        ("AuthenticationType: API_KEY", "public", "api-key"),
        ("AuthenticationType: AMAZON_COGNITO_USER_POOLS", "authenticated", "cognito"),
        ("AuthenticationType: OPENID_CONNECT", "authenticated", "jwt"),
        ("AuthenticationType: AWS_LAMBDA", "authenticated", "lambda-authorizer"),
        ("AuthenticationType: AWS_IAM", "account", "iam"),
        ("AuthenticationType: !Ref Mode", "unknown", "unknown"),
        ("AuthenticationType: API_KEY, Visibility: PRIVATE", "account", "api-key"),
        (BOTH, "public", "api-key"),
    ],
)
def test_the_weakest_mode_counts(draft_of: DraftOf, modes: str, exposure: str, authentication: str) -> None:
    (found,) = wired(draft_of(API % (modes, CODE)))
    assert (found.function, found.event_source, found.origin) == ("Work", "appsync.resolver", "Api")
    assert found.detail == "Query.getOrder"
    assert (found.exposure, found.authentication) == (exposure, authentication)


@pytest.mark.parametrize(
    ("type_", "field", "authentication"),
    [
        ("", "", "cognito"),
        ("", "@aws_api_key", "api-key"),
        ("@aws_api_key", "", "api-key"),
        ("@aws_api_key", "@aws_iam", "iam"),
        ("", "@aws_iam @aws_cognito_user_pools", "cognito"),
        ("", '@aws_auth(cognito_groups: ["a", "b"])', "cognito"),
        ("", "@deprecated", "cognito"),
        ("", "@aws_oidc", "cognito"),
    ],
)
def test_directives_say_which_modes_a_field_takes(
    draft_of: DraftOf, type_: str, field: str, authentication: str
) -> None:
    schema = SCHEMA.replace("TYPE", type_).replace("FIELD", field)
    (found,) = wired(draft_of(API % (BOTH, CODE) + schema))
    assert found.authentication == authentication


@pytest.mark.parametrize(
    ("source", "function", "origin"),
    [
        ("DataSourceName: !GetAtt Code.Name", "Work", "Api"),
        ("Kind: PIPELINE, PipelineConfig: {Functions: [!GetAtt Step.FunctionId]}", "Work", "Api"),
        (CODE.replace("code", "data"), None, "Orders"),
    ],
)
def test_what_a_resolver_reaches(draft_of: DraftOf, source: str, function: str | None, origin: str) -> None:
    (found,) = wired(draft_of(API % ("AuthenticationType: AWS_IAM", source)))
    assert (found.function, found.origin, found.api) == (function, origin, "Api")


@pytest.mark.parametrize("source", ["nothing", "host", "missing", "!ImportValue x"])
def test_a_resolver_that_reaches_nothing_of_the_application(draft_of: DraftOf, source: str) -> None:
    assert wired(draft_of(API % ("AuthenticationType: API_KEY", f"DataSourceName: {source}"))) == []


EVENTS = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Api:
    Type: AWS::AppSync::Api
    Properties:
      Name: chat
      EventConfig:
        AuthProviders: [{AuthType: API_KEY}, {AuthType: AWS_IAM}]
        DefaultPublishAuthModes: [{AuthType: AWS_IAM}]
        DefaultSubscribeAuthModes: [{AuthType: API_KEY}]
  Code:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: code
      Type: AWS_LAMBDA
      LambdaConfig: {LambdaFunctionArn: !GetAtt Work.Arn}
  Room:
    Type: AWS::AppSync::ChannelNamespace
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: room
      %s
      HandlerConfigs:
        OnPublish: {Behavior: DIRECT, Integration: {DataSourceName: code}}
        OnSubscribe: {Behavior: DIRECT, Integration: {DataSourceName: !GetAtt Code.Name}}
"""


def test_publishing_and_subscribing_have_modes_of_their_own(draft_of: DraftOf) -> None:
    found = wired(draft_of(EVENTS % "Tags: []"))
    assert [(one.event_source, one.detail, one.authentication) for one in found] == [
        ("appsync.events", "room publish", "iam"),
        ("appsync.events", "room subscribe", "api-key"),
    ]


def test_a_namespace_may_say_otherwise_than_its_api(draft_of: DraftOf) -> None:
    found = wired(draft_of(EVENTS % "PublishAuthModes: [{AuthType: API_KEY}]"))
    assert found[0].authentication == "api-key"
