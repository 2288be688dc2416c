"""Data of an event becomes part of a page."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="cross-site-scripting",
    title="Data of an event becomes part of a page",
    severity="medium",
    severity_fixed=True,
    remediation="Escape values for HTML, or answer with JSON.",
    cwe=("CWE-79",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
