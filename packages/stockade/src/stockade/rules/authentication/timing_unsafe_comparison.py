"""A secret is compared in a time that tells how much of it was right."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.believing import faults

RULE = Rule(
    id="timing-unsafe-comparison",
    title="A secret is compared in a time that tells how much of it was right",
    severity="low",
    severity_fixed=True,
    remediation="Compare secrets with hmac.compare_digest or crypto.timingSafeEqual.",
    cwe=("CWE-208",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every such comparison in code."""
    yield from (report for _, _, _, report in faults(RULE, app))
