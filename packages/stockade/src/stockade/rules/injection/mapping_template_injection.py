"""Text of a caller changes the request that a mapping template or resolver writes."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="mapping-template-injection",
    title="Text of a caller changes the request that a template writes",
    severity="high",
    severity_fixed=True,
    remediation="Let the platform encode what is written: bound values, `$util.toJson`, `$util.urlEncode`.",
    cwe=("CWE-74", "CWE-943", "CWE-89", "CWE-91"),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code of templates that such data reaches."""
    yield from flows(RULE, app)
