"""Literal patterns against literal texts, in time linear in the text.

Each piece between stars is taken at its first place, without going back.
"""

import re
from functools import lru_cache

from stockade.iam.segments import usual_partition

_ESCAPED = re.compile(r"\\.", re.DOTALL)


def has_wildcard(written: str) -> bool:
    """Tell whether a literal holds a wildcard or a policy variable."""
    return "*" in written or "?" in written or "${" in written


@lru_cache(maxsize=65536)
def glob(pattern: str, subject: str, *, fold: bool) -> bool:
    """Tell whether a literal matches a literal pattern without policy variables."""
    if fold:
        pattern, subject = pattern.lower(), subject.lower()
    if pattern == "*":
        return True
    return _pieces_match(_pieces(usual_partition(pattern)), usual_partition(subject))


@lru_cache(maxsize=4096)
def _pieces(pattern: str) -> tuple[re.Pattern[str] | str, ...]:
    """Split a pattern at its stars; a piece with `?` is an expression of fixed length."""
    return tuple(_expression(piece) if "?" in piece else piece for piece in pattern.split("*"))


def _expression(piece: str) -> re.Pattern[str]:
    return re.compile("".join("." if c == "?" else re.escape(c) for c in piece), re.DOTALL)


def _pieces_match(pieces: tuple[re.Pattern[str] | str, ...], subject: str) -> bool:
    """Match first and last piece at the ends, the others in between from left to right."""
    start = _begins(pieces[0], subject)
    if start < 0 or len(pieces) == 1:
        return start == len(subject)
    for piece in pieces[1:-1]:
        start = _found(piece, subject, start)
        if start < 0:
            return False
    return _ends(pieces[-1], subject, start)


def _begins(piece: re.Pattern[str] | str, subject: str) -> int:
    if isinstance(piece, str):
        return len(piece) if subject.startswith(piece) else -1
    found = piece.match(subject)
    return found.end() if found else -1


def _found(piece: re.Pattern[str] | str, subject: str, start: int) -> int:
    if isinstance(piece, str):
        at = subject.find(piece, start)
        return at + len(piece) if at >= 0 else -1
    found = piece.search(subject, start)
    return found.end() if found else -1


def _ends(piece: re.Pattern[str] | str, subject: str, start: int) -> bool:
    if isinstance(piece, str):
        return len(subject) - len(piece) >= start and subject.endswith(piece)
    at = len(subject) - len(_ESCAPED.sub(".", piece.pattern))
    return at >= start and piece.fullmatch(subject, at) is not None
