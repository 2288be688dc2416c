"""A source with its syntax tree; changes of it; code that is written in a template."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from tree_sitter import Node

from stockade.languages.javascript.syntax import grammar_of
from stockade.languages.javascript.syntax import parse as parse_script
from stockade.languages.python.syntax import parse as parse_python
from stockade.model import Edit, Fix
from stockade.values import Location

_BLOCK = re.compile(r"(?:^|[\s:])\|[-+0-9]*\s*(?:#.*)?$")
MOST_FIXES = 50
"""Fixes of one file: each is made sure of by parsing the file with it."""
MOST_BYTES = 500_000
"""Bytes of a file that has fixes; longer ones were made by a tool."""
MOST_LEVELS = 300
"""Levels of a tree that has fixes."""
_FAR = 4095
"""Columns from here on are not told apart (`model.program.position`)."""
MOST_LINES = 4
"""Lines that a fix keeps of what it changes; of more none are shown."""


class Change(NamedTuple):
    """The bytes from `start` up to `end` of a source are replaced by a text."""

    start: int
    end: int
    text: str


class Source:
    """A source text and its tree.

    Code inside a template stands `above` lines further down there and `indent` columns further right; `file`
    is then the template. `eol` ends its lines. `kept` holds what others work out once of it.
    """

    def __init__(self, text: str, file: str, name: str, above: int = 0, indent: int = 0) -> None:
        self.file = file
        self.is_python = name.endswith(".py")
        self.text = text.removeprefix("\ufeff")
        self.eol = "\r\n" if "\r\n" in self.text else "\n"
        self._fixes: dict[tuple[Change, ...], Fix | None] = {}
        self.kept: dict[str, object] = {}
        self._name = name
        self._above = above
        self._indent = indent
        self.data = self.text.encode("utf-8", "replace")
        self._starts = [0, *(found.end() for found in re.finditer(b"\n", self.data))]

    @cached_property
    def root(self) -> Node:
        """The tree."""
        return self._parsed(self.data)

    @cached_property
    def is_readable(self) -> bool:
        """Whether the tree is small and flat enough to look for fixes in; what a tool made is not."""
        if len(self.data) > MOST_BYTES or not self.root.child_count:
            return False
        waiting = [(self.root, 0)]
        while waiting:
            node, depth = waiting.pop()
            if depth > MOST_LEVELS:
                return False
            if node.child_count:
                waiting.extend((child, depth + 1) for child in node.children)
        return True

    def _parsed(self, data: bytes) -> Node:
        return parse_python(data) if self.is_python else parse_script(data, grammar_of(self._name))

    def offset(self, place: Location) -> int | None:
        """Return where in the bytes a position is, None where it is not in this source."""
        row = place.line - self._above - 1
        if not 0 <= row < len(self._starts) or not 0 < place.column < _FAR:
            return None
        line = self._line(row).decode("utf-8")
        if place.column > len(line):
            return None
        return self._starts[row] + len(line[: place.column - 1].encode("utf-8"))

    def _line(self, row: int) -> bytes:
        end = self._starts[row + 1] if row + 1 < len(self._starts) else len(self.data)
        return self.data[self._starts[row] : end]

    def around(self, row: int) -> Node:
        """Return the smallest node that all nodes that begin on a line are in."""
        line = self._line(row).rstrip()
        first = len(line) - len(line.lstrip())
        node = self.root.descendant_for_point_range((row, first), (row, len(line)))
        while node is not None and node.parent is not None and node.parent.start_point[0] == row:
            node = node.parent
        return node if node is not None else self.root

    def row(self, offset: int) -> int:
        """Return the line, from 0, that an offset is in."""
        return self.data.count(b"\n", 0, offset)

    def start_of(self, row: int) -> int:
        """Return where a line begins; lines count from 0."""
        return self._starts[row] if row < len(self._starts) else len(self.data)

    def written(self, node: Node) -> str:
        """Return the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8")

    def fix(self, description: str, changes: list[Change]) -> Fix | None:
        """Return the fix that changes make, None where they overlap or the result is not the language."""
        kept = tuple(sorted(set(changes)))
        if kept not in self._fixes:
            self._fixes[kept] = self._fix(description, kept)
        return self._fixes[kept]

    def _fix(self, description: str, changes: tuple[Change, ...]) -> Fix | None:
        if len(self._fixes) >= MOST_FIXES or not changes:
            return None
        if any(one.end > other.start for one, other in pairwise(changes)):
            return None
        after = self._parsed(self._after(changes, 0, len(self.data)))
        if after.has_error and not self.root.has_error:
            return None
        removed, added = self._lines(changes)
        return Fix(description, tuple(map(self._edit, changes)), removed, added)

    def _after(self, changes: Sequence[Change], start: int, end: int) -> bytes:
        parts: list[bytes] = []
        for change in changes:
            parts += (self.data[start : change.start], change.text.encode("utf-8"))
            start = change.end
        return b"".join((*parts, self.data[start:end]))

    def _edit(self, change: Change) -> Edit:
        text = change.text.replace("\n", "\n" + " " * self._indent)
        return Edit(self._place(change.start), self._place(change.end), text)

    def _place(self, offset: int) -> Location:
        row = self.row(offset)
        column = len(self.data[self._starts[row] : offset].decode("utf-8"))
        return Location(self.file, self._above + row + 1, self._indent + column + 1)

    def _lines(self, changes: Sequence[Change]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the lines that are changed, before and after; none where they are many."""
        removed: list[str] = []
        added: list[str] = []
        groups: dict[int, list[Change]] = {}
        last = -1
        for change in changes:
            if change.start == change.end and "\n" in change.text:  # lines of their own
                added += change.text.strip().splitlines()
                continue
            row = self.row(change.start)
            first = row if row > last or not groups else max(groups)
            groups.setdefault(first, []).append(change)
            last = max(last, self.row(change.end))
        for row, group in groups.items():
            start, end = self.start_of(row), self.start_of(self.row(group[-1].end) + 1)
            removed += self.data[start:end].decode("utf-8").splitlines()
            added += self._after(group, start, end).decode("utf-8").splitlines()
        return (tuple(removed), tuple(added)) if max(len(removed), len(added)) <= MOST_LINES else ((), ())


def inside(template: str, file: str, code: str, name: str, at: Location) -> Source | None:
    """Return the source of code that stands in a template as a block of lines, None where it is no block.

    `at` is where its value begins; the block stands below that line. Each of its lines must be a line of the
    template but for the indentation.
    """
    lines = [line.removesuffix("\r") for line in template.split("\n")]
    if not 0 < at.line <= len(lines) or not _BLOCK.search(lines[at.line - 1]):
        return None
    written = code.split("\n")
    if not written[-1]:
        written.pop()
    block = lines[at.line : at.line + len(written)]
    indent = next((len(there) - len(line) for there, line in zip(block, written, strict=False) if line), 0)
    margin = " " * indent
    if len(block) < len(written) or indent <= 0:
        return None
    if any(there != f"{margin}{line}" for there, line in zip(block, written, strict=True) if line.strip()):
        return None
    source = Source(code, file, name, at.line, indent)
    source.eol = "\r\n" if "\r\n" in template else "\n"
    return source
