"""Ways from the rights of one identity to more of them. No rule.

Families of paths: rights over identities, credentials, a role passed to what computes, code that runs with
another role; each is an action or a pair of them.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from stockade.catalog.actions import expand
from stockade.iam import Statement, acts, wildcard_resource
from stockade.model import App, Grant, Role, left
from stockade.rules.power import power
from stockade.values import Concat, Truth, Value, both, references, text

RIGHTS = frozenset(
    {
        "iam:AddUserToGroup",
        "iam:AttachGroupPolicy",
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:CreatePolicyVersion",
        "iam:PutGroupPolicy",
        "iam:PutRolePolicy",
        "iam:PutUserPolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAssumeRolePolicy",
    }
)
"""Whoever may do one of these to an identity decides what it may do, or who acts as it."""
CREDENTIALS = frozenset({"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"})
"""Whoever may do one of these to a user becomes that user."""
PASS = "iam:PassRole"  # noqa: S105 - an action
COMPUTE = frozenset(
    {
        "batch:RegisterJobDefinition",
        "cloudformation:CreateStack",
        "codebuild:CreateProject",
        "datapipeline:CreatePipeline",
        "ec2:RunInstances",
        "ecs:RegisterTaskDefinition",
        "glue:CreateDevEndpoint",
        "glue:CreateJob",
        "glue:UpdateJob",
        "lambda:CreateFunction",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "scheduler:CreateSchedule",
        "states:CreateStateMachine",
        "states:UpdateStateMachine",
    }
)
"""What runs with a role that is passed to it, on input of whoever starts it."""
CODE = frozenset({"lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"})
"""What changes the code that runs with a function's role."""
_EVERYTHING = "everything"
_ASKED = RIGHTS | CREDENTIALS | COMPUTE | CODE | {PASS}


class Way(Struct, frozen=True):
    """One way to more rights: words for it, the grant that opens it, and whether it is sure.

    `ends` tells that nothing is left to gain after it: every identity can be given every right.
    """

    words: str
    grant: Grant
    holds: Truth
    ends: bool = False


def ways(app: App, role: Role) -> Iterator[Way]:
    """Yield the ways of one identity, sure ones first; none for one that may do everything already."""
    found = list(_ways(app, role))
    yield from sorted(found, key=lambda way: way.holds != "true")


def _ways(app: App, role: Role) -> Iterator[Way]:
    held = _held(app, role)
    for actions, words in ((RIGHTS, "decide what {} may do"), (CREDENTIALS, "act as {}")):
        for action in sorted(actions & held.keys()):
            for one in held[action]:
                told = f"{action} on {one.target} lets it {words.format(one.whom)}"
                yield Way(told, one.grant, one.holds, ends=actions is RIGHTS and one.target == _EVERYTHING)
    for passed in held.get(PASS, ()):
        for action in sorted(COMPUTE & held.keys()):
            holds: Truth = "true" if {passed.holds, held[action][0].holds} == {"true"} else "unknown"
            yield Way(
                f"{PASS} on {passed.target} and {action} let it run code with {passed.whom}",
                passed.grant,
                holds,
            )
    for action in sorted(CODE & held.keys()):
        for one in held[action]:
            for function in _stronger(app, role, one):
                words = f"{action} on {function} lets it run code with the role of that function"
                yield Way(words, one.grant, one.holds)


class _Held(Struct, frozen=True):
    """A right that a grant gives: on what, whom that concerns, and whether that is sure."""

    grant: Grant
    target: str
    whom: str
    holds: Truth
    named: frozenset[str] = frozenset()


def _held(app: App, role: Role) -> dict[str, list[_Held]]:
    """Return the rights that count, by action; what a condition, a deny or a boundary stops is left out."""
    found: dict[str, list[_Held]] = {}
    for grant in role.grants:
        statement = grant.statement
        if statement.effect != "Allow" or statement.conditions:
            continue
        reached = _reached(app, role, grant)
        if reached is None:
            continue
        for action in _actions(statement):
            holds = both(reached.holds, left(role, statement, action))
            if holds != "false":
                found.setdefault(action, []).append(replace(reached, holds=holds))
    return found


def _actions(statement: Statement) -> Iterator[str]:
    if statement.not_actions:
        yield from (action for action in sorted(_ASKED) if acts(statement, action) == "true")
    for written in (text(action) for action in statement.actions):
        if written is not None:
            yield from (action for action in expand(written) if action in _ASKED)


def _reached(app: App, role: Role, grant: Grant) -> _Held | None:
    """Return what a statement's resources reach: everything, identities and functions, or none of these."""
    wide = wildcard_resource(grant.statement)
    if wide == "true":
        return _Held(grant, _EVERYTHING, "any identity", "true")
    known = sorted({one for value in grant.statement.resources for one in _named(app, value)})
    if known:
        itself = known == [role.id]
        return _Held(
            grant, ", ".join(known), "itself" if itself else " and ".join(known), "true", frozenset(known)
        )
    return _Held(grant, "what is not known here", "others", "unknown") if wide == "unknown" else None


def _named(app: App, resource: Value) -> Iterator[str]:
    """Yield the identities and functions that a resource of a statement names, by reference or by name."""
    ids = {one.id for one in references(resource)}
    last = resource.parts[-1] if isinstance(resource, Concat) and resource.parts else resource
    end = re.split(r"[:/]", text(last) or "")[-1]
    for one in (*app.roles, *app.functions):
        declared = app.resources.get(one)
        if one in ids or (end and declared is not None and text(declared.name) == end):
            yield one


def _stronger(app: App, role: Role, held: _Held) -> Iterator[str]:
    """Yield the functions a right reaches whose role is powerful, where the identity itself is not."""
    if power(role).holds == "true":
        return
    for function in app.functions.values():
        other = app.role_of(function.id)
        reached = held.target == _EVERYTHING or function.id in held.named
        if reached and other is not None and other.id != role.id and power(other).holds == "true":
            yield function.id
