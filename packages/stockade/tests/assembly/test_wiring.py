"""Every event source of the catalog has an answer in assembly, and every pattern finds what it describes."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from stockade.assembly.interface import MODULES
from stockade.catalog.event_sources import event_sources
from stockade.catalog.schema import EventSource, Pattern, When
from stockade.model import App

AppOf = Callable[[str], App]
FUNCTION = {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "a.b", "Runtime": "python3.13"}}
ALWAYS_WIRED = {"apigateway", "websocket", "authorizers", "invocations"}


def patterns() -> list[tuple[EventSource, Pattern]]:
    return [(source, pattern) for source in event_sources().values() for pattern in source.wiring.patterns]


def put(properties: dict[str, Any], path: str, value: Any) -> None:  # noqa: ANN401 - JSON
    """Set what stands at a pattern's path, making objects, lists and maps on the way."""
    steps = [step for step in path.split(".") if step]
    here: Any = properties
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        key, many = step.removesuffix("[]"), step.endswith("[]")
        key = "AnyKey" if key == "*" else key
        if last:
            here[key] = [value] if many else value
            return
        below = here.setdefault(key, [{}] if many else {})
        here = below[0] if many else below


def met(when: When | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if when is not None:
        put(found, when.path, when.equals if when.equals is not None else {"Some": "value"})
    return found


def template(pattern: Pattern) -> str:
    """Write the smallest template that a pattern describes."""
    arn = {"Fn::GetAtt": ["Fn", "Arn"]}
    place: Any = met(pattern.when)
    if pattern.function == ".":
        place = arn
    else:
        put(place, pattern.function, arn)
    properties: dict[str, Any] = {}
    if pattern.each:
        put(properties, pattern.each, place)
    else:
        properties = place
    resources: dict[str, Any] = {
        "Fn": FUNCTION,
        "Wired": {"Type": pattern.resource, "Properties": properties},
    }
    if pattern.origin != "self":
        if pattern.origin_types:
            origin = {"Type": pattern.origin_types[0], "Properties": met(pattern.origin_when)}
            resources["Origin"] = origin
            put(properties, pattern.origin, {"Fn::GetAtt": ["Origin", "Arn"]})
        elif pattern.origin_arn:
            put(properties, pattern.origin, f"arn:aws:{pattern.origin_arn}:eu-west-1:123456789012:thing/x")
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


@pytest.mark.parametrize(
    ("source", "pattern"), [pytest.param(*one, id=f"{one[0].id}-{one[1].resource}") for one in patterns()]
)
def test_a_pattern_finds_what_it_describes(app_of: AppOf, source: EventSource, pattern: Pattern) -> None:
    app = app_of(template(pattern))
    found = [trigger for trigger in app.triggers if trigger.event_source == source.id]
    assert [trigger.function for trigger in found] == ["Fn"]
    assert found[0].declared_by == "Wired"
    assert found[0].exposure in {"public", "authenticated", "account", "stored", "operator", "unknown"}


@pytest.mark.parametrize("source", event_sources().values(), ids=lambda source: source.id)
def test_every_source_has_an_answer(source: EventSource) -> None:
    wiring = source.wiring
    if wiring.module is None:
        assert wiring.patterns or wiring.none
        return
    name = wiring.module.removeprefix("assembly.")
    assert name in {*MODULES, *ALWAYS_WIRED}
    module = import_module(f"stockade.assembly.{name}")
    assert any(hasattr(module, entry) for entry in ("wire", "direct", "forwards"))
