"""Comparing versions: by PEP 440 for Python, by Semantic Versioning for npm."""

from functools import cache
from typing import TYPE_CHECKING, Any

from stockade.dependencies.versions import npm_ranges, semver

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from stockade.model.shipping import Ecosystem


@cache
def key(ecosystem: "Ecosystem", version: str) -> Any:  # noqa: ANN401 - an order of each ecosystem's own
    """Return what a version is compared by within its ecosystem, None for what is none there."""
    if ecosystem == "npm":
        return semver.key(version)
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version)
    except InvalidVersion:
        return None


def admits(ecosystem: "Ecosystem", wanted: str, version: str) -> bool:
    """Tell whether a range may give a version: one that cannot be read gives any."""
    if not wanted or key(ecosystem, version) is None:
        return True
    if ecosystem == "npm":
        found = npm_ranges.admits(wanted, version)
        return True if found is None else found
    specifiers = _specifiers(wanted)
    return True if specifiers is None else specifiers.contains(version, prereleases=None)


@cache
def _specifiers(wanted: str) -> "SpecifierSet | None":
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(wanted)
    except InvalidSpecifier:
        return None
