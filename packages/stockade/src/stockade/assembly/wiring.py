"""The wiring patterns of the catalog, interpreted: sources that one property of one resource connects."""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.catalog.schema import EventSource, Pattern, When
from stockade.model import StackResource
from stockade.values import (
    ABSENT,
    Cond,
    Map,
    Value,
    alternatives,
    as_list,
    branches,
    elements,
    entries,
    get,
    is_absent,
    text,
)


def wire(draft: Draft) -> None:
    """Add every trigger that a pattern of the catalog finds in the stack, or that own files name."""
    for source in draft.sources.values():
        for function in draft.of_type(FUNCTION) if source.wiring.functions else ():
            if source.starts(function.id) or source.starts(function.made_from):
                draft.trigger(_named(source, function))
        for pattern in source.wiring.patterns:
            for resource in draft.of_type(pattern.resource):
                for wired in _found(draft, source, pattern, resource):
                    draft.trigger(wired)


def _named(source: EventSource, function: StackResource) -> Wired:
    """Return the trigger of a function that people's own catalog names."""
    return Wired(
        event_source=source.id,
        function=function.id,
        origin=None,
        detail=source.title,
        location=function.at,
        declared_by=function.id,
        because=(f"your own catalog says that {source.id} starts it",),
    )


def _found(draft: Draft, source: EventSource, pattern: Pattern, resource: StackResource) -> Iterator[Wired]:
    for conditions, place in _each(resource.properties, pattern.each):
        if not _holds(pattern.when, place):
            continue
        target = place if pattern.function == "." else get(place, pattern.function)
        origin = _origin(draft, pattern, resource)
        if is_absent(target) or origin is None:
            continue
        for function in _functions(draft, target):
            yield Wired(
                event_source=source.id,
                function=function,
                origin=origin or None,
                detail=_detail(pattern, place, origin or resource.id),
                location=place.at if place.at.line else resource.at,
                declared_by=resource.id,
                authentication=pattern.authentication,
                conditions=conditions,
                filters=_filters(place),
                outside=ABSENT if origin else get(resource.properties, pattern.origin),
            )


def _functions(draft: Draft, target: Value) -> tuple[str, ...]:
    return draft.index.find_all(target, "AWS::Lambda::Function")


def _each(properties: Value, path: str) -> Iterator[tuple[dict[str, bool], Value]]:
    """Yield each place a pattern looks at, with the conditions it needs."""
    places: list[tuple[dict[str, bool], Value]] = [({}, properties)]
    for step in path.split(".") if path else ():
        key = step.removesuffix("[]")
        below: list[tuple[dict[str, bool], Value]] = []
        for taken, place in places:
            if step == "*":
                below.extend((taken, item) for _, item in entries(place))
                continue
            for answers, value in branches(get(place, key)):
                needs = {**taken, **answers}
                items = elements(value) if step.endswith("[]") else (value,)
                below.extend((needs, item) for item in items if not is_absent(item))
        places = below
    yield from places


def _holds(when: When | None, place: Value, *, unknown: bool = True) -> bool:
    """Tell whether a condition holds; `unknown` is the answer where the property is not known."""
    if when is None:
        return True
    found = get(place, when.path)
    if when.exists is not None:
        return is_absent(found) != when.exists
    known = text(found)
    return unknown if known is None else known.lower() == (when.equals or "").lower()


def _origin(draft: Draft, pattern: Pattern, resource: StackResource) -> str | None:
    """Return the id of the origin, empty for one outside the stack, None where it is of another kind.

    A pattern that asks what the origin is like finds none that is not known: `mappings.py` looks further.
    """
    if pattern.origin == "self":
        return resource.id
    value = get(resource.properties, pattern.origin)
    if is_absent(value):
        return None if pattern.origin_types or pattern.origin_arn else ""
    found = draft.index.find(value, *pattern.origin_types)
    if found is not None and pattern.origin_types:
        properties = draft.stack.resources[found].properties
        return found if _holds(pattern.origin_when, properties, unknown=False) else None
    if not pattern.origin_types and not pattern.origin_arn:
        return found or ""
    named = arn_service(draft.index.normal(value))
    return "" if named == pattern.origin_arn and pattern.origin_when is None else None


def arn_service(value: Value) -> str | None:
    """Return the service an ARN names, as far as its text is known before the first hole after it."""
    for side in alternatives(value):
        parts = getattr(side, "parts", (side,))
        written = "".join(text(part) or "*" for part in parts)
        pieces = written.split(":")
        if pieces[0] == "arn" and len(pieces) > 2:  # noqa: PLR2004 - arn, partition, service
            return pieces[2]
    return None


def _detail(pattern: Pattern, place: Value, fallback: str) -> str:
    if pattern.detail.startswith("="):
        return pattern.detail[1:]
    if not pattern.detail:
        return fallback
    found = get(place, pattern.detail)
    return text(found) or ",".join(text(item) or "" for item in as_list(found)) or fallback


def _filters(place: Value) -> Value:
    for key in ("Filter", "FilterCriteria", "FilterPolicy", "FilterPattern"):
        found = get(place, key) if isinstance(place, Map | Cond) else ABSENT
        if not is_absent(found):
            return found
    return ABSENT
