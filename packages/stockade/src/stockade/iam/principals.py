"""Whether the principals of a statement name the sender of a request.

Source: "AWS JSON policy elements: Principal" and "... NotPrincipal" of the IAM User Guide: `*` and
`{"AWS": "*"}` mean the same in a resource's policy; an account means its root, which leaves it to the
account's own policies who may.
"""

from collections.abc import Iterable

from msgspec import Struct

from stockade.iam.documents import Principal, Statement
from stockade.iam.patterns import equals
from stockade.iam.requests import Anyone, Federated, ForeignAccount, RoleOf, Sender, Service
from stockade.iam.segments import Hole, Tokens, arn_parts, variants
from stockade.values import (
    Attr,
    Concat,
    Lit,
    Pseudo,
    Ref,
    Truth,
    Value,
    both,
    either,
    negate,
    references,
    text,
)

STAR = Lit("*")
_ARN_PARTS = 6
_ACCOUNT_PART = 4
_ACCOUNT_DIGITS = 12


class Naming(Struct, frozen=True, gc=False):
    """How surely a sender is named: `directly` (himself or everyone), or by his `account` alone."""

    directly: Truth
    account: Truth = "false"

    @property
    def anyhow(self) -> Truth:
        """Either of both."""
        return either(self.directly, self.account)


NOBODY = Naming("false")
NAMED = Naming("true")
UNSURE = Naming("unknown")


def naming(statement: Statement, sender: Sender) -> Naming:
    """Tell how a statement of a resource's policy names a sender; one without principals names nobody."""
    if statement.not_principals:
        excluded = _named(statement.not_principals, sender).anyhow
        return Naming(negate(excluded))
    if not statement.principals:
        return NOBODY if statement.complete else UNSURE
    return _named(statement.principals, sender)


def _named(principals: Iterable[Principal], sender: Sender) -> Naming:
    directly: Truth = "false"
    account: Truth = "false"
    for principal in principals:
        found = names(principal, sender)
        if found.directly == "true":
            return found
        directly, account = either(directly, found.directly), either(account, found.account)
    return Naming(directly, account)


def names(principal: Principal, sender: Sender) -> Naming:
    """Tell how one principal of a policy names a sender."""
    if principal.kind in {"*", "AWS"} and is_everyone(principal) == "true":
        return NAMED
    match sender:
        case Anyone():
            return Naming(is_everyone(principal))
        case ForeignAccount():
            return _names_account(principal, sender)
        case Service():
            named = equals(principal.value, sender.name) if principal.kind == "Service" else "false"
            return Naming(either(named, is_everyone(principal)))
        case Federated():
            named = equals(principal.value, sender.provider) if principal.kind == "Federated" else "false"
            return Naming(either(named, is_everyone(principal)))
        case RoleOf():
            return _names_own(principal, sender)


def is_everyone(principal: Principal) -> Truth:
    """Tell whether a principal is everybody: `*` alone or under `AWS`. A resource of the stack never is."""
    if principal.kind == "*":
        return "true"
    if principal.kind != "AWS" or isinstance(principal.value, Ref | Attr | Pseudo):
        return "false"
    return equals(principal.value, STAR)


def _names_account(principal: Principal, sender: ForeignAccount) -> Naming:
    if principal.kind != "AWS":
        return NOBODY
    if sender.account is None:
        return Naming(is_everyone(principal))
    if is_own(principal.value) == "true":
        return NOBODY
    account = account_of(principal.value)
    return UNSURE if account is None else Naming(equals(account, sender.account))


def _names_own(principal: Principal, sender: RoleOf) -> Naming:
    if principal.kind != "AWS":
        return UNSURE if principal.kind == "CanonicalUser" and text(principal.value) is None else NOBODY
    directly = _is_sender(principal.value, sender)
    if directly == "true":
        return NAMED
    if is_account(principal.value):
        return Naming("false", is_own(principal.value))
    return Naming(either(directly, is_everyone(principal)), is_own_account_unread(principal.value))


def is_own_account_unread(value: Value) -> Truth:
    """Tell whether a value that cannot be read might still be our account."""
    return "unknown" if account_of(value) is None and not isinstance(value, Ref | Attr) else "false"


def _is_sender(value: Value, sender: RoleOf) -> Truth:
    """Compare with the sender's ARN, or with references to his id."""
    owners = {reference.id for reference in references(value)}
    if sender.id and sender.id in owners and _ends_with(value, sender.id):
        return "true"
    if sender.arn is not None:
        return equals(value, sender.arn)
    if is_account(value):
        return "false"
    return "false" if owners else both("unknown", is_own(value))


def _ends_with(value: Value, owner: str) -> bool:
    """Tell whether the value is an attribute of a resource, or an ARN that ends in its name."""
    if isinstance(value, Concat):
        last = value.parts[-1]
        return isinstance(last, Ref | Attr) and last.id == owner
    return isinstance(value, Ref | Attr) and value.id == owner


def is_account(value: Value) -> bool:
    """Tell whether the value names a whole account: its number, or the ARN of its root."""
    if isinstance(value, Pseudo):
        return value.name == "AWS::AccountId"
    tokens = _tokens(value)
    if len(tokens) == _ACCOUNT_DIGITS and all(isinstance(token, str) and token.isdigit() for token in tokens):
        return True
    parts = arn_parts(tokens)
    return len(parts) == _ARN_PARTS and parts[-1] == tuple("root")


def is_own(value: Value) -> Truth:
    """Tell whether a principal belongs to the account of the stack. A number written out may be it."""
    if isinstance(value, Ref | Attr) or (isinstance(value, Pseudo) and value.name == "AWS::AccountId"):
        return "true"
    parts = arn_parts(_tokens(value))
    if len(parts) == _ARN_PARTS:
        account = parts[_ACCOUNT_PART]
        if account == _OWN_TOKENS:
            return "true"
        return "false" if not account or parts[-1] == ("*",) == account else "unknown"
    return "unknown"


_OWN_TOKENS = (Hole("AWS::AccountId", "digits", least=1),)


def account_of(value: Value) -> Value | None:
    """Return the account a principal belongs to, None where it cannot be told."""
    if isinstance(value, Pseudo):
        return value if value.name == "AWS::AccountId" else None
    tokens = _tokens(value)
    if len(tokens) == _ACCOUNT_DIGITS and is_account(value):
        return Lit("".join(str(token) for token in tokens), at=value.at)
    parts = arn_parts(tokens)
    if len(parts) != _ARN_PARTS:
        return None
    account = parts[_ACCOUNT_PART]
    if account == _OWN_TOKENS:
        return Pseudo("AWS::AccountId", at=value.at)
    if account and all(isinstance(token, str) for token in account):
        return Lit("".join(str(token) for token in account), at=value.at)
    return None


def _tokens(value: Value) -> Tokens:
    found = variants(value, wild=False)
    return found[0].tokens if len(found) == 1 else (Hole(""),)
