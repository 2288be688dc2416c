"""Positions in code that stands in a template, as positions in the file that holds it.

Only the text of a value is known, not how it was written: quotes, escapes, folding and indentation are gone.
So the lines of the text are looked for in the file, one after another from where the value begins. Where they
are not there (a text in one line of JSON), its references are looked for in the same way.
"""

import re
from collections.abc import Callable, Sequence

from stockade.values import Concat, Lit, Location, Value

FILLED = "deployed"
"""Stands in a text for what is known only at deployment: a name, an address, an ARN."""
_REFERENCE = re.compile(r"\$!?\{?\w{1,5}")
_FAR = 12
"""Lines of the file looked at for one line of the text."""


def source_of(value: Value) -> str | None:
    """Return the text of a value with a word for what is not known of it; None where none of it is known."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    found = [str(one.value) if isinstance(one, Lit) and one.value is not None else FILLED for one in parts]
    return "".join(found) if any(isinstance(one, Lit) for one in parts) else None


class Shifting:
    """Where the places of one text are in the file that holds it; `lines` gives those of a file."""

    def __init__(self, text: str, start: Location, lines: Callable[[str], Sequence[str]]) -> None:
        self._text = text
        self._start = start
        self._read = lines
        self._held: Sequence[str] = ()
        self._lines: list[tuple[int, int, bool]] | None = None
        self._references: dict[tuple[int, int], tuple[int, int]] | None = None

    def at(self, line: int, column: int) -> Location:
        """Return the place in the file of a place in the text."""
        if self._lines is None:
            self._held = self._read(self._start.file)
            self._lines = self._found()
        number, moved, sure = self._lines[min(max(line, 1), len(self._lines)) - 1]
        if not sure:
            if self._references is None:
                self._references = self._aligned()
            known = self._references.get((line, column))
            if known is not None:
                return Location(self._start.file, *known)
        return Location(self._start.file, number, max(column + moved, 1))

    def _found(self) -> list[tuple[int, int, bool]]:
        """Return for each line of the text its line in the file, how far it is moved, whether it is there."""
        cursor = max(self._start.line - 1, 0)
        found: list[tuple[int, int, bool]] = []
        for line in self._text.split("\n"):
            wanted = [one for one in line.strip().split(FILLED) if one.strip()]
            place = _line_of(wanted, self._held, cursor) if wanted else None
            if place is None:
                found.append((cursor + 1, 0, not wanted))
                cursor += not wanted
                continue
            moved = self._held[place].find(wanted[0]) - line.find(wanted[0])
            found.append((place + 1, moved, True))
            cursor = place + 1 if "\n" in self._text else place
        return found

    def _aligned(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return the place in the file of each reference of the text, by its place in the text.

        One after another they are looked for by their first letters, which no way of writing a text changes.
        """
        number = max(self._start.line - 1, 0)
        column = 0
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for line, written in enumerate(self._text.split("\n"), 1):
            for reference in _REFERENCE.finditer(written):
                place = self._next(reference[0], number, column)
                if place is None:
                    return found
                number, column = place[0], place[1] + 1
                found[line, reference.start() + 1] = (number + 1, column)
        return found

    def _next(self, wanted: str, number: int, column: int) -> tuple[int, int] | None:
        for line in range(number, min(number + _FAR, len(self._held))):
            at = self._held[line].find(wanted, column if line == number else 0)
            if at >= 0:
                return line, at
        return None


def _line_of(wanted: list[str], held: Sequence[str], start: int) -> int | None:
    for number in range(start, min(start + _FAR, len(held))):
        if all(one in held[number] for one in wanted):
            return number
    return None
