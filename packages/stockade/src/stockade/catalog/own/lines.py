"""Where the keys of a TOML text stand: TOML, once read, knows no lines."""

import re
from collections.abc import Iterator
from pathlib import Path

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")
_LONGEST = 300
"""Letters of a line that are looked at: keys and headers are at its beginning."""
_QUOTES = re.compile(r'"""|\'\'\'')
_ALONE = "source[0]"
_STEP = re.compile(r"(?:\.[^.\[\]]+|\[[^\]]*\])$")


class Lines:
    """The lines of tables and keys, by the path that msgspec names them: `sink[1].python.calls`."""

    def __init__(self, text: str) -> None:
        self._found: dict[str, int] = {}
        self._last: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        table = ""
        for number, whole in _outside_texts(text):
            line = whole[:_LONGEST]
            header = _HEADER.match(line)
            if header is not None:
                table = self._table(header[2], number, each=header[1] == "[[")
                continue
            key = _KEY.match(line)
            if key is not None:
                name = _plain(key[1])
                self._found.setdefault(f"{table}.{name}" if table else name, number)

    def of(self, path: str) -> int:
        """Return the line of a path, else of what it lies in, else 1."""
        if path.startswith(_ALONE) and "source" not in self._found:  # written as our `source.toml` is
            path = path.removeprefix(_ALONE).lstrip(".")
        while path:
            if path in self._found:
                return self._found[path]
            shorter = _STEP.sub("", path)
            path = shorter if shorter != path else ""
        return 1

    def _table(self, name: str, number: int, *, each: bool) -> str:
        """Return the path of a table that begins: of a list the next one, below lists their last."""
        path = ""
        *above, last = _plain(name).split(".")
        for part in above:
            path = f"{path}.{part}" if path else part
            path = self._last.get(path, path)
        path = f"{path}.{last}" if path else last
        if each:
            at = self._numbers.get(path, -1) + 1
            self._numbers[path] = at
            self._found.setdefault(path, number)
            self._last[path] = f"{path}[{at}]"
            path = f"{path}[{at}]"
        self._found.setdefault(path, number)
        return path


def line_of(file: Path, key: str) -> int:
    """Return the line of a key of a TOML file, 1 where the file cannot be read."""
    try:
        return Lines(file.read_text(encoding="utf-8")).of(key)
    except (OSError, UnicodeDecodeError):
        return 1


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _outside_texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not begin within a text of several lines."""
    inside = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not inside:
            yield number, line
        for quote in _QUOTES.findall(line):
            if not inside:
                inside = quote
            elif quote == inside:
                inside = ""
