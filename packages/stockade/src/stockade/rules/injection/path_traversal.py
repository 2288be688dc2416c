"""Data of an event chooses a file."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="path-traversal",
    title="Data of an event chooses a file",
    severity="high",
    severity_fixed=True,
    remediation="Take the last part of the name, or compare the resolved path with its folder.",
    cwe=("CWE-22",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
