from collections.abc import Callable

import pytest

from stockade.model import App

AppOf = Callable[[str], App]

BUCKET = """\
Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: photos
      {block}
      NotificationConfiguration:
        LambdaConfigurations: [{{Event: 's3:ObjectCreated:*', Function: !GetAtt Resize.Arn}}]
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Photos
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {principal}
            Action: s3:PutObject
            Resource: !Sub '${{Photos.Arn}}/*'
            {condition}
  Resize:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Code: {{ZipFile: x}}}}
"""
OPEN = (
    "PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false, "
    "BlockPublicAcls: false, IgnorePublicAcls: false}"
)


@pytest.mark.parametrize(
    ("block", "principal", "condition", "exposure"),
    [
        (OPEN, "'*'", "Sid: x", "public"),
        ("Tags: []", "'*'", "Sid: x", "account"),
        (OPEN, "'*'", "Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}", "account"),
        (OPEN, "{AWS: 'arn:aws:iam::111122223333:root'}", "Sid: x", "account"),
        (OPEN, "'*'", "Condition: {StringEquals: {'aws:PrincipalOrgID': !ImportValue org}}", "account"),
    ],
)
def test_who_may_write_a_bucket_may_start_its_function(
    app_of: AppOf, block: str, principal: str, condition: str, exposure: str
) -> None:
    app = app_of(BUCKET.format(block=block, principal=principal, condition=condition))
    (trigger,) = app.triggers
    assert (trigger.event_source, trigger.function, trigger.exposure) == (
        "s3.notification",
        "Resize",
        exposure,
    )


def test_a_policy_only_the_block_keeps_shut_is_masked(app_of: AppOf) -> None:
    app = app_of(BUCKET.format(block="Tags: []", principal="'*'", condition="Sid: x"))
    assert app.access["Photos"].masked == ("write",)


FED = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Producer:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}}]
      Events: {Post: {Type: HttpApi, Properties: {Path: /jobs, Method: POST}}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
"""


def test_a_queue_fed_by_an_open_route_carries_it_in_its_path(app_of: AppOf) -> None:
    triggers = {trigger.function: trigger for trigger in app_of(FED).triggers}
    assert triggers["Producer"].is_open
    assert triggers["Worker"].exposure == "stored"
    assert triggers["Worker"].via == ("Producer/apigw.http/POST /jobs",)


def test_flows_come_from_grants(app_of: AppOf) -> None:
    flows = {(flow.source, flow.target, flow.kind) for flow in app_of(FED).flows}
    assert ("Producer", "Jobs", "publishes") in flows
    assert ("Worker", "Jobs", "publishes") not in flows


@pytest.mark.parametrize(
    ("resource", "written"),
    [
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/orders", True),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-day", True),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/others", False),
    ],
)
def test_a_grant_by_hand_on_a_table_of_the_stack_is_a_flow(
    app_of: AppOf, resource: str, written: bool
) -> None:
    template = f"""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: orders}}}}
  Write:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Policies: [{{Statement: [{{Effect: Allow, Action: 'dynamodb:PutItem', Resource: '{resource}'}}]}}]
"""
    flows = {(flow.source, flow.target, flow.kind) for flow in app_of(template).flows}
    assert (("Write", "Orders", "writes") in flows) is written


def test_a_function_nothing_starts_is_invoked_directly(app_of: AppOf) -> None:
    app = app_of(FED.replace("Events: {Jobs", "X: {Jobs"))
    (trigger,) = app.triggers_of("Worker")
    assert (trigger.event_source, trigger.exposure, trigger.authentication) == (
        "lambda.invoke",
        "account",
        "iam",
    )


DEAD_LETTERS = """\
Resources:
  Uploads:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Work.Arn}]}
  Work:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Code: {ZipFile: x}
      DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}
  Dead: {Type: AWS::SQS::Queue}
  Again:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Dead.Arn, FunctionName: !Ref Again}
