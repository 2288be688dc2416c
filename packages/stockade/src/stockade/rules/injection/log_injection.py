"""Data of an event may add lines to a log that is parsed."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="log-injection",
    title="Data of an event may add lines to a log that is parsed",
    severity="low",
    severity_fixed=True,
    remediation="Write structured logs, or take out line breaks.",
    cwe=("CWE-117",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
