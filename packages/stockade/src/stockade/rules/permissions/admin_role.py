"""A role may do everything."""

from collections.abc import Iterator

from stockade.model import App, Role, doubt
from stockade.rules import Granted, Report, Rule
from stockade.rules.power import administers

RULE = Rule(
    id="admin-role",
    title="A role may do everything",
    severity="critical",
    severity_fixed=True,
    remediation="Grant the actions its holder uses, on the resources it uses.",
    cwe=("CWE-269",),
)


def check(role: Role, _app: App) -> Iterator[Report]:
    """Report a role that is granted every action on every resource, unless something takes it back."""
    for grant in role.grants:
        holds = administers(role, grant)
        if holds == "false":
            continue
        holders = ", ".join(role.functions) or role.id
        what = grant.provenance.name or "a statement"
        yield RULE.at(
            role,
            f"{holders} may do everything: {what} grants it."
            if holds == "true"
            else f"Whether {holders} may do everything is not known: {what} grants it, and {doubt(role)}.",
            kind="fail" if holds == "true" else "open",
            function=role.functions[0] if role.functions else None,
            location=grant.location,
            touches=role.functions,
            evidence=(Granted("every action on every resource", grant.location),),
        )
        return
