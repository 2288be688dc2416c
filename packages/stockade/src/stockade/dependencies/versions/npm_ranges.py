"""npm's ranges: `^1.2.3`, `~1.2`, `1.x`, `>=1 <2`, `1.2 - 1.4`, `a || b` (https://docs.npmjs.com/cli/configuring-npm/package-json)."""

import re
from functools import cache

from stockade.dependencies.versions.semver import Key, is_prerelease, key

_COMPARATOR = re.compile(
    r"(\^|~>?|>=|<=|>|<|=)?\s*v?(\d{1,20}|[xX*])(?:\.(\d{1,20}|[xX*]))?(?:\.(\d{1,20}|[xX*]))?"
    r"(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)
_HYPHEN = re.compile(r"\s*(\S+)\s+-\s+(\S+)\s*")
_WILD = frozenset({"x", "X", "*", ""})
Bound = tuple[str, Key]
"""An operator (`>=`, `>`, `<`, `<=`) and a version."""


def admits(wanted: str, version: str) -> bool | None:
    """Tell whether a range admits a version; None where it is no range, or that no version."""
    found, alternatives = key(version), _parsed(wanted)
    if found is None or alternatives is None:
        return None
    return any(_inside(bounds, found) for bounds in alternatives)


def _inside(bounds: tuple[Bound, ...], version: Key) -> bool:
    if not all(_holds(bound, version) for bound in bounds):
        return False
    return not is_prerelease(version) or any(
        is_prerelease(other) and other[:3] == version[:3] for _, other in bounds
    )


def _holds(bound: Bound, version: Key) -> bool:
    operator, other = bound
    if operator == ">=":
        return version >= other
    if operator == ">":
        return version > other
    return version < other if operator == "<" else version <= other


@cache
def _parsed(wanted: str) -> tuple[tuple[Bound, ...], ...] | None:
    found: list[tuple[Bound, ...]] = []
    for part in wanted.split("||"):
        bounds = _alternative(part.strip())
        if bounds is None:
            return None
        found.append(bounds)
    return tuple(found)


def _alternative(part: str) -> tuple[Bound, ...] | None:
    hyphen = _HYPHEN.fullmatch(part)
    if hyphen:
        part = f">={hyphen[1]} <={hyphen[2]}"
    bounds: list[Bound] = []
    at = 0
    while at < len(part):
        found = _COMPARATOR.match(part, at)
        if found is None:
            return None
        at = found.end()
        if at < len(part) and part[at] not in " ,":
            return None
        bounds += _bounds(*(group or "" for group in found.groups()))
        while at < len(part) and part[at] in " ,":
            at += 1
    return tuple(bounds)


def _bounds(operator: str, major: str, minor: str, patch: str, before: str) -> list[Bound]:
    numbers = [major, minor, patch]
    given = next((at for at, number in enumerate(numbers) if number in _WILD), 3)
    low = tuple(int(number) for number in numbers[:given])
    floor = _key(low, before if given == len(numbers) else "")
    if not given:
        return [("<", _key((0,), "0"))] if operator in {"<", ">"} else []
    if operator in {">=", "<"}:
        return [(operator, floor)]
    if operator == ">":
        return [(">", floor)] if given == len(numbers) else [(">=", _next(low))]
    if operator == "<=":
        return [("<=", floor)] if given == len(numbers) else [("<", _before(_next(low)))]
    if operator == "^":
        first = next((at for at, number in enumerate(low) if number), given - 1)
        return [(">=", floor), ("<", _before(_next(low[: first + 1])))]
    if operator.startswith("~"):
        return [(">=", floor), ("<", _before(_next(low[:2])))]
    return (
        [(">=", floor), ("<=", floor)]
        if given == len(numbers)
        else [(">=", floor), ("<", _before(_next(low)))]
    )


def _key(numbers: tuple[int, ...], before: str = "") -> Key:
    written = ".".join(map(str, (*numbers, 0, 0)[:3])) + (f"-{before}" if before else "")
    found = key(written)
    return found if found is not None else (0, 0, 0, ())


def _next(numbers: tuple[int, ...]) -> Key:
    """Return the first version above all that begin with some numbers."""
    return _key((*numbers[:-1], numbers[-1] + 1))


def _before(version: Key) -> Key:
    """Return the first pre-release of a version: an upper bound leaves all of them out."""
    return _key(version[:3], "0")
