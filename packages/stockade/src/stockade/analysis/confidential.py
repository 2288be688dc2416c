"""What must never be logged: secret fields of events, what holds them, and values of secret stores.

A field is a secret by the catalog, or by its name where the sender chooses it: `body.password`. Of a secret
store the value is one; what the store says about it (its name, its version) is not, nor are parts of a list:
a secret is a text, and what a client that was made with it lists is something else.
"""

import re
from collections.abc import Iterable

from stockade.analysis.identifying import UNVERIFIED, VERIFIED
from stockade.analysis.sources import FieldNode
from stockade.analysis.taint import Taint
from stockade.secrets import names_secret, names_setting

_STEP = re.compile(r"\[\"([^\"]+)\"\]|([\w$-]+)")
_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "cookies", "x-api-key", "x-auth-token"}
)
_PAGES = re.compile(
    r"(?:next|page|paging|pagination|continuation|execution|invocation|idempotency|client|sync|device"
    r"|(?:client[-_]?)?request)[-_]?token",
    re.IGNORECASE,
)
_CLAIMED = frozenset({UNVERIFIED, VERIFIED})
_TOLD = frozenset(
    {
        *("ARN", "Name", "VersionId", "VersionStages", "CreatedDate", "ResponseMetadata", "Type", "Version"),
        *("LastModifiedDate", "DataType", "$metadata", "InvalidParameters", "NextToken"),
    }
)
"""What stores say about a secret."""


def is_secret(taint: Taint) -> bool:
    """Tell whether data is a secret itself; what a token says of somebody is none."""
    if taint.marks & _CLAIMED:
        return False
    steps = [first or second for first, second in _STEP.findall(taint.path)]
    last = steps[-1] if steps else ""
    if taint.control == "secret":
        return not (_TOLD & set(steps) or names_setting(last) or taint.path.endswith("[]"))
    if isinstance(taint.field, FieldNode) and taint.field.secret:
        return True
    if taint.control != "sender" or ">" in taint.path:
        return False
    return last.lower() in _HEADERS or (names_secret(last) and _PAGES.fullmatch(last) is None)


HOLDS = "+holds-secret"
"""The mark of data of which the program reads a secret elsewhere."""


def secrets_read(read: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return all data that a secret is read of, by origin and path: `body` where `body.password` is read."""
    found: set[tuple[str, str]] = set()
    for origin, path in read:
        if is_secret(Taint(origin, path)):
            found.update((origin, path[:end]) for end, letter in enumerate(path) if letter == ".")
    return frozenset(found)


def holds_secret(taint: Taint) -> bool:
    """Tell whether a secret is in data that is none itself: the event, its headers, a body read of."""
    if HOLDS in taint.marks:
        return True
    return isinstance(taint.field, FieldNode) and taint.field.holds_secret and not is_secret(taint)
