"""One role serves functions that not the same people can start."""

from collections.abc import Iterator, Sequence

from stockade.iam import Statement
from stockade.model import App
from stockade.model.exposure import WIDEST_FIRST
from stockade.rules import Report, Rule
from stockade.values import Param, Value, get, is_absent, text

RULE = Rule(
    id="shared-role",
    title="Functions with different callers share one role",
    severity="medium",
    severity_fixed=True,
    remediation="Give each function a role of its own, with what it needs.",
    cwe=("CWE-250",),
)
_BASIC = ("logs:", "xray:", "cloudwatch:putmetricdata", "ec2:")
_SHOWN = 2


def check(app: App, _app: App) -> Iterator[Report]:
    """Report roles with rights over data, or from outside, whose functions differ in who can start them."""
    for role in app.roles.values():
        told = _told(app, role.functions)
        if told and any(_is_more(grant.statement) for grant in role.grants):
            message = f"{role.id} serves {told}: a fault in one of them has the rights that the others need."
            yield RULE.at(role, message, touches=role.functions)
    for held, functions in _outside(app).items():
        if told := _told(app, functions):
            message = f"{held} serves {told}; what this role may do is not known here."
            first, *others = functions
            yield RULE.at(app.functions[first], message, kind="open", touches=others)


def _outside(app: App) -> dict[str, list[str]]:
    """Return the functions of each role that no template here makes, by what they name it with."""
    found: dict[str, list[str]] = {}
    for function in app.functions.values():
        held = get(function.properties, "Role")
        if function.role not in app.roles and not is_absent(held):
            found.setdefault(_name(held), []).append(function.id)
    return found


def _name(held: Value) -> str:
    named = f"the role {held.name}" if isinstance(held, Param) else f"the role named at {held.at}"
    return text(held) or named


def _told(app: App, functions: Sequence[str]) -> str:
    """Return which functions different callers start, in words; empty where the same ones start all."""
    groups: dict[str, list[str]] = {}
    for function in functions:
        groups.setdefault(_callers(app, function), []).append(function)
    known = {name: ids for name, ids in groups.items() if name}
    return "; ".join(f"{_names(ids)} ({name})" for name, ids in known.items()) if len(known) > 1 else ""


def _is_more(statement: Statement) -> bool:
    """Tell whether a statement allows more than every function has: logs, traces, network interfaces."""
    written = [text(action) for action in statement.actions]
    more = any(one is not None and not one.lower().startswith(_BASIC) for one in written)
    return statement.effect == "Allow" and (more or bool(statement.not_actions))


def _callers(app: App, function: str) -> str:
    """Return who starts a function, in a word; empty where nothing here does, or it is not known."""
    triggers = app.triggers_of(function)
    if any(trigger.is_open for trigger in triggers):
        return "anybody"
    exposures = {trigger.exposure for trigger in triggers} - {"unknown"}
    return next((exposure for exposure in WIDEST_FIRST if exposure in exposures), "")


def _names(ids: list[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f"{', '.join(ids[:_SHOWN])}{more}"
