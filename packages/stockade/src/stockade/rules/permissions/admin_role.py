"""A role may do everything."""

from collections.abc import Iterator

from stockade.iam import evaluate, is_admin, own
from stockade.model import App, Role
from stockade.rules import Granted, Report, Rule

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
    statements = tuple(grant.statement for grant in role.grants)
    for grant in role.grants:
        if is_admin([grant.statement]) != "true":
            continue
        decided = evaluate(own("iam:CreatePolicyVersion", "*"), identity=statements, boundary=role.boundary)
        if decided.outcome not in {"allowed", "unknown"}:
            continue
        holders = ", ".join(role.functions) or role.id
        yield RULE.at(
            role,
            f"{holders} may do everything: {grant.provenance.name or 'a statement'} grants it.",
            kind="fail" if decided.outcome == "allowed" else "open",
            function=role.functions[0] if role.functions else None,
            location=grant.location,
            touches=role.functions,
            evidence=(Granted("every action on every resource", grant.location),),
        )
        return
