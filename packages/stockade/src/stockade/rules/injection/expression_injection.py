"""Data of an event becomes part of an expression."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="expression-injection",
    title="Data of an event becomes part of an expression",
    severity="medium",
    severity_fixed=True,
    remediation="Name values by placeholders, and choose attribute names from a list of constants.",
    cwe=("CWE-943",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
