"""A service may start a function on behalf of anybody's resource."""

from collections.abc import Iterator

from stockade.iam import function_permission, reach
from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import Lit, get, references, text

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


def check(permission: Resource, app: App) -> Iterator[Report]:
    """Report a permission for a service that leaves open which resource or account it acts for."""
    principal = get(permission.properties, "Principal")
    known = text(principal)
    answers = [present(get(permission.properties, name)) for name in NARROWING]
    named = "true" in answers
    if (named and not _for_strangers(permission)) or (known is not None and not _is_service(known)):
        return
    written = get(permission.properties, "FunctionName")
    ids = [reference.id for reference in references(written) if reference.id in app.functions]
    name = ids[0] if ids else text(written) or "a function"
    if known is None or (not named and "unknown" in answers):
        message = f"Whether {permission.id} lets a service start {name} for any account is not known."
        yield RULE.at(permission, message, kind="open", function=ids[0] if ids else "")
        return
    yield RULE.at(
        permission,
        f"{permission.id} lets {known} start {name} for the resources of any account: it names "
        f"{'a source that every account can have' if named else 'no source'}.",
        function=ids[0] if ids else "",
        remediation=_remediation(permission, app, ids),
    )


def _is_service(principal: str) -> bool:
    return principal.endswith(".amazonaws.com")


def _for_strangers(permission: Resource) -> bool:
    """Tell whether the source it names is a pattern that resources of any account match."""
    document = function_permission(permission.properties, Lit("*"), permission.location)
    found = reach((document,), "lambda:InvokeFunction", Lit("*")).services
    return any(one.narrowed == "false" for one in found)


def _remediation(permission: Resource, app: App, functions: list[str]) -> str:
    """Name the resource that starts the function by this service, where the stack has just one."""
    principal = text(get(permission.properties, "Principal"))
    origins = {
        trigger.origin
        for trigger in app.triggers
        if trigger.function in functions and principal in app.source(trigger.event_source).principals
    }
    if len(origins) != 1 or (only := origins.pop()) not in app.resources:
        return ""
    return f"Set SourceArn of {permission.id} to the ARN of {only}, or SourceAccount to your account."
