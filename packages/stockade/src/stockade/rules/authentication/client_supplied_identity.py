"""What the sender says of himself decides what he may do."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.believing import faults

RULE = Rule(
    id="client-supplied-identity",
    title="What the sender says of himself decides what he may do",
    severity="high",
    severity_fixed=True,
    remediation="Take the user and the role from a verified token or from the authorizer's context, or look "
    "the role up by the verified user.",
    cwe=("CWE-639",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every decision in code that rests on such data."""
    yield from (report for _, _, _, report in faults(RULE, app))
