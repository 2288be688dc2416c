"""Data of an event in a dangerous place: the reports of every rule about a flow through code. No rule.

Flows that end at one place are one finding, whatever field and whichever function they come from; the entry
point with the widest exposure speaks for them. Those that are clean on the word of people's own catalog alone
are another one, which is accepted.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from stockade.findings import Report, Rule, Traced
from stockade.model import App, CodeFlow, Exposure, Function, Resource, Trigger
from stockade.model.exposure import WIDEST_FIRST

_BY: dict[str, Literal["public", "stored", "account"]] = {
    "public": "public",
    "authenticated": "public",
    "unknown": "public",
    "stored": "stored",
    "account": "account",
    "operator": "account",
}
_SHOWN = 4
_Found = tuple[str, CodeFlow]


def flows(rule: Rule, app: App, wanted: Callable[[CodeFlow], bool] = lambda _flow: True) -> Iterator[Report]:
    """Report every place that data of an event reaches and that is of a rule, of all `wanted` flows."""
    places: dict[object, list[_Found]] = {}
    for identity, code in app.code.items():
        for flow in code.flows:
            if flow.rule == rule.id and wanted(flow):
                place = (flow.location.file, flow.location.line, flow.what)
                places.setdefault(place, []).append((identity, flow))
    counted: dict[str, int] = {}
    for found in places.values():
        standing = [one for one in found if not one[1].vouched_by]
        vouched = [one for one in found if one[1].vouched_by]
        first = min(standing or vouched, key=lambda one: _width(app, one))
        name = f"{first[1].location.file}:{first[1].enclosing}:{first[1].callee}"
        counted[name] = counted.get(name, 0) + 1
        yield _report(rule, app, first, standing or vouched, f"{name}:{counted[name]}")
        if standing and vouched:
            first = min(vouched, key=lambda one: _width(app, one))
            yield _report(rule, app, first, vouched, f"{name}:{counted[name]}:vouched")


def _width(app: App, found: _Found) -> tuple[int, str, str]:
    return WIDEST_FIRST.index(_exposure(app, *found)), found[0], found[1].field


def _exposure(app: App, function: str, flow: CodeFlow) -> Exposure:
    """Return who can send: by the entry point, where no template names one by what the source is for."""
    trigger = entry_of(app, function, flow)
    if trigger is not None:
        return trigger.exposure
    if flow.exposure is not None:
        return flow.exposure
    return app.source(flow.event_source).exposure if flow.event_source else "account"


def entry_of(app: App, function: str, flow: CodeFlow) -> Trigger | None:
    """Return the widest entry point that the data of a flow comes by."""
    if flow.entry:
        return next((one for one in app.triggers if one.id == flow.entry), None)
    of = flow.writer or function
    code = app.code.get(function)
    ways = code.entry_points if code is not None and code.resource else ()
    sending = [one for one in app.triggers if one.id in ways] if ways else list(app.triggers_of(of))
    sending = [one for one in sending if one.event_source == flow.event_source]
    return min(sending, key=lambda one: (one.preflight, WIDEST_FIRST.index(one.exposure)), default=None)


def _guessed(identity: str, flow: CodeFlow) -> str | None:
    """Return what an entry point of no template is called; what no event brings comes by none."""
    return f"{identity}/{flow.event_source}" if flow.event_source else None


def _subject(app: App, identity: str) -> App | Function | Resource:
    """Return what a finding is about: the function, or the resource whose template holds the code."""
    code = app.code.get(identity)
    holder = app.resources.get(code.resource) if code is not None else None
    return app.functions.get(identity) or holder or app.resources.get(identity) or app


def _words(field: str) -> str:
    """Return a field as a sentence names it: itself, all of the event, or what it points to."""
    if ">" in field:
        return f"what {field.partition('>')[0]} points to"
    return "all" if field == "**" else field


def _function(app: App, identity: str) -> str | None:
    """Return the function whose code it is: none where a resource holds it (`-/ID`), or is it."""
    held = identity.startswith("-/") or (identity in app.resources and identity not in app.functions)
    return None if held else identity


def _report(rule: Rule, app: App, first: _Found, found: Sequence[_Found], name: str) -> Report:
    identity, flow = first
    trigger = entry_of(app, identity, flow)
    exposure = "stored" if flow.through else _exposure(app, identity, flow)
    fields = list(dict.fromkeys(_words(one.field) for _, one in found))
    shown = ", ".join(fields[:_SHOWN]) + (f" and {len(fields) - _SHOWN} more" if len(fields) > _SHOWN else "")
    others = tuple(sorted({one for one, _ in found} - {identity}))
    whose = (
        f"{shown} of the event ({flow.event_source})"
        if flow.event_source
        else f"A secret that is kept ({shown})"
    )
    way = f", stored in {flow.through} by {flow.writer}," if flow.through else ""
    return rule.at(
        _subject(app, identity),
        f"{whose}{way} reaches {flow.what}: {flow.callee} in {flow.enclosing}.",
        remediation=f"{flow.safe[:1].upper()}{flow.safe[1:]}.",
        severity=flow.severity[_BY[exposure]],
        confidence=flow.confidence,
        location=flow.location,
        function=_function(app, identity),
        entry_point=trigger.id if trigger is not None else _guessed(identity, flow),
        field=flow.field.partition(">")[0],
        evidence=tuple(Traced(step.text, step.location) for step in flow.steps),
        touches=others,
        discriminator=name,
        vouched_by=flow.vouched_by,
        fix=flow.fix,
    )
