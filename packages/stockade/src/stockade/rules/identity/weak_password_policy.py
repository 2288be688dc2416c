"""A user pool accepts passwords that are guessed."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Value, flag, get, is_absent, number

RULE = Rule(
    id="weak-password-policy",
    title="The user pool accepts weak passwords",
    severity="high",
    severity_fixed=True,
    remediation="Ask for at least 8 characters of several classes, better for 12 and more.",
    cwe=("CWE-521",),
    resource_types=("AWS::Cognito::UserPool",),
)
SHORTEST = 8
CLASSES = ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols")


def check(pool: Resource, _app: App) -> Iterator[Report]:
    """Report a pool whose own policy asks for less than the service does by default."""
    policy = get(pool.properties, "Policies.PasswordPolicy")
    if is_absent(policy):
        return
    length = get(policy, "MinimumLength")
    faults = _faults(policy)
    if faults:
        yield RULE.at(pool, f"{pool.id} {' and '.join(faults)}: such passwords are guessed.")
    elif number(length) is None and not is_absent(length):
        yield RULE.at(pool, f"How long a password of {pool.id} must be is not known.", kind="open")


def _faults(policy: Value) -> list[str]:
    faults: list[str] = []
    length = number(get(policy, "MinimumLength"))
    if length is not None and length < SHORTEST:
        faults.append(f"takes passwords of {length:.0f} characters")
    if not any(flag(get(policy, name)) is not False and not is_absent(get(policy, name)) for name in CLASSES):
        faults.append("asks for no class of characters")
    return faults
