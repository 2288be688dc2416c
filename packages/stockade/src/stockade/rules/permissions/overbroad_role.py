"""A role may clearly do more than its holder needs."""

from collections.abc import Iterator

from stockade.model import App, Role, doubt
from stockade.rules import Granted, Report, Rule
from stockade.rules.breadth import Breadth, breadth, effective, severity_of
from stockade.rules.reach import Reach

RULE = Rule(
    id="overbroad-role",
    title="A role may do more than its holder needs",
    severity="medium",
    severity_fixed=True,
    remediation="Name the actions the code calls and the resources it calls them on.",
    cwe=("CWE-250",),
)
_SHOWN = 3


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each role once, at its widest grant, with all that is wide about it."""
    reach: Reach | None = None
    for role in app.roles.values():
        judged = [breadth(role, one) for grant in role.grants for one in effective(role, grant)]
        wide = [found for found in judged if found is not None]
        wide = [found for found in wide if found.holds == "true"] or wide
        if any(found.admin for found in wide):
            continue
        if wide:
            reach = reach or Reach(app)
            yield _report(role, wide, reach)
        elif not role.complete and role.functions:
            yield RULE.at(role, f"{role.id} has a policy that is not known here.", kind="open")


def _report(role: Role, wide: list[Breadth], reach: Reach) -> Report:
    path = reach.path_to(role.id)
    worst = max(wide, key=lambda found: found.weight)
    return RULE.at(
        role,
        _message(role, wide),
        remediation=_remediation(wide),
        kind="fail" if worst.holds == "true" else "open",
        severity=severity_of(wide, path.exposure if path else None),
        function=role.functions[0] if role.functions else None,
        location=worst.grant.location,
        touches=role.functions,
        evidence=tuple(Granted(found.what, found.grant.location) for found in wide),
    )


def _message(role: Role, wide: list[Breadth]) -> str:
    heaviest = sorted(wide, key=lambda found: -found.weight)
    what = list(dict.fromkeys(found.what for found in heaviest))
    more = f"; and {len(what) - _SHOWN} more" if len(what) > _SHOWN else ""
    holders = ", ".join(role.functions) or role.id
    granted = f"{'; '.join(what[:_SHOWN])}{more}"
    if wide[0].holds == "true":
        return f"{holders} may use {granted}."
    return f"Whether {holders} may use {granted} is not known: {doubt(role)}."


def _remediation(wide: list[Breadth]) -> str:
    managed = dict.fromkeys(
        found.grant.provenance.name for found in wide if found.grant.provenance.kind == "managed-policy"
    )
    if managed:
        return f"Replace {' and '.join(managed)} by the actions the code calls, on the resources it uses."
    if any(found.whole for found in wide):
        return "Name the actions the code calls in place of the whole service, and the resources it uses."
    return "Write the ARNs of the resources the code uses in place of the wildcard."
