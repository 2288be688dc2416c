"""Anybody may register in a user pool of the application."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.power import power
from stockade.rules.presence import present
from stockade.values import flag, get, is_absent, references

RULE = Rule(
    id="open-self-signup",
    title="Anybody may register",
    severity="medium",
    severity_fixed=True,
    remediation="Set AllowAdminCreateUserOnly, or let a pre-sign-up function decide who may register.",
    cwe=("CWE-306",),
    resource_types=("AWS::Cognito::UserPool",),
)


def check(pool: Resource, app: App) -> Iterator[Report]:
    """Report a pool in which anyone can make himself a user, where being one is what routes ask for."""
    setting = get(pool.properties, "AdminCreateUserConfig.AllowAdminCreateUserOnly")
    if flag(setting) is True or not _used(pool, app):
        return
    if flag(setting) is None and not is_absent(setting):
        yield RULE.at(pool, f"Whether anybody may register in {pool.id} is not known.", kind="open")
        return
    decided = present(get(pool.properties, "LambdaConfig.PreSignUp")) != "false"
    strong = any(power(role).writes and role.functions for role in app.roles.values())
    yield RULE.at(
        pool,
        f"Anybody can register in {pool.id} and is then an authenticated user."
        + (" Its pre-sign-up function may refuse; its code decides." if decided else ""),
        kind="open" if decided else "fail",
        severity="high" if strong and _guards(app) else None,
    )


def _guards(app: App) -> bool:
    """Tell whether being a user of a pool is what stands before a function."""
    return any(trigger.authentication == "cognito" and trigger.function for trigger in app.triggers)


def _used(pool: Resource, app: App) -> bool:
    """Tell whether anything of the application refers to the pool."""
    return any(
        reference.id == pool.id
        for other in app.resources.values()
        if other.id != pool.id
        for reference in references(other.properties)
    )
