"""What one set of policies says to a request: statement by statement, with the doubts that remain."""

from typing import Literal

from msgspec import Struct

from stockade.iam.conditions import hold
from stockade.iam.documents import Policies, Statement
from stockade.iam.patterns import covers, matches, overlaps
from stockade.iam.principals import naming
from stockade.iam.requests import Request
from stockade.values import Lit, Truth, Value, both, either, negate

Scope = Literal["every", "some"]
"""What a request with wildcards asks: about every resource they match, or whether there is one."""


class Side(Struct):
    """What one set of policies says to a request. `account`: it allows by naming the sender's account."""

    allow: Truth = "false"
    account: Truth = "false"
    deny: Truth = "false"
    allowing: tuple[Statement, ...] = ()
    denying: tuple[Statement, ...] = ()
    doubts: tuple[str, ...] = ()


def judge(policies: Policies, request: Request, scope: Scope = "every", *, of_resource: bool = False) -> Side:
    """Match every statement; the principals count in a resource's policies only."""
    side = Side()
    for policy in policies:
        if isinstance(policy, Statement):
            _add(side, policy, request, scope, of_resource=of_resource)
            continue
        for statement in policy.statements:
            _add(side, statement, request, scope, of_resource=of_resource)
        if not policy.complete:
            side.allow, side.deny = either(side.allow, "unknown"), either(side.deny, "unknown")
            side.doubts += tuple(f"{problem.at}: {problem.reason}" for problem in policy.problems[:1])
    return side


def _add(side: Side, statement: Statement, request: Request, scope: Scope, *, of_resource: bool) -> None:
    rest = applies(statement, request, scope)
    if rest == "false":
        return
    named, account = _named(statement, request) if of_resource else ("true", "false")
    direct, delegated = both(rest, named), both(rest, account)
    anyhow = either(direct, delegated)
    if anyhow == "false":
        return
    if anyhow == "unknown":
        side.doubts += (f"whether {cited(statement)} applies is known at deployment only",)
    if statement.effect == "Deny":
        side.deny = either(side.deny, anyhow)
        side.denying += (statement,)
    else:
        side.allow, side.account = either(side.allow, direct), either(side.account, delegated)
        side.allowing += (statement,)


def _named(statement: Statement, request: Request) -> tuple[Truth, Truth]:
    found = naming(statement, request.principal)
    return found.directly, found.account


def applies(statement: Statement, request: Request, scope: Scope = "every") -> Truth:
    """Tell whether a statement speaks of the request, its principals aside."""
    answer = acts(statement, request.action)
    if answer == "false":
        return answer
    answer = both(answer, _concerns(statement, request, scope))
    if answer == "false":
        return answer
    if statement.conditions:
        answer = both(answer, hold(statement.conditions, request.context, statement.effect))
    return answer if statement.complete or answer == "false" else "unknown"


def acts(statement: Statement, action: str) -> Truth:
    """Tell whether a statement speaks of one action, by its actions or by what it leaves out."""
    if statement.not_actions:
        return negate(_any_action(statement.not_actions, action))
    return _any_action(statement.actions, action)


def _any_action(patterns: tuple[Value, ...], action: str) -> Truth:
    answer: Truth = "false"
    subject = Lit(action)
    for pattern in patterns:
        found = matches(pattern, subject, fold=True)
        if found == "true":
            return found
        answer = either(answer, found)
    return answer


def _concerns(statement: Statement, request: Request, scope: Scope) -> Truth:
    """Match the resource; a statement without any (a trust policy) speaks of what it is attached to."""
    if statement.not_resources:
        whole = scope == "every" or statement.effect == "Deny"
        return negate(either(*(_excluded(one, request, whole=whole) for one in statement.not_resources)))
    if not statement.resources:
        return "true"
    answer: Truth = "false"
    for pattern in statement.resources:
        found = _covered(pattern, request, scope)
        if found == "true":
            return found
        answer = either(answer, found)
    return answer


def _covered(pattern: Value, request: Request, scope: Scope) -> Truth:
    found = covers(pattern, request.resource)
    for wider in request.within:
        found = either(found, covers(pattern, wider))
    if found == "false" and scope == "every" and _touches(pattern, request):
        return "unknown"
    return found


def _excluded(pattern: Value, request: Request, *, whole: bool) -> Truth:
    """Match an exclusion. `whole`: where a part of the resources lies inside it the answer is not known."""
    found = _covered(pattern, request, "some")
    return "unknown" if found == "false" and whole and _touches(pattern, request) else found


def _touches(pattern: Value, request: Request) -> bool:
    return all(overlaps(pattern, one) != "false" for one in (request.resource, *request.within))


def cited(statement: Statement) -> str:
    """Name a statement and its place, for a sentence."""
    name = f"statement {statement.sid!r}" if statement.sid else "the statement"
    return f"{name} ({statement.at})" if statement.at.file else name
