"""Who can make the event of a trigger exist, where the wiring alone does not say: by its origin.

The widest effective answer: a policy that lets anyone write and is not masked makes the source public; a
principal of another account makes it `account`; what only functions and services of the application write is
`stored`, with the triggers that feed it in `via`.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.reach import WRITE
from stockade.catalog.schema import EventSource
from stockade.model import Access, Answers, Authentication, Exposure, Flow, Role, StackResource
from stockade.model.grouping import grouped
from stockade.values import flag, get, text

STORED = frozenset({"cwalarm", "cwlogs", "docdb", "dynamodb.stream", "eventbridge.aws", "lambda.destination"})
"""Sources that only carry what was stored or happened before, whatever the policies say."""


_WRITING = frozenset({"writes", "publishes", "invokes"})


class Feeds:
    """What flows into each resource: triggers that act on it, functions that may write it, mails."""

    def __init__(
        self,
        draft: Draft,
        roles: dict[str, Role],
        flows: tuple[Flow, ...],
        forwards: dict[str, set[str]],
        access: dict[str, Access],
    ) -> None:
        self.draft = draft
        self.principals = frozenset(role.id for role in roles.values() if _is_principal(role))
        self.into = grouped(flows, lambda flow: flow.target)
        self.wired_to = grouped(draft.wired, lambda one: one.function)
        self.ending_in = grouped(draft.wired, lambda one: one.function or one.origin)
        self.forwards = forwards
        self.access = access

    def triggers(self, resource: str, seen: frozenset[str] = frozenset()) -> list[Wired]:
        """Return the triggers whose data ends up in a resource or function: its own and others'."""
        if resource in seen:
            return []
        found = list(self.ending_in.get(resource, ()))
        writers = {flow.source: None for flow in self.into.get(resource, ()) if flow.kind != "reads"}
        for writer in writers:
            found += self.wired_to.get(writer, ())
        for upstream in self.forwards.get(resource, ()):
            found += self.triggers(upstream, seen | {resource})
        return found

    def opened_by(self, resource: str, seen: frozenset[str] = frozenset()) -> str | None:
        """Return a resource that anyone may write to and that passes what it gets on to this one."""
        for upstream in sorted(self.forwards.get(resource, set()) - seen):
            let_in = self.access.get(upstream)
            if let_in is not None and let_in.write == "public":
                return upstream
            further = self.opened_by(upstream, seen | {resource})
            if further is not None:
                return further
        return None

    def written_by_principal(self, resource: str) -> str | None:
        """Return a user, group or role of people or outsiders that may write a resource directly."""
        return next(
            (
                flow.source
                for flow in self.into.get(resource, ())
                if flow.kind in _WRITING and flow.source in self.principals
            ),
            None,
        )

    def written(self, resource: str) -> bool:
        """Tell whether anything of the application writes a resource."""
        return bool(
            self.forwards.get(resource)
            or any(one.function is None for one in self.ending_in.get(resource, ()))
            or any(flow.kind in _WRITING for flow in self.into.get(resource, ()))
        )


def _is_principal(role: Role) -> bool:
    """Tell whether no service of the platform acts with an identity: people, partners, other accounts do."""
    if role.kind != "role":
        return role.kind in {"user", "group"}
    trusted = [
        one.kind
        for statement in (role.trust.statements if role.trust else ())
        for one in statement.principals
    ]
    return bool(trusted) and all(kind == "AWS" for kind in trusted)


def decide(draft: Draft, feeds: Feeds, mailboxes: dict[str, str]) -> None:
    """Give every trigger that has none its exposure."""
    pending = [wired for wired in draft.wired if wired.exposure is None]
    for wired in pending:
        _decide(draft, wired, feeds, mailboxes)


def _decide(draft: Draft, wired: Wired, feeds: Feeds, mailboxes: dict[str, str]) -> None:
    origin = draft.stack.resources.get(wired.origin or "")
    if origin is None:
        _set(wired, *_outside(draft.sources[wired.event_source]))
    elif wired.origin in mailboxes:
        _set(wired, "public", "none", f"mail is delivered into it by {mailboxes[origin.id]}")
    elif wired.event_source.startswith("cognito."):
        _set(wired, *_cognito(origin))
    elif wired.event_source in {"mq.active", "mq.rabbit", "msk", "kafka.self"}:
        _set(wired, *_broker(origin))
    elif wired.event_source in STORED:
        _set(wired, "stored", "service", "it carries what was stored or happened before")
    else:
        _by_policy(wired, origin, feeds)
    if wired.exposure == "stored" and wired.origin:
        wired.via = tuple(dict.fromkeys(one.id for one in feeds.triggers(wired.origin) if one is not wired))


