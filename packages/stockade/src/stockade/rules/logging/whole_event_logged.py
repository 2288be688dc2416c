"""An event is logged whole, with the secrets in it."""

from collections.abc import Iterator

from msgspec.structs import replace

from stockade.model import App, Trigger
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="whole-event-logged",
    title="An event that carries secrets is logged whole",
    severity="low",
    severity_fixed=True,
    remediation="Log the fields that are needed by name.",
    cwe=("CWE-532",),
)

_HTTP = ("apigw.", "alb", "lambda.url")
_WITHOUT_TOKEN = frozenset({"none", "unknown", "service", "mtls", "resource-policy"})


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every log of a whole event; where its senders prove who they are, their proof is in it."""
    triggers = {trigger.id: trigger for trigger in app.triggers}
    for report in flows(RULE, app):
        trigger = triggers.get(report.place.entry_point)
        yield replace(report, severity="medium" if _surely(trigger) else "low")


def _surely(trigger: Trigger | None) -> bool:
    """Tell whether a secret that lasts is surely in the event."""
    if trigger is None or trigger.event_source.startswith("cfn."):
        return False
    is_http = trigger.event_source.startswith(_HTTP) and "authorizer" not in trigger.event_source
    return not is_http or trigger.authentication not in _WITHOUT_TOKEN
