"""What a lock or a manifest says, before it is known which of it is shipped: packages, and who needs whom."""

from collections import deque
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from stockade.model import Gap
from stockade.model.shipping import Component, Ecosystem
from stockade.values import Location

LONGEST_RANGE = 500
"""Characters of a range; of a longer one nothing is known."""
MOST_PACKAGES = 50_000
"""Packages of one lock; more are a gap."""


class Package(Struct):
    """A package of a lock; `requires` are keys of others."""

    name: str
    version: str = ""
    wanted: str = ""
    line: int = 0
    pinned: bool = False
    hashes: tuple[str, ...] = ()
    source: str = ""
    modules: tuple[str, ...] = ()
    requires: list[str] = field(default_factory=list)
    local: bool = False
    file: str = ""


class Lock(Struct):
    """The packages of one file by a key of its own, the keys asked for first, and what was not understood.

    `indirect` are keys that are shipped, though nothing says which of the others needs them.
    A `local` package is code of the project: it is not listed, what it needs is. `file` is the lock; that of
    a package, where it has one, is another file that was read with it.
    """

    file: str
    ecosystem: Ecosystem
    packages: dict[str, Package] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    indirect: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def gap(self, reason: str, line: int = 0, file: str = "") -> None:
        """Note what was not understood."""
        self.gaps.append(Gap(Location(file or self.file, line), reason))

    def anew(self) -> "Lock":
        """Return the same packages, for other roots."""
        return Lock(self.file, self.ecosystem, self.packages, gaps=list(self.gaps))

    def add(self, key: str, package: Package) -> None:
        """Add a package that is asked for directly; the first of a key stays."""
        self.packages.setdefault(key, package)
        self.roots.append(key)


def components(lock: Lock) -> tuple[Component, ...]:
    """Return what the roots of a lock lead to, each package once, sorted."""
    direct = _direct(lock)
    reached = _reached(lock.packages, (*lock.roots, *lock.indirect))
    if len(reached) > MOST_PACKAGES:
        lock.gap(f"holds {len(reached):,} packages, more than {MOST_PACKAGES:,}; the others are not listed")
        reached = dict(list(reached.items())[:MOST_PACKAGES])
    found: dict[str, Component] = {}
    for key, package in reached.items():
        if not package.local:
            one = _component(lock, package, key in direct, reached)
            known = found.get(one.id)
            found[one.id] = one if known is None or (one.direct and not known.direct) else known
    return tuple(found[name] for name in sorted(found))


def _direct(lock: Lock) -> frozenset[str]:
    """Return the keys asked for by the project: its own, and those of its local packages."""
    found: set[str] = set()
    waiting = deque(lock.roots)
    while waiting:
        key = waiting.popleft()
        if key not in found:
            found.add(key)
            package = lock.packages.get(key)
            if package is not None and package.local:
                waiting.extend(package.requires)
    return frozenset(found)


def _reached(packages: Mapping[str, Package], roots: Iterable[str]) -> dict[str, Package]:
    found: dict[str, Package] = {}
    waiting = deque(roots)
    while waiting:
        key = waiting.popleft()
        package = packages.get(key)
        if package is not None and key not in found:
            found[key] = package
            waiting.extend(package.requires)
    return found


def _component(lock: Lock, package: Package, direct: bool, reached: Mapping[str, Package]) -> Component:
    needed = {
        f"{other.name}@{other.version}"
        for key in package.requires
        if (other := reached.get(key)) is not None and not other.local
    }
    return Component(
        ecosystem=lock.ecosystem,
        name=package.name,
        version=package.version,
        wanted=package.wanted if len(package.wanted) <= LONGEST_RANGE else "",
        location=Location(package.file or lock.file, package.line),
        direct=direct,
        pinned=package.pinned,
        hashes=package.hashes,
        source=package.source,
        modules=package.modules,
        requires=tuple(sorted(needed)),
    )
