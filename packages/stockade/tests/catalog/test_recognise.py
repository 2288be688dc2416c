import base64
import copy
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.catalog import (
    Envelope,
    Recognition,
    event_source,
    event_sources,
    example_event,
    example_events,
    fields_of,
    find,
    parse,
    recognise,
)

NEVER = {"agentcore", "aurora", "iot.rule", "lambda.invoke"}
OWN = [(identity, name) for identity in event_sources() for name in example_events(identity)]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def first(event: object, path: str) -> object:
    return next(find(event, parse(path)))[1]


def sqs(*bodies: object) -> object:
    event = example_event("sqs")
    assert isinstance(event, dict)
    [record] = event["Records"]
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    return {"Records": [{**record, "body": text} for text in texts]}


def sns(message: object) -> dict[str, object]:
    event = copy.deepcopy(example_event("sns"))
    assert isinstance(event, dict)
    event["Records"][0]["Sns"]["Message"] = message if isinstance(message, str) else json.dumps(message)
    return event


def notification(message: object) -> object:
    return first(sns(message), "Records[].Sns")


def kinesis(data: bytes) -> object:
    event = copy.deepcopy(example_event("kinesis"))
    assert isinstance(event, dict)
    event["Records"][0]["kinesis"]["data"] = base64.b64encode(data).decode()
    return event


@pytest.mark.parametrize(("identity", "name"), OWN)
def test_own_events_are_recognised_as_their_own_source(identity: str, name: str) -> None:
    found = recognise(example_events(identity)[name])
    assert found == (None if identity in NEVER else Recognition(identity))


def test_what_is_never_recognised_says_that_it_is_arbitrary() -> None:
    assert all(event_source(identity).match.arbitrary for identity in NEVER)


def test_object_event_in_a_notification_in_a_queue() -> None:
    found = recognise(sqs(notification(example_event("s3.notification"))))
    assert found == Recognition(
        "sqs",
        (
            Envelope("Records[].body", "json", "sns", carried=True),
            Envelope("Records[].body.Message", "json", "s3.notification"),
        ),
    )
    assert found is not None
    assert found.innermost == "s3.notification"


def test_fields_of_every_level_are_found_in_the_event() -> None:
    event = sqs(notification(example_event("s3.notification")))
    found = recognise(event)
    assert found is not None
    fields = {path: source for path, _, source in fields_of(found)}
    key = "Records[].body.Message.Records[].s3.object.key"
    assert fields[key] == "s3.notification"
    assert fields["Records[].body.Subject"] == "sns"
    assert fields["Records[].attributes.SenderId"] == "sqs"
    assert first(event, key) == "inbox/report+1.csv"
    assert first(event, "Records[].body.Subject") == "New order"


def test_mail_in_a_notification() -> None:
    mail = first(example_event("ses.receive"), "Records[].ses")
    assert isinstance(mail, dict)
    event = sns({"notificationType": "Received", "content": "raw", **mail})
    found = recognise(event)
    assert found == Recognition(
        "sns", (Envelope("Records[].Sns.Message", "json", "ses.receive", carried=True),)
    )
    assert found is not None
    places = {path: source for path, _, source in fields_of(found)}
    assert places["Records[].Sns.Message.mail.commonHeaders.subject"] == "ses.receive"
    assert first(event, "Records[].Sns.Message.receipt.dmarcVerdict.status") == "PASS"


def test_alarm_in_a_notification_has_fields_of_its_own() -> None:
    event = sns(
        {"AlarmName": "x", "NewStateValue": "ALARM", "StateChangeTime": "now", "NewStateReason": "why"}
    )
    found = recognise(event)
    assert found is not None
    assert found.innermost == "cwalarm"
    assert "Records[].Sns.Message.NewStateReason" in {path for path, _, _ in fields_of(found)}


def test_object_event_through_a_bus_in_a_queue() -> None:
    found = recognise(sqs(example_event("s3.eventbridge")))
    assert found == Recognition("sqs", (Envelope("Records[].body", "json", "s3.eventbridge"),))


def test_custom_event_in_a_queue() -> None:
    assert recognise(
        sqs(example_event("eventbridge.custom"), example_event("eventbridge.custom"))
    ) == Recognition("sqs", (Envelope("Records[].body", "json", "eventbridge.custom"),))


