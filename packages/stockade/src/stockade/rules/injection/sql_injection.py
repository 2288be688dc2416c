"""Data of an event becomes part of an SQL statement."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="sql-injection",
    title="Data of an event becomes part of an SQL statement",
    severity="high",
    severity_fixed=True,
    remediation="Bind values as parameters; choose names of tables and columns from a list of constants.",
    cwe=("CWE-89",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
