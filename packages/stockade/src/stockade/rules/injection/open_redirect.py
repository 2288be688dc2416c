"""Data of an event chooses where a browser is sent."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="open-redirect",
    title="Data of an event chooses where a browser is sent",
    severity="medium",
    severity_fixed=True,
    remediation="Redirect to paths of your own, or to hosts from a list of constants.",
    cwe=("CWE-601",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
