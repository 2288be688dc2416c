"""Which lock a project of Node.js is fixed by: its own, or that of the workspace it is a member of."""

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from stockade.dependencies.documents import parse_yaml, table, text_of, texts
from stockade.dependencies.locking import Lock
from stockade.dependencies.npm import package_lock, pnpm, yarn
from stockade.dependencies.npm.manifest import NAME, Project, is_member, local_path, project
from stockade.dependencies.tree import Tree, joined, parent
from stockade.errors import ReadError

LOCKS = (*package_lock.NAMES, pnpm.NAME, yarn.NAME)
UNREAD = ("bun.lock", "bun.lockb")
"""Locks that are not read; where there is no other, a gap says so."""
MOST_MEMBERS = 2_000
MOST_PARTS = 20
"""Folders, one below another, that a pattern of members may name."""


class Fixed(Struct, frozen=True):
    """A lock, by its file, and the folder of the member it is read for, relative to the lock."""

    file: str
    member: str = ""


def lock_of(tree: Tree, one: Project) -> tuple[Fixed | None, str]:
    """Return what fixes the versions of a project, and what is unclear about it."""
    found, doubt = _beside(tree, one.folder, one)
    if found:
        return Fixed(found), doubt
    folder = one.folder
    while folder:
        folder = parent(folder)
        owner = _owner(tree, folder, one.folder)
        found, doubt = _beside(tree, folder, owner) if owner is not None else ("", "")
        if found:
            return Fixed(found, posixpath.relpath(one.folder, folder or ".")), doubt
    return None, doubt


def _beside(tree: Tree, folder: str, one: Project) -> tuple[str, str]:
    names = tree.names(folder)
    there = [name for name in LOCKS if name in names]
    if not there:
        unread = [name for name in UNREAD if name in names]
        return "", f"{unread[0]} is a lock that is not read" if unread else ""
    manager = text_of(one.data, "packageManager").partition("@")[0]
    chosen = next((name for name in there if manager and manager in name), there[0])
    doubt = ""
    if len(there) > 1 and not manager and not {*there} <= {*package_lock.NAMES}:
        doubt = f"{' and '.join(there)} are both there; {chosen} was read"
    return posixpath.join(folder, chosen), doubt


def _owner(tree: Tree, folder: str, member: str) -> Project | None:
    """Return the project of a folder above, where its workspace holds the member."""
    names = tree.names(folder)
    if NAME not in names and pnpm.WORKSPACE not in names:
        return None
    try:
        owner = project(tree, folder) if NAME in names else Project(folder, {}, "")
        if pnpm.WORKSPACE in names:
            file = posixpath.join(folder, pnpm.WORKSPACE)
            if is_member(texts(parse_yaml(tree.text(file), file).get("packages")), folder, member):
                return owner
    except ReadError:
        return None  # the member's own manifest is read all the same, without a lock
    return owner if owner.owns(member) else None


def read(tree: Tree, fixed: Fixed, one: Project) -> Lock:
    """Read what a lock fixes of a project. Raises `ReadError`."""
    name = posixpath.basename(fixed.file)
    if name == pnpm.NAME:
        return pnpm.read(tree, fixed.file, one, fixed.member)
    if name == yarn.NAME:
        return yarn.read(tree, fixed.file, tuple(_local(tree, parent(fixed.file), one)))
    return package_lock.read(tree, fixed.file, one, fixed.member)


def _local(tree: Tree, root: str, one: Project) -> Iterator[Project]:
    """Yield a project and the local ones it needs, those of its workspace by their names."""
    members = _members(tree, root)
    waiting, seen = [one], {one.folder}
    while waiting:
        current = waiting.pop()
        yield current
        for name, wanted in current.wanted():
            path = local_path(wanted)
            other = _at(tree, current.folder, path) if path else members.get(name)
            if other is not None and other.folder not in seen and len(seen) < MOST_MEMBERS:
                seen.add(other.folder)
                waiting.append(other)


def _at(tree: Tree, folder: str, path: str) -> Project | None:
    try:
        return project(tree, joined(folder, path))
    except ReadError:
        return None  # an archive, or a folder without a manifest: it has nothing to add


def _members(tree: Tree, root: str) -> dict[str, Project]:
    """Return the members of the workspace of a folder by the names of their packages."""
    try:
        data = project(tree, root).data
    except ReadError:
        return {}
    patterns = texts(data.get("workspaces")) or texts(table(data, "workspaces").get("packages"))
    found: dict[str, Project] = {}
    for pattern in patterns:
        for folder in _expanded(tree, root, pattern.removeprefix("./").rstrip("/").split("/")):
            other = _at(tree, "", folder) if len(found) < MOST_MEMBERS else None
            if other is not None:
                found.setdefault(text_of(other.data, "name"), other)
    return found


def _expanded(tree: Tree, root: str, pattern: list[str]) -> list[str]:
    """Return the folders of projects that a pattern means; `**` means any one folder or none here."""
    reached = {root}
    for part in pattern[:MOST_PARTS]:
        below = {
            posixpath.join(folder, name)
            for folder in reached
            for name in tree.names(folder)
            if name != "node_modules" and fnmatchcase(name, "*" if part == "**" else part)
        }
        reached = reached | below if part == "**" else below
    return sorted(folder for folder in reached if NAME in tree.names(folder))
