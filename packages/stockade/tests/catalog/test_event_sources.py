import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from stockade.catalog import (
    encodings,
    event_source,
    event_sources,
    example_event,
    example_events,
    find,
    page,
    parse,
)
from stockade.catalog.event_sources import _DATA
from stockade.catalog.schema import EventSource
from stockade.errors import CatalogError

# fmt: off
IDS = [
    "agentcore", "alb", "alexa", "alexa.home", "apigw.authorizer.request", "apigw.authorizer.token",
    "apigw.http", "apigw.rest", "apigw.ws", "appsync.authorizer", "appsync.events", "appsync.resolver",
    "athena", "aurora", "bedrock.agent", "cfn.custom", "cfn.macro", "chime.sma", "clientvpn",
    "cloudfront.edge", "cloudfront.edge.response", "cloudfront.function", "codecommit", "codedeploy",
    "codepipeline",
    "cognito.challenge", "cognito.inbound", "cognito.message", "cognito.migration", "cognito.preauth",
    "cognito.presignup", "cognito.pretoken", "cognito.sync", "config", "connect", "cwalarm", "cwlogs",
    "cwwidget", "docdb", "dynamodb.stream", "eventbridge.aws", "eventbridge.custom", "eventbridge.schedule",
    "firehose", "groundtruth", "iot.1click", "iot.authorizer", "iot.prehook", "iot.rule", "kafka.self",
    "kinesis", "kinesis.analytics", "lambda.destination", "lambda.dlq", "lambda.invoke", "lambda.url",
    "lattice.v1", "lattice.v2", "lex.v1", "lex.v2", "mq.active", "mq.rabbit", "msk", "pipes",
    "redshift.udf", "s3.batch", "s3.eventbridge", "s3.notification", "s3.object_lambda", "secretsmanager",
    "ses.receive", "sns", "sqs", "stepfunctions", "transfer.idp", "transfer.workflow", "workmail",
]
# fmt: on

EXPOSURES = {"public": 30, "authenticated": 11, "account": 19, "stored": 15, "operator": 2}


def test_the_catalog_holds_these_sources() -> None:
    assert sorted(event_sources()) == sorted(IDS)
    assert len(IDS) == 77


def test_exposures_by_number() -> None:
    assert Counter(source.exposure for source in event_sources().values()) == EXPOSURES


@pytest.mark.parametrize("identity", IDS)
def test_wiring_has_exactly_one_answer(identity: str) -> None:
    wiring = event_source(identity).wiring
    assert [bool(wiring.none), bool(wiring.module), bool(wiring.patterns)].count(True) == 1


@pytest.mark.parametrize("identity", IDS)
def test_every_declared_path_is_in_an_event_of_our_own(identity: str) -> None:
    source = event_source(identity)
    events = example_events(identity).values()
    texts = {field.path: field.encoding for field in source.fields if field.encoding}
    declared = [field.path for field in source.fields if field.place == "event"]
    declared += [sender.path for sender in source.sender if sender.place == "event"]
    for path in [*declared, *source.secrets]:
        assert any(list(find(event, parse(path), texts)) for event in events), path


@pytest.mark.parametrize("identity", IDS)
def test_encoded_fields_decode_in_an_event_of_our_own(identity: str) -> None:
    packed = {"base64", "base64+json", "base64+gzip+json", "bytes"}
    for field in event_source(identity).fields:
        if field.encoding in packed:
            events = example_events(identity).values()
            values = [value for event in events for _, value in find(event, parse(field.path))]
            assert all(encodings.decode(value, field.encoding) != value for value in values), field.path


def test_senders_decide_only_on_what_senders_do_not_choose_or_on_signatures() -> None:
    """An `in-profile` check of a text the sender chooses narrows, and is marked as such here."""
    narrowing = {
        ("eventbridge.custom", "source"),
        ("eventbridge.custom", "detail-type"),
        ("secretsmanager", "SecretId"),
        ("ses.receive", "Records[].ses.mail.commonHeaders.from[]"),
        ("iot.1click", "deviceInfo.deviceId"),
    }
    found = {
        (source.id, sender.path)
        for source in event_sources().values()
        for sender in source.sender
        if sender.check not in {"signature", "age"}
        and sender.path in {field.path for field in source.controlled_by("sender")}
    }
    assert found == narrowing


def test_no_example_is_handed_out_twice() -> None:
    event = example_event("sqs")
    assert isinstance(event, dict)
    event.clear()
    assert example_event("sqs") != event


def test_an_unknown_id_is_a_catalog_error() -> None:
    for ask in (event_source, example_event, example_events, page):
        with pytest.raises(CatalogError, match=r"sqs\.fifo"):
            ask("sqs.fifo")


def test_decoding_costs_less_than_5_ms() -> None:
    content = (_DATA / "event-sources.json").read_bytes()
    costs = []
    for _ in range(5):
        start = time.process_time()
        msgspec.json.decode(content, type=list[EventSource])
        costs.append(time.process_time() - start)
    assert min(costs) < 0.005


def test_importing_reads_nothing(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == 'open' else None)\n"
        "import stockade.catalog\n"
        "assert not [path for path in opened if path.endswith('.json')], opened\n"
        "assert 'dataclasses' not in sys.modules\n"
        "stockade.catalog.event_source('sqs')\n"
        "assert [path for path in opened if path.endswith('event-sources.json')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, timeout=60)
