"""Anybody can reach stored data: through a function, or by a route that acts on the store itself."""

from collections.abc import Iterator

from stockade.config import Config
from stockade.findings import Declared
from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.entering import Way, ways

RULE = Rule(
    id="unauthenticated-to-data",
    title="Anybody can reach stored data",
    severity="high",
    severity_fixed=True,
    remediation="Attach an authorizer to the route, or take the grant on the data from the function's role.",
    cwe=("CWE-306",),
)

_VERBS = {"reads": "read", "changes": "change", "deletes": "delete"}


def check(app: App, _app: App, config: Config) -> Iterator[Report]:
    """Report each function once, and what one declaration leads to a store."""
    for way in ways(app, config):
        if way.lead != "data":
            continue
        first = way.first
        subject = way.function or app.resources.get(first.declared_by) or first
        by_name = way.by_nature and way.standing == "fail"
        yield RULE.at(
            subject,
            _message(way, by_name=by_name),
            kind="open" if by_name else way.standing,
            severity="high" if way.data.writes else "medium",
            entry_point=first.id,
            location=first.location,
            evidence=_started(way),
            path=(first.id, *((way.function.id,) if way.function else ()), way.data.touched[0]),
            touches=(*way.data.touched, *(trigger.id for trigger in way.triggers)),
            discriminator="" if way.function else way.data.touched[0],
        )


def _started(way: Way) -> tuple[Declared, ...]:
    return (Declared(f"{way.function.id}, which it starts", way.function.location),) if way.function else ()


def _message(way: Way, *, by_name: bool) -> str:
    *verbs, last = (verb for deed, verb in _VERBS.items() if deed in way.data.deeds)
    verb = f"{', '.join(verbs)} and {last}" if verbs else last
    actions = any(":" in one for one in way.data.touched)
    data = ", ".join(way.data.touched[:3])
    if way.function:
        what = f"use {data} on data of other stacks" if actions else f"{verb} {data}"
        where = f"{way.say('reaches', 'reach')} {way.function.id}, which may {what}"
    else:
        where = f"{way.say('acts', 'act')} on {data} directly"
    if by_name:
        return f"{way.opening} {where}; the name says it is open on purpose, and the code must show that."
    if way.standing == "open":
        return f"{way.opening} {where}; what authenticates the caller is not known."
    return f"{way.opening} {way.say('asks', 'ask')} for no authentication and {where}."
