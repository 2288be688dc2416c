"""Claims of a token decide, and nobody checked who wrote it."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.believing import authorizers, faults

RULE = Rule(
    id="unverified-token",
    title="Claims of a token decide although its signature is not checked",
    severity="high",
    severity_fixed=True,
    remediation="Verify the token with a fixed list of algorithms, the issuer's key, issuer and audience, "
    "and use only what the verification gives back.",
    cwe=("CWE-347",),
)
_VERIFIED = frozenset({"cognito", "jwt"})
_HEADER = re.compile(r"(?i)headers\.authorization(?:-?token)?(?:\[\])?$")


def check(app: App, _app: App) -> Iterator[Report]:
    """Report it; not where the platform or an authorizer has verified the token on every way to it."""
    before = authorizers(app)
    for fault, _, triggers, report in faults(RULE, app):
        ways = {one.authentication for one in triggers if not one.preflight}
        verified = bool(ways) and _HEADER.search(fault.field) and ways <= {*_VERIFIED, "lambda-authorizer"}
        own = "lambda-authorizer" in ways
        if not verified or (own and before == "careless"):
            yield report
        elif own and before == "unknown":
            yield replace(
                report,
                kind="open",
                message=f"{report.message} Whether the authorizer has verified that very token is not known.",
            )
