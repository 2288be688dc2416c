"""An API or URL that anybody can call, where nothing worse is known of what lies behind it."""

from collections.abc import Iterator

from stockade.config import Config
from stockade.model import App, Trigger
from stockade.rules import Report, Rule
from stockade.rules.entering import Way, ways
from stockade.rules.routes import named
from stockade.values import get, text

RULE = Rule(
    id="unauthenticated-entry-point",
    title="Anybody can call an entry point",
    severity="medium",
    severity_fixed=True,
    remediation="Attach an authorizer, or declare the route under [[public]] in stockade.toml.",
    cwe=("CWE-306",),
)


def check(app: App, _app: App, config: Config) -> Iterator[Report]:
    """Report each API once, with those of its open routes of which no other rule says where they lead."""
    groups: dict[str, list[tuple[Way, Trigger]]] = {}
    for way in (one for one in ways(app, config) if one.lead == "nothing"):
        for trigger in way.triggers:
            groups.setdefault(_front(trigger.api, way, trigger.origin), []).append((way, trigger))
    for name, found in groups.items():
        subject = app.functions.get(name) or app.resources.get(name)
        if subject is None:
            continue
        sure = [(way, trigger) for way, trigger in found if way.standing == "fail"]
        routes = [trigger for _, trigger in sure or found if _asked(app, trigger)]
        if not routes:
            continue
        shown = named(routes)
        yield RULE.at(
            subject,
            f"Anyone on the Internet may call {shown} without proving who he is."
            if sure
            else f"What authenticates the caller of {shown} is not known.",
            kind="fail" if sure else "open",
            entry_point=routes[0].id,
            touches=dict.fromkeys(route.id for route in routes),
        )


def _front(api: str | None, way: Way, origin: str | None) -> str:
    return api or (way.function.id if way.function else origin or "")


def _asked(app: App, trigger: Trigger) -> bool:
    """Tell whether it is this route that ought to ask: not a message of a WebSocket, not a URL that does."""
    if trigger.event_source == "apigw.ws":
        return trigger.detail == "$connect"
    url = app.resources.get(trigger.declared_by)
    return url is None or text(get(url.properties, "AuthType")) != "AWS_IAM"
