"""Reads people's own catalog files: each entry checked as ours are, with the line it stands at."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import msgspec

from stockade.catalog.call_names import TABLES
from stockade.catalog.own import checks
from stockade.catalog.own.files import Text, found
from stockade.catalog.own.schema import Addition, Own, OwnFile, Table
from stockade.catalog.schema import EventSource
from stockade.config import FILE_NAME, spoken
from stockade.errors import ConfigError

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


def read_own(folder: Path, patterns: Sequence[str], named_in: str = FILE_NAME, shown: str = "") -> Own:
    """Read the files below `folder` that the patterns of a configuration name. Raises `ConfigError`.

    `named_in` is the configuration, `shown` the folder as outputs name it.
    """
    read = [(text, _parsed(text)) for text in found(folder, patterns, named_in, shown)]
    checks.each(read)
    additions = tuple(one for text, file in read for one in _additions(text, file))
    checks.together(additions)
    return Own(tuple((text.file, text.text) for text, _ in read), additions)


def _parsed(text: Text) -> OwnFile:
    try:
        data = tomllib.loads(text.text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        at = _AT_LINE.search(str(error))
        line = at[1] if at is not None and at[1] else text.text.count("\n") + 1 if at is not None else "1"
        told = _AT_LINE.sub("", str(error)).strip()
        raise ConfigError(f"{text.file}:{line}: is no TOML: {told}") from None
    try:
        if "wiring" in data and "id" in data:
            return OwnFile(source=(msgspec.convert(data, EventSource),))
        return msgspec.convert(data, OwnFile)
    except msgspec.ValidationError as error:
        key, told = spoken(str(error), "catalog files")
        raise ConfigError(f"{text.file}:{text.lines.of(key)}: {told}") from None


def _additions(text: Text, file: OwnFile) -> Iterator[Addition]:
    for table in get_args(Table):
        language = file.language if table in TABLES else None
        for number, entry in enumerate(getattr(file, table)):
            yield Addition(table, entry, language, text.file, text.lines.of(f"{table}[{number}]"))
