"""Data of an event is run as code."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="code-injection",
    title="Data of an event is run as code",
    severity="critical",
    severity_fixed=True,
    remediation="Do not evaluate what comes with an event; look it up in a table of functions.",
    cwe=("CWE-94",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
