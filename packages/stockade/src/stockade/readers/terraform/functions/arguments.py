"""Arguments of a function: what it asks of them, in Terraform's types."""

import math
from typing import Protocol

from msgspec import Struct

from stockade.errors import ReadError
from stockade.readers.terraform.syntax import Expression
from stockade.readers.terraform.traversal import Fault, default_of
from stockade.values import Concat, List, Lit, Location, Map, Value, is_absent, number, text


class NotKnown(Exception):  # noqa: N818 - no error: what a function is asked for depends on the deployment
    """An argument whose value decides the result and is only known at deployment."""


class Files(Protocol):
    """The files a configuration may name; paths are relative to the folder of its root module."""

    def text(self, path: str) -> Lit:
        """Return the text of a file, placed at its first line. Raises `Fault`."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is such a file. Raises `Fault` where it would lie outside the root."""
        ...

    def template(self, path: str) -> Expression:
        """Return a template file. Raises `Fault`."""
        ...

    def matching(self, folder: str, pattern: str) -> list[str]:
        """Return the files below a folder that match a pattern, relative to it, sorted. Raises `Fault`."""
        ...


class Arguments(Struct, frozen=True):
    """The values a function is called with, and where; every accessor raises `NotKnown` or `Fault`."""

    values: tuple[Value, ...]
    at: Location
    files: Files

    def __len__(self) -> int:
        return len(self.values)

    def value(self, position: int) -> Value:
        """Return an argument as it is; a parameter with a default is that."""
        if position >= len(self.values):
            raise Fault(f"argument {position + 1} is missing")
        return default_of(self.values[position])

    def text(self, position: int) -> str:
        """Return an argument that must be a text, or a scalar that reads as one."""
        return as_text(self.value(position))

    def number(self, position: int) -> float:
        """Return an argument that must be a number, or a text that reads as one."""
        return as_number(self.value(position))

    def whole(self, position: int) -> int:
        """Return an argument that must be a whole number."""
        found = self.number(position)
        if not float(found).is_integer():
            raise Fault(f"{found} is no whole number")
        return int(found)

    def items(self, position: int) -> tuple[Value, ...]:
        """Return the elements of an argument that must be a list, set or tuple."""
        return as_items(self.value(position))

    def entries(self, position: int) -> dict[str, Value]:
        """Return the entries of an argument that must be a map or an object."""
        return as_entries(self.value(position))

    def rest(self, position: int) -> tuple[Value, ...]:
        """Return the arguments from a position on; a parameter with a default is that."""
        return tuple(default_of(value) for value in self.values[position:])

    def lit(self, value: str | float | bool | None) -> Lit:
        """Return a result that is known."""
        return Lit(value, at=self.at)

    def list(self, items: "tuple[Value, ...] | list[Value]") -> List:
        """Return a list."""
        return List(tuple(items), at=self.at)

    def map(self, entries: dict[str, Value]) -> Map:
        """Return a map."""
        return Map(entries, at=self.at)


def as_text(value: Value) -> str:
    """Return a known text. Raises `NotKnown` and `Fault`."""
    known = text(value)
    if known is not None:
        return known
    if isinstance(value, List | Map):
        raise Fault("a text is needed here, not a collection")
    if is_absent(value):
        raise Fault("a text is needed here, not null")
    raise NotKnown


def as_number(value: Value) -> float:
    """Return a known number. Raises `NotKnown` and `Fault`."""
    found = number(value)
    if found is not None and math.isfinite(found):
        return found
    raise Fault(f"{as_text(value)!r} is no number")


def as_items(value: Value) -> tuple[Value, ...]:
    """Return the elements of a list. Raises `NotKnown` and `Fault`."""
    value = default_of(value)
    if isinstance(value, List):
        return value.items
    if isinstance(value, Lit | Map | Concat):
        raise Fault("a list is needed here")
    raise NotKnown


def as_entries(value: Value) -> dict[str, Value]:
    """Return the entries of a map. Raises `NotKnown` and `Fault`."""
    value = default_of(value)
    if isinstance(value, Map):
        return value.items
    if isinstance(value, Lit | List | Concat):
        raise Fault("a map is needed here")
    raise NotKnown


def refused(error: ReadError) -> Fault:
    """Return the fault for a file that cannot be opened."""
    return Fault(f"{error.file}: {error.reason}" if error.file else error.reason)
