"""An index over a sequence: what many questions about one application are answered from."""

from collections.abc import Callable, Iterable
from typing import TypeVar

_Key = TypeVar("_Key")
_One = TypeVar("_One")


def grouped(items: Iterable[_One], key: Callable[[_One], _Key]) -> dict[_Key, tuple[_One, ...]]:
    """Return items by a key of theirs, in their order."""
    found: dict[_Key, list[_One]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {known: tuple(ones) for known, ones in found.items()}
