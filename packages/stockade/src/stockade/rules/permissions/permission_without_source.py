"""A service may start a function on behalf of anybody's resource."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import get, text

RULE = Rule(
    id="permission-without-source",
    title="A service may start the function for anybody",
    severity="medium",
    severity_fixed=True,
    remediation="Add SourceArn with the resource that may start it, or SourceAccount where there is no ARN.",
    cwe=("CWE-441",),
    resource_types=("AWS::Lambda::Permission",),
)
NARROWING = ("SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken")


def check(permission: Resource, _app: App) -> Iterator[Report]:
    """Report a permission for a service that names neither the resource nor the account it acts for."""
    principal = get(permission.properties, "Principal")
    known = text(principal)
    answers = [present(get(permission.properties, name)) for name in NARROWING]
    if "true" in answers or (known is not None and not known.endswith(".amazonaws.com")):
        return
    if known is None or "unknown" in answers:
        yield RULE.at(permission, "Whether a service may act here for anybody is not known.", kind="open")
        return
    yield RULE.at(
        permission,
        f"{known} may start the function whoever's resource it acts for: {permission.id} names no source.",
    )
