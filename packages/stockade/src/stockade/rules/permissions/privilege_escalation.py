"""An identity may give itself, or take from another, more rights than it has."""

from collections.abc import Iterator

from stockade.model import App, Role, doubt
from stockade.rules import Granted, Report, Rule
from stockade.rules.escalation import ways
from stockade.rules.power import administers

RULE = Rule(
    id="privilege-escalation",
    title="An identity may raise its own rights",
    severity="high",
    severity_fixed=True,
    remediation="Take the action away, or name the identities and functions it may be used on.",
    cwe=("CWE-269",),
)
_SHOWN = 3


def check(role: Role, app: App) -> Iterator[Report]:
    """Report an identity once, with the ways to more rights; administrators have nothing to raise."""
    if any(administers(role, grant) != "false" for grant in role.grants):
        return
    found = list(ways(app, role))
    if not found:
        return
    sure = [way for way in found if way.holds == "true"]
    told = sure or found
    words = "; ".join(dict.fromkeys(way.words for way in told[:_SHOWN]))
    left = len(told) - _SHOWN
    more = f"; and {left} more {'ways' if left > 1 else 'way'}" if left > 0 else ""
    why = f"; {doubt(role)}" if role.boundary is not None else ""
    holder = ", ".join(role.functions[:_SHOWN]) or role.id
    yield RULE.at(
        role,
        f"{holder} may raise its own rights: {words}{more}."
        if sure
        else f"Whether {holder} may raise its own rights is not known: {words}{more}{why}.",
        kind="fail" if sure else "open",
        severity="critical" if any(way.ends for way in told) else "high",
        function=role.functions[0] if role.functions else None,
        location=told[0].grant.location,
        touches=role.functions,
        evidence=tuple(Granted(way.words, way.grant.location) for way in told[:_SHOWN]),
    )
