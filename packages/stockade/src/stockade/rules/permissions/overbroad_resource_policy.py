"""A resource policy grants more than the one it lets in can need."""

from collections.abc import Iterator

from stockade.iam import Principal, Statement, service_wildcards
from stockade.model import App, ResourcePolicy
from stockade.rules import Report, Rule
from stockade.values import Pseudo, references, text

RULE = Rule(
    id="overbroad-resource-policy",
    title="A resource policy grants every action",
    severity="medium",
    severity_fixed=True,
    remediation="Name the actions the principal needs, such as those to deliver or those to read.",
    cwe=("CWE-732",),
)
_TYPES_THAT_NEED_ALL = ("AWS::KMS::Key",)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each policy that grants a whole service to somebody other than the account itself."""
    for policy in app.policies:
        kind = app.resources[policy.resource].type if policy.resource in app.resources else ""
        if kind not in _TYPES_THAT_NEED_ALL:
            yield from _policy(app, policy)


def _policy(app: App, policy: ResourcePolicy) -> Iterator[Report]:
    for statement in policy.document.statements:
        services = service_wildcards(statement)
        holders = _holders(statement)
        if statement.effect != "Allow" or not services or not holders or _delegates(statement):
            continue
        known = [holder for holder in holders if holder]
        subject = app.resources.get(policy.declared_by)
        if subject is None:
            continue
        every = "nearly every action" if statement.not_actions else "every action"
        of = "" if services[0] == "*" else f" of {services[0]}"
        holder = known[0] if known else "a principal that is not known"
        yield RULE.at(
            subject,
            f"{policy.declared_by} grants {holder} {every}{of} on {policy.resource}.",
            kind="fail" if known else "open",
            touches=(policy.resource,),
            discriminator=",".join(services),
        )


def _delegates(statement: Statement) -> bool:
    """Tell whether a bucket leaves the decision to the policies of its access points."""
    return any(condition.key.lower().startswith("s3:dataaccesspoint") for condition in statement.conditions)


def _holders(statement: Statement) -> list[str]:
    """Name those it lets in other than the account itself; empty texts for those that are not known."""
    if statement.not_principals:
        return ["anyone but those it names"]
    return [_name(principal) for principal in statement.principals if not _own_account(principal)]


def _own_account(principal: Principal) -> bool:
    """Tell whether a principal is the stack's own account: that hands the decision to its IAM."""
    parts = getattr(principal.value, "parts", (principal.value,))
    return any(isinstance(part, Pseudo) and part.name == "AWS::AccountId" for part in parts)


def _name(principal: Principal) -> str:
    if principal.kind == "*" or text(principal.value) == "*":
        return "anyone"
    named = next(references(principal.value), None)
    return named.id if named else text(principal.value) or ""
