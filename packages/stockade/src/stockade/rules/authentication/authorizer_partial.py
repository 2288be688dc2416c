"""Some routes of an API ask for an authorizer, and routes beside them that need one as much do not."""

from collections.abc import Iterator
from typing import Literal

from stockade.config import Config
from stockade.model import App, Trigger
from stockade.rules import Report, Rule
from stockade.rules.entering import ways
from stockade.rules.routes import named

RULE = Rule(
    id="authorizer-partial",
    title="Some routes of an API go without its authorizer",
    severity="medium",
    severity_fixed=True,
    remediation="Attach the authorizer to these routes too, or make it the default of the API.",
    cwe=("CWE-306",),
)
_APIS = ("apigw.rest", "apigw.http")
_READING = {"GET", "HEAD"}


def check(app: App, _app: App, config: Config) -> Iterator[Report]:
    """Report each API once, with the routes that are left out.

    Routes that are open by their name and lead nowhere are meant to be; those that touch data are `open`.
    """
    harmless, meant = set[str](), set[str]()
    for way in (one for one in ways(app, config) if one.by_nature):
        (harmless if way.lead == "nothing" else meant).update(trigger.id for trigger in way.triggers)
    guarded: dict[str, list[Trigger]] = {}
    for trigger in app.triggers:
        if trigger.event_source in _APIS and trigger.api and trigger.authorizer:
            guarded.setdefault(trigger.api, []).append(trigger)
    for api, inside in guarded.items():
        left_out = [one for one in _left_out(app, api, inside, config) if one.id not in harmless]
        if left_out:
            sure = [one for one in left_out if one.id not in meant]
            yield _report(app, inside[0], sure or left_out, "fail" if sure else "open")


def _left_out(app: App, api: str, inside: list[Trigger], config: Config) -> Iterator[Trigger]:
    """Yield the open routes that change something, or whose function serves guarded routes too."""
    functions = {one.function for one in inside if one.function}
    for trigger in app.triggers:
        if trigger.api != api or trigger.preflight or trigger.authorizer or not trigger.is_open:
            continue
        changes = trigger.detail.partition(" ")[0] not in _READING
        if (changes or trigger.function in functions) and not config.is_public(app.name, trigger.detail):
            yield trigger


def _report(app: App, inside: Trigger, routes: list[Trigger], kind: Literal["fail", "open"]) -> Report:
    goes = "goes" if len(routes) == 1 else "go"
    why = "" if kind == "fail" else "; the name says that is meant, and the code must show it"
    return RULE.at(
        app.resources.get(inside.api or "", routes[0]),
        f"{named(routes)} {goes} without the authorizer that {inside.detail} has{why}.",
        kind=kind,
        entry_point=routes[0].id,
        location=routes[0].location,
        touches=[one.id for one in routes],
    )
