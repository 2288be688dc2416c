"""The decision: is a request allowed, and which statements make it so.

    explicit deny    wins, wherever it stands
    own account      boundary AND (own policies OR a resource's policy that names the sender or everyone)
    trust and keys   own account, but the resource's policy must allow: by itself where it names the sender,
                     together with the sender's policies where it names the account
    other account    the resource's policy AND the sender's own (taken as given where not known: it is his)
    the others       anonymous, service, federated: the resource's policy alone

Unknown is never folded into allowed or denied. Where the template's conditions decide, the request is judged
under every combination of their answers, and the outcome is known only where all agree.

Sources: "Policy evaluation logic", "Permissions boundaries" (an implicit deny of a boundary limits a role
that a resource's policy names) and "Cross-account policy evaluation logic" of the IAM User Guide; "Key
policies" of the KMS Developer Guide.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from stockade.iam.documents import Policies, PolicyDocument, Statement
from stockade.iam.judging import Scope, Side, cited, judge
from stockade.iam.patterns import covers, is_pattern, overlaps
from stockade.iam.requests import Anyone, Federated, ForeignAccount, Request, RoleOf, Service
from stockade.values import Truth, both, either, text

Outcome = Literal["allowed", "explicitDeny", "implicitDeny", "unknown"]
MOST_CONDITIONS = 6
"""Conditions of the template judged in every combination; more of them make the outcome unknown."""


_Parts = tuple[PolicyDocument | Statement, ...]


class Decision(Struct, frozen=True):
    """An outcome, the statements that caused it (or may), and sentences that explain it."""

    outcome: Outcome
    statements: tuple[Statement, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def allowed(self) -> Truth:
        """Whether it is allowed."""
        match self.outcome:
            case "allowed":
                return "true"
            case "unknown":
                return "unknown"
            case "explicitDeny" | "implicitDeny":
                return "false"


def evaluate(
    request: Request,
    *,
    identity: Policies | None = None,
    resource: Policies = (),
    boundary: PolicyDocument | None = None,
    scope: Scope = "every",
) -> Decision:
    """Decide a request.

    `identity` are the policies of the sender, None where they are not known; `resource` those of the
    resource (trust policy, key policy, permissions of a function), empty where it has none;
    `boundary` limits the sender, None where there is none. `scope` counts where the request's resource holds
    wildcards: whether it is allowed on every resource they match, or on some.
    """
    held = Held(None if identity is None else tuple(identity), tuple(resource), boundary)
    names = held.condition_names()
    if not names:
        return decide(request, held, scope)
    if len(names) > MOST_CONDITIONS:
        reason = f"it depends on more than {MOST_CONDITIONS} conditions of the template"
        return Decision("unknown", (), (reason,))
    return _agreed((answers, decide(request, held.under(answers), scope)) for answers in worlds(names))


class Held(Struct, frozen=True):
    """The policies a decision takes into account."""

    identity: _Parts | None
    resource: _Parts
    boundary: PolicyDocument | None

    def condition_names(self) -> list[str]:
        """Return the conditions of the template that decide which statements there are."""
        return condition_names(self._all())

    def statements(self) -> Iterator[Statement]:
        """Yield every statement."""
        return statements_of(self._all())

    def _all(self) -> _Parts:
        return (*(self.identity or ()), *self.resource, *((self.boundary,) if self.boundary else ()))

    def under(self, answers: dict[str, bool]) -> "Held":
        """Return the policies as they are where the template's conditions have these answers."""
        return Held(
            None if self.identity is None else restricted(self.identity, answers),
            restricted(self.resource, answers),
            self.boundary.under(answers) if self.boundary else None,
        )


def condition_names(policies: Policies) -> list[str]:
    """Return the conditions of the template that statements need, each once."""
    return list({name: None for statement in statements_of(policies) for name, _ in statement.when})


def statements_of(policies: Policies) -> Iterator[Statement]:
    """Yield every statement of documents and single statements."""
    for policy in policies:
        if isinstance(policy, Statement):
            yield policy
        else:
            yield from policy.statements


def worlds(names: Iterable[str]) -> Iterator[dict[str, bool]]:
    """Yield every combination of answers to the template's conditions."""
    known = tuple(names)
    for answers in product((True, False), repeat=len(known)):
        yield dict(zip(known, answers, strict=True))


def restricted(policies: Policies, answers: dict[str, bool]) -> _Parts:
    """Return the policies as they are where the template's conditions have these answers."""
    kept: list[PolicyDocument | Statement] = []
    for policy in policies:
        if isinstance(policy, PolicyDocument):
            kept.append(policy.under(answers))
        elif all(answers.get(name, answer) == answer for name, answer in policy.when):
            kept.append(policy)
    return tuple(kept)


