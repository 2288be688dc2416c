"""Where the entries of `stockade.toml` stand: TOML, once read, knows no lines."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from stockade.config import Config
from stockade.values import Location

_Entry = TypeVar("_Entry")

Text = Callable[[str], str | None]
"""Gives the text of a file by its path relative to the root, None where it cannot be read."""


def placed(
    config: Config, name: str, entries: Sequence[_Entry], read: Text
) -> tuple[tuple[Location, _Entry], ...]:
    """Return the entries `[[NAME]]` of a configuration with their lines; 1 where they are not counted so."""
    if not entries:
        return ()
    lines = enumerate((read(config.source) or "").split("\n"), 1)
    found = [number for number, line in lines if line.replace(" ", "").startswith(f"[[{name}]]")]
    numbers = found if len(found) == len(entries) else [1] * len(entries)
    return tuple(
        (Location(config.source, number), entry) for number, entry in zip(numbers, entries, strict=True)
    )
