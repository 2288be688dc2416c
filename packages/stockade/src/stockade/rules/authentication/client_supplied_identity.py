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
_UNNAMED = frozenset({"none", "api-key", "unknown"})
"""Nothing before the function tells it who its sender is."""


def check(app: App, _app: App) -> Iterator[Report]:
    """Report every decision in code that rests on such data."""
    owned, said = owned_records(app), owned_records(app, said=True)
    for fault, identity, triggers, report in faults(RULE, app):
        tables = said if _names_senders(triggers) else owned
        if fault.owned and fault.owned not in tables.get(identity, frozenset()):
            continue
        if fault.anonymous or fault.owned:
            yield from _asked(fault, triggers, report)
        else:
            yield report


def _names_senders(triggers: Sequence[Trigger]) -> bool:
    """Tell whether what stands before a function tells it who each sender is."""
    ways = {one.authentication for one in triggers if not one.preflight}
    return bool(ways) and not ways & (_UNNAMED | _MACHINES)


def _asked(fault: CodeFault, triggers: Sequence[Trigger], report: Report) -> Iterator[Report]:
    """Yield a report of what is done for anybody, where an outsider may ask for it."""
    ways = {one.authentication for one in triggers if not one.preflight}
    if triggers and (ways <= _MACHINES or triggers[0].exposure not in OUTSIDERS):
        return
    unnamed = ways <= _UNNAMED
    if fault.anonymous and not unnamed and "lambda-authorizer" in ways:
        told = f"{report.message} Whether the authorizer compares the two is not known."
        yield replace(report, kind="open", message=told)
    elif fault.anonymous and not unnamed:
        yield replace(report, confidence=LOWER[fault.confidence])
    else:
        yield report
