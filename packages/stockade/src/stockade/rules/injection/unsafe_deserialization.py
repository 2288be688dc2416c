"""Data of an event is deserialised by a format that can run code."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="unsafe-deserialization",
    title="Data of an event is deserialised by a format that can run code",
    severity="critical",
    severity_fixed=True,
    remediation="Use JSON, or a loader that makes plain values only.",
    cwe=("CWE-502",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
