"""What the sender says of himself decides what he may do."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from stockade.model import App, CodeFault, Trigger
from stockade.model.code import LOWER
from stockade.rules import Report, Rule
from stockade.rules.believing import OUTSIDERS, faults, owned_records

RULE = Rule(
    id="client-supplied-identity",
    title="What the sender says of himself decides what he may do",
    severity="high",
    severity_fixed=True,
    remediation="Take the user and the role from a verified token or from the authorizer's context, or look "
    "the role up by the verified user.",
    cwe=("CWE-639",),
)
_MACHINES = frozenset({"iam", "mtls", "resource-policy", "signature", "service"})
"""Who proves himself so is a program, that may act for any user."""


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every decision in code that rests on such data."""
    owned = owned_records(app)
    for fault, identity, triggers, report in faults(RULE, app):
        if fault.owned and fault.owned not in owned.get(identity, frozenset()):
            continue
        if fault.anonymous or fault.owned:
            yield from _asked(fault, triggers, report)
        else:
            yield report


def _asked(fault: CodeFault, triggers: Sequence[Trigger], report: Report) -> Iterator[Report]:
    """Yield a report of what is done for anybody, where an outsider may ask for it."""
    ways = {one.authentication for one in triggers if not one.preflight}
    if triggers and (ways <= _MACHINES or triggers[0].exposure not in OUTSIDERS):
        return
    unnamed = ways <= {"none", "api-key", "unknown"}
    if fault.anonymous and not unnamed and "lambda-authorizer" in ways:
        told = f"{report.message} Whether the authorizer compares the two is not known."
        yield replace(report, kind="open", message=told)
    elif fault.anonymous and not unnamed:
        yield replace(report, confidence=LOWER[fault.confidence])
    else:
        yield report
