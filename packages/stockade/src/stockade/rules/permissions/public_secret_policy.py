"""Anyone with an account of the platform may read a secret."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule

RULE = Rule(
    id="public-secret-policy",
    title="Anyone may read the secret",
    severity="critical",
    severity_fixed=True,
    remediation="Name the principals in the secret's policy, and block public policies on it.",
    cwe=("CWE-732",),
    resource_types=("AWS::SecretsManager::Secret",),
)


def check(secret: Resource, app: App) -> Iterator[Report]:
    """Report a secret whose policy lets anyone read it."""
    access = app.access.get(secret.id)
    let_in = access.read if access is not None else "own"
    places = {policy.location for policy in app.policies_of(secret.id)}
    place = places.pop() if len(places) == 1 else secret.location
    if let_in == "public":
        yield RULE.at(secret, f"Anyone with an account of the platform may read {secret.id}.", location=place)
    elif let_in == "unknown":
        message = f"Whether anyone may read {secret.id} depends on values not known."
        yield RULE.at(secret, message, kind="open", location=place)
