"""A text that is read from left to right."""

import re


class Broken(Exception):  # noqa: N818 - the text is broken; the reader makes an `Opaque` of it
    """The text is not of the language; the message says where."""


_BLANK = re.compile(r"\s*")


class Text:
    """The text and how far it is read; `depth` counts filters that are open."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.place = 0
        self.depth = 0

    @property
    def ended(self) -> bool:
        """Whether all of it is read."""
        return self.place >= len(self.written)

    @property
    def rest(self) -> str:
        """The beginning of what is left."""
        return self.written[self.place : self.place + 40]

    def sees(self, piece: str) -> bool:
        """Tell whether a piece comes next."""
        return self.written.startswith(piece, self.place)

    def skip(self, piece: str) -> bool:
        """Read a piece if it comes next."""
        found = self.sees(piece)
        self.place += len(piece) * found
        return found

    def expect(self, piece: str) -> None:
        """Read a piece that must come next."""
        if not self.skip(piece):
            raise Broken(f"{piece!r} is missing before {self.rest[:20]!r}")

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read what matches here."""
        found = pattern.match(self.written, self.place)
        if found is not None:
            self.place = found.end()
        return found

    def blank(self) -> None:
        """Read blanks."""
        self.take(_BLANK)

    def next(self) -> str:
        """Read one character."""
        if self.ended:
            raise Broken("the text ends too early")
        self.place += 1
        return self.written[self.place - 1]

    def beyond(self, piece: str) -> bool:
        """Read until after a piece; False where there is none."""
        found = self.written.find(piece, self.place)
        self.place = len(self.written) if found < 0 else found + len(piece)
        return found >= 0

    def quoted(self) -> str:
        """Read a text in quotes. A backslash stays before a brace, which only a format needs to know."""
        quote = self.next()
        found: list[str] = []
        while True:
            character = self.next()
            if character == quote:
                return "".join(found)
            if character == "\\":
                escaped = self.next()
                found.append(f"\\{escaped}" if escaped in "{}" else escaped)
            else:
                found.append(character)
