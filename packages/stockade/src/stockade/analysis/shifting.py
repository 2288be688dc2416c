"""Positions in code that stands in a template, as positions in the file that holds it.

Only the text of a value is known, not how it was written: quotes, escapes, folding and indentation are gone.
So the lines of the text are looked for in the file, one after another from where the value begins; what is not
found (a text in one line of JSON) stays at the line before.
"""

from collections.abc import Callable

from stockade.values import Concat, Lit, Location, Value

FILLED = "deployed"
"""Stands in a text for what is known only at deployment: a name, an address, an ARN."""
_FAR = 12
"""Lines of the file looked at for one line of the text."""


def source_of(value: Value) -> str | None:
    """Return the text of a value with a word for what is not known of it; None where none of it is known."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    found = [str(one.value) if isinstance(one, Lit) and one.value is not None else FILLED for one in parts]
    return "".join(found) if any(isinstance(one, Lit) for one in parts) else None


class Shifting:
    """Where the lines of one text are in the file that holds it."""

    def __init__(self, text: str, start: Location, read: Callable[[str], str | None]) -> None:
        self._text = text
        self._start = start
        self._read = read
        self._lines: list[tuple[int, int]] | None = None

    def at(self, line: int, column: int) -> Location:
        """Return the place in the file of a place in the text."""
        if self._lines is None:
            self._lines = self._found()
        number, moved = self._lines[min(max(line, 1), len(self._lines)) - 1]
        return Location(self._start.file, number, max(column + moved, 1))

    def _found(self) -> list[tuple[int, int]]:
        """Return for each line of the text its line in the file, and by how many columns it is moved."""
        held = (self._read(self._start.file) or "").split("\n")
        cursor = max(self._start.line - 1, 0)
        found: list[tuple[int, int]] = []
        for line in self._text.split("\n"):
            wanted = [one for one in line.strip().split(FILLED) if one.strip()]
            place = _line_of(wanted, held, cursor) if wanted else None
            if place is None:
                found.append((max(cursor, self._start.line - 1) + 1 if wanted else cursor + 1, 0))
                continue
            at = held[place].find(wanted[0]) - line.find(wanted[0])
            found.append((place + 1, at))
            cursor = place + 1 if "\n" in self._text else place
        return found


def _line_of(wanted: list[str], held: list[str], start: int) -> int | None:
    for number in range(start, min(start + _FAR, len(held))):
        if all(one in held[number] for one in wanted):
            return number
    return None
