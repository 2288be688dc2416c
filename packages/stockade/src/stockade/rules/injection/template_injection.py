"""Data of an event becomes the text of a template."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="template-injection",
    title="Data of an event becomes the text of a template",
    severity="high",
    severity_fixed=True,
    remediation="Keep the template constant and hand the data to it as values.",
    cwe=("CWE-1336",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
