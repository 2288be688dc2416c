"""EventBridge rules: schedules, events of AWS services and of custom buses.

Reads `AWS::Events::Rule`. A rule with both a schedule and a pattern gives both.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.model import StackResource
from stockade.values import Location, Value, as_list, get, is_absent, parse_json, strings, text

Forward = tuple[str | None, str, Location]
"""What passes data on: where it comes from (None outside the stack), where it goes, the line that says so."""


def wire(draft: Draft) -> None:
    """Add a trigger for each function that a rule targets."""
    for rule in draft.of_type("AWS::Events::Rule"):
        for target in as_list(get(rule.properties, "Targets")):
            function = draft.function(get(target, "Arn"))
            if function is not None:
                for wired in _triggers(draft, rule, function, target):
                    draft.trigger(wired)


def _triggers(draft: Draft, rule: StackResource, function: str, target: Value) -> Iterator[Wired]:
    schedule = get(rule.properties, "ScheduleExpression")
    pattern = parse_json(get(rule.properties, "EventPattern"))
    at = rule.at if rule.made_from != rule.id else target.at
    if not is_absent(schedule):
        yield Wired(
            event_source="eventbridge.schedule",
            function=function,
            origin=rule.id,
            detail=text(schedule) or rule.id,
            location=at,
            declared_by=rule.id,
            exposure="operator",
            because=("the rule fires by the clock",),
        )
    if pattern is not None:
        yield Wired(
            event_source=source_of(pattern),
            function=function,
            origin=origin_of(draft, rule, pattern),
            detail=detail_of(pattern) or rule.id,
            location=at,
            declared_by=rule.id,
            filters=pattern,
        )


def source_of(pattern: Value) -> str:
    """Return the event source a pattern lets through."""
    sources = strings(get(pattern, "source"))
    if sources and all(source == "aws.s3" for source in sources) and "Object" in detail_of(pattern):
        return "s3.eventbridge"
    if sources and all(source.startswith("aws.") for source in sources):
        return "eventbridge.aws"
    return "eventbridge.custom"


def detail_of(pattern: Value) -> str:
    """Return a pattern in short: its sources and detail types."""
    return " ".join(",".join(strings(get(pattern, key))) for key in ("source", "detail-type")).strip()


def origin_of(draft: Draft, rule: StackResource, pattern: Value) -> str | None:
    """Return the bucket a storage pattern names, else the rule's own bus; None for the default bus."""
    for name in as_list(get(pattern, "detail.bucket.name")):
        bucket = draft.index.find(name, "AWS::S3::Bucket")
        if bucket is not None:
            return bucket
    return draft.index.find(get(rule.properties, "EventBusName"), "AWS::Events::EventBus")


def forwards(draft: Draft) -> list[Forward]:
    """Return what rules pass on to resources other than functions."""
    found: list[Forward] = []
    for rule in draft.of_type("AWS::Events::Rule"):
        pattern = parse_json(get(rule.properties, "EventPattern"))
        if pattern is None:
            continue
        origin = origin_of(draft, rule, pattern)
        for target in as_list(get(rule.properties, "Targets")):
            resource = draft.index.find(get(target, "Arn"))
            if resource is not None and draft.function(get(target, "Arn")) is None:
                found.append((origin, resource, target.at))
    return found
