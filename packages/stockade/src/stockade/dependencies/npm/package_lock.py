"""`package-lock.json` and `npm-shrinkwrap.json`, versions 1, 2 and 3.

https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
"""

import posixpath
import re
from collections.abc import Iterator

from stockade.dependencies.documents import Table, parse_json, table, text_of
from stockade.dependencies.lines import JSON_TABLES, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, npm_name, version_of
from stockade.dependencies.npm.integrity import hashes
from stockade.dependencies.npm.manifest import SHIPPED, Project
from stockade.dependencies.tree import Tree

NAMES = ("npm-shrinkwrap.json", "package-lock.json")
_MODULES = "node_modules/"
_COMMIT = re.compile(r"#[0-9a-f]{40}$")
_DEEPEST = 100
_LONGEST = 4_096
"""Characters of a place; no file system has longer ones."""
Places = dict[str, Table]
"""Entries by the path they are installed at, as in version 3."""


def read(tree: Tree, file: str, project: Project | None, member: str = "") -> Lock:
    """Read a lock for the project it lies beside, or for a member of its workspace (its folder from there).

    Raises `ReadError`.
    """
    whole, places = tree.once(file, lambda: _whole(tree, file))
    lock = whole.anew()
    _begin(lock, places, project, member)
    return lock


def _whole(tree: Tree, file: str) -> tuple[Lock, Places]:
    text = tree.text(file)
    data = parse_json(text, file)
    lock = Lock(file, "npm")
    modern = isinstance(data.get("packages"), dict)
    places = _modern(data) if modern else dict(_flat(table(data, "dependencies"), ""))
    lines = Lines(text, JSON_TABLES)
    for place, entry in places.items():
        if len(place) > _LONGEST:
            lock.gap(f"installs {place[:60]!r}..., deeper than any file system reaches")
        elif place and not _is_development(entry):
            _add(lock, place, entry, lines, key=place if modern else place.rpartition(_MODULES)[2])
    for place, package in lock.packages.items():
        package.requires = list(_needs(lock, places, place))
    return lock, places


def _modern(data: Table) -> Places:
    return {place: entry for place, entry in table(data, "packages").items() if isinstance(entry, dict)}


def _flat(entries: Table, above: str, depth: int = 0) -> Iterator[tuple[str, Table]]:
    """Yield the nested entries of version 1 by their places."""
    for name, entry in entries.items():
        if isinstance(entry, dict) and depth < _DEEPEST:
            place = f"{above}{_MODULES}{name}"
            yield place, entry
            yield from _flat(table(entry, "dependencies"), f"{place}/", depth + 1)


def _is_development(entry: Table) -> bool:
    return entry.get("dev") is True or entry.get("extraneous") is True


def _add(lock: Lock, place: str, entry: Table, lines: Lines, key: str) -> None:
    line = lines.of(key)
    if entry.get("link") is True:
        target = text_of(entry, "resolved")
        lock.packages[place] = Package("", line=line, requires=[posixpath.normpath(target)], local=True)
        return
    if _MODULES not in place:
        lock.packages[place] = Package("", line=line, local=True)
        return
    package = _package(place, entry, line)
    if package is None:
        lock.gap(f"{place.rpartition(_MODULES)[2][:60]!r} names no package", line)
    else:
        lock.packages[place] = package


def _package(place: str, entry: Table, line: int) -> Package | None:
    written, resolved = text_of(entry, "version"), text_of(entry, "resolved")
    name = npm_name(text_of(entry, "name") or place.rpartition(_MODULES)[2])
    if written.startswith("npm:"):  # an alias, in version 1
        target, _, written = written[4:].rpartition("@")
        name = npm_name(target)
    if written.startswith(("file:", "link:")):
        return Package("", line=line, local=True)
    if not name:
        return None
    place_of = written if "://" in written or written.startswith("git") else resolved
    foreign = place_of if _is_foreign(place_of) else ""
    version = version_of(written)
    found = hashes(entry.get("integrity"))
    pinned = bool(found or _COMMIT.search(foreign) if foreign else version or found)
    return Package(name, version, line=line, pinned=pinned, hashes=found, source=address(foreign))


def _is_foreign(resolved: str) -> bool:
    """Tell whether a package comes from no registry: from a repository, or from a file somewhere."""
    return resolved.startswith(("git", "ssh:")) or ("://" in resolved and "/-/" not in resolved)


def _needs(lock: Lock, places: Places, place: str) -> Iterator[str]:
    entry = places[place]
    if entry.get("link") is True:
        yield from lock.packages[place].requires
        return
    requires = entry.get("requires")
    needed = [*SHIPPED, "peerDependencies"] if "requires" not in entry or requires is True else []
    names = dict.fromkeys(name for key in needed for name in table(entry, key))
    names.update(dict.fromkeys(table(entry, "requires")))
    for name in names:
        found = resolve(places, place, name)
        if found and found in lock.packages:
            yield found


def resolve(places: Places, place: str, name: str) -> str:
    """Return the place that Node.js loads a package from, seen from another place; empty for none."""
    here = place
    while True:
        found = f"{here}/{_MODULES}{name}" if here else f"{_MODULES}{name}"
        if found in places:
            return found
        if not here:
            return ""
        here = here.rpartition(f"/{_MODULES}")[0] if f"/{_MODULES}" in here else _above(here)


def _above(place: str) -> str:
    """Return the folder around one that is no installed package: members of a workspace lie in folders."""
    return "" if place.startswith(_MODULES) else posixpath.dirname(place)


def _begin(lock: Lock, places: Places, project: Project | None, member: str) -> None:
    """Find where the project's own dependencies are; without its manifest all that is not for development."""
    own = places.get(member)
    names = [name for key in SHIPPED for name in table(own, key)] if own is not None else []
    if project is not None and (own is None or not names):
        names = [name for name, _ in project.wanted()]
    if own is None and project is None:
        lock.gap("lies beside no package.json: which of its packages are asked for is not known")
        lock.indirect += list(lock.packages)
        return
    for name in dict.fromkeys(names):
        found = resolve(places, member, name)
        if found in lock.packages:
            lock.roots.append(found)
        elif not found and not _is_optional(places.get(member), project, name):
            lock.gap(f"lacks {name[:60]!r}, which package.json asks for: the lock is older than the manifest")


def _is_optional(own: Table | None, project: Project | None, name: str) -> bool:
    data = project.data if project is not None else own
    return name in table(data, "optionalDependencies")
