"""The print works in SAM, serverless.yml and Terraform: one map and the same findings, ids apart.

`SERVERLESS` and `TERRAFORM` name each thing of a twin as the SAM template does. Where one resource of SAM is
several of another format (an API and its stage, a queue's API and its method), all of them have its name.
Nothing else is passed over: what SAM reports and a twin does not, or the other way round, fails here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from stockade import pipeline
from stockade.config import Config
from stockade.findings.finding import Finding
from stockade.model import App, Function, Trigger
from stockade.pipeline import Selection

EXAMPLE = Path(__file__).parents[3] / "examples" / "print-works"
FUNCTIONS = (
    "SignUp",
    "Orders",
    "Quotes",
    "PrintJobs",
    "Invoices",
    "RenderPreview",
    "ImportArtwork",
    "InboundMail",
    "SupplierNotices",
    "CourierUpdates",
    "SettlePayment",
    "StatusPages",
    "NightlyReport",
    "TrackingAuthorizer",
    "Tracking",
    "Seed",
)
SERVERLESS = {
    "ApiGatewayRestApi": "ShopApi",
    "ApiGatewayStage": "ShopApi",
    "CustomersAuthorizer": "ShopApi",
    "JobsStage": "JobsApi",
    "HttpApi": "BillingApi",
    "HttpApiStage": "BillingApi",
    "WebsocketsApi": "TrackingApi",
    "WebsocketsDeploymentStage": "TrackingStage",
    "TrackingAuthorizerWebsocketsAuthorizer": "TrackingAuthorizer",
    "CognitoUserPoolCustomers": "UserPool",
    "S3BucketArtwork": "ArtworkBucket",
    "IamRoleLambdaExecution": "WorksRole",
    "ImportArtworkLambdaFunctionUrl": "ImportArtworkFunctionUrl",
    "StatusPagesEventSourceMapping1": "StatusPagesFunctionChanged",
    # Roles of functions: of the plug-in where statements suffice, else under `resources`.
    **{f"{name}IamRoleLambdaExecution": f"{name}FunctionRole" for name in FUNCTIONS},
    **{f"{name}Role": f"{name}FunctionRole" for name in FUNCTIONS},
}
TERRAFORM = {
    "aws_api_gateway_rest_api.shop": "ShopApi",
    "aws_api_gateway_stage.shop": "ShopApi",
    "aws_api_gateway_authorizer.customers": "ShopApi",
    "aws_api_gateway_rest_api.jobs": "JobsApi",
    "aws_api_gateway_stage.jobs": "JobsApi",
    "aws_api_gateway_method.jobs": "JobsApi",
    "aws_apigatewayv2_api.billing": "BillingApi",
    "aws_apigatewayv2_stage.billing": "BillingApi",
    "aws_apigatewayv2_api.tracking": "TrackingApi",
    "aws_apigatewayv2_stage.tracking": "TrackingStage",
    "aws_apigatewayv2_authorizer.ticket": "TrackingAuthorizer",
    "aws_cloudformation_stack.seed.Seed": "Seed",
    "aws_cloudwatch_event_bus.shop": "ShopBus",
    "aws_cognito_user_pool.customers": "UserPool",
    "aws_cognito_user_pool_client.shop": "ShopClient",
    "aws_dynamodb_table.connections": "ConnectionsTable",
    "aws_dynamodb_table.customers": "CustomersTable",
    "aws_dynamodb_table.orders": "OrdersTable",
    "aws_dynamodb_table.prices": "PricesTable",
    "aws_dynamodb_table.quotes": "QuotesTable",
    "aws_dynamodb_table.stock": "StockTable",
    "aws_iam_role.jobs_api": "JobsApiRole",
    "aws_iam_role.settlement": "SettlementRole",
    "aws_iam_role.works": "WorksRole",
    "aws_lambda_event_source_mapping.status_pages": "StatusPagesFunctionChanged",
    "aws_lambda_function_url.import_artwork": "ImportArtworkFunctionUrl",
    "aws_lambda_permission.inbound_mail": "InboundMailPermission",
    "aws_lambda_permission.tracking": "TrackingPermission",
    "aws_lambda_permission.tracking_authorizer": "TrackingAuthorizerPermission",
    "aws_rds_cluster.billing": "Database",
    "aws_s3_bucket.artwork": "ArtworkBucket",
    "aws_s3_bucket.mail": "MailBucket",
    "aws_s3_bucket.reports": "ReportsBucket",
    "aws_s3_bucket.site": "SiteBucket",
    "aws_s3_bucket_cors_configuration.artwork": "ArtworkBucket",
    "aws_s3_bucket_policy.mail": "MailBucketPolicy",
    "aws_s3_bucket_public_access_block.artwork": "ArtworkBucket",
    "aws_s3_bucket_public_access_block.site": "SiteBucket",
    "aws_secretsmanager_secret.bookkeeping": "BookkeepingSecret",
    "aws_secretsmanager_secret.database": "DatabaseSecret",
    "aws_secretsmanager_secret.payment": "PaymentSecret",
    "aws_secretsmanager_secret.ticket": "TicketSecret",
    "aws_ses_receipt_rule.artwork": "ArtworkMailRule",
    "aws_sfn_state_machine.settlement": "Settlement",
    "aws_sns_topic.stock": "StockTopic",
    "aws_sqs_queue.failed_events": "FailedEvents",
    "aws_sqs_queue.jobs": "JobsQueue",
    "aws_sqs_queue.lost_jobs": "LostJobsQueue",
    "aws_sqs_queue_policy.jobs": "JobsQueuePolicy",
    "database_password": "DatabasePassword",
}
Named = Callable[[str], str]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def serverless_names() -> dict[str, str]:
    functions = {f"{name[:1].lower()}{name[1:]}": f"{name}Function" for name in FUNCTIONS}
    return {**SERVERLESS, **functions}


def terraform_names() -> dict[str, str]:
    modules = {f"module.{snake(name)}": f"{name}Function" for name in FUNCTIONS}
    functions = {f"{module}.aws_lambda_function.this": name for module, name in modules.items()}
    roles = {f"{module}.aws_iam_role.this[0]": f"{name}Role" for module, name in modules.items()}
    return {**TERRAFORM, **functions, **roles}


NAMES = {"serverless": serverless_names(), "terraform": terraform_names()}
TWINS = [
    ("vulnerable", "serverless.vulnerable", {**NAMES["serverless"], "serverless.vulnerable": "vulnerable"}),
    ("vulnerable", "terraform/vulnerable", {**NAMES["terraform"], "terraform/vulnerable": "vulnerable"}),
    ("hardened", "serverless.hardened", NAMES["serverless"]),
    ("hardened", "terraform/hardened", NAMES["terraform"]),
]
"""Applications of the example, in SAM and in another format, and the names of that one's things."""

