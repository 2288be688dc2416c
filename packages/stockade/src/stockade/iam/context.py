"""What is known of the keys a request carries, which conditions ask for.

Source: "AWS global condition context keys" of the IAM User Guide, and the condition keys of single services
in the Service Authorization Reference.
"""

from collections.abc import Mapping

from msgspec import Struct

from stockade.values import Lit, Pseudo, Value


class Known(Struct, frozen=True):
    """The key is there with these values (none: there, but empty)."""

    values: tuple[Value, ...]


class Absent(Struct, frozen=True, gc=False):
    """The request does not carry the key."""


class Chosen(Struct, frozen=True, gc=False):
    """The sender sets the key as he likes, or leaves it out."""


class Foreign(Struct, frozen=True, gc=False):
    """The key names something of another party: never ours, never one that a policy names outright."""


class Internet(Struct, frozen=True, gc=False):
    """Any address of the Internet that no policy names."""


class Open(Struct, frozen=True, gc=False):
    """Nothing is known about the key."""


Fact = Known | Absent | Chosen | Foreign | Internet | Open

ABSENT_KEY = Absent()
CHOSEN = Chosen()
FOREIGN = Foreign()
INTERNET = Internet()
OPEN = Open()


class Context(Struct, frozen=True):
    """Facts by key in lower case; `aws:principaltag/*` stands for every key of that kind."""

    facts: dict[str, Fact] = {}

    def of(self, key: str) -> Fact:
        """Return what is known of a key; keys ignore case."""
        name = key.lower()
        fact = self.facts.get(name)
        if fact is None and "/" in name:
            fact = self.facts.get(f"{name.partition('/')[0]}/*")
        return OPEN if fact is None else fact

    def having(self, facts: Mapping[str, Fact]) -> "Context":
        """Return the context with some facts changed."""
        return Context({**self.facts, **{key.lower(): fact for key, fact in facts.items()}})


def known(*values: str | Value) -> Known:
    """Make a known key from texts or values."""
    return Known(tuple(Lit(value) if isinstance(value, str) else value for value in values))


def context(facts: Mapping[str, Fact | str | Value] | None = None) -> Context:
    """Make a context; a text or a value stands for a known key of that one value."""
    return Context(
        {key.lower(): fact if isinstance(fact, Fact) else known(fact) for key, fact in (facts or {}).items()}
    )


NO_SERVICE: dict[str, Fact] = {
    "aws:sourcearn": ABSENT_KEY,
    "aws:sourceaccount": ABSENT_KEY,
    "aws:sourceowner": ABSENT_KEY,
    "aws:sourceorgid": ABSENT_KEY,
    "aws:sourceorgpaths": ABSENT_KEY,
    "aws:principalisawsservice": known("false"),
    "aws:principalservicename": ABSENT_KEY,
    "aws:principalservicenameslist": ABSENT_KEY,
    "aws:viaawsservice": known("false"),
    "aws:calledvia": ABSENT_KEY,
    "aws:calledviafirst": ABSENT_KEY,
    "aws:calledvialast": ABSENT_KEY,
    "kms:viaservice": ABSENT_KEY,
    "kms:calleraccount": FOREIGN,
    "lambda:eventsourcetoken": ABSENT_KEY,
    "lambda:functionurlauthtype": ABSENT_KEY,
    "lambda:invokedviafunctionurl": ABSENT_KEY,
    "s3:dataaccesspointarn": FOREIGN,
    "s3:dataaccesspointaccount": FOREIGN,
    "s3:accesspointnetworkorigin": CHOSEN,
}
"""What a request that no service makes for somebody lacks.

An access point belongs to the account it was made in: a stranger's own point delegates nothing to us.
"""