def _agreed(decisions: Iterable[tuple[dict[str, bool], Decision]]) -> Decision:
    by_outcome: dict[Outcome, tuple[dict[str, bool], Decision]] = {}
    for answers, decision in decisions:
        by_outcome.setdefault(decision.outcome, (answers, decision))
    first = next(iter(by_outcome.values()))[1]
    if len(by_outcome) == 1:
        return first
    reasons = tuple(f"{outcome} where {_told(answers)}" for outcome, (answers, _) in by_outcome.items())
    caused = {id(one): one for _, decision in by_outcome.values() for one in decision.statements}
    denied = set(by_outcome) <= {"explicitDeny", "implicitDeny"}
    return Decision("implicitDeny" if denied else "unknown", tuple(caused.values()), reasons)


def _told(answers: dict[str, bool]) -> str:
    return " and ".join(f"{name} is {'true' if answer else 'false'}" for name, answer in answers.items())


def decide(request: Request, held: Held, scope: Scope = "every") -> Decision:
    """Decide with every statement there, whatever the template's conditions say."""
    if scope == "every":
        return _decide(request, held, scope)
    found = [_part_decided(part, meets, held) for part, meets in _parts_of(request, held)]
    return max(found, key=lambda decision: _WIDTH.get(decision.outcome, 0))


_WIDTH: dict[Outcome, int] = {"allowed": 2, "unknown": 1}


def _parts_of(request: Request, held: Held) -> Iterator[tuple[Request, Truth]]:
    """Yield the request for all it asks about, and for the parts of it that statements allow."""
    yield request, "true"
    if not is_pattern(request.resource):
        return
    for statement in held.statements():
        for pattern in statement.resources if statement.effect == "Allow" else ():
            meets = overlaps(request.resource, pattern)
            if meets != "false" and covers(pattern, request.resource) != "true":
                yield replace(request, resource=pattern, within=(request.resource,)), meets


def _part_decided(part: Request, meets: Truth, held: Held) -> Decision:
    decision = _decide(part, held, "some")
    if meets == "unknown" and decision.outcome == "allowed":
        reason = "whether it speaks of the resource asked about is known at deployment only"
        return Decision("unknown", decision.statements, (*decision.reasons, reason))
    return decision


def _decide(request: Request, held: Held, scope: Scope) -> Decision:
    resource = judge(held.resource, request, scope, of_resource=True)
    identity = _not_known(request) if held.identity is None else judge(held.identity, request, scope)
    limit = judge((held.boundary,), request, scope) if held.boundary else Side(allow="true")
    sides = (resource, identity, limit)
    deny = either(resource.deny, identity.deny, limit.deny)
    if deny == "true":
        return _denied(request, sides)
    allow = _allow(request, resource, identity, limit)
    if allow == "false":
        return Decision("implicitDeny", (), (_nothing_allows(request, resource, identity, limit),))
    if allow == "true" and deny == "false":
        return _allowed(request, sides)
    return _undecided(request, sides)


def _not_known(request: Request) -> Side:
    """Say what is assumed of a sender whose own policies are not known: a stranger's are his to write."""
    if isinstance(request.principal, RoleOf):
        return Side(allow="unknown", doubts=("the sender's own policies are not known",))
    return Side(allow="true")


def _allow(request: Request, resource: Side, identity: Side, limit: Side) -> Truth:
    match request.principal:
        case Anyone() | Service() | Federated():
            return resource.allow
        case ForeignAccount():
            return both(resource.allow, identity.allow, limit.allow)
        case RoleOf():
            if needs_own_allow(request.action):
                return both(either(resource.allow, both(resource.account, identity.allow)), limit.allow)
            return both(either(resource.allow, identity.allow), limit.allow)


def needs_own_allow(action: str) -> bool:
    """Tell whether the resource's own policy must allow the action: role trust policies, key policies."""
    return action.lower().startswith(("sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "kms:"))


def _denied(request: Request, sides: tuple[Side, ...]) -> Decision:
    found = tuple(one for side in sides if side.deny == "true" for one in side.denying)
    reasons = tuple(f"{cited(one)} denies {request.action}" for one in found)
    return Decision("explicitDeny", found, reasons)


def _allowed(request: Request, sides: tuple[Side, ...]) -> Decision:
    found = tuple(one for side in sides for one in side.allowing)
    reasons = tuple(f"{cited(one)} allows {request.action}" for one in found)
    return Decision("allowed", found, reasons)


def _nothing_allows(request: Request, resource: Side, identity: Side, limit: Side) -> str:
    if limit.allow == "false":
        return f"the permissions boundary does not allow {request.action}"
    if identity.allow != "false" and isinstance(request.principal, ForeignAccount | RoleOf):
        return f"no policy of the resource allows {request.action} to this sender"
    if resource.allow != "false":
        return f"no policy of the sender allows {request.action}"
    return f"no statement allows {request.action} on {text(request.resource) or 'this resource'}"


def _undecided(request: Request, sides: tuple[Side, ...]) -> Decision:
    found = tuple(one for side in sides for one in (*side.denying, *side.allowing))
    doubts = tuple(doubt for side in sides for doubt in side.doubts)
    return Decision("unknown", found, doubts or (f"whether {request.action} is allowed cannot be decided",))
