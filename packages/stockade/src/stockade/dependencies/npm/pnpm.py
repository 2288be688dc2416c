"""`pnpm-lock.yaml`, versions 5 to 9.

https://github.com/pnpm/spec/tree/master/lockfile
"""

import re
from collections.abc import Iterator

from stockade.dependencies.documents import Table, parse_yaml, table, text_of
from stockade.dependencies.lines import YAML_KEYS, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, npm_name, version_of
from stockade.dependencies.npm.integrity import hashes
from stockade.dependencies.npm.manifest import SHIPPED, Project
from stockade.dependencies.tree import Tree
from stockade.errors import ReadError

NAME, WORKSPACE = "pnpm-lock.yaml", "pnpm-workspace.yaml"
_PLAIN = re.compile(r"/?((?:@[^/@]+/)?[^/@]+)@([^()]+)(\(.*)?")
"""`name@1.0.0(peer@2)`, with a slash before it up to version 8."""
_OLD = re.compile(r"(?:[^/@]+\.[^/]+)?/((?:@[^/]+/)?[^/]+)/([^/_(]+)(?:_.*)?")
"""`/name/1.0.0_peer@2`, version 5; a host before it where the registry is another one."""
_COMMIT = re.compile(r"[/#][0-9a-f]{40}")


def read(tree: Tree, file: str, project: Project, member: str = "") -> Lock:
    """Read a lock for a member of the workspace, by its folder relative to the lock. Raises `ReadError`."""
    whole, data = tree.once(file, lambda: _whole(tree, file))
    lock = whole.anew()
    _begin(lock, data, member or ".", project)
    return lock


def _whole(tree: Tree, file: str) -> tuple[Lock, Table]:
    text = tree.text(file)
    data = parse_yaml(text, file)
    if "lockfileVersion" not in data:
        raise ReadError("is no lock of pnpm", file)
    lock, lines = Lock(file, "npm"), Lines(text, YAML_KEYS, "\npackages:")
    packages, snapshots = table(data, "packages"), table(data, "snapshots")
    for key, entry in packages.items():
        if isinstance(entry, dict):
            line = lines.of(key)
            _add(lock, key, entry, line)
    for key in snapshots:
        base = lock.packages.get(key) or lock.packages.get(key.partition("(")[0])
        if base is not None:
            lock.packages[key] = _copy(base)
    for key, entry in (snapshots or packages).items():
        if key in lock.packages:
            lock.packages[key].requires = [one for one in _needs(lock, entry) if one in lock.packages]
    return lock, data


def _copy(package: Package) -> Package:
    from msgspec.structs import replace

    return replace(package, requires=[])


def _add(lock: Lock, key: str, entry: Table, line: int) -> None:
    found = _PLAIN.fullmatch(key) or _OLD.fullmatch(key)
    name = npm_name(text_of(entry, "name") or (found[1] if found else ""))
    if not name:
        lock.gap(f"{key[:60]!r} names no package", line)
        return
    resolution = table(entry, "resolution")
    if text_of(resolution, "type") == "directory":
        lock.packages[key] = Package("", line=line, local=True)
        return
    place = text_of(resolution, "repo") or text_of(resolution, "tarball")
    foreign = place if "/-/" not in place else ""
    version = version_of(text_of(entry, "version") or (found[2] if found else ""))
    kept = hashes(resolution.get("integrity"))
    commit = bool(text_of(resolution, "commit")) or bool(_COMMIT.search(place))
    pinned = bool(kept or commit) if foreign else bool(version)
    lock.packages[key] = Package(
        name, version, line=line, pinned=pinned, hashes=kept, source=address(foreign)
    )


def _needs(lock: Lock, entry: object) -> Iterator[str]:
    for key in SHIPPED:
        for name, wanted in table(entry, key).items():
            yield from _keys(lock, name, wanted)


def _keys(lock: Lock, name: str, wanted: object) -> Iterator[str]:
    """Yield the key of a dependency: what is written, or its name with the version."""
    written = text_of(wanted, "version") if isinstance(wanted, dict) else wanted
    if not isinstance(written, str):
        return
    for key in (written, f"{name}@{written}", f"/{name}@{written}", f"/{name}/{written}"):
        if key in lock.packages:
            yield key
            return


def _begin(lock: Lock, data: Table, member: str, project: Project) -> None:
    importers = table(data, "importers")
    own = table(importers, member) if importers else data
    if importers and member not in importers:
        lock.gap(f"does not hold {member}: what it needs is not known")
        return
    held = {name for key in SHIPPED for name in table(own, key)}
    for name, _ in project.wanted():
        if name not in held and name not in table(project.data, "optionalDependencies"):
            lock.gap(f"does not hold {name[:60]!r}, which {project.file} asks for")
    waiting, seen = [own], {member}
    while waiting:
        current = waiting.pop()
        for key in SHIPPED:
            for name, wanted in table(current, key).items():
                written = text_of(wanted, "version") if isinstance(wanted, dict) else wanted
                if isinstance(written, str) and written.startswith("link:"):
                    linked = _linked(member, written.removeprefix("link:"))
                    if linked in importers and linked not in seen:
                        seen.add(linked)
                        waiting.append(table(importers, linked))
                    continue
                found = list(_keys(lock, name, wanted))
                lock.roots += found
                if not found and key == SHIPPED[0]:
                    lock.gap(f"does not hold {name[:60]!r}, which {member} asks for")


def _linked(member: str, path: str) -> str:
    import posixpath

    return posixpath.normpath(posixpath.join(member, path))
