"""Data of an event chooses where a request goes."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows

RULE = Rule(
    id="server-side-request-forgery",
    title="Data of an event chooses where a request goes",
    severity="high",
    severity_fixed=True,
    remediation="Compare the parsed host with a list of constants, and refuse redirects.",
    cwe=("CWE-918",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every place in code that such data reaches."""
    yield from flows(RULE, app)
