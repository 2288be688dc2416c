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
    ("QueueConfigurations", ("Queue", "QueueArn"), "AWS::SQS::Queue"),
    ("TopicConfigurations", ("Topic", "TopicArn"), "AWS::SNS::Topic"),
)
"""Where notices go: the section, the names of its target in templates and in calls of the service."""
_BUCKET = "AWS::S3::Bucket"


def forwards(draft: Draft) -> list[Forward]:
    """Return the queues and topics that buckets send their notices to: own setting, or one put beside."""
    own = [(bucket.id, bucket) for bucket in draft.of_type(_BUCKET)]
    beside = [
        (draft.index.find(get(one.properties, "BucketName"), _BUCKET), one)
        for one in draft.of_type("Custom::S3BucketNotifications")
    ]
    return [
        (bucket, target, entry.at)
        for bucket, holder in (*own, *beside)
        for entry, target in _sent(draft, holder)
    ]


def _sent(draft: Draft, holder: StackResource) -> Iterator[tuple[Value, str]]:
    for section, keys, kind in _SENT:
        for _, side in branches(get(holder.properties, f"NotificationConfiguration.{section}")):
            for entry in as_list(side):
                found = (draft.index.find(get(entry, key), kind) for key in keys)
                yield from ((entry, target) for target in found if target is not None)
