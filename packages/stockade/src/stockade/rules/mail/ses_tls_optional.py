"""Mail is taken in over connections without encryption."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import get, is_absent, text

RULE = Rule(
    id="ses-tls-optional",
    title="Mail is accepted without TLS",
    severity="low",
    severity_fixed=True,
    remediation="Set TlsPolicy of the receipt rule to Require.",
    cwe=("CWE-319",),
    resource_types=("AWS::SES::ReceiptRule",),
)


def check(rule: Resource, _app: App) -> Iterator[Report]:
    """Report a receipt rule whose TLS policy is not `Require`."""
    policy = get(rule.properties, "Rule.TlsPolicy")
    known = text(policy)
    if known == "Require":
        return
    if known is None and not is_absent(policy):
        yield RULE.at(rule, f"Whether {rule.id} requires TLS is not known.", kind="open")
        return
    yield RULE.at(
        rule,
        f"{rule.id} takes mail over connections without TLS: whoever sits on the way reads it.",
        location=policy.at,
    )
