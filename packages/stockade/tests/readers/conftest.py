from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace as changed

from stockade.readers import read_all
from stockade.values import NOWHERE, Value, get, replace

if TYPE_CHECKING:
    from stockade.model import Stack


class Reading:
    """Reads a template that lies in a folder of its own, with files beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(
        self, template: str, *, name: str = "template.yaml", files: dict[str, str] | None = None
    ) -> "Stack":
        """Return the one stack there is."""
        for path, text in {**(files or {}), name: template}.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)
        (stack,) = read_all(self.root).stacks
        return stack


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    return Reading(tmp_path / "app")


@pytest.fixture
def bare() -> Callable[[Value], Value]:
    """Return what takes the places out of a value."""
    return lambda value: replace(value, lambda term: changed(term, at=NOWHERE))


@pytest.fixture
def line() -> "Callable[[Stack, str, str], int]":
    """Return what tells the line of a property: stack, resource, path (`Code`; the empty text is the id)."""

    def of(stack: "Stack", resource: str, path: str = "") -> int:
        found = stack.resources[resource]
        return (get(found.properties, path) if path else found).at.line

    return of
