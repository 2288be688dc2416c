"""Finding the line that something stands in, in a text that was parsed without its lines."""


class Lines:
    """Answers in the order of the text as fast as the text is long; out of order it begins anew."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def of(self, *needles: str) -> int:
        """Return the line that the first needle to be found begins in, from the last one on; 0 for none."""
        for needle in needles:
            found = self._text.find(needle, self._at)
            if found < 0:
                found = self._text.find(needle)
            if found >= 0:
                return self._moved(found + len(needle) - len(needle.lstrip("\n")), found)
        return 0

    def _moved(self, begin: int, onward: int) -> int:
        if onward < self._at:
            self._at, self._line = 0, 1
        self._line += self._text.count("\n", self._at, onward)
        self._at = onward
        return self._line + self._text.count("\n", onward, begin)
