"""Data of an event may add headers."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="header-injection",
    title="Data of an event may add headers",
    severity="medium",
    severity_fixed=True,
    remediation="Refuse line breaks in values of headers.",
    cwe=("CWE-113",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
