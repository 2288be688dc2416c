"""An authorizer lets everybody in."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.believing import faults

RULE = Rule(
    id="authorizer-always-allows",
    title="An authorizer lets the caller in whatever credential he sends",
    severity="critical",
    severity_fixed=True,
    remediation="Verify the credential, and answer Deny or raise an error where that fails.",
    cwe=("CWE-285",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every authorizer whose answers are all the same yes."""
    yield from (report for _, _, _, report in faults(RULE, app))
