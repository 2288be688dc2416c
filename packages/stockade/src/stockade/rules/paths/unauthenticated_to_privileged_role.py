"""Anybody can start a function whose role has the power of an administrator, or a good part of it."""

from collections.abc import Iterator

from stockade.config import Config
from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.entering import ways

RULE = Rule(
    id="unauthenticated-to-privileged-role",
    title="Anybody can start a function with a powerful role",
    severity="critical",
    severity_fixed=True,
    remediation="Attach an authorizer to the route, and reduce the role to the actions its code uses.",
    cwe=("CWE-306", "CWE-250"),
)


def check(app: App, _app: App, config: Config) -> Iterator[Report]:
    """Report each function once, with every open route to it."""
    for way in ways(app, config):
        if way.lead != "role" or way.function is None:
            continue
        name, granted = way.function.id, ", ".join(way.power.grants[:3])
        asks = way.say("asks", "ask")
        if way.standing == "fail":
            starts = way.say("starts", "start")
            message = f"{way.opening} {asks} for no authentication and {starts} {name}: it may use {granted}."
        elif way.power.holds == "true":
            message = f"Whether {way.route} {asks} for authentication is not known; {name} may use {granted}."
        else:
            leads = way.say("leads", "lead")
            message = f"{way.opening} {leads} to {name}, and what {name} may do is not known: {granted}."
        yield RULE.at(
            way.function,
            message,
            kind=way.standing,
            severity="critical" if way.power.writes or way.power.holds == "unknown" else "high",
            entry_point=way.first.id,
            path=(way.first.id, name, way.function.role) if way.function.role else (),
            touches=(trigger.id for trigger in way.triggers),
        )
