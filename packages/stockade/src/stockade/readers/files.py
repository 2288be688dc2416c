"""Opening files: the only place where a reader touches the disk.

Nothing outside the root is ever opened: a path is resolved with all its links first, and refused when it
ends elsewhere. A file above the limit, or with a NUL byte in it, is refused as well.
"""

import os
from pathlib import Path

from stockade.cache import Question, digest
from stockade.errors import ReadError

MOST_BYTES = 5_000_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How a UTF-16 file begins."""
_TEXT, _FILE, _INSIDE = "text", "file", "inside"
"""The questions about files."""


class Root:
    """The scanned folder: reads texts below it by relative path, each once.

    `asked`, where it is set, gets every question about the files and the digest of its answer.
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path.resolve()
        self.most_bytes = most_bytes
        self.asked: dict[Question, str] | None = None
        self._texts: dict[str, str] = {}
        self._digests: dict[str, str] = {}

    def relative(self, path: Path) -> str:
        """Return a path below the root as text with `/`."""
        return path.relative_to(self.path).as_posix()

    def inside(self, folder: str, name: str) -> str:
        """Return `name`, seen from `folder`, as a path relative to the root.

        Raises `ReadError` when it leads out of the root, itself or through a link.
        """
        try:
            found = self._inside(folder, name)
        except ReadError as error:
            self._note(_INSIDE, f"{folder}\0{name}", f"!{error}")
            raise
        self._note(_INSIDE, f"{folder}\0{name}", found)
        return found

    def _inside(self, folder: str, name: str) -> str:
        if "\0" in name or "\\" in name or Path(name).is_absolute():
            raise ReadError(f"names a file outside the scanned folder: {name!r}")
        target = Path(os.path.normpath(self.path / folder / name))
        try:
            real = target.resolve()
        except (OSError, RuntimeError) as error:
            raise ReadError(f"cannot follow {name!r}: a loop of links or an unreadable folder") from error
        if not target.is_relative_to(self.path) or not real.is_relative_to(self.path):
            raise ReadError(f"names a file outside the scanned folder: {name!r}")
        return target.relative_to(self.path).as_posix()

    def holds(self, file: str) -> bool:
        """Tell whether there is such a file, by its path relative to the root."""
        found = (self.path / file).is_file()
        self._note(_FILE, file, str(found))
        return found

    def text(self, file: str) -> str:
        """Return the text of a file by its path relative to the root.

        Raises `ReadError` when it cannot be opened, is too large, binary, or no UTF-8.
        """
        if file not in self._texts:
            try:
                self._texts[file] = self._read(self._inside("", file))
            except ReadError as error:
                self._note(_TEXT, file, f"!{error}")
                raise
        if self.asked is not None:
            self.asked[_TEXT, file] = self._digest(file)
        return self._texts[file]

    def opened(self, file: str, text: str) -> str:
        """Take note of a text that was read of a file in another way; return it."""
        if self.asked is None:
            return text
        self._texts.setdefault(file, text)
        return self.text(file)

    def answer(self, kind: str, about: str) -> str:
        """Return the digest of the answer to a question that was asked before."""
        try:
            if kind == _TEXT:
                self.text(about)
                return self._digest(about)
            if kind == _FILE:
                return str(self.holds(about))
            folder, _, name = about.partition("\0")
            return self.inside(folder, name)
        except ReadError as error:
            return f"!{error}"

    def _digest(self, file: str) -> str:
        if file not in self._digests:
            self._digests[file] = digest(self._texts[file])
        return self._digests[file]

    def _note(self, kind: str, about: str, told: str) -> None:
        if self.asked is not None:
            self.asked[kind, about] = told

    def _read(self, file: str) -> str:
        path = self.path / file
        try:
            if not path.is_file():
                raise ReadError("is not there or is no regular file", file)
            size = path.stat().st_size
            if size > self.most_bytes:
                raise ReadError(
                    f"has {size:,} bytes, more than limits.file_bytes ({self.most_bytes:,}); not read", file
                )
            data = path.read_bytes()
        except OSError as error:
            raise ReadError(f"cannot be read: {error.strerror}", file) from error
        return decode(data, file)


def decode(data: bytes, file: str) -> str:
    """Decode a text file: UTF-8 with or without a mark, or UTF-16 with one. Raises `ReadError` otherwise."""
    if data[:2] in UTF16_MARKS:
        encoding = "utf-16"
    elif b"\0" in data:
        raise ReadError("is a binary file", file)
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"is no UTF-8 text (byte {error.start})", file) from error
    if "\0" in text:  # UTF-32 begins as UTF-16 does
        raise ReadError("is a binary file", file)
    return text
