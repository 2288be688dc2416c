"""Staged code back to the folder it was copied from.

An assembly holds copies (`asset.HASH`) under no name of their origin. A folder of the project with the very
same files is the origin; where none is (bundled code), the copy itself is the code.
"""

import os
import posixpath
from pathlib import Path

from stockade.readers.discovery import PRUNED
from stockade.readers.files import Root

MOST_FILES = 20_000
"""Files of a project looked at for where staged code came from."""
_COMPARED = 20
"""Files of an asset that are compared; the rest only have to be there."""
_LARGEST = 1_000_000


class Origins:
    """Finds the origin of staged folders of one assembly; `project` is the folder that holds `cdk.out`."""

    def __init__(self, root: Root, project: str) -> None:
        self.root = root
        self.project = project
        self._found: dict[str, str] = {}
        self._named: dict[str, list[Path]] | None = None

    def of(self, asset: str) -> str:
        """Return the folder of the code that was staged at a path relative to the root."""
        if asset not in self._found:
            self._found[asset] = self._search(asset)
        return self._found[asset]

    def _search(self, asset: str) -> str:
        staged = self.root.path / asset
        files = _files(staged) if staged.is_dir() and not staged.is_symlink() else []
        if not files:
            return asset
        relative = [file.relative_to(staged).as_posix() for file in files]
        first = min(relative, key=lambda name: (name.count("/"), name))
        for candidate in self._files_named(posixpath.basename(first)):
            folder = _above(candidate, first)
            if folder is not None and _same(staged, folder, relative):
                return self.root.relative(folder) or "."
        return asset

    def _files_named(self, name: str) -> list[Path]:
        if self._named is None:
            self._named = {}
            for file in _files(self.root.path / self.project):
                self._named.setdefault(file.name, []).append(file)
        return self._named.get(name, [])


def _files(folder: Path) -> list[Path]:
    """Return the regular files below a folder, sorted, pruned like every walk; links are left alone."""
    found: list[Path] = []
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in PRUNED)
        found.extend(path for name in sorted(names) if not (path := Path(here, name)).is_symlink())
        if len(found) > MOST_FILES:
            break
    return found


def _above(file: Path, relative: str) -> Path | None:
    """Return the folder that a file lies in at a relative path, None where it lies at another."""
    parts = relative.split("/")
    return file.parents[len(parts) - 1] if list(file.parts[-len(parts) :]) == parts else None


def _same(staged: Path, folder: Path, relative: list[str]) -> bool:
    """Tell whether a folder holds the same files as the staged one."""
    if folder == staged or not all((folder / name).is_file() for name in relative):
        return False
    return all(_equal(staged / name, folder / name) for name in relative[:_COMPARED])


def _equal(one: Path, other: Path) -> bool:
    try:
        size = one.stat().st_size
        if size != other.stat().st_size:
            return False
        return size > _LARGEST or one.read_bytes() == other.read_bytes()
    except OSError:
        return False
