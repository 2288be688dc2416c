"""Anybody can put messages into a queue, topic, stream or bus, or start a state machine, by a route."""

from collections.abc import Iterator

from stockade.config import Config
from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.entering import ways

RULE = Rule(
    id="unauthenticated-to-queue",
    title="Anybody can send messages that the application works on",
    severity="high",
    severity_fixed=True,
    remediation="Attach an authorizer to the route.",
    cwe=("CWE-306",),
)


def check(app: App, _app: App, config: Config) -> Iterator[Report]:
    """Report what one declaration writes into a queue or the like without a function."""
    for way in ways(app, config):
        if way.lead != "queue":
            continue
        first = way.first
        if first.origin is None:
            calls = way.say("calls", "call")
            message = f"{way.opening} {calls} another service directly; which resource that is, is not known."
        elif way.standing == "open":
            writes = way.say("writes", "write")
            message = (
                f"{way.opening} {writes} into {first.origin}; what authenticates the caller is not known."
            )
        else:
            message = (
                f"{way.opening} {way.say('asks', 'ask')} for no authentication and "
                f"{way.say('passes', 'pass')} requests straight on to {first.origin}: anyone may make the "
                "application work on invented messages."
            )
        yield RULE.at(
            app.resources.get(first.declared_by, first),
            message,
            kind=way.standing,
            entry_point=first.id,
            location=first.location,
            path=(first.id, first.origin) if first.origin else (),
            touches=(first.origin,) if first.origin else (),
            discriminator=first.origin or first.detail,
        )
