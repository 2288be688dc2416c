"""Lines of definitions that are written as text: JSON in a template, a heredoc, `jsonencode`.

The parser of JSON in text gives all of it one place; a name or an expression is looked for in the file from
there on. Where it is not found the place of the whole stays.
"""

import json
import posixpath
import re
from collections.abc import Callable

from stockade.values import Location

_FILE = re.compile(r'file\(\s*"(?:\$\{path\.\w+\}/)?([^"$]+)"')
Read = Callable[[str], str | None]
MOST_LINES = 4_000
"""Lines looked at for one name."""


class Places:
    """Finds lines below a place of a file; each file is read once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lines: dict[str, list[str]] = {}

    def _of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = (self._read(file) or "").split("\n") if file else []
        return self._lines[file]

    def held(self, at: Location) -> Location:
        """Return the beginning of the file that a definition is read from (`templatefile`), else `at`."""
        lines = self._of(at.file)[max(at.line - 1, 0) : at.line + 2]
        named = _FILE.search("\n".join(lines))
        if named is None:
            return at
        file = posixpath.normpath(posixpath.join(posixpath.dirname(at.file), named[1]))
        return Location(file, 1, 1) if not file.startswith("..") and any(self._of(file)) else at

    def near(self, at: Location, *needles: str, otherwise: Location | None = None) -> Location:
        """Return the first line from a place on that holds one of some texts, else the place itself."""
        lines = self._of(at.file)
        start = max(at.line - 1, 0)
        for number, line in enumerate(lines[start : start + MOST_LINES], start + 1):
            if any(needle in line for needle in needles):
                return Location(at.file, number, 1)
        return at if otherwise is None else otherwise

    def of_key(self, at: Location, name: str) -> Location:
        """Return the line on which a key is written."""
        quoted = json.dumps(name)
        needles = (f"{quoted}:", f"{quoted} :", f"{quoted} =", f"{name} =", f"{name}:")
        found = self.near(at, *needles)
        return found if found != at else self.near(Location(at.file, 1, 1), *needles, otherwise=at)

    def of_text(self, at: Location, written: str) -> Location:
        """Return the line on which the beginning of a text is written, with or without escapes."""
        first = written.strip().split("\n")[0][:60]
        return self.near(at, first, json.dumps(first)[1:-1]) if first else at
