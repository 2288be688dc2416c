"""A document of an event is parsed with external entities."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="xml-external-entity",
    title="A document of an event is parsed with external entities",
    severity="high",
    severity_fixed=True,
    remediation="Switch off entities and document types, or use defusedxml.",
    cwe=("CWE-611",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
