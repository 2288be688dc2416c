"""A secret is written to a log."""

from collections.abc import Iterator

from msgspec.structs import replace

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="sensitive-data-logged",
    title="A secret is written to a log",
    severity="medium",
    severity_fixed=True,
    remediation="Log the names of fields, masked values or hashes.",
    cwe=("CWE-532",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every log that a secret reaches; one that a store keeps opens more than one sender's account."""
    kept = {flow.location for code in app.code.values() for flow in code.flows if not flow.event_source}
    for report in flows(RULE, app):
        yield replace(report, severity="high") if report.place.location in kept else report
