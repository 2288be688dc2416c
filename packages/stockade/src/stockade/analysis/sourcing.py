"""The text of code in a template: written there, put in from a file, or in a file that is named."""

import posixpath
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from stockade.analysis.shifting import Shifting, source_of
from stockade.model.embedded import Embedded
from stockade.values import Location, alternatives, is_absent

INLINE = "\0"
"""Stands between the name of a template and that of code written in it."""
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_FILE_NAME = re.compile(r"[\w.@/-]+\.\w{1,8}")
Read = Callable[[str], str | None]


class Held:
    """The files that hold code: their texts, and their lines, each cut once."""

    def __init__(self, text: Read) -> None:
        self.text = text
        self._lines: dict[str, list[str]] = {}

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file, none of one that cannot be read."""
        if file not in self._lines:
            self._lines[file] = (self.text(file) or "").split("\n")
        return self._lines[file]


class Source(Struct, frozen=True):
    """One piece of code as it is read: its text, the name it is parsed under, where its lines are."""

    text: str
    name: str
    place: Callable[[int, int], Location]


def sources(one: Embedded, held: Held) -> Iterator[Source | str]:
    """Yield the texts a piece of code may be; for one that cannot be had, why."""
    if not is_absent(one.file):
        yield _named(one, held.text)
        return
    for number, side in enumerate(alternatives(one.text)):
        written = source_of(side)
        if written is None:
            yield "its text is known only at deployment"
            continue
        at = side.at if side.at.line else one.location
        file = _put_in(written, at, held)
        if file:
            yield _of_file(one, written, file)
        else:
            yield Source(
                written, f"{at.file}{INLINE}{one.id}{number}.js", Shifting(written, at, held.lines).at
            )


def _named(one: Embedded, read: Read) -> Source | str:
    """Return the file that is named; of an address the asset of the same name beside the template."""
    named = source_of(one.file) or ""
    for name in (named, f"asset.{posixpath.basename(named)}") if "://" in named else (named,):
        file = beside(one.location.file, name) if name and "://" not in name else ""
        written = read(file) if file else None
        if written is not None:
            return _of_file(one, written, file)
    return f"its text is not among the scanned files: {named or 'known only at deployment'}"


def _put_in(written: str, at: Location, held: Held) -> str:
    """Return the file that a text was put in from, where the place names one that holds just that."""
    near = held.lines(at.file)[max(at.line - 1, 0) : at.line + 2]
    for found in _FILE_NAME.finditer("\n".join(near)[:_MOST_LETTERS]):
        file = beside(at.file, found[0].lstrip("/"))
        if file and held.text(file) == written:
            return file
    return ""


_MOST_LETTERS = 2_000
"""Letters of a place that names of files are looked for in."""


def _of_file(one: Embedded, written: str, file: str) -> Source:
    name = file if one.language != "javascript" or file.endswith(_SCRIPTS) else f"{file}.js"
    return Source(written, name, lambda line, column: Location(file, line, column))


def beside(file: str, named: str) -> str:
    """Return the path of a file named beside another, empty where it leads out of the root."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(file), named))
    return "" if found.startswith(("../", "/")) or found == ".." else found
