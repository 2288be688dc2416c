"""Where templates hold code, and what it is for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.model import App
from stockade.model.embedded import Embedded, Feed
from stockade.pipeline import EVERYTHING, Selection, configuration, map_surface, scan

ROUTES = """
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /prints:
            post:
              x-amazon-apigateway-integration:
                type: aws
                uri: !Sub arn:aws:apigateway:${AWS::Region}:dynamodb:action/PutItem
                credentials: !GetAtt Writer.Arn
                requestTemplates: {application/json: '{"a": 1}'}
                responses: {default: {responseTemplates: {application/json: '{}'}}}
            options:
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: PUT
      Integration:
        Type: AWS
        Uri: !Sub
          arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations
        RequestTemplates: {application/json: !Sub '{"a": "${Function}"}'}
        IntegrationResponses: [{StatusCode: 200, ResponseTemplates: {text/html: '<p>'}}]
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: ''}, Role: !GetAtt Writer.Arn}
  Writer:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  Socket:
    Type: AWS::ApiGatewayV2::Api
    Properties: {ProtocolType: WEBSOCKET}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Socket, RouteKey: tell, Target: !Sub 'integrations/${Queue}'}
  Queue:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Socket
      IntegrationType: AWS
      IntegrationUri: arn:aws:apigateway:${AWS::Region}:sqs:path/123456789012/told
      RequestTemplates: {$default: Action=SendMessage}
"""
GRAPH = """
Resources:
  Api: {Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: API_KEY}}
  Schema:
    Type: AWS::AppSync::GraphQLSchema
    Properties: {ApiId: !GetAtt Api.ApiId, Definition: 'type A { b: C }'}
  Table:
    Type: AWS::AppSync::DataSource
    Properties:
      {ApiId: !GetAtt Api.ApiId, Name: t, Type: AMAZON_DYNAMODB, ServiceRoleArn: !GetAtt Role.Arn}
  Signed:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: s
      Type: HTTP
      HttpConfig:
        Endpoint: x
        AuthorizationConfig: {AuthorizationType: AWS_IAM, AwsIamConfig: {SigningServiceName: states}}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  One:
    Type: AWS::AppSync::Resolver
    Properties:
      ApiId: !GetAtt Api.ApiId
      TypeName: Query
      FieldName: one
      DataSourceName: t
      RequestMappingTemplate: '{}'
      ResponseMappingTemplateS3Location: one.vtl
  Pipe:
    Type: AWS::AppSync::Resolver
    Properties:
      ApiId: !GetAtt Api.ApiId
      TypeName: Query
      FieldName: pipe
      Kind: PIPELINE
      Runtime: {Name: APPSYNC_JS, RuntimeVersion: 1.0.0}
      Code: 'export function request() {}'
      PipelineConfig: {Functions: [!GetAtt Step.FunctionId]}
  Step:
    Type: AWS::AppSync::FunctionConfiguration
    Properties:
      ApiId: !GetAtt Api.ApiId
      DataSourceName: !GetAtt Signed.Name
      RequestMappingTemplate: '{}'
"""
OTHERS = """
Resources:
  Edge:
    Type: AWS::CloudFront::Function
    Properties: {Name: e, FunctionCode: 'function handler(e) {}', FunctionConfig: {}}
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'a'
        Actions: [{S3: {BucketName: a, Key: '${b}'}}, {Republish: {Topic: c}}]
        ErrorAction: {Sqs: {QueueUrl: d}}
"""


def told(app: App) -> list[tuple[str, str, Feed]]:
    """Return id, language and use of all code in a template."""
    return [(one.id, one.language, one.feed) for one in app.embedded]


def by_id(app: App) -> dict[str, Embedded]:
    """Return all code in a template by its id."""
    return {one.id: one for one in app.embedded}


def test_templates_of_routes(app_of: Callable[[str], App]) -> None:
    app = app_of(ROUTES)
    assert told(app) == [
        ("-/Api/POST /prints/request", "vtl", Feed("service", "dynamodb", "PutItem")),
        ("-/Api/POST /prints/response", "vtl", Feed("response")),
        ("-/Api/OPTIONS /prints/request", "vtl", Feed("none")),
        ("-/Method/PUT //request", "vtl", Feed("lambda")),
        ("-/Method/PUT //response", "vtl", Feed("response")),
        ("-/Queue/tell/request", "vtl", Feed("service", "sqs", "")),
    ]
    found = by_id(app)
    assert found["-/Api/POST /prints/request"].entry_points == ("-/apigw.rest/POST /prints",)
    assert found["-/Api/POST /prints/request"].role == "Writer"
    assert found["-/Method/PUT //request"].entry_points == ("Function/apigw.rest/PUT /",)
    assert found["-/Method/PUT //response"].content_type == "text/html"
    assert found["-/Queue/tell/request"].event_source == "apigw.ws"


def test_code_of_resolvers_in_the_order_it_runs(app_of: Callable[[str], App]) -> None:
    app = app_of(GRAPH)
    assert told(app) == [
        ("-/One/request", "vtl", Feed("dynamodb")),
        ("-/One/response", "vtl", Feed("dynamodb")),
        ("-/Pipe/request", "javascript", Feed("pipeline")),
        ("-/Pipe/Step/request", "vtl", Feed("http", "states")),
        ("-/Pipe/response", "javascript", Feed("pipeline")),
    ]
    one, step = by_id(app)["-/One/request"], by_id(app)["-/Pipe/Step/request"]
    assert (one.entry_points, one.role, one.schema) == (("-/appsync.resolver/Query.one",), "Role", "Schema")
    assert (step.group, step.resource, step.entry_points) == (
        "Pipe",
        "Step",
        ("-/appsync.resolver/Query.pipe",),
    )


def test_functions_of_the_edge_and_rules(app_of: Callable[[str], App]) -> None:
    assert told(app_of(OTHERS)) == [
        ("-/Edge/code", "javascript", Feed("edge")),
        ("-/Rule/S3/0", "iotsql", Feed("rule", action="S3")),
        ("-/Rule/Republish/1", "iotsql", Feed("rule", action="Republish")),
        ("-/Rule/Sqs/2", "iotsql", Feed("rule", action="Sqs")),
    ]


def test_a_map_parses_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "template.yaml").write_text(ROUTES)

    def parsed(*_: object) -> object:
        raise AssertionError

    monkeypatch.setattr("stockade.languages.vtl.read_template", parsed)
    assert map_surface(tmp_path, configuration(tmp_path), EVERYTHING).apps[0].embedded


def test_files_outside_of_the_root_are_a_gap(tmp_path: Path) -> None:
    (tmp_path / "secret.vtl").write_text('{"operation": "$ctx.args.a"}')
    root = tmp_path / "root"
    root.mkdir()
    (root / "template.yaml").write_text(GRAPH.replace("one.vtl", "../secret.vtl"))
    result = scan(root, configuration(root), Selection())
    assert [gap.reason for gap in result.gaps if "secret" in gap.reason] == [
        "the code of One/response was not analysed: its text is not among the scanned files: ../secret.vtl"
    ]