_OF_THE_SENDER: dict[str, Fact] = {
    "aws:sourceip": INTERNET,
    "aws:securetransport": CHOSEN,
    "aws:referer": CHOSEN,
    "aws:useragent": CHOSEN,
    "s3:prefix": CHOSEN,
    "s3:delimiter": CHOSEN,
    "s3:max-keys": CHOSEN,
    "s3:authtype": CHOSEN,
    "s3:signatureversion": CHOSEN,
    "s3:signatureage": CHOSEN,
    "s3:tlsversion": CHOSEN,
    "s3:x-amz-acl": CHOSEN,
    "s3:x-amz-content-sha256": CHOSEN,
    "s3:x-amz-copy-source": CHOSEN,
    "s3:x-amz-metadata-directive": CHOSEN,
    "s3:x-amz-server-side-encryption": CHOSEN,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": CHOSEN,
    "s3:x-amz-storage-class": CHOSEN,
    "s3:x-amz-website-redirect-location": CHOSEN,
    "s3:x-amz-grant-full-control": CHOSEN,
    "s3:x-amz-grant-read": CHOSEN,
    "s3:x-amz-grant-write": CHOSEN,
    "s3:requestobjecttag/*": CHOSEN,
    "s3:versionid": CHOSEN,
    "s3:if-match": CHOSEN,
    "s3:if-none-match": CHOSEN,
    "sns:endpoint": CHOSEN,
    "sns:protocol": CHOSEN,
    "events:source": CHOSEN,
    "events:detail-type": CHOSEN,
    "aws:requesttag/*": CHOSEN,
    "aws:tagkeys": CHOSEN,
}
"""What every sender sets himself: it narrows nothing."""

ANONYMOUS = Context(
    {
        **NO_SERVICE,
        **_OF_THE_SENDER,
        "aws:principalarn": ABSENT_KEY,
        "aws:principalaccount": ABSENT_KEY,
        "aws:principalorgid": ABSENT_KEY,
        "aws:principalorgpaths": ABSENT_KEY,
        "aws:principaltag/*": ABSENT_KEY,
        "aws:principaltype": known("Anonymous"),
        "aws:userid": known("anonymous"),
        "aws:username": ABSENT_KEY,
        "aws:federatedprovider": ABSENT_KEY,
        "aws:multifactorauthpresent": ABSENT_KEY,
        "aws:multifactorauthage": ABSENT_KEY,
        "aws:tokenissuetime": ABSENT_KEY,
        "aws:sourcevpc": ABSENT_KEY,
        "aws:sourcevpcarn": ABSENT_KEY,
        "aws:sourcevpce": ABSENT_KEY,
        "aws:vpcsourceip": ABSENT_KEY,
        "aws:vpceaccount": ABSENT_KEY,
        "aws:vpceorgid": ABSENT_KEY,
        "aws:vpceorgpaths": ABSENT_KEY,
        "sts:externalid": ABSENT_KEY,
    }
)
"""A request without credentials from an arbitrary address of the Internet."""

OTHER_ACCOUNT = Context(
    {
        **NO_SERVICE,
        **_OF_THE_SENDER,
        "aws:principalarn": FOREIGN,
        "aws:principalaccount": FOREIGN,
        "aws:principalorgid": FOREIGN,
        "aws:principalorgpaths": FOREIGN,
        "aws:principaltag/*": CHOSEN,
        "aws:principaltype": CHOSEN,
        "aws:userid": FOREIGN,
        "aws:username": CHOSEN,
        "aws:federatedprovider": ABSENT_KEY,
        "aws:multifactorauthpresent": CHOSEN,
        "aws:multifactorauthage": CHOSEN,
        "aws:tokenissuetime": CHOSEN,
        "aws:sourcevpc": FOREIGN,
        "aws:sourcevpcarn": FOREIGN,
        "aws:sourcevpce": FOREIGN,
        "aws:vpcsourceip": CHOSEN,
        "aws:vpceaccount": FOREIGN,
        "aws:vpceorgid": FOREIGN,
        "aws:vpceorgpaths": FOREIGN,
        "sts:externalid": FOREIGN,
        "sts:rolesessionname": CHOSEN,
        "sts:sourceidentity": CHOSEN,
    }
)
"""A signed request of somebody with an account of his own. He does not know our external ids."""

OWN_ACCOUNT = Context(
    {
        **NO_SERVICE,
        "aws:principalaccount": known(Pseudo("AWS::AccountId")),
        "kms:calleraccount": known(Pseudo("AWS::AccountId")),
        "aws:sourceowner": known(Pseudo("AWS::AccountId")),
        "s3:dataaccesspointarn": OPEN,
        "s3:dataaccesspointaccount": OPEN,
        "s3:accesspointnetworkorigin": OPEN,
        "aws:viaawsservice": OPEN,
        "aws:calledvia": OPEN,
        "aws:calledviafirst": OPEN,
        "aws:calledvialast": OPEN,
        "kms:viaservice": OPEN,
        "aws:federatedprovider": OPEN,
    }
)
"""A request of a principal of the account the stack is deployed into."""
