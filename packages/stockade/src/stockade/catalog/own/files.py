"""Which files of people's own catalog are read: named by patterns, inside one folder, few and small."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from stockade.catalog.own.lines import Lines
from stockade.errors import ConfigError

MOST_FILES = 100
MOST_BYTES = 500_000
MOST_TOGETHER = 5_000_000
MOST_PATTERNS = 50
"""Files, bytes of each and of all, patterns: beyond that it is no catalog that somebody wrote."""

_OUTSIDE = re.compile(r"^[/~]|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)")


class Text(Struct, frozen=True):
    """One file: its path as outputs name it, what it says, and its lines."""

    file: str
    text: str
    lines: Lines


def found(folder: Path, patterns: Sequence[str], named_in: str, shown: str = "") -> Iterator[Text]:
    """Yield every file that a pattern names, each once, pattern by pattern in the order of their names.

    `named_in` is the configuration that holds the patterns, `shown` the folder as outputs name it. Raises
    `ConfigError`.
    """
    if len(patterns) > MOST_PATTERNS:
        raise ConfigError(f"{named_in}: `catalog`: more than {MOST_PATTERNS} patterns")
    seen: set[str] = set()
    letters = 0
    for pattern in patterns:
        for path in _matching(folder, pattern, named_in):
            inside = path.relative_to(folder).as_posix()
            file = f"{shown}/{inside}" if shown else inside
            if file in seen:
                continue
            seen.add(file)
            if len(seen) > MOST_FILES:
                raise ConfigError(f"{named_in}: `catalog`: more than {MOST_FILES} files")
            text = _read(folder, path, file)
            letters += len(text.text)
            if letters > MOST_TOGETHER:
                raise ConfigError(f"{named_in}: `catalog`: more than {MOST_TOGETHER:,} letters in all files")
            yield text


def _matching(folder: Path, pattern: str, named_in: str) -> list[Path]:
    where = f"{named_in}: `catalog`: {pattern!r}"
    if not pattern.strip() or "\0" in pattern or _OUTSIDE.search(pattern):
        raise ConfigError(f"{where} is no pattern of files below the folder of the configuration")
    if "**" in pattern:
        raise ConfigError(f"{where}: `**` is not taken; name the folders")
    try:
        matching = sorted(path for path in folder.glob(pattern) if not path.is_dir())
    except (OSError, ValueError, NotImplementedError, re.error) as error:
        raise ConfigError(f"{where}: {error}") from None
    if not matching:
        raise ConfigError(f"{where} names no file")
    return matching


def _read(folder: Path, path: Path, file: str) -> Text:
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ConfigError(f"{file}:1: is a link out of the folder of the configuration; it is not read")
        if not path.is_file():
            raise ConfigError(f"{file}:1: is no regular file")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ConfigError(f"{file}:1: has {size:,} bytes; a catalog file has at most {MOST_BYTES:,}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, RuntimeError) as error:  # a loop of links is a RuntimeError
        raise ConfigError(f"{file}:1: cannot be read: {error}") from None
    return Text(file, text, Lines(text))
