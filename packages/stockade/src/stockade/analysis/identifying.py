"""The names under which people keep who somebody is and what he may do."""

import re

from stockade.analysis.taint import Taint

_RIGHTS = re.compile(
    r"(?i)(?:cognito:|custom:)?(?:x[-_])?(?:user|my|caller|current|requester|account)?[-_]?(?:is[-_]?)?"
    r"(?:roles?|admin(?:istrator)?|super[-_]?(?:user|admin)|(?:auth|access)[-_]?level|permissions?|privileges?"
    r"|user[-_]?type|account[-_]?type|staff|moderator|scopes?|groups?)"
)
_OWNER = re.compile(
    r"(?i)(?:user|owner|account|tenant|customer|author|creator|seller)(?:[-_]?id)?|created[-_]?by"
)
_HEADER_WHO = re.compile(
    r"(?i)(?:x[-_])?(?:(?:authenticated|current|auth)[-_])?"
    r"(?:user|username|owner|account|tenant|customer)(?:[-_]?(?:id|name|email|sub))?"
)


_PLATFORM = re.compile(r"(?i)authorizer|claims|identity")
UNVERIFIED = "+unverified"
PROVEN = "+proven:"
SIGNATURE, IDENTITY = f"{PROVEN}signature", f"{PROVEN}identity"
"""Marks of data behind an authenticator of people's own catalog, by what it proves."""
VERIFIED = "+verified"


def is_said(taint: Taint) -> bool:
    """Tell whether data is what the request says, and neither a token's nor the platform's claim."""
    return (
        taint.control == "sender"
        and not taint.marks & {UNVERIFIED, VERIFIED, SIGNATURE}
        and _PLATFORM.search(taint.path) is None
        and ">" not in taint.path
    )


def last(taint: Taint) -> str:
    """Return the last key of a path."""
    found = re.findall(r"\[\"([^\"]+)\"\]|([\w-]+)", taint.path)
    return next((one or other for one, other in reversed(found)), "")


def is_right(taint: Taint) -> bool:
    """Tell whether it is called like a role, a level or a permission."""
    return _RIGHTS.fullmatch(last(taint)) is not None


def is_owner(taint: Taint) -> bool:
    """Tell whether it is called like the owner of a record."""
    return _OWNER.fullmatch(last(taint)) is not None


def is_header(taint: Taint) -> bool:
    """Tell whether it is a header that says who the sender is."""
    named = _HEADER_WHO.fullmatch(last(taint)) is not None
    return named and "headers" in taint.path.lower() and "authorizer" not in taint.path.lower()
