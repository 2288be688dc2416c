"""Buckets pass the notice of an object on to queues and topics: `NotificationConfiguration`.

Functions that are notified directly are wired by the catalog's patterns; what goes through the event bus is
`eventbridge`'s.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft
from stockade.assembly.eventbridge import Forward
from stockade.model import StackResource
from stockade.values import Value, as_list, branches, get

_SENT = (
    ("QueueConfigurations", "Queue", "AWS::SQS::Queue"),
    ("TopicConfigurations", "Topic", "AWS::SNS::Topic"),
)


def forwards(draft: Draft) -> list[Forward]:
    """Return the queues and topics that buckets send their notices to."""
    return [
        (bucket.id, target, entry.at)
        for bucket in draft.of_type("AWS::S3::Bucket")
        for entry, target in _sent(draft, bucket)
    ]


def _sent(draft: Draft, bucket: StackResource) -> Iterator[tuple[Value, str]]:
    for section, key, kind in _SENT:
        for _, side in branches(get(bucket.properties, f"NotificationConfiguration.{section}")):
            for entry in as_list(side):
                target = draft.index.find(get(entry, key), kind)
                if target is not None:
                    yield entry, target
