"""Paths below the scanned root, as settings name them."""

import posixpath
from collections.abc import Callable

Read = Callable[[str], str | None]
"""Returns the text of a file below the root, None where it cannot be read."""


def joined(folder: str, path: str) -> str | None:
    """Return a path seen from a folder; the empty text is the root, None leads out of it."""
    if posixpath.isabs(path) or "\\" in path or "\0" in path:
        return None
    found = posixpath.normpath(posixpath.join(folder, path))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def above(folder: str) -> list[str]:
    """Return a folder and those it lies in, up to the root; an absolute path ends at its own."""
    found = [folder]
    while folder.strip("/"):
        folder = posixpath.dirname(folder)
        found.append(folder)
    return found