def _set(wired: Wired, exposure: Exposure, authentication: Authentication, why: str) -> None:
    wired.exposure, wired.authentication = exposure, authentication
    wired.because = (*wired.because, why)


def _outside(source: EventSource) -> tuple[Exposure, Authentication, str]:
    """Judge a trigger whose origin lies outside the template by what its source is by nature."""
    if source.exposure in {"operator", "stored"}:
        return source.exposure, "service", "this source carries no more by nature"
    if source.id in {"sns", "sqs", "kinesis", "s3.notification", "s3.eventbridge", "eventbridge.custom"}:
        return "account", "iam", "its origin lies outside the template, where no policy is known to open it"
    return source.exposure, "service", "the reach of this source where the deployment says nothing"


def _cognito(pool: StackResource) -> tuple[Exposure, Authentication, str]:
    """Judge a trigger of a user pool: whoever may sign up or in starts it."""
    closed = flag(get(pool.properties, "AdminCreateUserConfig.AllowAdminCreateUserOnly"))
    if closed is True:
        return "authenticated", "cognito", "only administrators create users of the pool"
    return "public", "none", "anyone can sign up in the pool"


def _broker(broker: StackResource) -> tuple[Exposure, Authentication, str]:
    reachable = flag(get(broker.properties, "PubliclyAccessible"))
    if broker.type == "AWS::AmazonMQ::Broker":
        if reachable:
            return "authenticated", "service", "the broker is reachable from the Internet with a password"
        return "account", "service", "the broker is reachable from its network only, with a password"
    bare = flag(get(broker.properties, "ClientAuthentication.Unauthenticated.Enabled"))
    public = text(get(broker.properties, "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type"))
    if public == "SERVICE_PROVIDED_EIPS":
        return "authenticated", "service", "the cluster is reachable from the Internet by clients it knows"
    if bare:
        return "account", "none", "the cluster lets clients in without authentication"
    return "account", "iam", "the cluster's clients authenticate"


def _by_policy(wired: Wired, origin: StackResource, feeds: Feeds) -> None:
    if origin.type not in WRITE or origin.id not in feeds.access:
        source = feeds.draft.sources[wired.event_source]
        _set(
            wired,
            source.exposure,
            wired.authentication,
            "the reach of this source where nothing else is said",
        )
        return
    let_in = feeds.access[origin.id]
    where = _where(let_in.write_when)
    match let_in.write:
        case "public":
            _set(wired, "public", "none", f"anyone may write to {origin.id}{where}")
        case "account" if "write" in let_in.masked:
            why = (
                f"the access block of {origin.id} leaves only principals of its account what its policy says"
            )
            _set(wired, "account", "iam", why)
        case "account":
            why = f"the policy of {origin.id} lets named principals write to it"
            _set(wired, "account", "resource-policy", why)
        case "unknown":
            _set(wired, "unknown", "unknown", f"whether anyone may write to {origin.id} is not known")
        case "own" if (upstream := feeds.opened_by(origin.id)) is not None:
            why = f"anyone may write to {upstream}, which passes it on to {origin.id}"
            _set(wired, "public", "none", why)
        case "own" if (writer := feeds.written_by_principal(origin.id)) is not None:
            _set(
                wired,
                "account",
                "iam",
                f"{writer}, which is no part of the application, may write to {origin.id}",
            )
        case "own" if feeds.written(origin.id):
            why = f"only functions and services of the application write to {origin.id}"
            _set(wired, "stored", wired.authentication, why)
        case "own":
            _set(wired, "account", "iam", f"nobody outside the account may write to {origin.id}")


def _where(answers: Answers) -> str:
    told = " and ".join(f"{name} is {'true' if answer else 'false'}" for name, answer in answers)
    return f" where {told}" if told else ""
