"""Who is let in by the policies of a resource, under any answers of the template's conditions.

Where the resource asked about holds wildcards (`arn:aws:s3:::data/*`), letting in to some of them counts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from stockade.iam.context import OPEN, Fact
from stockade.iam.documents import Policies, PolicyDocument, Principal, Statement
from stockade.iam.evaluate import (
    MOST_CONDITIONS,
    Decision,
    Held,
    condition_names,
    decide,
    restricted,
    statements_of,
    worlds,
)
from stockade.iam.judging import applies
from stockade.iam.principals import account_of, is_everyone, is_own
from stockade.iam.requests import (
    Federated,
    Request,
    foreign_account,
    outsider,
    own,
    service,
)
from stockade.values import Lit, Truth, Value, either, negate, same, text


class ServiceReach(Struct, frozen=True):
    """A service that is let in. `narrowed`: a stranger cannot make it act for him.

    `name` is `*` where everyone is let in whom a source condition then narrows to services; `sources` are the
    values of conditions that name the source: ARNs, accounts, tokens.
    """

    name: Value
    narrowed: Truth
    sources: tuple[Value, ...]
    statement: Statement


class Reach(Struct, frozen=True):
    """Who is let in.

    `anyone`: everybody on the Internet, by `anonymous` request, with an account he opens for himself, or by a
    service he makes act for him where a source condition that any account can meet is all that narrows.
    `other_accounts`: principals named outright that are not surely ours. `organisation`: ids of those whose
    every account is let in. `networks`: addresses, endpoints and networks that everyone else is narrowed to.
    `when`: answers of the template's conditions under which `anyone` is so, empty where it always is.
    """

    anyone: Truth = "false"
    anonymous: Truth = "false"
    other_accounts: tuple[Value, ...] = ()
    organisation: tuple[Value, ...] = ()
    own_account: tuple[Value, ...] = ()
    services: tuple[ServiceReach, ...] = ()
    federated: tuple[Value, ...] = ()
    networks: tuple[Value, ...] = ()
    statements: tuple[Statement, ...] = ()
    reasons: tuple[str, ...] = ()
    when: tuple[tuple[str, bool], ...] = ()


_WIDTH = {"false": 0, "unknown": 1, "true": 2}


def reach(
    documents: Policies,
    action: str,
    resource: Value,
    facts: Mapping[str, Fact | str | Value] | None = None,
) -> Reach:
    """Tell who may do an action on a resource by these policies of the resource.

    `facts` holds what is known of keys of the request whoever sends it, such as the `AuthType` of a
    function's URL.
    """
    names = condition_names(documents)
    policies = _unsure_denials(documents, names[MOST_CONDITIONS:])
    each = [
        replace(
            _Asked(restricted(policies, answers), action, resource, facts or {}).reach(),
            when=tuple(answers.items()),
        )
        for answers in worlds(names[:MOST_CONDITIONS])
    ]
    found = reduce(_joined, each)
    return found if len({one.anyone for one in each}) > 1 else replace(found, when=())


def _unsure_denials(documents: Policies, names: list[str]) -> Policies:
    """Mark denials that need a condition beyond those told apart: they may be there or not."""
    if not names:
        return documents
    return [
        replace(one, complete=False)
        if one.effect == "Deny" and any(name in names for name, _ in one.when)
        else one
        for one in statements_of(documents)
    ] + [replace(one, statements=()) for one in documents if isinstance(one, PolicyDocument)]


def _joined(left: Reach, right: Reach) -> Reach:
    """Return the wider of two, with everybody either lets in."""
    wider = right if _rank(right) > _rank(left) else left
    return Reach(
        anyone=either(left.anyone, right.anyone),
        anonymous=either(left.anonymous, right.anonymous),
        other_accounts=_distinct((*left.other_accounts, *right.other_accounts)),
        organisation=_distinct((*left.organisation, *right.organisation)),
        own_account=_distinct((*left.own_account, *right.own_account)),
        services=tuple(dict.fromkeys((*left.services, *right.services))),
        federated=_distinct((*left.federated, *right.federated)),
        networks=_distinct((*left.networks, *right.networks)),
        statements=_all_of(left.statements, right.statements),
        reasons=wider.reasons,
        when=wider.when,
    )


def _rank(reach: Reach) -> tuple[int, int]:
    return _WIDTH[reach.anyone], len(reach.statements)


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    found: list[Value] = []
    written: set[str] = set()
    for value in values:
        known = text(value)
        if known is not None:
            if known not in written:
                written.add(known)
                found.append(value)
        elif not any(same(value, one) == "true" for one in found):
            found.append(value)
    return tuple(found)


def _all_of(left: tuple[Statement, ...], right: tuple[Statement, ...]) -> tuple[Statement, ...]:
    there = {id(one) for one in left}
    return (*left, *(one for one in right if id(one) not in there))


_FROM_SOURCE = (
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "lambda:eventsourcetoken",
)
_OF_ORGANISATION = ("aws:principalorgid", "aws:principalorgpaths")
_OF_NETWORK = ("aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")
_OF_ACCOUNT = ("aws:principalaccount", "aws:principalarn")


class _Asked:
    """One question to the policies as they are under certain answers."""

    def __init__(
        self, policies: Policies, action: str, resource: Value, facts: Mapping[str, Fact | str | Value]
    ) -> None:
        self.facts = facts
        self.services: dict[str, Truth | None] = {}
        self.policies = tuple(policies)
        self.action = action
        self.held = Held(None, self.policies, None)
        statements = tuple(statements_of(self.policies))
        self.resource = resource
        self.denying = tuple(one for one in statements if one.effect == "Deny" and self._speaks(one))
        self.allowing = tuple(one for one in statements if one.effect == "Allow" and self._speaks(one))

    def _speaks(self, statement: Statement) -> bool:
        """Tell whether the statement may speak of action and resource, whoever asks."""
        bare = replace(statement, conditions=())
        request = Request(Federated(Lit("")), self.action, self.resource)
        return applies(bare, request) != "false"

    def reach(self) -> Reach:
        """Ask for every kind of sender."""
        anonymous = self._decided(lambda one: outsider(self.action, one, self.facts))
        signed = self._decided(lambda one: foreign_account(self.action, one, facts=self.facts))
        widest = max(anonymous, signed, key=lambda one: _WIDTH[one.allowed])
        named = [(one, principal) for one in self.allowing for principal in one.principals]
        services = tuple(self._services(named))
        return Reach(
            anyone=either(anonymous.allowed, signed.allowed, *(_deputy(one) for one in services)),
            anonymous=anonymous.allowed,
            other_accounts=_distinct(self._other_accounts(named)),
            organisation=_distinct(self._conditioned(_OF_ORGANISATION)),
            own_account=_distinct(self._own_account(named)),
            services=services,
            federated=_distinct(self._federated(named)),
            networks=() if widest.allowed == "true" else _distinct(self._narrowing(_OF_NETWORK)),
            statements=_all_of(widest.statements, self.allowing),
            reasons=widest.reasons,
        )

    def _decided(self, ask: "_Ask") -> Decision:
        return decide(ask(self.resource), self.held, "some")

    def _other_accounts(self, named: "_Named") -> Iterator[Value]:
        for _, principal in named:
            other = principal.kind == "AWS" and _is_other(principal)
            if principal.kind == "CanonicalUser" or (other and self._admits_account(principal)):
                yield principal.value
        for value in self._conditioned(_OF_ACCOUNT):
            if is_own(value) != "true":
                yield value

    def _admits_account(self, principal: Principal) -> bool:
        account = account_of(principal.value) or principal.value
        decision = self._decided(lambda one: foreign_account(self.action, one, account, self.facts))
        return decision.allowed != "false"

    def _conditioned(self, keys: tuple[str, ...]) -> Iterator[Value]:
        """Yield values of conditions that narrow everyone to some, where those are then let in."""
        values = list(self._narrowing(keys))
        if not values:
            return
        opened = {**self.facts, **dict.fromkeys(keys, OPEN)}
        decision = self._decided(lambda one: foreign_account(self.action, one, facts=opened))
        if decision.allowed != "false":
            yield from values

    def _narrowing(self, keys: tuple[str, ...]) -> Iterator[Value]:
        """Yield what everyone is narrowed to: values an Allow demands, or that a Deny spares."""
        for statement in self.allowing:
            if _names_everyone(statement):
                yield from _values(statement, keys)
        for statement in self.denying:
            yield from _values(statement, keys, negated=True)

    def _own_account(self, named: "_Named") -> Iterator[Value]:
        for statement, principal in named:
            everyone = is_everyone(principal) == "true"
            if principal.kind not in {"AWS", "*"} or (not everyone and is_own(principal.value) == "false"):
                continue
            if not everyone and is_own(principal.value) != "true":
                continue
            if applies(statement, own(self.action, self.resource)) != "false":
                yield principal.value

    def _services(self, named: "_Named") -> Iterator[ServiceReach]:
        for statement, principal in named:
            sources = tuple(_values(statement, (*_FROM_SOURCE, *_OF_ORGANISATION)))
            by_source = any(_values(statement, _FROM_SOURCE))
            if principal.kind == "Service" or (by_source and is_everyone(principal) == "true"):
                narrowed = self._narrowed(principal.value)
                if narrowed is not None:
                    yield ServiceReach(principal.value, narrowed, sources, statement)

    def _narrowed(self, name: Value) -> Truth | None:
        """Tell whether a stranger is kept from using the service; None where the service is not let in."""
        known = text(name)
        if known is None:
            return self._kept_from(name)
        if known not in self.services:
            self.services[known] = self._kept_from(name)
        return self.services[known]

    def _kept_from(self, name: Value) -> Truth | None:
        stranger = self._decided(lambda one: service(name, self.action, one, facts=self.facts)).allowed
        if stranger != "false":
            return "false" if stranger == "true" else "unknown"
        opened = {**self.facts, **dict.fromkeys(_FROM_SOURCE, OPEN)}
        decision = self._decided(lambda one: service(name, self.action, one, facts=opened))
        return "true" if decision.allowed != "false" else None

    def _federated(self, named: "_Named") -> Iterator[Value]:
        for _, principal in named:
            if principal.kind == "Federated":
                provider = Federated(principal.value)
                decision = self._decided(lambda one: Request(provider, self.action, one))  # noqa: B023
                if decision.allowed != "false":
                    yield principal.value


_Ask = Callable[[Value], Request]
_Named = list[tuple[Statement, Principal]]


def _deputy(service: ServiceReach) -> Truth:
    """Tell whether strangers come in by making some service act for them, whichever it is.

    A service that is named is let in by itself; whether a stranger can use it is said of it alone.
    """
    return negate(service.narrowed) if text(service.name) == "*" else "false"


def _is_other(principal: Principal) -> bool:
    return is_everyone(principal) != "true" and is_own(principal.value) != "true"


def _names_everyone(statement: Statement) -> bool:
    return any(is_everyone(principal) == "true" for principal in statement.principals)


def _values(statement: Statement, keys: tuple[str, ...], *, negated: bool = False) -> Iterator[Value]:
    for condition in statement.conditions:
        operator = condition.operator.lower()
        if condition.key.lower() in keys and operator != "null" and ("not" in operator) == negated:
            yield from condition.values