LEAST_FINDINGS = {"vulnerable": 60, "hardened": 1}
"""Where fewer are found the comparison would say nothing; of the hardened one mail stays an open question."""

both = pytest.mark.parametrize(("sam", "twin", "names"), TWINS, ids=[twin for _, twin, _ in TWINS])


def naming(names: dict[str, str], app: App) -> Named:
    """Return what names a thing as SAM does: a resource, an entry point, or one of its parts."""

    def resource(identity: str) -> str:
        head, slash, rest = identity.partition("/")  # a state of a machine: `Settlement/Charge`
        return names.get(identity) or f"{names.get(head, head)}{slash}{rest}"

    entries = {one.id: "/".join(entry_point(one, resource)[:3]) for one in app.triggers}
    return lambda identity: entries.get(identity) or resource(identity)


def entry_point(trigger: Trigger, named: Named) -> tuple[str, ...]:
    return (
        named(trigger.function or "-"),
        trigger.event_source,
        named(trigger.detail),
        trigger.exposure,
        trigger.authentication,
    )


def described(function: Function, app: App, named: Named) -> tuple[object, ...]:
    """Return a function with where its code is, relative to the example, and what it reaches."""
    code = (Path(function.code) / function.handler).as_posix()
    reached = {(flow.kind, named(flow.target)) for flow in app.flows if flow.source == function.id}
    return (named(function.id), function.runtime, code, function.timeout, lines(reached))


def surface(app: str) -> App:
    (found,) = pipeline.map_surface(EXAMPLE, Config(), Selection(apps=(app,))).apps
    return found


def told(finding: Finding, named: Named) -> tuple[object, ...]:
    """Return what a finding says, without its words: which rule, how bad, for whom, about what.

    A rule that speaks of many things at once names the one that is written first, so all of them are taken
    together.
    """
    about = {finding.subject, finding.resource, finding.function, *finding.touches} - {""}
    place = frozenset(map(named, about))
    return (finding.rule, finding.kind, finding.severity, finding.confidence, finding.exposure, lines(place))


def findings(name: str, names: dict[str, str]) -> Counter[tuple[object, ...]]:
    result = pipeline.scan(EXAMPLE, Config(), Selection(apps=(name,)))
    (app,) = result.surface.apps
    named = naming(names, app)
    return Counter(told(one, named) for one in result.findings)


def lines(of: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted(map(str, of)))


@both
def test_the_same_entry_points(sam: str, twin: str, names: dict[str, str]) -> None:
    first, second = surface(sam), surface(twin)
    assert not first.gaps
    assert not second.gaps
    as_sam, named = naming({}, first), naming(names, second)
    found = lines(entry_point(one, named) for one in second.triggers)
    assert found == lines(entry_point(one, as_sam) for one in first.triggers)
    assert len(found) > 20


@both
def test_the_same_functions_reach_the_same(sam: str, twin: str, names: dict[str, str]) -> None:
    first, second = surface(sam), surface(twin)
    as_sam, named = naming({}, first), naming(names, second)
    found = lines(described(one, second, named) for one in second.functions.values())
    assert found == lines(described(one, first, as_sam) for one in first.functions.values())
    assert len(found) == len(FUNCTIONS)


@both
def test_the_same_findings(sam: str, twin: str, names: dict[str, str]) -> None:
    wanted, found = findings(sam, {}), findings(twin, names)
    assert (lines((wanted - found).elements()), lines((found - wanted).elements())) == ((), ())
    assert wanted.total() >= LEAST_FINDINGS[sam]


@pytest.mark.parametrize("name", ["hardened", "serverless.hardened", "terraform/hardened"])
def test_the_hardened_twin_has_no_fault(name: str) -> None:
    result = pipeline.scan(EXAMPLE, Config(), Selection(apps=(name,)))
    assert [(one.rule, str(one.location)) for one in result.findings if one.kind == "fail"] == []
