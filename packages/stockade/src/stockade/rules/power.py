"""How much a function's role may do: privileged power, and stored data within its reach. No rule."""

from collections.abc import Iterator

from msgspec import Struct

from stockade.catalog.actions import access_level, expand, narrowable
from stockade.catalog.deeds import STORES, Deed, deeds_of, store_actions
from stockade.iam import Statement, acts, is_admin, service_wildcards, wildcard_resource
from stockade.model import App, Function, Grant, Role, doubt, left
from stockade.values import Truth, text

_HARMLESS = frozenset({"logs", "xray", "cloudwatch", "execute-api"})
_WORST = frozenset(
    {
        "s3",
        "dynamodb",
        "lambda",
        "iam",
        "sts",
        "secretsmanager",
        "kms",
        "ec2",
        "rds",
        "rds-data",
        "ecs",
        "ssm",
        "cloudformation",
    }
)
"""Services whose every action writes stored data, runs code or gives rights."""

_ESCALATING = ("lambda:UpdateFunctionCode", "sts:AssumeRole")


class Power(Struct, frozen=True):
    """Whether a role is privileged, by what, and whether that writes data or leads to more rights.

    `doubted`: strong grants are there, and whether something takes them back is not known.
    """

    holds: Truth = "false"
    grants: tuple[str, ...] = ()
    writes: bool = False
    doubted: bool = False


class Data(Struct, frozen=True):
    """The stored data a function may touch: ids of the stack, or actions on stores outside of it.

    `deeds` tells what it may do with any of it, `doubt` why it is not sure that it may; empty where it is.
    """

    touched: tuple[str, ...] = ()
    deeds: frozenset[Deed] = frozenset()
    doubt: str = ""

    @property
    def writes(self) -> bool:
        """Whether it may change or delete some of the data."""
        return bool(self.deeds - {"reads"})


class _Strong(Struct, frozen=True):
    """A strong grant: an action that tells whether it is left to the role, words for it, and its weight."""

    asked: str
    label: str
    writes: bool


_ANY_FUNCTION = "lambda:InvokeFunction"
_EVERY_ACTION = _Strong("iam:CreatePolicyVersion", "every action", writes=True)
"""Whoever may do this to any policy may do everything."""
ELSEWHERE = "anything:Anything"
"""Stands for the actions of services that no policy names."""
_NEARLY_EVERY_ACTION = _Strong(ELSEWHERE, "nearly every action", writes=True)
_WORST_GRANTS = (
    *(_Strong(f"{one}:Anything", f"every action of {one}", writes=True) for one in sorted(_WORST)),
    *(_Strong(one, f"{one} on everything", writes=True) for one in _ESCALATING),
    _Strong(_ANY_FUNCTION, f"{_ANY_FUNCTION} on every function", writes=False),
)
"""What is asked for where all is granted and nearly all is taken back."""


def administers(role: Role, grant: Grant) -> Truth:
    """Tell whether a grant alone lets a role do everything, and nothing takes that back."""
    surely = is_admin([grant.statement]) == "true"
    return left(role, grant.statement, _EVERY_ACTION.asked) if surely else "false"


def power_of(app: App, function: Function) -> Power:
    """Judge the role of a function."""
    role = app.role_of(function.id)
    if role is None:
        return Power("unknown", ("a role outside the template",))
    return power(role)


def power(role: Role) -> Power:
    """Judge a role: administration, whole services, any function, or rights over identities."""
    found: dict[Truth, dict[str, bool]] = {"true": {}, "unknown": {}, "false": {}}
    for grant in role.grants:
        statement = grant.statement
        if statement.effect != "Allow" or statement.conditions or wildcard_resource(statement) != "true":
            continue
        for strong, holds in _left(role, statement):
            found[holds][strong.label] = found[holds].get(strong.label, False) or strong.writes
    if sure := found["true"]:
        return Power("true", tuple(sure), any(sure.values()))
    if unsure := found["unknown"]:
        *others, last = unsure
        grants = (*others, f"{last}, but {doubt(role)}")
        return Power("unknown", grants, any(unsure.values()), doubted=True)
    return Power("false" if role.complete else "unknown", ("policies that could not be read",))


def _left(role: Role, statement: Statement) -> list[tuple[_Strong, Truth]]:
    """Return the strong grants of a statement; where it grants all, the widest answer that is left."""
    if "*" not in service_wildcards(statement):
        return [(one, left(role, statement, one.asked)) for one in _strong(statement)]
    everything = [_EVERY_ACTION] if is_admin([statement]) == "true" else []
    wide = [(one, left(role, statement, one.asked)) for one in (*everything, _NEARLY_EVERY_ACTION)]
    surest = max(wide, key=lambda found: _SURENESS[found[1]])
    if surest[1] != "false":
        return [surest]
    return [(one, left(role, statement, one.asked)) for one in _WORST_GRANTS]


_SURENESS: dict[Truth, int] = {"false": 0, "unknown": 1, "true": 2}


def _strong(statement: Statement) -> Iterator[_Strong]:
    """Yield whole services that can change what could have been named, then single strong actions."""
    for service in service_wildcards(statement):
        changing = (access_level(one) in {"Write", "Permissions management"} for one in _named(service))
        if service not in _HARMLESS and any(changing):
            yield _Strong(f"{service}:Anything", f"every action of {service}", service in _WORST)
    for written in (text(action) or "" for action in statement.actions):
        if not written.lower().startswith(("lambda:", "iam:", "sts:")):
            continue
        for action in expand(written):
            if action == _ANY_FUNCTION:
                yield _Strong(action, f"{action} on every function", writes=False)
            elif action in _ESCALATING or _rules_identities(action):
                yield _Strong(action, f"{written} on everything", writes=True)


def _named(service: str) -> tuple[str, ...]:
    return narrowable(f"{service}:*")


def _rules_identities(action: str) -> bool:
    return action.startswith("iam:") and access_level(action) == "Permissions management"


def data_of(app: App, function: Function) -> Data:
    """Return the stored data that a function's role lets it touch, in the stack and outside of it."""
    touched: dict[str, frozenset[Deed]] = {}
    for flow in app.flows_from(function.id):
        target = app.resources.get(flow.target)
        if target is not None and target.type in STORES:
            for action in flow.actions:
                touched[target.id] = touched.get(target.id, frozenset()) | deeds_of(action)
    role = app.role_of(function.id)
    known = touched or _outside(role)
    deeds = frozenset(deed for found in known.values() for deed in found)
    limit = role.boundary if role and known else None
    return Data(tuple(known), deeds, doubt(role) if role and limit and not limit.complete else "")


def _outside(role: Role | None) -> dict[str, frozenset[Deed]]:
    """Return the actions on stores that a role is granted, wherever those are."""
    if role is None:
        return {}
    return {
        action: deeds_of(action)
        for grant in role.grants
        if grant.statement.effect == "Allow"
        for action in _on_stores(grant.statement)
        if left(role, grant.statement, action) != "false"
    }


def _on_stores(statement: Statement) -> Iterator[str]:
    every = store_actions()
    if statement.not_actions:
        yield from (one for one in every if acts(statement, one) == "true")
    for action in statement.actions:
        yield from (one for one in expand(text(action) or "") if one in every)
