"""A test fails, and the operation is done all the same."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.believing import faults

RULE = Rule(
    id="missing-refusal",
    title="A failed test of who may do something does not stop it from being done",
    severity="high",
    severity_fixed=True,
    remediation="End the function where the test fails: return the refusal or raise an error before anything "
    "is changed.",
    cwe=("CWE-285",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every refusal in code that the function goes on behind."""
    yield from (report for _, _, _, report in faults(RULE, app))