def test_logs_in_a_stream_with_and_without_compression() -> None:
    data = first(example_event("cwlogs"), "awslogs.data")
    assert isinstance(data, str)
    packed = base64.b64decode(data)
    expected = Recognition(
        "kinesis", (Envelope("Records[].kinesis.data", "base64+gzip+json", "cwlogs", carried=True),)
    )
    assert recognise(kinesis(packed)) == expected
    assert recognise(kinesis(gzip.decompress(packed))) == expected
    assert expected == recognise(kinesis(packed))
    assert "Records[].kinesis.data.logEvents[].message" in {path for path, _, _ in fields_of(expected)}


def test_original_event_in_a_destination_and_in_a_dead_letter() -> None:
    destination = example_event("lambda.destination")
    assert isinstance(destination, dict)
    destination["requestPayload"] = example_event("s3.notification")
    found = recognise(destination)
    assert found == Recognition("lambda.destination", (Envelope("requestPayload", "", "s3.notification"),))
    letter = example_event("lambda.dlq")
    assert isinstance(letter, dict)
    letter["Records"][0]["body"] = json.dumps(sns(example_event("s3.notification")))
    assert recognise(letter) == Recognition(
        "lambda.dlq",
        (
            Envelope("Records[].body", "json", "sns"),
            Envelope("Records[].body.Records[].Sns.Message", "json", "s3.notification"),
        ),
    )


def test_destination_through_a_bus() -> None:
    event = example_event("eventbridge.custom")
    assert isinstance(event, dict)
    event |= {"source": "lambda", "detail": example_event("lambda.destination")}
    assert recognise(event) == Recognition(
        "eventbridge.custom", (Envelope("detail", "", "lambda.destination"),)
    )


def test_a_pipe_of_queue_messages_that_wrap_events() -> None:
    assert recognise(first(sqs(example_event("s3.notification")), "Records")) == Recognition(
        "pipes", (Envelope("[].body", "json", "s3.notification"),)
    )


def test_a_batch_that_carries_different_things_names_none_of_them() -> None:
    assert recognise(sqs(example_event("s3.notification"), {"orderId": 1})) == Recognition("sqs")


def test_a_batch_of_two_sources_is_no_source() -> None:
    records = [first(example_event(identity), "Records[]") for identity in ("sqs", "s3.notification")]
    assert recognise({"Records": records}) is None
    assert recognise({"Records": []}) is None


def test_an_event_that_fits_two_sources_is_claimed_by_neither() -> None:
    logs, job = example_event("cwlogs"), example_event("codepipeline")
    assert isinstance(logs, dict)
    assert isinstance(job, dict)
    assert recognise({**logs, **job}) is None


def test_envelopes_are_opened_to_a_bound() -> None:
    event: object = example_event("s3.notification")
    for _ in range(8):
        event = sqs(event)
    found = recognise(event)
    assert found is not None
    assert [envelope.source for envelope in found.envelopes] == ["sqs"] * 4


@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        "text",
        [],
        {},
        [[]],
        {"Records": {}},
        {"Records": [None]},
        {"Records": [[]]},
        {"records": {"a": 1}},
        {"source": None, "detail-type": None, "detail": None, "account": None, "region": None},
        {"Records": [{"eventSource": "aws:sqs", "body": "[" * 500_000}]},
        {"Records": [{"eventSource": "aws:sqs", "body": "\ud800"}]},
        {"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": "H4sIAAAA"}}]},
        {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": 7}}]},
        {
            "requestContext": {"http": {}, "domainName": "x" * 100_000},
            "version": "2.0",
            "routeKey": "",
            "rawPath": "",
        },
    ],
)
def test_hostile_events_are_no_reason_to_raise(event: object) -> None:
    found = recognise(event)
    assert found is None or not found.envelopes


@given(json_values)
def test_any_json_is_recognised_or_not_but_never_raises(event: object) -> None:
    recognise(event)


@given(st.sampled_from(OWN), st.data())
def test_own_events_with_a_foreign_value_in_them_never_raise(
    own: tuple[str, str], data: st.DataObject
) -> None:
    event = example_events(own[0])[own[1]]
    holder = event
    while isinstance(holder, dict | list) and holder and data.draw(st.integers(0, 3)):
        below = holder if isinstance(holder, list) else list(holder.values())
        choice = data.draw(st.sampled_from(range(len(below))))
        key = choice if isinstance(holder, list) else list(holder)[choice]
        if isinstance(below[choice], dict | list):
            holder = below[choice]
        else:
            holder[key] = data.draw(json_values)
            break
    found = recognise(event)
    assert found is None or found.source in event_sources()


def test_all_envelopes_of_a_source_are_declared() -> None:
    for source in event_sources().values():
        for wrap in source.wraps:
            assert any(
                parse(wrap.path).below(parse(field.path.removesuffix(".**"))) is not None
                for field in source.fields
            )
