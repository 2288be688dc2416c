"""Anyone with an account of the platform may publish to a topic or subscribe to it."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Location

RULE = Rule(
    id="public-topic-policy",
    title="Anyone may publish to the topic or subscribe to it",
    severity="high",
    severity_fixed=True,
    remediation="Name the principals in the topic's policy, or add a condition on aws:SourceArn.",
    cwe=("CWE-732",),
    resource_types=("AWS::SNS::Topic",),
)
_WORDS = {"write": "publish to", "read": "subscribe to"}


def check(topic: Resource, app: App) -> Iterator[Report]:
    """Report a topic whose policies let anyone in."""
    access = app.access.get(topic.id)
    if access is None:
        return
    sides = {"write": access.write, "read": access.read}
    public = [_WORDS[side] for side, let in sides.items() if let == "public"]
    unknown = [_WORDS[side] for side, let in sides.items() if let == "unknown"]
    if public:
        started = [trigger.function for trigger in app.triggers if trigger.origin == topic.id]
        names = ", ".join(dict.fromkeys(filter(None, started)))
        what = f", whose messages start {names}" if names else ""
        yield RULE.at(
            topic, f"Anyone may {' and '.join(public)} {topic.id}{what}.", location=_place(topic, app)
        )
    elif unknown:
        yield RULE.at(
            topic,
            f"Whether anyone may {' and '.join(unknown)} {topic.id} depends on values not known.",
            kind="open",
            location=_place(topic, app),
        )


def _place(topic: Resource, app: App) -> Location:
    """Return the policy to change, the topic itself where there are several."""
    places = {policy.location for policy in app.policies_of(topic.id)}
    return places.pop() if len(places) == 1 else topic.location
