"""Whom code believes: the reports of every rule about how it tells who may do what. No rule.

Faults at one line are one finding, whichever functions it runs in; the widest entry point speaks for them.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from stockade.findings import Report, Rule, Traced, lowered
from stockade.model import App, CodeFault, Trigger
from stockade.model.code import RECORDS_OWNED, TOKEN_VERIFIED
from stockade.model.exposure import WIDEST_FIRST

OUTSIDERS = frozenset({"public", "authenticated", "unknown"})
AUTHORIZERS = frozenset({"apigw.authorizer.token", "apigw.authorizer.request"})
_Found = tuple[str, CodeFault]


def faults(rule: Rule, app: App) -> Iterator[tuple[CodeFault, str, Sequence[Trigger], Report]]:
    """Yield every fault of a rule with its function, the triggers that lead to it, and its report."""
    places: dict[object, list[_Found]] = {}
    for identity, code in app.code.items():
        for fault in code.identity:
            if fault.rule == rule.id:
                places.setdefault((fault.location.file, fault.location.line), []).append((identity, fault))
    counted: dict[str, int] = {}
    for found in places.values():
        identity, fault = min(found, key=lambda one: (_width(app, one), one[0]))
        name = f"{fault.location.file}:{fault.enclosing}"
        counted[name] = counted.get(name, 0) + 1
        others = tuple(sorted({one for one, _ in found} - {identity}))
        leading = [one for each in found for one in _leading(app, each)]
        report = _report(rule, app, (identity, fault), others, f"{name}:{counted[name]}")
        yield fault, identity, leading, report


def authorizers(app: App) -> Literal["careful", "careless", "unknown"]:
    """Tell what the application's own authorizers do: all of them verify a token, or one believes anybody."""
    told = [
        {fault.rule for fault in app.code[one.function].identity}
        for one in app.triggers
        if one.event_source in AUTHORIZERS and one.function in app.code and app.code[one.function].read
    ]
    if any(rules & {"unverified-token", "authorizer-always-allows"} for rules in told):
        return "careless"
    return "careful" if told and all(TOKEN_VERIFIED in rules for rules in told) else "unknown"


def owned_records(app: App, *, said: bool = False) -> dict[str, frozenset[str]]:
    """Return, for each function, the tables whose records have owners, as other functions tell.

    `said`: those too whose owners are only what requests say.
    """
    tables = {
        identity: {
            fault.owned
            for fault in code.identity
            if fault.rule == RECORDS_OWNED and (said or not fault.anonymous)
        }
        for identity, code in app.code.items()
    }
    return {
        identity: frozenset(one for other, owned in tables.items() if other != identity for one in owned)
        for identity in app.code
    }


def _leading(app: App, found: _Found) -> list[Trigger]:
    """Return the triggers that the data of a fault comes by: of nobody's data all, widest first."""
    identity, fault = found
    triggers = [one for one in app.triggers_of(identity) if fault.event_source in {"", one.event_source}]
    return sorted(triggers, key=lambda one: (one.preflight, WIDEST_FIRST.index(one.exposure)))


def _width(app: App, found: _Found) -> int:
    leading = _leading(app, found)
    return WIDEST_FIRST.index(leading[0].exposure if leading else "account")


def _report(rule: Rule, app: App, found: _Found, others: tuple[str, ...], name: str) -> Report:
    identity, fault = found
    leading = _leading(app, found)
    exposure = leading[0].exposure if leading else "account"
    source = fault.event_source or (leading[0].event_source if leading else "")
    return rule.at(
        app.functions.get(identity, app),
        fault.message,
        severity=rule.severity if exposure in OUTSIDERS else lowered(rule.severity),
        confidence=fault.confidence,
        location=fault.location,
        function=identity,
        entry_point=leading[0].id if leading else f"{identity}/{source}",
        field=fault.field,
        evidence=tuple(Traced(step.text, step.location) for step in fault.steps),
        touches=others,
        discriminator=name,
        fix=fault.fix,
    )
