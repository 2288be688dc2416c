"""Offsets of a text as positions: line and column, from 1."""

from bisect import bisect_right

from stockade.model.program import position


class Places:
    """The lines of one text."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, offset: int) -> int:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset)
        return position(line, offset - self._starts[line - 1] + 1)
