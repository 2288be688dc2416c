"""The scanned folder as this room sees it: files by paths relative to the root, with `/`."""

import posixpath
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct, field

from stockade.errors import ReadError

_Kept = TypeVar("_Kept")


class Tree(Struct, frozen=True):
    """Looks into the scanned folder, and never out of it.

    `names` returns what a folder holds (nothing where there is none), `text` the text of a file. Reading
    raises `ReadError` for what is not there, leads out of the root, is too large, or is no text.
    """

    names: Callable[[str], frozenset[str]]
    text: Callable[[str], str]
    kept: dict[tuple[str, str], Any] = field(default_factory=dict)

    def once(self, file: str, make: Callable[[], _Kept], variant: str = "") -> _Kept:
        """Return what is made of a file, made once; raises the same `ReadError` each time."""
        key = (file, variant)
        if key not in self.kept:
            try:
                self.kept[key] = make()
            except ReadError as error:
                self.kept[key] = error
        found = self.kept[key]
        if isinstance(found, ReadError):
            raise found
        made: _Kept = found
        return made

    def has(self, file: str) -> bool:
        """Tell whether there is such a file or folder."""
        folder, name = posixpath.split(file)
        return name in self.names(folder)


def joined(folder: str, name: str) -> str:
    """Return a path seen from a folder. Raises `ReadError` where it leads out of the root."""
    path = posixpath.normpath(posixpath.join(folder, name))
    if name.startswith("/") or path == ".." or path.startswith("../") or "\\" in name or "\0" in name:
        raise ReadError(f"names a file outside the scanned folder: {name!r}")
    return "" if path == "." else path


def parent(folder: str) -> str:
    """Return the folder around a folder; the root is the empty text."""
    return posixpath.dirname(folder)
