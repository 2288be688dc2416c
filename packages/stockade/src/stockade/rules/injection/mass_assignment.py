"""An event chooses which attributes are stored."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="mass-assignment",
    title="An event chooses which attributes are stored",
    severity="medium",
    severity_fixed=True,
    remediation="Name the attributes that are stored, one by one.",
    cwe=("CWE-915",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
