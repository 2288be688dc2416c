"""`package.json`: what a project asks for, and which of its folders are members of a workspace."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from stockade.dependencies.documents import Table, parse_json, table, texts
from stockade.dependencies.lines import JSON_PAIRS, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, npm_name, version_of
from stockade.dependencies.tree import Tree, joined
from stockade.errors import ReadError

NAME = "package.json"
SHIPPED = ("dependencies", "optionalDependencies")
"""What is installed for a function; `devDependencies` are not, and peers are somebody else's."""
_LOCAL = ("file:", "link:", "portal:", "workspace:", ".", "/", "~/")
_GITHUB = re.compile(r"[\w.-]+/[\w.-]+(?:#.*)?")
_COMMIT = re.compile(r"#(?:commit=)?[0-9a-f]{40}$")
_VCS = ("git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:", "ssh:")


class Project(Struct, frozen=True):
    """A `package.json`, read: its folder, its data, and the text it was read from."""

    folder: str
    data: Table
    text: str

    @property
    def file(self) -> str:
        """The path of the file."""
        return f"{self.folder}/{NAME}" if self.folder else NAME

    def wanted(self) -> Iterator[tuple[str, str]]:
        """Yield what is asked for: names as written there, and ranges."""
        seen: set[str] = set()
        for key in SHIPPED:
            for name, wanted in table(self.data, key).items():
                if isinstance(wanted, str) and name not in seen:
                    seen.add(name)
                    yield name, wanted

    @property
    def is_manifest(self) -> bool:
        """Whether it says more than how modules are loaded (`{"type": "module"}`)."""
        told = {"name", "version", "workspaces", "devDependencies", "peerDependencies", "scripts", *SHIPPED}
        return not told.isdisjoint(self.data)

    def owns(self, folder: str) -> bool:
        """Tell whether a folder is a member of its workspace."""
        found = self.data.get("workspaces")
        patterns = texts(found) or texts(table(self.data, "workspaces").get("packages"))
        return is_member(patterns, self.folder, folder)


def is_member(patterns: list[str], root: str, folder: str) -> bool:
    """Tell whether a folder is named by the patterns of a workspace (`packages/*`, `!packages/old`)."""
    if root and not folder.startswith(f"{root}/"):
        return False
    relative = folder.removeprefix(f"{root}/") if root else folder
    found = False
    for pattern in patterns:
        wanted = pattern.removeprefix("!").removeprefix("./").rstrip("/")
        if _fits(relative.split("/"), wanted.split("/")):
            found = not pattern.startswith("!")
    return found


def _fits(path: list[str], pattern: list[str]) -> bool:
    """Tell whether folders fit a pattern, place by place: how far each part of the pattern may reach."""
    reached = {0}
    for part in pattern:
        if part == "**":
            reached = set(range(min(reached), len(path) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(path) and fnmatchcase(path[at], part)}
    return len(path) in reached


def project(tree: Tree, folder: str) -> Project:
    """Read the `package.json` of a folder. Raises `ReadError`."""
    file = f"{folder}/{NAME}" if folder else NAME
    text = tree.text(file)
    return Project(folder, parse_json(text, file), text)


def read(one: Project) -> tuple[Lock, tuple[str, ...]]:
    """Return what a project without a lock asks for, and the folders of the local projects it needs."""
    lock, projects, lines = Lock(one.file, "npm"), list[str](), Lines(one.text, JSON_PAIRS)
    for written, wanted in one.wanted():
        line = lines.of(written, wanted)
        if wanted.startswith(_LOCAL):
            path = local_path(wanted)
            try:
                projects += [joined(one.folder, path)] if path else []
            except ReadError as error:
                lock.gap(error.reason, line)
            continue
        package = asked(written, wanted, line)
        if package is None:
            lock.gap(f"{written[:60]!r} names no package", line)
        else:
            lock.add(written, package)
    return lock, tuple(projects)


def local_path(wanted: str) -> str:
    """Return the path that `file:../x` and its like name; empty for a member of a workspace, by its name."""
    path = re.sub(r"^(?:file|link|portal|workspace):", "", wanted)
    return (
        path if path.startswith((".", "/", "~")) or wanted.startswith(("file:", "link:", "portal:")) else ""
    )


def asked(written: str, wanted: str, line: int = 0) -> Package | None:
    """Return the package of an entry: a range, an exact version, an alias, or an address."""
    name = npm_name(written)
    if wanted.startswith("npm:"):
        target, _, rest = wanted[4:].rpartition("@")
        name, wanted = npm_name(target or rest), rest if target else "*"
    if not name:
        return None
    if wanted.startswith(_VCS) or "://" in wanted or _GITHUB.fullmatch(wanted):
        return Package(name, line=line, pinned=bool(_COMMIT.search(wanted)), source=address(wanted))
    version = exact(wanted)
    return Package(name, version, wanted="" if version else wanted, line=line, pinned=bool(version))


def exact(wanted: str) -> str:
    """Return the version that a range fixes, empty where it leaves a choice."""
    stripped = wanted.strip().lstrip("=v").strip()
    return version_of(stripped) if re.fullmatch(r"\d+\.\d+\.\d+(?:[-+][\w.+-]+)?", stripped) else ""
