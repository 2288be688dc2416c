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
    """Report each route that writes into a queue or the like without a function."""
    for way in ways(app, config):
        if way.lead != "queue":
            continue
        first = way.triggers[0]
        if first.origin is None:
            message = f"{way.route} calls another service directly; which resource it writes to is not known."
        elif way.standing == "open":
            message = f"{way.route} writes into {first.origin}; what authenticates the caller is not known."
        else:
            message = (
                f"{way.route} asks for no authentication and passes what it is sent straight on to "
                f"{first.origin}: anyone may make the application work on invented messages."
            )
        yield RULE.at(
            app.resources.get(first.declared_by, first),
            message,
            kind=way.standing,
            entry_point=first.id,
            location=first.location,
            path=(first.id, first.origin) if first.origin else (),
            touches=(first.origin,) if first.origin else (),
            discriminator=first.detail,
        )
