"""A small application by hand: a public route, a function, a table, a queue, and a worker behind it."""

import pytest

from stockade.iam import Statement
from stockade.model import App, Flow, Function, Grant, Provenance, Resource, Role, Trigger
from stockade.values import Lit, Location


def _function(name: str, line: int) -> Function:
    return Function(name, "python3.13", "app.handler", "src", f"{name}Role", Location("template.yaml", line))


def _trigger(identifier: str, function: str, source: str, origin: str, **more: object) -> Trigger:
    values: dict[str, object] = {"exposure": "public", "authentication": "none", "detail": "", **more}
    return Trigger(
        id=identifier,
        event_source=source,
        function=function,
        origin=origin,
        location=Location("template.yaml", 20),
        **values,  # type: ignore[arg-type]
    )


@pytest.fixture
def app() -> App:
    functions = ("CreateOrder", "Worker", "Nightly", "Forgotten")
    resources = {
        "Orders": "AWS::DynamoDB::Table",
        "Jobs": "AWS::SQS::Queue",
        "Archive": "AWS::S3::Bucket",
        "Audit": "AWS::S3::Bucket",
        "Lonely": "AWS::S3::Bucket",
    }
    return App(
        name="orders",
        template="template.yaml",
        format="sam",
        functions={name: _function(name, 10 + at) for at, name in enumerate(functions)},
        triggers=(
            _trigger("post", "CreateOrder", "apigw.rest", "Api", api="Api", detail="POST /orders"),
            _trigger("jobs", "Worker", "sqs", "Jobs", exposure="stored", authentication="service"),
            _trigger("night", "Nightly", "eventbridge.schedule", "Rule", exposure="operator"),
        ),
        resources={
            name: Resource(name, kind, Lit(name), Location("template.yaml", 40 + at))
            for at, (name, kind) in enumerate(resources.items())
        },
        roles={
            f"{name}Role": Role(f"{name}Role", "role", Location("template.yaml", 60), functions=(name,))
            for name in functions
        },
        flows=(
            Flow("CreateOrder", "Orders", "reads"),
            Flow("CreateOrder", "Jobs", "publishes"),
            Flow("Worker", "Archive", "writes"),
            Flow("Nightly", "Audit", "writes"),
        ),
    )


@pytest.fixture
def some_grant() -> Grant:
    return Grant("Power", Statement(effect="Allow"), Provenance("inline"), Location("template.yaml", 60))
