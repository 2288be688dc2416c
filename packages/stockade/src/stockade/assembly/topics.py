"""Topics pass their messages on to queues and streams: `AWS::SNS::Subscription`, `Topic.Subscription`.

Functions that subscribe are wired by the catalog's patterns.
"""

from stockade.assembly.draft import Draft
from stockade.assembly.eventbridge import Forward
from stockade.values import Value, as_list, get

TOPIC = "AWS::SNS::Topic"


def forwards(draft: Draft) -> list[Forward]:
    """Return the queues and delivery streams that topics send to."""
    found: list[Forward] = []
    for subscription in draft.of_type("AWS::SNS::Subscription"):
        target = _target(draft, get(subscription.properties, "Endpoint"))
        if target is not None:
            topic = draft.index.find(get(subscription.properties, "TopicArn"), TOPIC)
            found.append((topic, target, subscription.at))
    for topic_ in draft.of_type(TOPIC):
        for entry in as_list(get(topic_.properties, "Subscription")):
            target = _target(draft, get(entry, "Endpoint"))
            if target is not None:
                found.append((topic_.id, target, entry.at))
    return found


def _target(draft: Draft, endpoint: Value) -> str | None:
    return None if draft.function(endpoint) is not None else draft.index.find(endpoint)
