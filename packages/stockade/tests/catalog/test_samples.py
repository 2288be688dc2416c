"""Sample events that another tool generates, read as data out of its wheel, against our recognition."""

import base64
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from stockade.catalog import recognise

TOOL = "aws-sam-cli==1.170.0"
FOLDER = "samcli/lib/generated_sample_events"

#: Folder or folder/file of a sample and its source; None where an event belongs to no source of the catalog.
EXPECTED: dict[str, str | None] = {
    "alb": "alb",
    "alexa-skills-kit": "alexa",
    "alexa-smart-home": "alexa.home",
    "apigateway/ApiGatewayAuthorizer": "apigw.authorizer.token",
    "apigateway/ApiGatewayRestRequestAuthorizer": "apigw.authorizer.request",
    "apigateway/AwsProxy": "apigw.rest",
    "apigateway/HttpApi": "apigw.http",
    "appsync": "appsync.resolver",
    "batch": None,  # what a state machine hands to a batch job: arbitrary
    "cloudformation": "cfn.custom",
    "cloudfront": "cloudfront.edge",
    "cloudfront/CloudFrontAccessRequestInResponse": "cloudfront.edge.response",
    "cloudfront/CloudFrontModifyResponseHeader": "cloudfront.edge.response",
    "cloudwatch/CloudwatchLogs": "cwlogs",
    "cloudwatch/ScheduledEvent": "eventbridge.schedule",
    "codecommit": "codecommit",
    "codepipeline": "codepipeline",
    "cognito": "cognito.sync",
    "config": "config",
    "connect": "connect",
    "dynamodb": "dynamodb.stream",
    "kinesis": "firehose",
    "kinesis/Kinesis": "kinesis",
    "kinesis/KinesisAnalytics": "kinesis.analytics",
    "kinesis/KinesisAnalyticsKpl": "kinesis.analytics",
    "lex": "lex.v1",
    "lex-v2": "lex.v2",
    "rekognition": "s3.notification",
    "s3": "s3.notification",
    "s3/S3BatchInvocation": "s3.batch",
    "sagemaker": "groundtruth",
    "ses": "ses.receive",
    "sns": "sns",
    "sqs": "sqs",
    "stepfunctions": "stepfunctions",
    "workmail": "workmail",
}

Sample = tuple[str, object]


def tag_value(properties: dict[str, Any], outer: object = None) -> str:
    value = properties.get("default", "") if outer is None else outer
    text = value if isinstance(value, str) else json.dumps(value)
    match properties.get("encoding"):
        case "url":
            return quote(text)
        case "base64":
            return base64.b64encode(text.encode()).decode()
        case _:
            return text


def tag_values(tags: dict[str, dict[str, Any]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for tag, properties in tags.items():
        values[tag] = tag_value(properties)
        for child, its in (properties.get("children") or {}).items():
            values[child] = tag_value(its, properties.get("default"))
    return {tag.replace("-", "_"): value for tag, value in values.items()}


def filled(template: str, values: dict[str, str]) -> object:
    def value(tag: re.Match[str]) -> str:
        return json.dumps(values.get(tag[1].replace("-", "_"), ""))[1:-1]

    return json.loads(re.sub(r"\{\{\{?\s*([\w-]+)\s*\}?\}\}", value, json.dumps(json.loads(template))))


def read_samples(wheel: Path) -> Iterator[Sample]:
    with zipfile.ZipFile(wheel) as archive:
        mapping = json.loads(archive.read(f"{FOLDER}/event-mapping.json"))
        for service, events in mapping.items():
            for event in events.values():
                name = f"{service}/{event['filename']}"
                template = archive.read(f"{FOLDER}/events/{name}.json").decode()
                yield name, filled(template, tag_values(event["tags"]))


@pytest.fixture(scope="module")
def samples(wheel: Callable[[str], Path]) -> list[Sample]:
    return list(read_samples(wheel(TOOL)))


def expected(name: str) -> str | None:
    return EXPECTED[name] if name in EXPECTED else EXPECTED[name.split("/", 1)[0]]


def test_every_sample_is_recognised_as_its_source(samples: list[Sample]) -> None:
    found = {name: recognise(event) for name, event in samples}
    wrong = {name: each for name, each in found.items() if (each.source if each else None) != expected(name)}
    assert not wrong


def test_the_table_names_only_samples_there_are(samples: list[Sample]) -> None:
    names = {name for name, _ in samples}
    assert len(names) >= 60
    assert set(EXPECTED) <= names | {name.split("/", 1)[0] for name in names}


def test_logs_inside_a_delivery_stream_are_seen(samples: list[Sample]) -> None:
    found = recognise(dict(samples)["kinesis/KinesisFirehoseCloudwatchLogsProcessor"])
    assert found is not None
    assert [envelope.source for envelope in found.envelopes] == ["cwlogs"]
