"""Every kind of event, from `serverless.yml` to its trigger."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.assembly import assemble
from stockade.model import App, Trigger
from stockade.readers import read_all
from stockade.readers.serverless.events import MAKERS
from stockade.values import as_list, get, text

AppOf = Callable[..., App]
HEAD = "service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\n"
ARN = "arn:aws:{}:eu-west-1:111111111111:{}"


@pytest.fixture
def app_of(tmp_path: Path) -> AppOf:
    """Read and assemble a service from the text of its file and of others beside it."""

    def make(text: str, **files: str) -> App:
        (tmp_path / "serverless.yml").write_text(text)
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_text(content)
        (stack,) = read_all(tmp_path).stacks
        assert stack.format == "serverless"
        (app,) = assemble([stack])
        return app

    return make


def with_event(event: str, more: str = "") -> str:
    return f"{HEAD}{more}functions:\n  work:\n    handler: src/work.run\n    events:\n      - {event}\n"


EVENTS = [
    ("http: GET users/{id}", "apigw.rest", "GET /users/{id}", "public", "none"),
    ("http: {path: /users, method: post}", "apigw.rest", "POST /users", "public", "none"),
    ("http: {path: a, method: any, private: true}", "apigw.rest", "ANY /a", "public", "api-key"),
    ("http: {path: a, method: get, authorizer: aws_iam}", "apigw.rest", "GET /a", "account", "iam"),
    (
        "http: {path: a, method: get, authorizer: {arn: 'arn:aws:cognito-idp:eu-west-1:1:userpool/x'}}",
        "apigw.rest",
        "GET /a",
        "authenticated",
        "cognito",
    ),
    (
        "http: {path: a, method: get, authorizer: {type: COGNITO_USER_POOLS, authorizerId: !Ref A}}",
        "apigw.rest",
        "GET /a",
        "authenticated",
        "cognito",
    ),
    (
        "http: {path: a, method: get, authorizer: {name: x, arn: !GetAtt UserPool.Arn}}",
        "apigw.rest",
        "GET /a",
        "authenticated",
        "cognito",
    ),
    (
        f"http: {{path: a, method: get, authorizer: '{ARN.format('lambda', 'function:auth')}'}}",
        "apigw.rest",
        "GET /a",
        "authenticated",
        "lambda-authorizer",
    ),
    ("httpApi: '*'", "apigw.http", "$default", "public", "none"),
    ("httpApi: PUT /a", "apigw.http", "PUT /a", "public", "none"),
    ("httpApi: {path: /a, method: '*'}", "apigw.http", "ANY /a", "public", "none"),
    (
        "httpApi: {path: /a, method: get, authorizer: {type: aws_iam}}",
        "apigw.http",
        "GET /a",
        "account",
        "iam",
    ),
    ("httpApi: {path: /a, method: get, authorizer: someJwt}", "apigw.http", "GET /a", "authenticated", "jwt"),
    ("websocket: $connect", "apigw.ws", "$connect", "public", "none"),
    ("websocket: {route: $connect, authorizer: aws_iam}", "apigw.ws", "$connect", "account", "iam"),
    ("s3: photos", "s3.notification", "s3:ObjectCreated:*", "account", "iam"),
    (
        "s3: {bucket: photos, event: 's3:ObjectRemoved:*', existing: true}",
        "s3.notification",
        None,
        "account",
        "iam",
    ),
    ("schedule: rate(1 hour)", "eventbridge.schedule", "rate(1 hour)", "operator", "service"),
    (
        "schedule: {rate: [cron(0 1 * * ? *)], method: scheduler}",
        "eventbridge.schedule",
        None,
        "operator",
        "service",
    ),
    ("sns: news", "sns", None, "account", "iam"),
    (f"sns: {{arn: '{ARN.format('sns', 'news')}'}}", "sns", None, "account", "iam"),
    (f"sqs: {ARN.format('sqs', 'jobs')}", "sqs", None, "account", "iam"),
    (f"stream: {ARN.format('kinesis', 'stream/clicks')}", "kinesis", None, "account", "iam"),
    ("stream: {type: dynamodb, arn: !GetAtt T.StreamArn}", "dynamodb.stream", None, "stored", "service"),
    (f"msk: {{arn: '{ARN.format('kafka', 'cluster/c/1')}', topic: t}}", "msk", "t", "account", "service"),
    ("kafka: {bootstrapServers: ['a:9092'], topic: t}", "kafka.self", "t", None, None),
    (
        f"activemq: {{arn: '{ARN.format('mq', 'broker:b:1')}', queue: q, basicAuthArn: x}}",
        "mq.active",
        "q",
        None,
        None,
    ),
    (
        f"rabbitmq: {{arn: '{ARN.format('mq', 'broker:b:1')}', queue: q, basicAuthArn: x}}",
        None,
        "q",
        None,
        None,
    ),
    ("alexaSkill: amzn1.ask.skill.x", "alexa", None, "public", None),
    ("alexaSmartHome: amzn1.ask.skill.x", "alexa.home", None, None, None),
    ("iot: {sql: 'SELECT * FROM t'}", "iot.rule", None, None, None),
    ("iotFleetProvisioning: {templateBody: x, provisioningRoleArn: y}", "iot.prehook", None, None, None),
    ("cloudwatchEvent: {event: {source: [aws.ec2]}}", "eventbridge.aws", None, "stored", "service"),
    ("cloudwatchLog: /aws/lambda/x", "cwlogs", None, "stored", "service"),
    (
        "cognitoUserPool: {pool: People, trigger: PreSignUp}",
        "cognito.presignup",
        "PreSignUp",
        "public",
        "none",
    ),
    (
        "alb: {listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:listener/x', conditions: {path: /a}}",
        "alb",
        None,
        None,
        None,
    ),
    ("eventBridge: {pattern: {source: [shop]}}", "eventbridge.custom", None, "account", None),
    ("eventBridge: {eventBus: own, pattern: {source: [shop]}}", "eventbridge.custom", None, "account", None),
    ("eventBridge: {schedule: rate(1 day)}", "eventbridge.schedule", "rate(1 day)", "operator", "service"),
    (
        "cloudFront: {eventType: viewer-request, origin: 'https://a.example'}",
        "cloudfront.edge",
        None,
        None,
        None,
    ),
]
RESOURCES = (
    "resources:\n  Resources:\n    T: {Type: AWS::DynamoDB::Table}\n"
    "    UserPool: {Type: AWS::Cognito::UserPool}\n    A: {Type: AWS::ApiGateway::Authorizer}\n"
)


@pytest.mark.parametrize(("event", "source", "detail", "exposure", "authentication"), EVENTS)
def test_an_event_starts_its_function(  # noqa: PLR0913, PLR0917 - one row of the table
    app_of: AppOf,
    event: str,
    source: str | None,
    detail: str | None,
    exposure: str | None,
    authentication: str | None,
) -> None:
    found = [one for one in app_of(with_event(event) + RESOURCES).triggers if one.function == "work"]
    trigger = found[0]
    wanted = Trigger(
        id=trigger.id,
        event_source=source or trigger.event_source,
        function="work",
        origin=trigger.origin,
        detail=detail or trigger.detail,
        exposure=exposure or trigger.exposure,  # type: ignore[arg-type]  # one of the promised words
        authentication=authentication or trigger.authentication,  # type: ignore[arg-type]  # the same
        location=trigger.location,
    )
    shown = ("event_source", "function", "detail", "exposure", "authentication")
    assert [getattr(trigger, name) for name in shown] == [getattr(wanted, name) for name in shown]
    assert trigger.event_source != "lambda.invoke"
    assert trigger.location.line == 9


def test_the_table_above_has_every_kind_of_event() -> None:
    kinds = {event.split(":")[0] for event, *_ in EVENTS}
    assert kinds == {*MAKERS, "http", "httpApi", "websocket"}


@pytest.mark.parametrize(
    ("url", "exposure", "authentication"),
    [("true", "public", "none"), ("{authorizer: aws_iam}", "account", "iam"), ("false", None, None)],
)
def test_function_urls(app_of: AppOf, url: str, exposure: str | None, authentication: str | None) -> None:
    app = app_of(f"{HEAD}functions:\n  work: {{handler: a.b, url: {url}}}\n")
    found = [(one.exposure, one.authentication) for one in app.triggers if one.event_source == "lambda.url"]
    assert found == ([(exposure, authentication)] if exposure else [])


def test_an_authorizer_by_the_name_of_a_function(app_of: AppOf) -> None:
    text = with_event("http: {path: a, method: get, authorizer: check}") + "  check: {handler: a.check}\n"
    app = app_of(text)
    assert {(one.function, one.event_source) for one in app.triggers} == {
        ("work", "apigw.rest"),
        ("check", "apigw.authorizer.token"),
    }


def test_authorizers_of_the_provider(app_of: AppOf) -> None:
    more = "  httpApi:\n    authorizers:\n      own: {type: request, functionName: check}\n"
    text = with_event("httpApi: {path: /a, method: get, authorizer: {name: own}}", more)
    app = app_of(text + "  check: {handler: a.check}\n")
    assert {(one.function, one.authentication) for one in app.triggers if one.function == "work"} == {
        ("work", "lambda-authorizer")
    }


def test_a_private_api_and_a_resource_policy(app_of: AppOf) -> None:
    app = app_of(with_event("http: GET a", "  endpointType: PRIVATE\n"))
    assert app.triggers[0].exposure == "account"
    policy = (
        "  apiGateway:\n    resourcePolicy:\n"
        "      - {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', "
        "Condition: {StringEquals: {'aws:SourceVpce': vpce-1}}}\n"
    )
    assert app_of(with_event("http: GET a", policy)).triggers[0].exposure == "account"


def test_functions_that_share_a_bucket_share_its_resource(app_of: AppOf) -> None:
    app = app_of(with_event("s3: photos") + "  more:\n    handler: a.b\n    events: [{s3: photos}]\n")
    assert {(one.function, one.origin) for one in app.triggers} == {
        ("work", "S3BucketPhotos"),
        ("more", "S3BucketPhotos"),
    }


def test_a_bucket_has_what_the_provider_says_and_a_filter_of_keys(app_of: AppOf) -> None:
    settings = (
        "  s3:\n    photos:\n      name: our-photos\n"
        "      publicAccessBlockConfiguration: {BlockPublicAcls: true}\n"
    )
    event = "s3: {bucket: photos, rules: [{prefix: in/}, {suffix: .png}]}"
    bucket = app_of(with_event(event, settings)).resources["S3BucketPhotos"].properties
    assert text(get(bucket, "BucketName")) == "our-photos"
    assert text(get(bucket, "PublicAccessBlockConfiguration.BlockPublicAcls")) == "true"
    (notice,) = as_list(get(bucket, "NotificationConfiguration.LambdaConfigurations"))
    rules = as_list(get(notice, "Filter.S3Key.Rules"))
    assert [(text(get(rule, "Name")), text(get(rule, "Value"))) for rule in rules] == [
        ("prefix", "in/"),
        ("suffix", ".png"),
    ]


def test_an_unknown_event_and_an_unknown_section_are_gaps(app_of: AppOf) -> None:
    reasons = [gap.reason for gap in app_of(with_event("moon: full") + "lunar: {a: 1}\n").gaps]
    assert any("the event 'moon' is not known" in reason for reason in reasons)
    assert any("the section 'lunar'" in reason for reason in reasons)
