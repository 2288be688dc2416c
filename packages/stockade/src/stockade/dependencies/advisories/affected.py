"""Whether a version is affected, exactly as the format defines it.

https://ossf.github.io/osv-schema/#evaluation
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from stockade.dependencies.advisories.records import Affected, Event, Range
from stockade.dependencies.versions.order import admits, key
from stockade.model.shipping import Ecosystem

_EVERYTHING = "*"
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def is_affected(entry: Affected, ecosystem: Ecosystem, version: str) -> bool:
    """Tell whether a version is one of those listed, or lies in a range."""
    if any(_is_same(ecosystem, version, one) for one in entry.versions or ()):
        return True
    found = key(ecosystem, version)
    return found is not None and any(_is_inside(one, ecosystem, found) for one in _ranges(entry))


def _is_same(ecosystem: Ecosystem, version: str, other: str) -> bool:
    if version == other:
        return True
    found = key(ecosystem, version)
    return found is not None and found == key(ecosystem, other)


def _ranges(entry: Affected) -> Iterator[Range]:
    """Yield the ranges that versions are compared in; those of commits are not."""
    yield from (one for one in entry.ranges or () if one.type in {"ECOSYSTEM", "SEMVER"})


def _is_inside(one: Range, ecosystem: Ecosystem, version: Any) -> bool:  # noqa: ANN401 - as `order.key`
    events = one.events or []
    limits = [event.limit for event in events if event.limit is not None]
    if limits and not any(limit == _EVERYTHING or _less(ecosystem, version, limit) for limit in limits):
        return False
    affected = False
    for event in _sorted(events, ecosystem):
        if event.introduced is not None and _reaches(ecosystem, version, event.introduced):
            affected = True
        elif _ends(event, ecosystem, version):
            affected = False
    return affected


def _ends(event: Event, ecosystem: Ecosystem, version: Any) -> bool:  # noqa: ANN401 - as `order.key`
    """Tell whether a version is no longer affected from an event on."""
    if event.fixed is not None:
        return _reaches(ecosystem, version, event.fixed)
    return event.last_affected is not None and _passes(ecosystem, version, event.last_affected)


def _sorted(events: Iterable[Event], ecosystem: Ecosystem) -> list[Event]:
    """Return events in the order of their versions; those of no version are left out."""
    found: list[tuple[bool, Any, Event]] = []
    first = key(ecosystem, "0")
    for event in events:
        written = event.introduced or event.fixed or event.last_affected or ""
        at = key(ecosystem, written)
        is_first = event.introduced == "0"  # before every version, pre-releases and all
        if at is not None or is_first:
            found.append((not is_first, first if is_first else at, event))
    return [event for _, _, event in sorted(found, key=lambda one: one[:2])]


def _reaches(ecosystem: Ecosystem, version: Any, at: str) -> bool:  # noqa: ANN401 - same
    other = key(ecosystem, at)
    return at == "0" or (other is not None and version >= other)


def _passes(ecosystem: Ecosystem, version: Any, at: str) -> bool:  # noqa: ANN401 - same
    other = key(ecosystem, at)
    return other is not None and version > other


def _less(ecosystem: Ecosystem, version: Any, at: str) -> bool:  # noqa: ANN401 - same
    other = key(ecosystem, at)
    return other is not None and version < other


def fixed_in(entry: Affected, ecosystem: Ecosystem, version: str) -> tuple[str, ...]:
    """Return the nearest version of each range above a version that is fixed."""
    found, fixes = key(ecosystem, version), set[str]()
    for one in _ranges(entry):
        if found is not None and not _is_inside(one, ecosystem, found):
            continue
        above = [
            (at, event.fixed)
            for event in one.events or ()
            if event.fixed
            and (at := key(ecosystem, event.fixed)) is not None
            and (found is None or at > found)
        ]
        if above:
            fixes.add(min(above)[1])
    return in_order(fixes, ecosystem)


def in_order(versions: Iterable[str], ecosystem: Ecosystem) -> tuple[str, ...]:
    """Return versions from the lowest on; those of no version are left out."""
    found = [(at, one) for one in versions if (at := key(ecosystem, one)) is not None]
    return tuple(one for _, one in sorted(found))


def may_be_affected(entry: Affected, ecosystem: Ecosystem, wanted: str) -> bool:
    """Tell whether a range that is asked for gives an affected version, as far as the advisory tells.

    A build takes the newest version there is, so a range that admits one that is fixed gives none. Tried are
    the versions that the advisory and the range itself name; no other one is known to exist.
    """
    events = [event for one in _ranges(entry) for event in one.events or ()]
    fixed = (event.fixed for event in events if event.fixed and key(ecosystem, event.fixed) is not None)
    if any(admits(ecosystem, wanted, one) and not is_affected(entry, ecosystem, one) for one in fixed):
        return False
    named = (event.introduced or event.last_affected for event in events)
    tried = (*(entry.versions or ()), *named, *_NUMBERS.findall(wanted))
    if any(one and admits(ecosystem, wanted, one) and is_affected(entry, ecosystem, one) for one in tried):
        return True
    return not wanted and bool(events)
