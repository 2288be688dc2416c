"""Anyone with an account of the platform may invoke a function."""

from collections.abc import Iterator

from stockade.iam import function_permission, reach
from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Lit, get, references, text

RULE = Rule(
    id="public-function-permission",
    title="Anyone may invoke the function",
    severity="critical",
    severity_fixed=True,
    remediation="Name the account, role or service that invokes it; for an organisation add PrincipalOrgID.",
    cwe=("CWE-732",),
    resource_types=("AWS::Lambda::Permission",),
)


def check(permission: Resource, app: App) -> Iterator[Report]:
    """Report a permission that opens a function to everyone; one of an open URL is reported with the URL."""
    written = get(permission.properties, "FunctionName")
    document = function_permission(permission.properties, Lit("*"), permission.location)
    anyone = reach((document,), "lambda:InvokeFunction", Lit("*")).anyone
    ids = [reference.id for reference in references(written) if reference.id in app.functions]
    name = ids[0] if ids else text(written) or "a function"
    principal = get(permission.properties, "Principal")
    if anyone == "true":
        yield RULE.at(
            permission,
            f"Everyone with an account of his own may invoke {name} with an event of his making.",
            function=ids[0] if ids else "",
            location=principal.at,
        )
    elif anyone == "unknown":
        yield RULE.at(
            permission,
            f"Whether {permission.id} lets everyone invoke {name} depends on values not known.",
            kind="open",
            function=ids[0] if ids else "",
        )
