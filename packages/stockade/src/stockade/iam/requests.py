"""Requests: who asks for which action on which resource, and what the request carries.

The ready-made ones hold what is known of a sender by the way he comes; more facts can be given to each.
"""

from collections.abc import Mapping

from msgspec import Struct

from stockade.iam.context import (
    ABSENT_KEY,
    ANONYMOUS,
    FOREIGN,
    NO_SERVICE,
    OPEN,
    OTHER_ACCOUNT,
    OWN_ACCOUNT,
    Context,
    Fact,
    Known,
    known,
)
from stockade.values import Lit, Value


class Anyone(Struct, frozen=True):
    """Somebody on the Internet without credentials."""


class ForeignAccount(Struct, frozen=True):
    """A principal of another account: of `account`, or of one that no policy names."""

    account: Value | None = None


class Service(Struct, frozen=True):
    """A service of the platform, by its principal (`s3.amazonaws.com`)."""

    name: Value


class Federated(Struct, frozen=True):
    """Somebody an identity provider vouches for: a host name (`accounts.google.com`) or a provider's ARN."""

    provider: Value


class RoleOf(Struct, frozen=True):
    """A role or user of the account the stack lives in: by its id in the stack, its ARN, or both."""

    id: str = ""
    arn: Value | None = None


Sender = Anyone | ForeignAccount | Service | Federated | RoleOf


class Request(Struct, frozen=True):
    """A request. Wildcards in `resource` stand for every resource they match; the action is one action.

    `within` holds further patterns that the resource matches too.
    """

    principal: Sender
    action: str
    resource: Value
    context: Context = Context()
    within: tuple[Value, ...] = ()


def _value(written: Value | str) -> Value:
    return Lit(written) if isinstance(written, str) else written


def _facts(facts: Mapping[str, Fact | str | Value] | None) -> dict[str, Fact]:
    return {key: fact if isinstance(fact, Fact) else known(fact) for key, fact in (facts or {}).items()}


_URL_KEYS: dict[str, Fact] = {
    "lambda:functionurlauthtype": known("NONE"),
    "lambda:invokedviafunctionurl": known("true"),
}


def outsider(
    action: str, resource: Value | str, facts: Mapping[str, Fact | str | Value] | None = None
) -> Request:
    """Make the request of an anonymous sender from anywhere on the Internet.

    He reaches a function only by its URL, and only where the URL asks for no credentials.
    """
    url = _URL_KEYS if action.lower() == "lambda:invokefunctionurl" else {}
    return Request(Anyone(), action, _value(resource), ANONYMOUS.having({**url, **_facts(facts)}))


def foreign_account(
    action: str,
    resource: Value | str,
    account: Value | None = None,
    facts: Mapping[str, Fact | str | Value] | None = None,
) -> Request:
    """Make the signed request of a principal of another account, of one that no policy names by default.

    He reaches a function by its URL where that takes signed requests.
    """
    given: dict[str, Fact] = dict(_named_account(account)) if account is not None else {}
    if action.lower() == "lambda:invokefunctionurl":
        given |= {**_URL_KEYS, "lambda:functionurlauthtype": known("AWS_IAM")}
    context = OTHER_ACCOUNT.having({**given, **_facts(facts)})
    return Request(ForeignAccount(account), action, _value(resource), context)


def _named_account(account: Value) -> dict[str, Fact]:
    """Return what is known of a partner that a policy names: his account, not his organisation or network."""
    open_keys = (
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principaltag/*",
        "aws:principaltype",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:username",
        "sts:externalid",
    )
    return {
        **dict.fromkeys(open_keys, OPEN),
        "aws:principalaccount": Known((account,)),
        "kms:calleraccount": Known((account,)),
    }


def service(  # noqa: PLR0913, PLR0917 - each is a part of the question, most have defaults
    name: Value | str,
    action: str,
    resource: Value | str,
    source_arn: Value | str | None = None,
    source_account: Value | str | None = None,
    facts: Mapping[str, Fact | str | Value] | None = None,
) -> Request:
    """Make the request a service sends on behalf of one of its resources.

    Without `source_arn` and `source_account` it acts for a stranger (the confused deputy). Of the account of
    a given `source_arn` nothing is known unless it is given too.
    """
    arn: Fact = FOREIGN if source_arn is None else known(source_arn)
    account: Fact = FOREIGN if source_arn is None else OPEN
    if source_account is not None:
        account = known(source_account)
        arn = OPEN if source_arn is None else arn
    organisation = FOREIGN if source_arn is None and source_account is None else OPEN
    context = Context(
        {
            **NO_SERVICE,
            "aws:sourcearn": arn,
            "aws:sourceaccount": account,
            "aws:sourceowner": account,
            "aws:sourceorgid": organisation,
            "aws:sourceorgpaths": organisation,
            "aws:principalisawsservice": known("true"),
            "aws:principalservicename": known(name),
            "aws:principalservicenameslist": OPEN,
            "aws:principalarn": ABSENT_KEY,
            "aws:principalaccount": ABSENT_KEY,
            "aws:principalorgid": ABSENT_KEY,
            "aws:principalorgpaths": ABSENT_KEY,
            "aws:principaltag/*": ABSENT_KEY,
            "aws:principaltype": OPEN,
            "aws:securetransport": known("true"),
            "aws:referer": account,
            "lambda:eventsourcetoken": FOREIGN if source_arn is None else OPEN,
        }
    )
    return Request(Service(_value(name)), action, _value(resource), context.having(_facts(facts)))


def own(
    action: str,
    resource: Value | str,
    role: str = "",
    arn: Value | None = None,
    facts: Mapping[str, Fact | str | Value] | None = None,
) -> Request:
    """Make the request of a principal of the stack's own account, by its id in the stack or its ARN."""
    context = OWN_ACCOUNT.having({"aws:principalarn": known(arn)} if arn is not None else {})
    return Request(RoleOf(role, arn), action, _value(resource), context.having(_facts(facts)))
