"""Data of an event becomes an operator of a query."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="nosql-injection",
    title="Data of an event becomes an operator of a query",
    severity="high",
    severity_fixed=True,
    remediation="Make plain values of what a query compares with: str(), a schema.",
    cwe=("CWE-943",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
