"""Packages that are installed in `node_modules`."""

import posixpath
from collections import deque

from stockade.dependencies.documents import parse_json, table, text_of
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import npm_name, version_of
from stockade.dependencies.npm.manifest import NAME, SHIPPED, Project
from stockade.dependencies.tree import Tree
from stockade.errors import ReadError

MODULES = "node_modules"
MOST = 20_000
"""Packages of one folder that are looked at."""


def read(tree: Tree, folder: str, project: Project | None) -> Lock:
    """Return what is installed below a folder: what its project asks for and needs, all without a project."""
    lock = Lock(posixpath.join(folder, MODULES), "npm")
    names = [name for name, _ in project.wanted()] if project is not None else _all(tree, lock.file)
    waiting = deque((name, folder) for name in names)
    while waiting:
        name, start = waiting.popleft()
        place = _resolved(tree, folder, start, name)
        if place and place not in lock.packages:
            if len(lock.packages) >= MOST:
                lock.gap(f"holds more than {MOST:,} packages; the others are not listed")
                break
            waiting.extend((other, place) for other in _package(tree, lock, place))
    for place, package in lock.packages.items():
        found = (_resolved(tree, folder, place, name) for name in package.requires)
        package.requires = [one for one in found if one in lock.packages]
    for name in names:
        place = _resolved(tree, folder, folder, name)
        if place in lock.packages:
            lock.roots.append(place)
        elif project is not None and name not in table(project.data, "optionalDependencies"):
            lock.gap(f"{name[:60]!r}, which {project.file} asks for, is not installed")
    return lock


def _all(tree: Tree, modules: str) -> list[str]:
    names: list[str] = []
    for name in sorted(tree.names(modules)):
        if name.startswith("@"):
            names += [f"{name}/{inner}" for inner in sorted(tree.names(f"{modules}/{name}"))]
        elif not name.startswith("."):
            names.append(name)
    return names


def _resolved(tree: Tree, top: str, start: str, name: str) -> str:
    """Return the folder that Node.js loads a package from, not above the folder that is looked at."""
    if not npm_name(name):
        return ""
    here = start
    while True:
        place = posixpath.join(here, MODULES, name)
        if NAME in tree.names(place):
            return place
        if here == top or not here:
            return ""
        here = posixpath.dirname(here)


def _package(tree: Tree, lock: Lock, place: str) -> list[str]:
    """Add the package in a folder, and return the names of what it needs."""
    file = f"{place}/{NAME}"
    try:
        data = parse_json(tree.text(file), file)
    except ReadError as error:
        lock.gap(error.reason, file=file)
        return []
    name, version = npm_name(text_of(data, "name")), version_of(data.get("version"))
    if not name:
        lock.gap("does not say its name", file=file)
        return []
    needs = [other for key in SHIPPED for other in table(data, key)]
    lock.packages[place] = Package(name, version, line=1, pinned=bool(version), requires=needs, file=file)
    return needs
