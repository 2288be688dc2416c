"""The files that a configuration names, seen from the folder of its root module."""

import os
import posixpath
import re
from functools import cache
from pathlib import Path

from stockade.errors import ReadError
from stockade.readers.terraform.functions.arguments import Files, refused
from stockade.readers.terraform.library import Library
from stockade.readers.terraform.syntax import Expression
from stockade.readers.terraform.traversal import Fault
from stockade.values import Lit, Location

MOST_MATCHES = 1_000
"""Files one `fileset` may give."""
MOST_VISITED = 20_000
"""Files one `fileset` may look at."""


class ConfigurationFiles(Files):
    """Files below the scanned root, by paths relative to a root module's folder; nothing else is opened."""

    def __init__(self, library: Library, folder: str) -> None:
        self.library = library
        self.folder = folder

    def text(self, path: str) -> Lit:
        """Return the text of a file, placed at its first line. Raises `Fault`."""
        try:
            file = self._inside(path)
            return Lit(self.library.root.text(file), at=Location(file, 1, 1))
        except ReadError as error:
            raise refused(error) from error

    def template(self, path: str) -> Expression:
        """Return a template file. Raises `Fault`."""
        try:
            return self.library.template(self._inside(path))
        except ReadError as error:
            raise refused(error) from error

    def exists(self, path: str) -> bool:
        """Tell whether there is such a file. Raises `Fault` where it would lie outside the root."""
        try:
            return (self.library.root.path / self._inside(path)).is_file()
        except ReadError as error:
            raise refused(error) from error

    def matching(self, folder: str, pattern: str) -> list[str]:
        """Return the files below a folder that match a pattern, relative to it, sorted. Raises `Fault`."""
        try:
            start = self.library.root.path / self._inside(folder)
        except ReadError as error:
            raise refused(error) from error
        matches = _matcher(pattern)
        found = [name for name in _below(start) if matches.fullmatch(name)]
        if len(found) > MOST_MATCHES:
            raise Fault(f"fileset() gives more than {MOST_MATCHES:,} files")
        return sorted(found)

    def _inside(self, path: str) -> str:
        return self.library.root.inside(self.folder, path)


def _below(start: Path) -> list[str]:
    found: list[str] = []
    for folder, folders, names in os.walk(start, followlinks=False):
        folders.sort()
        relative = posixpath.normpath(Path(folder).relative_to(start).as_posix())
        found.extend(posixpath.normpath(posixpath.join(relative, name)) for name in sorted(names))
        if len(found) > MOST_VISITED:
            raise Fault(f"fileset() looks at more than {MOST_VISITED:,} files")
    return found


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of `fileset`: `**` any folders, `*` and `?` within a name, `{a,b}` one of several."""
    out: list[str] = []
    depth = 0
    for piece in re.findall(r"\*\*/|\*+|\[[^\]/]+\]|.", posixpath.normpath(pattern), re.DOTALL):
        if piece == "{":
            depth += 1
        closing = piece == "}" and depth > 0
        out.append(_TOKENS.get(piece) or _translated(piece, inside=depth > 0))
        depth -= closing
    return re.compile("".join(out) + ")" * depth, re.DOTALL)


_TOKENS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:"}


def _translated(piece: str, *, inside: bool) -> str:
    if inside and piece in "},":
        return ")" if piece == "}" else "|"
    if len(piece) > 1:
        return "[" + piece[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("!", "^", 1) + "]"
    return re.escape(piece)
