"""A scan by hand: one application with hostile names in it, one finding of each kind, one accepted."""

import pytest
from msgspec.structs import replace

from stockade.findings import (
    Acceptance,
    Accepted,
    Declared,
    Finding,
    Granted,
    Page,
    Rule,
    Scan,
    Surface,
    fingerprint,
)
from stockade.iam import Statement
from stockade.model import (
    App,
    Edit,
    Fix,
    Flow,
    Function,
    Gap,
    Grant,
    Provenance,
    Resource,
    Role,
    Trigger,
)
from stockade.values import Attr, Concat, Lit, Location, Param, Ref, Unknown, Value

HOSTILE = 'Evil\x1b[31m\u202e](http://evil.example) "quoted" `x`; --> end'
SECRET = "hunter2-hunter2"


def _place(line: int) -> Location:
    return Location("orders/template.yaml", line)


@pytest.fixture
def app() -> App:
    environment: dict[str, Value] = {
        "TABLE": Ref("Orders"),
        "MODE": Lit("x"),
        "KEY": Param("Key"),
        "DB_PASSWORD": Lit(SECRET),
        "TOKEN": Param("Token", Lit(SECRET), no_echo=True),
        "URL": Lit(f"postgres://shop:{SECRET}@db/x"),
        "LATER": Unknown("a macro makes it"),
    }
    resources = (Concat((Attr("Orders", "Arn"), Lit("/*"))), Lit("*"))
    statement = Statement(effect="Allow", actions=(Lit("dynamodb:*"),), resources=resources)
    grant = Grant("CreateOrderRole", statement, Provenance("managed-policy", "Full"), _place(30))
    return App(
        name="orders",
        template="orders/template.yaml",
        format="sam",
        functions={
            "CreateOrder": Function(
                "CreateOrder",
                "python3.13",
                "app.handler",
                "orders/src",
                "CreateOrderRole",
                _place(12),
                environment,
            )
        },
        triggers=(
            Trigger(
                "CreateOrder/apigw.rest/POST /orders",
                "apigw.rest",
                "CreateOrder",
                "Api",
                "POST /orders",
                "public",
                "none",
                _place(20),
                api="Api",
            ),
        ),
        resources={
            "Orders": Resource("Orders", "AWS::DynamoDB::Table", Ref("Orders"), _place(40)),
            HOSTILE: Resource(HOSTILE, "AWS::S3::Bucket", Lit("evil"), _place(50)),
        },
        roles={
            "CreateOrderRole": Role(
                "CreateOrderRole", "role", _place(12), (grant,), functions=("CreateOrder",)
            )
        },
        flows=(
            Flow("CreateOrder", "Orders", "writes", ("dynamodb:PutItem",)),
            Flow("CreateOrder", HOSTILE, "reads"),
        ),
        gaps=(Gap(_place(60), "a macro is not expanded", "resource"),),
    )


FINDING = Finding(
    rule="unauthenticated-to-data",
    title="Anybody can change stored data",
    app="orders",
    subject="CreateOrder/apigw.rest/POST /orders",
    resource="Api",
    function="CreateOrder",
    message="Anybody may send POST /orders, and CreateOrder may write every item of Orders.",
    remediation="Attach an authorizer to POST /orders.",
    severity="critical",
    location=_place(20),
    fingerprint=fingerprint("unauthenticated-to-data", "orders", "CreateOrder/apigw.rest/POST /orders"),
    entry_point="CreateOrder/apigw.rest/POST /orders",
    event_source="apigw.rest",
    exposure="public",
    cwe=("CWE-306",),
    attack_path=("CreateOrder/apigw.rest/POST /orders", "CreateOrder", "Orders"),
    evidence=(Declared("no authorizer is attached", _place(20)), Granted("dynamodb:* on *", _place(30))),
    touches=("Orders",),
)


def _at(line: int, column: int) -> Location:
    return Location("orders/a b.py", line, column)


FIX = Fix(
    "call yaml.safe_load instead of yaml.load",
    (
        Edit(_at(1, 1), _at(1, 1), "import yaml\n"),
        Edit(_at(7, 10), _at(7, 14), "safe_load"),
        Edit(_at(7, 16), _at(7, 18), ""),
    ),
    ("    yaml.load(q, 1)",),
    ("import yaml", "    yaml.safe_load(q)"),
)


@pytest.fixture
def repairable() -> Finding:
    """A finding with a fix."""
    return replace(FINDING, fix=FIX)


@pytest.fixture
def scan(app: App) -> Scan:
    hostile = replace(
        FINDING,
        rule="public-bucket-read",
        title=f"Reads {HOSTILE}",
        subject=HOSTILE,
        resource=HOSTILE,
        message=f"It is about {HOSTILE}.",
        severity="medium",
        kind="open",
        location=Location("orders/a b#ü.yaml", 50, 3),
        fingerprint="1" * 32,
        attack_path=(),
        entry_point="",
        exposure=None,
    )
    accepted = replace(FINDING, subject="Old", severity="low", fingerprint="2" * 32)
    first = Rule(id="unauthenticated-to-data", title="A fault", severity="high", cwe=("CWE-306",))
    second = Rule(id="public-bucket-read", title="Another", severity="medium", aliases=("former-name",))
    surface = Surface(apps=(app,), gaps=(Gap(Location("broken.yaml", 3), "is no YAML", "file"),))
    return Scan(
        surface=surface,
        findings=(FINDING, hostile),
        accepted=(Accepted(accepted, Acceptance("comment", "old [news](http://x)", "", _place(9))),),
        gaps=surface.all_gaps,
        pages=tuple(Page(rule, "# A fault\n\nText.\n", "Text.") for rule in (first, second)),
    )
