"""Logical ids from construct paths, as the framework computes them.

Source: "Identifiers and the AWS CDK" of its developer guide: the names on the path without the stack's, those
called `Resource` left out, then eight digits of a hash of the path that tell equal names apart.
"""

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise

_HIDDEN_FROM_READERS = "Resource"
_HIDDEN = "Default"
_LONGEST = 255
_LONGEST_READABLE = 240
_DIGITS = 8
_ODD = re.compile(r"[^A-Za-z0-9]")


def logical_id(path: Sequence[str]) -> str:
    """Return the logical id of the construct at a path below its stack (`("Orders", "Resource")`)."""
    parts = [part for part in path if part != _HIDDEN]
    if len(parts) == 1 and len(_plain(parts[0])) <= _LONGEST:
        return _plain(parts[0])
    digest = hashlib.md5("/".join(parts).encode(), usedforsecurity=False).hexdigest()[:_DIGITS].upper()
    readable = "".join(_plain(part) for part in _without_repeats(parts) if part != _HIDDEN_FROM_READERS)
    return readable[:_LONGEST_READABLE] + digest


def _without_repeats(parts: Sequence[str]) -> list[str]:
    """Leave out a name that the one before it ends with."""
    return [*parts[:1], *(now for before, now in pairwise(parts) if not before.endswith(now))]


def _plain(part: str) -> str:
    return _ODD.sub("", part)
