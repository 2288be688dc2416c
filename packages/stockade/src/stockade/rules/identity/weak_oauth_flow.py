"""A client takes tokens over a flow or to a page that gives them away."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Dynamic, Import, Param, Unknown, elements, get, strings, text

RULE = Rule(
    id="weak-oauth-flow",
    title="A client's sign-in gives tokens away",
    severity="medium",
    severity_fixed=True,
    remediation="Use the code flow with PKCE, and callbacks by https without a wildcard.",
    cwe=("CWE-522",),
    resource_types=("AWS::Cognito::UserPoolClient",),
)
_LOCAL = ("http://localhost", "http://127.0.0.1")


def check(client: Resource, _app: App) -> Iterator[Report]:
    """Report a client once: its implicit flow, and callbacks that are cleartext or match anything."""
    faults: list[str] = []
    flows = get(client.properties, "AllowedOAuthFlows")
    if "implicit" in strings(flows):
        faults.append("uses the implicit flow, which puts tokens into addresses")
    callbacks = strings(get(client.properties, "CallbackURLs"))
    bad = [one for one in callbacks if one.startswith("http://") and not one.startswith(_LOCAL)]
    bad += [one for one in callbacks if "*" in one]
    if bad:
        faults.append(f"sends codes to {bad[0]}")
    if faults:
        yield RULE.at(client, f"{client.id} {' and '.join(faults)}.")
    elif any(_unknown(item) for item in elements(flows)):
        yield RULE.at(client, f"Which flows {client.id} uses is not known.", kind="open")


def _unknown(value: object) -> bool:
    if isinstance(value, Unknown | Import | Dynamic):
        return True
    return isinstance(value, Param) and text(value) is None
