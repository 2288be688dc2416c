"""`yarn.lock`: version 1, in a notation of its own, and the later ones, which are YAML."""

import re
from collections.abc import Iterator

from stockade.dependencies.documents import Table, parse_yaml, table, text_of
from stockade.dependencies.lines import YAML_KEYS, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, npm_name, version_of
from stockade.dependencies.npm.integrity import hashes
from stockade.dependencies.npm.manifest import Project
from stockade.dependencies.tree import Tree
from stockade.errors import ReadError

NAME = "yarn.lock"
_PAIR = re.compile(r'("(?:[^"\\]|\\.)*"|\S+)\s+("(?:[^"\\]|\\.)*"|\S.*)')
_MODERN = re.compile(r"^__metadata:", re.MULTILINE)
_GIT = re.compile(r"[#/](?:commit=)?[0-9a-f]{40}$")
_OPTIONAL, _NEEDED = "optionalDependencies", "dependencies"


def read(tree: Tree, file: str, projects: tuple[Project, ...]) -> Lock:
    """Read a lock for what some projects ask for: the one it is read for, and the local ones it needs.

    Raises `ReadError`.
    """
    whole, specs = tree.once(file, lambda: _whole(tree, file))
    lock = whole.anew()
    names = {package.name for package in lock.packages.values()}
    local = {text_of(one.data, "name") for one in projects}
    for project in projects:
        for name, wanted in project.wanted():
            key = next((specs[one] for one in _spellings(name, wanted) if one in specs), "")
            if key:
                lock.roots.append(key)
            elif name not in local and not wanted.startswith(("file:", "link:", "portal:", "workspace:")):
                held = "holds another range of" if name in names else "does not hold"
                asked = f"{name[:60]!r}, which {project.file} asks for"
                lock.gap(f"{held} {asked}: the lock is older than the manifest")
    return lock


def _whole(tree: Tree, file: str) -> tuple[Lock, dict[str, str]]:
    text = tree.text(file)
    lock = Lock(file, "npm")
    specs = _modern(lock, text) if _MODERN.search(text) else _classic(lock, text)
    for package in lock.packages.values():
        package.requires = [specs[one] for one in package.requires if one in specs]
    return lock, specs


def _spellings(name: str, wanted: str) -> Iterator[str]:
    """Yield how a lock may write what is asked for."""
    yield f"{name}@{wanted}"
    yield f"{name}@npm:{wanted}"


def _classic(lock: Lock, text: str) -> dict[str, str]:
    """Read version 1: blocks of a head (`a@^1, a@^2:`) and lines indented below it."""
    specs: dict[str, str] = {}
    entry: Package | None = None
    section = ""
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        if not raw.startswith(" "):
            entry, section = _head(lock, specs, raw, number), ""
        elif entry is not None and raw.startswith("    "):
            found = _PAIR.fullmatch(raw.strip())
            if found and section in {_NEEDED, _OPTIONAL}:
                entry.requires.append(f"{_plain(found[1])}@{_plain(found[2])}")
        elif entry is not None:
            section = raw.strip().rstrip(":")
            _field(entry, raw.strip())
    return specs


def _head(lock: Lock, specs: dict[str, str], raw: str, number: int) -> Package | None:
    if not raw.rstrip().endswith(":"):
        raise ReadError("is no yarn.lock", lock.file, number)
    heads = [_plain(one.strip()) for one in raw.rstrip()[:-1].split(", ")]
    name = _name_in(heads[0])
    if not name:
        lock.gap(f"{heads[0][:60]!r} names no package", number)
        return None
    package = Package(name, line=number)
    lock.packages[heads[0]] = package
    specs.update(dict.fromkeys(heads, heads[0]))
    return package


def _name_in(head: str) -> str:
    """Return the package of `name@^1`, and of an alias, `name@npm:other@^1`, the other one."""
    name, wanted = _parted(head)
    return npm_name(_parted(wanted[4:])[0] if wanted.startswith("npm:") else name)


def _parted(written: str) -> tuple[str, str]:
    """Return name and range; the name may begin with `@`."""
    at = written.find("@", 1)
    return (written[:at], written[at + 1 :]) if at > 0 else (written, "")


def _plain(written: str) -> str:
    return written[1:-1].replace('\\"', '"') if written.startswith('"') and written.endswith('"') else written


def _field(entry: Package, written: str) -> None:
    found = _PAIR.fullmatch(written)
    key, value = (found[1], _plain(found[2])) if found else ("", "")
    if key == "version":
        entry.version = version_of(value)
        entry.pinned = entry.pinned or bool(entry.version)
    elif key == "resolved" and ("git" in value.partition("://")[0] or "/-/" not in value):
        entry.source, entry.pinned = address(value), bool(_GIT.search(value) or "#" in value)
    elif key == "integrity":
        entry.hashes = hashes(value)


def _modern(lock: Lock, text: str) -> dict[str, str]:
    """Read a later version: YAML, heads as `"a@npm:^1, a@npm:^2"`."""
    specs: dict[str, str] = {}
    lines = Lines(text, YAML_KEYS)
    for head, entry in parse_yaml(text, lock.file).items():
        if head == "__metadata" or not isinstance(entry, dict):
            continue
        line = lines.of(head)
        resolution = text_of(entry, "resolution")
        is_local = "@workspace:" in resolution or text_of(entry, "linkType") == "soft"
        package = _resolved(resolution, entry, line)
        if package is None and not is_local:
            lock.gap(f"{head[:60]!r} names no package", line)
            continue
        heads = [one.strip() for one in head.split(", ")]
        if is_local:  # what is needed for development stands beside the rest: the manifest tells them apart
            package = Package("", line=line, local=True)
        elif package is not None:
            package.requires = list(_needed(entry))
        lock.packages[head] = package if package is not None else Package("", local=True)
        specs.update(dict.fromkeys(heads, head))
        specs.update(dict.fromkeys((re.sub(r"@npm:", "@", one, count=1) for one in heads), head))
    return specs


def _resolved(resolution: str, entry: Table, line: int) -> Package | None:
    """Return the package of `lodash@npm:4.17.21`, `x@https://...#commit=...`, `x@patch:x@npm%3A1...`."""
    at = resolution.find("@", 1)
    name, place = npm_name(resolution[:at]), resolution[at + 1 :]
    version = version_of(text_of(entry, "version"))
    if at < 0 or not name:
        return None
    if place.startswith("npm:"):
        alias = place[4:].rpartition("@")[0]
        return Package(npm_name(alias) or name, version, line=line, pinned=bool(version))
    if place.startswith("patch:"):
        return Package(name, version, line=line, pinned=bool(version))
    return Package(name, version, line=line, pinned=bool(_GIT.search(place)), source=address(place))


def _needed(entry: Table) -> Iterator[str]:
    for key in (_NEEDED, _OPTIONAL):
        for name, wanted in table(entry, key).items():
            if isinstance(wanted, str):
                yield f"{name}@{wanted}"
