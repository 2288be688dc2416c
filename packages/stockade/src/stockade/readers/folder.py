"""The scanned folder by its names and texts: for what is read beside the applications, such as locks."""

import os
from fnmatch import fnmatch
from pathlib import Path

from stockade.errors import ReadError
from stockade.readers.files import Root

MOST_NAMES = 20_000
"""Names of one folder that are looked at."""
_NONE: frozenset[str] = frozenset()


class Folder:
    """Lists folders and reads texts below a root, by paths relative to it with `/`; never outside of it."""

    def __init__(self, path: Path, *, most_bytes: int, exclude: tuple[str, ...] = ()) -> None:
        self._root = Root(path, most_bytes=most_bytes)
        self._exclude = exclude
        self._names: dict[str, frozenset[str]] = {}

    def names(self, folder: str) -> frozenset[str]:
        """Return what a folder holds; nothing where it is none, leads out of the root or cannot be listed."""
        if folder not in self._names:
            above, _, name = folder.rpartition("/")
            there = not folder or (name in self.names(above) and name not in {".", ".."})
            self._names[folder] = self._listed(folder) if there else _NONE
        return self._names[folder]

    def _listed(self, folder: str) -> frozenset[str]:
        path = os.path.join(self._root.path, folder)  # noqa: PTH118 - a thousand folders: twice as fast
        try:
            if os.path.islink(path):  # noqa: PTH114 - same
                self._root.inside("", folder)
            with os.scandir(path) as entries:
                found = frozenset(entry.name for _, entry in zip(range(MOST_NAMES), entries, strict=False))
        except (OSError, ReadError):
            return _NONE
        return (
            found if not self._exclude else frozenset(name for name in found if self._is_seen(folder, name))
        )

    def _is_seen(self, folder: str, name: str) -> bool:
        path = f"{folder}/{name}" if folder else name
        return not any(fnmatch(path, pattern) for pattern in self._exclude)

    def text(self, file: str) -> str:
        """Return the text of a file, which is not kept. Raises `ReadError` as `Root.text` does."""
        return self._root.fresh(file)