"""


def test_dead_letters_carry_what_started_their_function(app_of: AppOf) -> None:
    app = app_of(DEAD_LETTERS)
    (again,) = app.triggers_of("Again")
    (work,) = app.triggers_of("Work")
    assert again.exposure == "stored"
    assert again.via == (work.id,)


SWITCHED = """\
Parameters: {Open: {Type: String}, Kind: {Type: String}}
Conditions: {IsOpen: !Equals [!Ref Open, 'yes']}
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    %s
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Statement:
          - %s
  Work:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work}
"""
ANYONE = "{Effect: Allow, Principal: '*', Action: 'sqs:SendMessage', Resource: !GetAtt Jobs.Arn}"


@pytest.mark.parametrize(
    ("condition", "statement"),
    [
        ("Condition: IsOpen", ANYONE),
        ("", f"Fn::If: [IsOpen, {ANYONE}, !Ref AWS::NoValue]"),
    ],
)
def test_a_policy_under_a_condition_opens_the_source_where_it_holds(
    app_of: AppOf, condition: str, statement: str
) -> None:
    (trigger,) = app_of(SWITCHED % (condition, statement)).triggers
    assert (trigger.exposure, trigger.because) == (
        "public",
        ("anyone may write to Jobs where IsOpen is true",),
    )


@pytest.mark.parametrize(
    ("principal", "exposure"),
    [
        ("{AWS: 'arn:aws:iam::111122223333:root'}", "account"),
        ("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:role/batch'}", "account"),
        ("{Service: sns.amazonaws.com}", "account"),
        ("!Ref Kind", "unknown"),
    ],
)
def test_who_is_named_decides(app_of: AppOf, principal: str, exposure: str) -> None:
    (trigger,) = app_of(SWITCHED % ("", ANYONE.replace("'*'", principal, 1))).triggers
    assert trigger.exposure == exposure


ROUTES = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Policy:
        Statement:
          - {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*/GET/shop/*'}
          - {Effect: Allow, Principal: {AWS: '111122223333'}, Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}
      Body:
        openapi: 3.0.1
        paths:
          /shop/{id}:
            get: {x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: &uri !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Work.Arn}/invocations'}}
            post: {x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: *uri}}
          /admin:
            x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: *uri}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: live}}
  Work:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}
"""  # noqa: E501 - an integration reads best on one line


def test_the_policy_of_an_api_is_asked_route_by_route(app_of: AppOf) -> None:
    app = app_of(ROUTES)
    assert {one.detail: (one.exposure, one.authentication) for one in app.triggers} == {
        "GET /shop/{id}": ("public", "none"),
        "POST /shop/{id}": ("account", "resource-policy"),
        "ANY /admin": ("account", "resource-policy"),
    }


@pytest.mark.parametrize(
    ("settings", "exposure", "authentication"),
    [
        ("ClientAuthentication: {Unauthenticated: {Enabled: true}}", "account", "none"),
        ("ClientAuthentication: {Unauthenticated: {Enabled: false}}", "account", "iam"),
        ("ClientAuthentication: {Sasl: {Iam: {Enabled: true}}}", "account", "iam"),
        (
            "BrokerNodeGroupInfo: {ConnectivityInfo: {PublicAccess: {Type: SERVICE_PROVIDED_EIPS}}}",
            "authenticated",
            "service",
        ),
    ],
)
def test_who_reaches_a_cluster(app_of: AppOf, settings: str, exposure: str, authentication: str) -> None:
    app = app_of(
        "Resources:\n"
        f"  Cluster: {{Type: AWS::MSK::Cluster, Properties: {{ClusterName: c, {settings}}}}}\n"
        "  Feed:\n    Type: AWS::Lambda::EventSourceMapping\n"
        "    Properties: {EventSourceArn: !Ref Cluster, FunctionName: !Ref Work, Topics: [t]}\n"
        "  Work: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b}}\n"
    )
    (trigger,) = app.triggers
    assert (trigger.event_source, trigger.exposure, trigger.authentication) == (
        "msk",
        exposure,
        authentication,
    )


