"""Semantic Versioning 2.0.0: the order of npm's versions (https://semver.org/#spec-item-11)."""

import re
from functools import cache

Key = tuple[int, int, int, tuple[tuple[int, int, str], ...]]
"""Major, minor, patch, and what sorts pre-releases: theirs before the release, identifier by identifier."""

_VERSION = re.compile(
    r"[v=\s]*(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*"
)
_RELEASE = ((2, 0, ""),)


@cache
def key(written: str) -> Key | None:
    """Return what a version is compared by, None for what is none. Missing numbers are zero."""
    found = _VERSION.fullmatch(written)
    if found is None:
        return None
    major, minor, patch, before = found.groups()
    identifiers = tuple(map(_identifier, before.split("."))) if before else _RELEASE
    return int(major), int(minor or 0), int(patch or 0), identifiers


def _identifier(written: str) -> tuple[int, int, str]:
    """Return numbers by size, before words."""
    return (0, int(written), "") if written.isascii() and written.isdigit() else (1, 0, written)


def is_prerelease(version: Key) -> bool:
    """Tell whether a version is one before a release."""
    return version[3] != _RELEASE
