"""A role may clearly do more than its holder needs."""

from collections.abc import Iterator

from stockade.model import App, Role
from stockade.rules import Granted, Report, Rule
from stockade.rules.breadth import Breadth, breadth, severity_of

RULE = Rule(
    id="overbroad-role",
    title="A role may do more than its holder needs",
    severity="medium",
    severity_fixed=True,
    remediation="Name the actions the code calls and the resources it calls them on.",
    cwe=("CWE-250",),
)


def check(role: Role, _app: App) -> Iterator[Report]:
    """Report a role once, at its first wide grant, with all that is wide about it."""
    wide = [found for grant in role.grants if (found := breadth(grant)) is not None]
    if any(found.admin for found in wide):
        return
    if wide:
        worst = max(wide, key=lambda found: found.weight)
        yield RULE.at(
            role,
            _message(role, wide),
            severity=severity_of(wide),
            function=role.functions[0] if role.functions else None,
            location=worst.grant.location,
            touches=role.functions,
            evidence=tuple(Granted(found.what, found.grant.location) for found in wide),
        )
    elif not role.complete and role.functions:
        yield RULE.at(role, f"{role.id} has a policy that is not known here.", kind="open")


def _message(role: Role, wide: list[Breadth]) -> str:
    what = list(dict.fromkeys(found.what for found in wide))
    more = f" and {len(what) - 3} more" if len(what) > 3 else ""  # noqa: PLR2004 - as many as read well
    holders = ", ".join(role.functions) or role.id
    return f"{holders} may use {'; '.join(what[:3])}{more}."