def test_a_public_policy_restricted_to_the_account_lets_its_principals_write(app_of: AppOf) -> None:
    block = "PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: true}"
    app = app_of(BUCKET.format(block=block, principal="'*'", condition="Sid: x"))
    (trigger,) = app.triggers
    assert (trigger.exposure, trigger.authentication) == ("account", "iam")
    assert app.access["Photos"].masked == ("write",)


QUEUE = """\
Resources:
  Jobs: {{Type: AWS::SQS::Queue}}
  Work:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Code: {{ZipFile: x}}, Role: !GetAtt Power.Arn}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work}}
  Power:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
  Sender:
    Type: {kind}
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {principal}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: send
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Jobs.Arn}}]
"""


@pytest.mark.parametrize(
    ("kind", "principal", "exposure"),
    [
        ("AWS::IAM::User", "'*'", "account"),
        ("AWS::IAM::Role", "{AWS: '111122223333'}", "account"),
        ("AWS::IAM::Role", "{Service: events.amazonaws.com}", "stored"),
    ],
)
def test_people_and_partners_that_write_directly_are_principals_of_an_account(
    app_of: AppOf, kind: str, principal: str, exposure: str
) -> None:
    (trigger,) = app_of(QUEUE.format(kind=kind, principal=principal)).triggers
    assert (trigger.event_source, trigger.exposure) == ("sqs", exposure)


def test_the_arn_of_an_api_is_its_own_whatever_region_and_account_are_called(app_of: AppOf) -> None:
    app = app_of("""\
Parameters: {Where: {Type: String, Default: eu-west-1}, Whose: {Type: String}}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
      Policy:
        Statement:
          - Effect: Allow
            Principal: '*'
            Action: execute-api:Invoke
            Resource: !Sub 'arn:aws:execute-api:${Where}:${Whose}:${Api}/*'
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS
        IntegrationHttpMethod: GET
        Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:s3:path/photos/list'
""")
    (trigger,) = app.triggers
    assert (trigger.exposure, trigger.authentication) == ("public", "none")


@pytest.mark.parametrize(
    ("narrowed", "exposure"),
    [("", "public"), (", Condition: {Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1}", "account")],
)
def test_a_bus_policy_in_its_old_form(app_of: AppOf, narrowed: str, exposure: str) -> None:
    app = app_of(
        "Resources:\n"
        "  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}\n"
        "  Policy:\n    Type: AWS::Events::EventBusPolicy\n"
        "    Properties: {EventBusName: !Ref Bus, StatementId: x, Principal: '*', Action: events:PutEvents"
        f"{narrowed}}}\n"
        "  Work:\n    Type: AWS::Lambda::Function\n"
        "    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}\n"
        "  Rule:\n    Type: AWS::Events::Rule\n"
        "    Properties: {EventBusName: !Ref Bus, EventPattern: {source: [a]}, "
        "Targets: [{Arn: !GetAtt Work.Arn, Id: w}]}\n"
    )
    assert {trigger.exposure for trigger in app.triggers if trigger.function == "Work"} == {exposure}


@pytest.mark.parametrize(("kind", "names"), [("Api", "RestApiId"), ("HttpApi", "ApiId")])
def test_mutual_tls_as_the_transform_writes_it(app_of: AppOf, kind: str, names: str) -> None:
    app = app_of(f"""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::{kind}
    Properties:
      StageName: prod
      DisableExecuteApiEndpoint: true
      Domain:
        DomainName: shop.example
        CertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/x
        EndpointConfiguration: REGIONAL
        MutualTlsAuthentication: {{TruststoreUri: s3://trust/store.pem}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      InlineCode: x
      Events: {{Get: {{Type: {kind}, Properties: {{{names}: !Ref Front, Path: /a, Method: get}}}}}}
""")
    (trigger,) = [one for one in app.triggers if one.function == "Work"]
    assert (trigger.exposure, trigger.authentication) == ("authenticated", "mtls")
