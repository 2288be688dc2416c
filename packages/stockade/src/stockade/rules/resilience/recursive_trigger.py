"""A function may write where its own trigger listens, and so start itself again and again."""

from collections.abc import Iterator

from stockade.iam import wildcard_resource
from stockade.model import App, Function, Trigger
from stockade.rules import Report, Rule
from stockade.values import Location, Truth, Value, as_list, entries, get, is_absent, text

RULE = Rule(
    id="recursive-trigger",
    title="A function may start itself",
    severity="high",
    severity_fixed=True,
    remediation="Write to another place than the function listens to, or let the trigger filter that out.",
    cwe=("CWE-674", "CWE-400"),
)
_WATCHED = frozenset({"s3.notification", "s3.eventbridge", "sqs", "sns"})
"""Sources whose loops the platform detects and stops, after a while."""
_SOURCES = _WATCHED | {"kinesis", "dynamodb.stream"}
_HAPPENS = {"s3:PutObject": "ObjectCreated", "s3:DeleteObject": "ObjectRemoved"}


def check(function: Function, app: App) -> Iterator[Report]:
    """Report each source a function listens to and may write; rights that are shared or wide say nothing."""
    role = app.role_of(function.id)
    if role is None or len(role.functions) > 1:
        return
    named = {grant.location for grant in role.grants if wildcard_resource(grant.statement) == "false"}
    for trigger in app.triggers_of(function.id):
        kept_apart = _filtered(trigger)
        if not _written(app, trigger, named) or kept_apart == "true":
            continue
        unless = ", unless the filter of the trigger leaves that out" if kept_apart == "unknown" else ""
        yield RULE.at(
            function,
            f"What {function.id} may write to {trigger.origin} starts {function.id} again{unless}: one event "
            "can run without end, and so can the bill.",
            kind="open" if kept_apart == "unknown" else "fail",
            severity="medium" if trigger.event_source in _WATCHED else "high",
            resource=trigger.origin,
            entry_point=trigger.id,
            touches=(trigger.origin or "", role.id),
            discriminator=trigger.origin or "",
        )


def _written(app: App, trigger: Trigger, named: set[Location]) -> bool:
    """Tell whether a grant that names what a trigger listens to lets its function make such an event."""
    return trigger.event_source in _SOURCES and any(
        flow.target == trigger.origin
        and flow.location in named
        and flow.kind in {"writes", "publishes"}
        and any(_starts(action, trigger.detail) for action in flow.actions)
        for flow in app.flows_from(trigger.function or "")
    )


def _starts(action: str, detail: str) -> bool:
    """Tell whether an action makes an event that is listened to: any, where none is named."""
    return action not in _HAPPENS or "Object" not in detail or _HAPPENS[action] in detail


def _filtered(trigger: Trigger) -> Truth:
    """Tell whether only some events come through; `unknown` where the value compared with is not known."""
    filters: Value = trigger.filters
    if trigger.event_source == "s3.eventbridge":
        filters = get(filters, "detail.object.key")
    if is_absent(filters):
        return "false"
    sides = [side for _, side in entries(filters)]
    rules = [rule for side in sides for key in ("Rules", "FilterRules") for rule in as_list(get(side, key))]
    values = [text(get(rule, "Value")) for rule in rules]
    if None in values:
        return "unknown"
    return "false" if rules and not any(values) else "true"
