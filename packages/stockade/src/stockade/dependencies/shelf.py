"""Reading what folders say is shipped, each file once however many functions share it."""

import posixpath
from collections import deque
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from stockade.dependencies.documents import parse_toml
from stockade.dependencies.locking import Lock, components
from stockade.dependencies.npm import installed as modules
from stockade.dependencies.npm import manifest, workspace
from stockade.dependencies.npm.manifest import Project
from stockade.dependencies.python import installed, pipfile, pyproject, requirements, toml_locks
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.tree import Tree, parent
from stockade.errors import ReadError
from stockade.model import Gap
from stockade.model.shipping import Manifest
from stockade.values import Location

MOST_PROJECTS = 100
"""Local projects that one manifest may lead to."""
_REQUIREMENTS = "requirements.txt"
_LOCKS = (pipfile.LOCK, toml_locks.POETRY, toml_locks.UV, toml_locks.PDM, toml_locks.PYLOCK)


class Found(Struct, frozen=True):
    """What a folder says: its manifests, and what was not understood. Neither: it says nothing."""

    manifests: tuple[Manifest, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def there(self) -> bool:
        """Whether it says anything."""
        return bool(self.manifests or self.gaps)


class Shelf:
    """What the folders of a tree say."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._python: dict[tuple[str, str, bool], Found] = {}
        self._npm: dict[str, Found] = {}

    def python(self, folder: str, environment: Environment, *, locks_first: bool) -> Found:
        """Return what a folder says about packages of Python. `locks_first`: before `requirements.txt`."""
        key = (folder, environment.python, locks_first)
        if key not in self._python:
            self._python[key] = self._of_python(folder, environment, locks_first)
        return self._python[key]

    def npm(self, folder: str) -> Found:
        """Return what a folder says about packages of npm."""
        if folder not in self._npm:
            self._npm[folder] = self._of_npm(folder)
        return self._npm[folder]

    def _of_python(self, folder: str, environment: Environment, locks_first: bool) -> Found:
        manifests: list[Manifest] = []
        gaps: list[Gap] = []
        for place in installed.folders(self.tree, folder):
            lock = installed.read(self.tree, place, environment)
            manifests.append(Manifest(place or ".", "PyPI", components(lock)))
            gaps += lock.gaps
        there = {one.name for manifest in manifests for one in manifest.components}
        found = self._manifest(folder, environment, locks_first)
        manifests += (_without(one, there) for one in found.manifests)
        return Found(tuple(manifests), (*gaps, *found.gaps))

    def _manifest(self, folder: str, environment: Environment, locks_first: bool) -> Found:
        names = self.tree.names(folder)
        locks = [name for name in _LOCKS if name in names]
        order = [*locks, _REQUIREMENTS] if locks_first else [_REQUIREMENTS, *locks]
        for name in (*order, pyproject.NAME, pipfile.NAME):
            if name in names:
                found = self._file(posixpath.join(folder, name), environment)
                if found.there:
                    return found
        return Found()

    def _file(self, file: str, environment: Environment) -> Found:
        name = posixpath.basename(file)
        read = _READERS.get(name)
        if read is not None:
            return _read(file, lambda: read(self.tree, file, environment))
        if name == pyproject.NAME:
            return self._project(file, environment)
        return self._with_projects(file, environment, requirements.read)

    def _project(self, file: str, environment: Environment) -> Found:
        """Read a `pyproject.toml`: by the lock of the workspace it is a member of, else by itself."""
        try:
            data = parse_toml(self.tree.text(file), file)
        except ReadError as error:
            return Found(gaps=(_gap(error, file),))
        if not pyproject.is_manifest(data):
            return Found()
        folder = above = parent(file)
        while above:
            above = parent(above)
            if toml_locks.UV in self.tree.names(above):
                member = posixpath.relpath(folder, above or ".")
                return self._of_workspace(posixpath.join(above, toml_locks.UV), member, environment)
        return self._with_projects(file, environment, pyproject.read)

    def _of_workspace(self, lock: str, member: str, environment: Environment) -> Found:
        return _read(lock, lambda: toml_locks.read_uv(self.tree, lock, environment, member), member)

    def _with_projects(
        self,
        file: str,
        environment: Environment,
        read: Callable[[Tree, str, Environment], tuple[Lock, tuple[str, ...]]],
    ) -> Found:
        """Read a manifest, and those of the local projects it installs, as one."""

        def whole() -> Lock:
            lock, projects = read(self.tree, file, environment)
            self._add_projects(lock, projects, environment)
            return lock

        return _read(file, whole)

    def _add_projects(self, lock: Lock, projects: tuple[str, ...], environment: Environment) -> None:
        waiting, seen = deque(projects), {parent(lock.file)} if lock.file.endswith(pyproject.NAME) else set()
        while waiting:
            folder = waiting.popleft()
            if folder in seen or len(seen) >= MOST_PROJECTS:
                continue
            seen.add(folder)
            file = posixpath.join(folder, pyproject.NAME)
            try:
                other, more = pyproject.read(self.tree, file, environment)
            except ReadError:
                lock.gap(f"installs {folder or '.'}, whose dependencies no {pyproject.NAME} tells")
                continue
            waiting.extend(more)
            lock.gaps += other.gaps
            for key in other.roots:
                other.packages[key].file = file
                lock.add(key, other.packages[key])

    def _of_npm(self, folder: str) -> Found:
        names = self.tree.names(folder)
        if manifest.NAME not in names:
            if modules.MODULES not in names:
                return Found()
            return _read(
                posixpath.join(folder, modules.MODULES), lambda: modules.read(self.tree, folder, None)
            )
        try:
            one = manifest.project(self.tree, folder)
        except ReadError as error:
            return Found(gaps=(_gap(error, posixpath.join(folder, manifest.NAME)),))
        if not one.is_manifest:
            return Found()
        fixed, doubt = workspace.lock_of(self.tree, one)
        unclear = (Gap(Location(one.file), doubt),) if doubt else ()
        found = self._fixed(one, fixed) if fixed is not None else self._loose(one, names)
        return replace(found, gaps=(*unclear, *found.gaps))

    def _fixed(self, one: Project, fixed: workspace.Fixed) -> Found:
        found = _read(fixed.file, lambda: workspace.read(self.tree, fixed, one), fixed.member)
        if found.manifests:
            return found
        ranges = _read(one.file, lambda: self._ranges(one))  # the lock is broken: its manifest is not
        return replace(ranges, gaps=(*found.gaps, *ranges.gaps))

    def _loose(self, one: Project, names: frozenset[str]) -> Found:
        if modules.MODULES in names:
            return _read(one.file, lambda: modules.read(self.tree, one.folder, one))
        return _read(one.file, lambda: self._ranges(one))

    def _ranges(self, one: Project) -> Lock:
        """Return what a project without a lock asks for, with what its local projects ask for."""
        lock, projects = manifest.read(one)
        waiting, seen = deque(projects), {one.folder}
        while waiting:
            folder = waiting.popleft()
            if folder in seen or len(seen) >= MOST_PROJECTS:
                continue
            seen.add(folder)
            try:
                other = manifest.project(self.tree, folder)
            except ReadError as error:
                lock.gap(f"installs {folder}: {error.reason}")
                continue
            inner, more = manifest.read(other)
            waiting.extend(more)
            lock.gaps += inner.gaps
            for key in inner.roots:
                inner.packages[key].file = other.file
                lock.add(key, inner.packages[key])
        return lock


_READERS: dict[str, Callable[[Tree, str, Environment], Lock]] = {
    pipfile.LOCK: pipfile.read_lock,
    pipfile.NAME: pipfile.read,
    toml_locks.POETRY: toml_locks.read_poetry,
    toml_locks.PDM: toml_locks.read_pdm,
    toml_locks.UV: toml_locks.read_uv,
    toml_locks.PYLOCK: toml_locks.read_pylock,
}


def _read(file: str, read: Callable[[], Lock], member: str = "") -> Found:
    """Read one file; what cannot be read is a gap."""
    try:
        lock = read()
        listed = components(lock)
    except ReadError as error:
        return Found(gaps=(_gap(error, file),))
    return Found((Manifest(file, lock.ecosystem, listed, member),), tuple(lock.gaps))


def _gap(error: ReadError, file: str) -> Gap:
    return Gap(Location(error.file or file, error.line), error.reason, "file")


def _without(one: Manifest, there: set[str]) -> Manifest:
    """Return a manifest without what is installed already."""
    kept = tuple(component for component in one.components if component.name not in there)
    return replace(one, components=kept) if len(kept) < len(one.components) else one
