"""Cutting the text of a broken body into items by indentation, so that a broken one spoils no other.

The layout is all there is to go by: an item begins on a line that is indented no deeper than the first one
and begins with a name or a quote. Heredocs are passed over, as their text may look like anything.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

_BEGINS = re.compile(rb'[ \t]*["A-Za-z_]')
_HEREDOC = re.compile(rb"<<-?[ \t]*([A-Za-z_][\w-]*)[ \t\r]*$")


class Item(Struct, frozen=True, gc=False):
    """The lines of one argument or block; `row` counts from 0 within the body."""

    row: int
    lines: list[bytes]


def items(lines: list[bytes]) -> Iterator[Item]:
    """Yield the items of a body, in order; what stands before the first one is an item too."""
    starts = _starts(lines)
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return
    if not starts or first < starts[0]:
        starts.insert(0, first)
    for start, end in zip(starts, (*starts[1:], len(lines)), strict=True):
        yield Item(start, lines[start:end])


def _starts(lines: list[bytes]) -> list[int]:
    found: list[int] = []
    level: int | None = None
    closing: bytes | None = None
    for index, line in enumerate(lines):
        if closing is not None:
            if line.strip() == closing:
                closing = None
            continue
        if _BEGINS.match(line):
            indent = len(line) - len(line.lstrip())
            level = indent if level is None else level
            if indent <= level:
                found.append(index)
        heredoc = _HEREDOC.search(line)
        closing = heredoc[1] if heredoc else None
    return found
