from collections.abc import Callable

import pytest

from stockade.model import App, Trigger

AppOf = Callable[[str], App]

SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      {api}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Create:
          Type: Api
          Properties: {{RestApiId: !Ref Api, Path: /orders, Method: post{auth}}}
"""
COGNITO = (
    "Auth: {Authorizers: {Pool: {UserPoolArn: 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/x'}}%s}"
)
DEFAULT = ", DefaultAuthorizer: Pool"


def route(app: App, detail: str = "POST /orders") -> Trigger:
    return next(trigger for trigger in app.triggers if trigger.detail == detail)


@pytest.mark.parametrize(
    ("api", "auth", "exposure", "authentication"),
    [
        ("Name: x", "", "public", "none"),
        (COGNITO % "", "", "public", "none"),
        (COGNITO % DEFAULT, "", "authenticated", "cognito"),
        (COGNITO % DEFAULT, ", Auth: {Authorizer: NONE}", "public", "none"),
        (COGNITO % "", ", Auth: {Authorizer: Pool}", "authenticated", "cognito"),
        ("Auth: {DefaultAuthorizer: AWS_IAM}", "", "account", "iam"),
        ("Auth: {ApiKeyRequired: true}", "", "public", "api-key"),
        (COGNITO % (DEFAULT + ", ApiKeyRequired: true"), "", "authenticated", "cognito"),
        ("EndpointConfiguration: {Type: PRIVATE}", "", "account", "resource-policy"),
        ("Auth: {ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}}", "", "account", "resource-policy"),
        ("Auth: {ResourcePolicy: {AwsAccountWhitelist: ['111122223333']}}", "", "account", "resource-policy"),
    ],
)
def test_what_authenticates_a_route(
    app_of: AppOf, api: str, auth: str, exposure: str, authentication: str
) -> None:
    found = route(app_of(SAM.format(api=api, auth=auth)))
    assert (found.exposure, found.authentication) == (exposure, authentication)
    assert found.function == "Orders"
    assert found.id == "Orders/apigw.rest/POST /orders"
    assert found.because
    assert (found.authorizer is not None) is (authentication in {"cognito", "iam"})


def test_a_route_stands_at_the_line_of_its_event(app_of: AppOf) -> None:
    assert route(app_of(SAM.format(api="Name: x", auth=""))).location.line == 14


METHODS = """\
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: x}}}}
  Pool: {{Type: AWS::Cognito::UserPool}}
  Guard:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{RestApiId: !Ref Api, Type: COGNITO_USER_POOLS, ProviderARNs: [!GetAtt Pool.Arn]}}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}}
  One:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: '{{id}}'}}
  Queue: {{Type: AWS::SQS::Queue}}
  Worker:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Code: {{ZipFile: x}}}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref One
      HttpMethod: GET
      {auth}
      Integration: {integration}
"""
LAMBDA = (
    "{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "
    "'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Worker.Arn}/invocations'}"
)
TO_QUEUE = (
    "{Type: AWS, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}'}"
)


def test_methods_follow_their_resources_and_authorizers(app_of: AppOf) -> None:
    auth = "AuthorizationType: COGNITO_USER_POOLS\n      AuthorizerId: !Ref Guard"
    found = route(app_of(METHODS.format(auth=auth, integration=LAMBDA)), "GET /orders/{id}")
    assert (found.function, found.authentication, found.authorizer) == ("Worker", "cognito", "Guard")


def test_an_integration_without_function_names_its_target(app_of: AppOf) -> None:
    app = app_of(METHODS.format(auth="AuthorizationType: NONE", integration=TO_QUEUE))
    found = route(app, "GET /orders/{id}")
    assert (found.function, found.origin, found.id) == (None, "Queue", "-/apigw.rest/GET /orders/{id}")


def test_mocks_are_no_entry_points(app_of: AppOf) -> None:
    app = app_of(METHODS.format(auth="AuthorizationType: NONE", integration="{Type: MOCK}"))
    assert [trigger.event_source for trigger in app.triggers] == ["lambda.invoke"]


def test_an_unknown_authorization_type_stays_unknown(app_of: AppOf) -> None:
    auth = "AuthorizationType: !ImportValue shared"
    found = route(app_of(METHODS.format(auth=auth, integration=LAMBDA)), "GET /orders/{id}")
    assert (found.exposure, found.authentication) == ("unknown", "unknown")


ELSEWHERE = """\
Resources:
  Path:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !ImportValue api, ParentId: !ImportValue root, PathPart: users}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !ImportValue api
      ResourceId: !Ref Path
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/f/${Users.Arn}/invocations'
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Users, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com}
  Users:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}
"""


def test_a_route_of_an_api_elsewhere_is_an_entry_point(app_of: AppOf) -> None:
    (trigger,) = app_of(ELSEWHERE).triggers
    assert trigger.id == "Users/apigw.rest/GET /users"
    assert (trigger.exposure, trigger.authentication, trigger.api) == ("public", "none", None)
    assert "the API lies outside the template" in trigger.because[-1]


def test_an_empty_policy_is_none(app_of: AppOf) -> None:
    template = ELSEWHERE.replace("!ImportValue api", "!Ref Api") + (
        "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: users, Policy: ''}}\n"
    )
    (trigger,) = app_of(template).triggers
    assert (trigger.exposure, trigger.authentication, trigger.api) == ("public", "none", "Api")


UNKNOWN = """\
Parameters: {Secured: {Type: CommaDelimitedList}}
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        paths:
          /a:
            get:
              security: !Ref Secured
              x-amazon-apigateway-integration:
                type: aws_proxy
                uri: !Sub arn:aws:apigateway:x:lambda:path/y/${Work.Arn}/invocations
"""


def test_what_secures_an_operation_may_not_be_known(app_of: AppOf) -> None:
    (trigger,) = app_of(UNKNOWN).triggers
    assert (trigger.detail, trigger.exposure, trigger.authentication) == ("GET /a", "unknown", "unknown")
