"""Chalice applications, from source to triggers."""

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from stockade.assembly import assemble
from stockade.model import App, Trigger
from stockade.readers.chalice import is_chalice, read_chalice
from stockade.readers.files import Root
from stockade.values import Lit, Unknown

HEAD = "from chalice import *\nfrom chalice import Chalice, Rate, Cron\napp = Chalice(app_name='shop')\n"

Make = Callable[..., App]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Read and assemble an application from the source of its modules and its configuration."""

    def build(source: str, config: object = None, **files: str) -> App:
        (tmp_path / "app.py").write_text(HEAD + dedent(source))
        (tmp_path / ".chalice").mkdir(exist_ok=True)
        if config is not None:
            (tmp_path / ".chalice/config.json").write_text(json.dumps(config))
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.with_suffix(".py" if not path.suffix else path.suffix).write_text(dedent(text))
        stack = read_chalice(Root(tmp_path), "")
        assert stack is not None
        (app,) = assemble([stack])
        return app

    return build


def only(app: App) -> Trigger:
    (trigger,) = app.triggers
    return trigger


def test_a_route_without_authorizer_is_open(make: Make) -> None:
    trigger = only(make("@app.route('/orders/{id}', methods=['PUT'])\ndef put(id): ...\n"))
    assert trigger.id == "api_handler/apigw.rest/PUT /orders/{id}"
    assert (trigger.exposure, trigger.authentication) == ("public", "none")
    assert trigger.location.line == 4


def test_the_default_method_is_get(make: Make) -> None:
    assert only(make("@app.route('/')\ndef index(): ...\n")).detail == "GET /"


@pytest.mark.parametrize(
    ("authorizer", "authentication", "exposure"),
    [
        ("IAMAuthorizer()", "iam", "account"),
        ("CognitoUserPoolAuthorizer('pool', provider_arns=['arn:x'])", "cognito", "authenticated"),
        ("CustomAuthorizer('own', authorizer_uri='arn:x')", "lambda-authorizer", "authenticated"),
    ],
)
@pytest.mark.parametrize("use", ["auth", "auth.with_scopes(['a'])"])
def test_authorizers_of_the_tool(
    make: Make, authorizer: str, authentication: str, exposure: str, use: str
) -> None:
    names = "from chalice import IAMAuthorizer, CognitoUserPoolAuthorizer, CustomAuthorizer\n"
    source = f"{names}auth = {authorizer}\n@app.route('/x', authorizer={use})\ndef x(): ...\n"
    trigger = only(make(source))
    assert (trigger.authentication, trigger.exposure) == (authentication, exposure)


def test_an_authorizer_of_the_application_is_a_function_of_its_own(make: Make) -> None:
    app = make(
        "@app.authorizer()\ndef check(request): ...\n@app.route('/x', authorizer=check)\ndef x(): ...\n"
    )
    assert set(app.functions) == {"api_handler", "check"}
    route = next(one for one in app.triggers if one.event_source == "apigw.rest")
    assert route.authentication == "lambda-authorizer"
    assert any(one.function == "check" and "authorizer" in one.event_source for one in app.triggers)


def test_an_authorizer_that_is_computed_is_unknown(make: Make) -> None:
    app = make("auth = pick()\n@app.route('/x', authorizer=auth)\ndef x(): ...\n")
    assert only(app).authentication == "unknown"


def test_an_api_key_is_no_authentication(make: Make) -> None:
    trigger = only(make("@app.route('/x', api_key_required=True)\ndef x(): ...\n"))
    assert (trigger.exposure, trigger.authentication) == ("public", "api-key")


@pytest.mark.parametrize(
    ("decorator", "source", "detail"),
    [
        (
            "on_s3_event(bucket='uploads', events=['s3:ObjectRemoved:*'])",
            "s3.notification",
            "s3:ObjectRemoved:*",
        ),
        ("on_s3_event('uploads')", "s3.notification", "s3:ObjectCreated:*"),
        ("on_sns_message(topic='news')", "sns", None),
        ("on_sqs_message(queue='jobs')", "sqs", None),
        ("on_sqs_message(queue_arn='arn:aws:sqs:eu-west-1:111111111111:jobs')", "sqs", None),
        ("on_kinesis_record(stream='clicks')", "kinesis", None),
        (
            "on_dynamodb_record(stream_arn='arn:aws:dynamodb:eu-west-1:1:table/t/stream/x')",
            "dynamodb.stream",
            None,
        ),
        ("schedule(Rate(1, unit=Rate.HOURS))", "eventbridge.schedule", "rate(1 hour)"),
        ("schedule(Rate(5, unit=Rate.MINUTES))", "eventbridge.schedule", "rate(5 minutes)"),
        ("schedule(Cron(0, 10, '*', '*', '?', '*'))", "eventbridge.schedule", "cron(0 10 * * ? *)"),
        ("schedule('rate(2 days)')", "eventbridge.schedule", "rate(2 days)"),
        ("on_cw_event({'source': ['aws.ec2']})", "eventbridge.aws", None),
        ("on_ws_connect()", "apigw.ws", "$connect"),
        ("on_ws_message()", "apigw.ws", "$default"),
    ],
)
def test_event_decorators(make: Make, decorator: str, source: str, detail: str | None) -> None:
    app = make(f"@app.{decorator}\ndef work(event): ...\n")
    trigger = only(app)
    assert (trigger.function, trigger.event_source) == ("work", source)
    assert detail is None or trigger.detail == detail
    assert app.functions["work"].handler == "app.work"


def test_a_plain_function_is_started_by_nothing_seen(make: Make) -> None:
    app = make("@app.lambda_function(name='report')\ndef anything(event, context): ...\n")
    assert app.functions["report"].handler == "app.anything"


def test_blueprints_of_other_modules(make: Make) -> None:
    app = make(
        """
        from chalicelib.jobs import jobs
        app.register_blueprint(jobs, url_prefix='/jobs', name_prefix='jobs_')
        """,
        chalicelib____init__="",
        chalicelib__jobs="""
        from chalice import Blueprint
        jobs = Blueprint(__name__)
        @jobs.route('/{id}', methods=['DELETE'])
        def drop(id): ...
        @jobs.schedule('rate(1 day)')
        def sweep(event): ...
        """,
    )
    assert {trigger.id for trigger in app.triggers} == {
        "api_handler/apigw.rest/DELETE /jobs/{id}",
        "jobs_sweep/eventbridge.schedule/rate(1 day)",
    }
    assert app.functions["jobs_sweep"].handler == "chalicelib.jobs.sweep"
    assert {trigger.location.file for trigger in app.triggers} == {"chalicelib/jobs.py"}


def test_configuration_of_the_stage_and_the_function(make: Make) -> None:
    app = make(
        "@app.route('/')\ndef index(): ...\n@app.schedule('rate(1 day)')\ndef sweep(event): ...\n",
        {
            "environment_variables": {"A": "1", "B": "1"},
            "iam_role_arn": "arn:aws:iam::111111111111:role/shared",
            "stages": {
                "dev": {
                    "environment_variables": {"B": "2"},
                    "lambda_functions": {"sweep": {"lambda_timeout": 9}},
                }
            },
        },
    )
    environment = app.functions["api_handler"].environment
    assert {key: getattr(value, "value", None) for key, value in environment.items()} == {"A": "1", "B": "2"}
    assert app.functions["sweep"].timeout == 9
    assert app.functions["api_handler"].timeout == 60
    assert not app.roles


def test_one_managed_role_serves_every_function(make: Make) -> None:
    app = make("@app.route('/')\ndef index(): ...\n@app.schedule('rate(1 day)')\ndef sweep(event): ...\n", {})
    (role,) = app.roles.values()
    assert role.functions == ("api_handler", "sweep")
    assert not role.complete


def test_a_policy_file_is_granted(make: Make, tmp_path: Path) -> None:
    (tmp_path / ".chalice").mkdir()
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    (tmp_path / ".chalice/policy-dev.json").write_text(json.dumps(policy))
    app = make("@app.route('/')\ndef index(): ...\n", {"stages": {"dev": {"autogen_policy": False}}})
    (grant,) = app.roles["default_role"].grants
    assert grant.location.file == ".chalice/policy-dev.json"


def test_a_policy_file_outside_is_not_opened(make: Make) -> None:
    config = {"autogen_policy": False, "iam_policy_file": "../../../etc/passwd"}
    app = make("@app.route('/')\ndef index(): ...\n", config)
    assert any("outside the scanned folder" in gap.reason for gap in app.gaps)


def test_a_private_api_behind_its_policy(make: Make, tmp_path: Path) -> None:
    (tmp_path / ".chalice").mkdir()
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "execute-api:Invoke",
        "Resource": "execute-api:/*",
        "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    }
    (tmp_path / ".chalice/api.json").write_text(json.dumps({"Statement": [statement]}))
    config = {"api_gateway_endpoint_type": "PRIVATE", "api_gateway_policy_file": "api.json"}
    assert only(make("@app.route('/')\ndef index(): ...\n", config)).exposure != "public"


def test_names_from_the_environment_are_those_of_the_configuration(make: Make) -> None:
    source = (
        "import os\nQ = os.environ['QUEUE']\n@app.on_s3_event(bucket=os.environ['NONE'])\ndef a(e): ...\n"
    )
    source += "@app.on_sqs_message(queue=Q)\ndef b(e): ...\n"
    stack_of = make(source, {"environment_variables": {"QUEUE": "jobs"}})
    mapping = stack_of.resources["b_mapping"].properties.items["EventSourceArn"]
    assert Lit(":jobs") in [Lit(getattr(part, "value", "")) for part in getattr(mapping, "parts", ())]
    assert isinstance(stack_of.resources["a_notification"].properties.items["BucketName"], Unknown)


def test_an_unknown_decorator_is_a_gap(make: Make) -> None:
    app = make("@app.on_moon_landing('x')\ndef a(e): ...\n")
    assert any("app.on_moon_landing" in gap.reason for gap in app.gaps)


def test_other_modules_called_app_are_none(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    assert read_chalice(Root(tmp_path), "") is None
    assert not is_chalice((tmp_path / "app.py").read_bytes())


def test_modules_that_import_one_another_end(make: Make) -> None:
    app = make(
        "from other import bp\napp.register_blueprint(bp)\n@app.route('/')\ndef index(): ...\n",
        other="from app import bp\n",
    )
    assert only(app).detail == "GET /"


def test_a_sample_tells_its_keys_where_there_is_no_configuration(make: Make, tmp_path: Path) -> None:
    (tmp_path / ".chalice").mkdir()
    sample = {
        "version": "2.0",
        "iam_role_arn": "<ARN of a role>",
        "environment_variables": {"DB_PASS": "<dbpass>", "TABLE": "orders"},
    }
    (tmp_path / ".chalice/config-sample.json").write_text(json.dumps(sample))
    app = make("@app.route('/')\ndef index(): ...\n")
    environment = app.functions["api_handler"].environment
    assert sorted(environment) == ["DB_PASS", "TABLE"]
    assert all(isinstance(value, Unknown) for value in environment.values())
    assert not app.roles
    assert any("config-sample.json beside it is read for its keys" in gap.reason for gap in app.gaps)
