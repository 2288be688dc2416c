"""Data of an event can make a regular expression run for very long."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="regex-denial-of-service",
    title="Data of an event can make a regular expression run for very long",
    severity="medium",
    severity_fixed=True,
    remediation="Keep patterns constant and free of repeated repetitions, and bound the length of the text.",
    cwe=("CWE-1333",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
