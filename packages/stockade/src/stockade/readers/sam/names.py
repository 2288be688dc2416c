"""Names of events that the transform takes: letters and digits, for it makes logical ids of them."""

import re

from stockade.model import Gap
from stockade.values import Map, Value, get

_ODD = re.compile(r"[^0-9A-Za-z]")


def with_legal_events(raw: Map, gaps: list[Gap]) -> Map:
    """Return a template in which each event has a name that the transform takes, at the line it had."""
    resources = raw.items.get("Resources")
    if not isinstance(resources, Map):
        return raw
    changed = {key: _resource(key, body, gaps) for key, body in resources.items.items()}
    return _with(raw, "Resources", Map(changed, at=resources.at))


def _resource(key: str, body: Value, gaps: list[Gap]) -> Value:
    events = get(body, "Properties.Events") if isinstance(body, Map) else body
    properties = body.items.get("Properties") if isinstance(body, Map) else None
    if not isinstance(events, Map) or not any(map(_ODD.search, events.items)):
        return body
    renamed: dict[str, Value] = {}
    for name, event in events.items.items():
        legal = name if not _ODD.search(name) else _free(name, renamed.keys() | events.items.keys())
        renamed[legal] = event
        if legal != name:
            reason = f"the SAM transform refuses the event name {name!r} of {key}: it is read as {legal!r}"
            gaps.append(Gap(event.at, reason))
    if not isinstance(body, Map) or not isinstance(properties, Map):
        return body
    return _with(body, "Properties", _with(properties, "Events", Map(renamed, at=events.at)))


def _free(name: str, taken: set[str]) -> str:
    legal = _ODD.sub("", name) or "Event"
    return next(
        found for found in (legal, *(f"{legal}{n}" for n in range(2, len(taken) + 3))) if found not in taken
    )


def _with(value: Map, key: str, item: Value) -> Map:
    return Map({**value.items, key: item}, at=value.at)
