"""Anyone with an account of the platform may send to a queue or receive from it."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Location

RULE = Rule(
    id="public-queue-policy",
    title="Anyone may send to the queue or receive from it",
    severity="high",
    severity_fixed=True,
    remediation="Name the principals in the queue's policy, or add a condition on aws:SourceArn.",
    cwe=("CWE-732",),
    resource_types=("AWS::SQS::Queue",),
)
_WORDS = {"write": "send to", "read": "receive from"}


def check(queue: Resource, app: App) -> Iterator[Report]:
    """Report a queue whose policies let anyone in."""
    access = app.access.get(queue.id)
    if access is None:
        return
    sides = {"write": access.write, "read": access.read}
    public = [_WORDS[side] for side, let in sides.items() if let == "public"]
    unknown = [_WORDS[side] for side, let in sides.items() if let == "unknown"]
    if public:
        started = [trigger.function for trigger in app.triggers if trigger.origin == queue.id]
        names = ", ".join(dict.fromkeys(filter(None, started)))
        what = f", whose messages start {names}" if names else ""
        yield RULE.at(
            queue, f"Anyone may {' and '.join(public)} {queue.id}{what}.", location=_place(queue, app)
        )
    elif unknown:
        yield RULE.at(
            queue,
            f"Whether anyone may {' and '.join(unknown)} {queue.id} depends on values not known.",
            kind="open",
            location=_place(queue, app),
        )


def _place(queue: Resource, app: App) -> Location:
    """Return the policy to change, the queue itself where there are several."""
    places = {policy.location for policy in app.policies_of(queue.id)}
    return places.pop() if len(places) == 1 else queue.location
