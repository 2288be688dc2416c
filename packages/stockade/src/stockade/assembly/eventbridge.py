"""EventBridge rules: schedules, events of AWS services and of custom buses.

Reads `AWS::Events::Rule`. A rule with both a schedule and a pattern gives both.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import StackResource
from stockade.values import (
    ABSENT,
    Location,
    Value,
    alternatives,
    as_list,
    get,
    is_absent,
    parse_json,
    strings,
    text,
)

Forward = tuple[str | None, str, Location]
"""What passes data on: where it comes from (None outside the stack), where it goes, the line that says so."""


def wire(draft: Draft) -> None:
    """Add a trigger for each function that a rule targets."""
    for rule in draft.of_type("AWS::Events::Rule"):
        for target in as_list(get(rule.properties, "Targets")):
            for function in draft.index.find_all(get(target, "Arn"), FUNCTION):
                for wired in _triggers(draft, rule, function, target):
                    draft.trigger(wired)


def _triggers(draft: Draft, rule: StackResource, function: str, target: Value) -> Iterator[Wired]:
    schedule = get(rule.properties, "ScheduleExpression")
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
    for pattern in patterns(rule):
        yield Wired(
            event_source=source_of(pattern),
            function=function,
            origin=origin_of(draft, rule, pattern),
            detail=detail_of(pattern) or rule.id,
            location=at,
            declared_by=rule.id,
            filters=pattern,
        )


def patterns(rule: StackResource) -> Iterator[Value]:
    """Yield each pattern a rule may have, a map or JSON text; one that is not known lets anything through."""
    for side in alternatives(get(rule.properties, "EventPattern")):
        yield parse_json(side) or ABSENT


def source_of(pattern: Value) -> str:
    """Return the event source a pattern lets through.

    Services say `aws.`, and nobody else can. Objects of a bucket come with detail types of their own; calls
    that a trail recorded have the source of the service too, but another form.
    """
    sources = [_beginning(item) for item in as_list(get(pattern, "source"))]
    if not sources or not all(source.startswith("aws.") for source in sources):
        return "eventbridge.custom"
    types = strings(get(pattern, "detail-type"))
    if set(sources) == {"aws.s3"} and all(kind.startswith("Object") for kind in types):
        return "s3.eventbridge"
    return "eventbridge.aws"


def _beginning(item: Value) -> str:
    """Return the source an element of a pattern matches, or how it begins; empty where not known."""
    return text(item) or text(get(item, "prefix")) or text(get(item, "wildcard")) or ""


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
        for origin in dict.fromkeys(origin_of(draft, rule, pattern) for pattern in patterns(rule)):
            for target in as_list(get(rule.properties, "Targets")):
                resource = draft.index.find(get(target, "Arn"))
                if resource is not None and draft.function(get(target, "Arn")) is None:
                    found.append((origin, resource, target.at))
    return found
