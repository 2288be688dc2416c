"""Events that fail are lost: nothing keeps those that a function could not handle."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.model import App, Function, Resource
from stockade.rules import Report, Rule
from stockade.rules.failures import feeding_queues, keeps_failures, stream_mappings
from stockade.rules.presence import present
from stockade.values import Truth, get

RULE = Rule(
    id="no-dlq",
    title="Events that cannot be handled are lost",
    severity="low",
    severity_fixed=True,
    remediation="Keep what fails: set RedrivePolicy, DestinationConfig.OnFailure or DeadLetterConfig.",
    cwe=("CWE-755",),
)
_SOURCES = {
    "s3.notification": "objects in {}",
    "s3.eventbridge": "events of {}",
    "sns": "messages of {}",
    "eventbridge.custom": "events of {}",
    "eventbridge.aws": "events of {}",
    "iot.rule": "messages of {}",
    "ses.receive": "mail of {}",
}
"""Asynchronous sources that carry data, with words for what they send."""
_QUEUE = "Set RedrivePolicy of {} with a dead-letter queue and maxReceiveCount."
_STREAM = "Set DestinationConfig.OnFailure of {}, and MaximumRetryAttempts or MaximumRecordAgeInSeconds."
_FUNCTION = "Set an on-failure destination or DeadLetterConfig for {}."


def check(app: App, _app: App) -> Iterator[Report]:
    """Report queues, mappings of streams and functions that keep nothing of what fails."""
    for queue, fed in feeding_queues(app):
        kept = present(get(queue.properties, "RedrivePolicy"))
        what = f"A message of {queue.id} that {' or '.join(fed)} cannot handle comes back until it expires"
        yield from _report(queue, kept, what, "medium", _QUEUE)
    for mapping, stream, function in stream_mappings(app):
        kept = present(get(mapping.properties, "DestinationConfig.OnFailure.Destination"))
        what = (
            f"A record of {stream} that {function} cannot handle blocks its shard and is dropped in the end"
        )
        yield from _report(mapping, kept, what, "medium", _STREAM, function)
    for handler in app.functions.values():
        sources = [one for one in app.triggers_of(handler.id) if one.event_source in _SOURCES]
        if sources:
            first = sources[0]
            sent = _SOURCES[first.event_source].format(first.origin or "its rule")
            what = f"When {handler.id} fails on {sent}, they are dropped after two more tries"
            yield from _report(handler, keeps_failures(app, handler), what, "low", _FUNCTION)


def _report(  # noqa: PLR0913, PLR0917 - who, whether, why, how bad, what to do
    subject: Resource | Function,
    kept: Truth,
    what: str,
    level: Severity,
    advice: str,
    function: str | None = None,
) -> Iterator[Report]:
    text = f"{what}; nothing is kept for a second look."
    if kept == "unknown":
        text = f"{what}, unless a place for failures is set; whether one is, is not known."
    if kept != "true":
        yield RULE.at(
            subject,
            text,
            kind="open" if kept == "unknown" else "fail",
            severity=level,
            function=function,
            remediation=advice.format(subject.id),
        )
