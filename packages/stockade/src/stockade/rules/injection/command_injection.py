"""Data of an event becomes part of a command."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="command-injection",
    title="Data of an event becomes part of a command",
    severity="critical",
    severity_fixed=True,
    remediation="Run the program itself with a list of arguments, no shell.",
    cwe=("CWE-78",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
