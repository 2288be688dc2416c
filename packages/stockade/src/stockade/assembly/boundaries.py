"""Permissions boundaries of roles and users: what limits them, whatever their policies grant.

A boundary whose text is not known limits nobody knows what: it is a policy that was not read completely, and
a gap names it. Source: "Permissions boundaries for IAM entities" of the IAM User Guide.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from stockade.assembly.draft import Draft
from stockade.assembly.policies import normal
from stockade.assembly.roles import managed_name
from stockade.catalog.managed_policies import managed_policy
from stockade.iam import PolicyDocument, Problem, Statement, parse
from stockade.model import Role
from stockade.values import (
    Concat,
    Import,
    Lit,
    Location,
    Param,
    Value,
    branches,
    get,
    is_absent,
    plain,
    text,
)

_EVERYTHING = Statement(effect="Allow", actions=(Lit("*"),), resources=(Lit("*"),))


def bounded(draft: Draft, roles: dict[str, Role]) -> dict[str, Role]:
    """Return the roles with the boundary each has."""
    return {identity: replace(role, boundary=_boundary(draft, role)) for identity, role in roles.items()}


def _boundary(draft: Draft, role: Role) -> PolicyDocument | None:
    value = get(draft.stack.resources[role.id].properties, "PermissionsBoundary")
    if all(is_absent(side) or text(side) == "" for _, side in branches(value)):
        return None
    at = value.at if value.at.line and not isinstance(value, Param) else role.location
    statements: list[Statement] = []
    problems: list[Problem] = []
    for answers, side in branches(value):
        found = _limit(draft, side, at)
        if found.complete:
            statements.extend(_under(tuple(answers.items()), found.statements))
            continue
        name = _name(side)
        problems.append(Problem(f"the permissions boundary {name} is not known here", at))
        draft.gap(at, f"what the permissions boundary {name} of {role.id!r} takes back is not known")
    return PolicyDocument(tuple(statements), at=at, problems=tuple(problems), complete=not problems)


def _under(answers: tuple[tuple[str, bool], ...], statements: tuple[Statement, ...]) -> Iterator[Statement]:
    for one in statements:
        yield replace(one, when=(*one.when, *(answer for answer in answers if answer not in one.when)))


def _limit(draft: Draft, value: Value, at: Location) -> PolicyDocument:
    """Return what one side of a boundary leaves; everything where that side has none."""
    if is_absent(value) or text(value) == "":
        return PolicyDocument((_EVERYTHING,))
    own = draft.index.find(value, "AWS::IAM::ManagedPolicy")
    if own is not None:
        return normal(draft, parse(get(draft.stack.resources[own].properties, "PolicyDocument")))
    name = managed_name(value)
    written = managed_policy(name) if name is not None else None
    return PolicyDocument(complete=False) if written is None else parse(plain(written, at))


def _name(value: Value) -> str:
    """Name a boundary as people know it: the end of its ARN, the parameter or export it comes from."""
    if isinstance(value, Param):
        return f"of the parameter {value.name}"
    if isinstance(value, Import):
        return f"of the export {text(value.name) or '?'}"
    last = value.parts[-1] if isinstance(value, Concat) else value
    return (text(last) or "?").rpartition("/")[2]
