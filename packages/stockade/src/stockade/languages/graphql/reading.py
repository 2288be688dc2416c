"""Types of a schema, read by one pass over its words; what is not a type is passed over."""

import re
from collections.abc import Iterator

from msgspec import Struct

_WORD = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|(?P<word>[A-Za-z_]\w*|[{}()\[\]:!=@&|$])')
CHECKED = frozenset(
    {"Int", "Float", "Boolean", "AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSIPAddress"}
)
"""Types whose values the platform checks to be no free text."""
_DEEPEST = 4
Fields = dict[str, str]


class Schema(Struct, frozen=True):
    """The types of arguments by type and field, those of the fields of inputs, and the enumerations."""

    arguments: dict[tuple[str, str], Fields] = {}
    inputs: dict[str, Fields] = {}
    enumerations: frozenset[str] = frozenset()

    def checked(self, type_: str, field: str) -> frozenset[str]:
        """Return the paths of a field's arguments that hold no free text: `limit`, `input.kind`."""
        return frozenset(self._checked(self.arguments.get((type_, field), {}), "", 0))

    def _checked(self, fields: Fields, above: str, depth: int) -> Iterator[str]:
        for name, kind in fields.items():
            if kind in CHECKED or kind in self.enumerations:
                yield f"{above}{name}"
            elif kind in self.inputs and depth < _DEEPEST:
                yield from self._checked(self.inputs[kind], f"{above}{name}.", depth + 1)


class _Words:
    def __init__(self, text: str) -> None:
        self.words = [found[0] for found in _WORD.finditer(text) if found["word"]]
        self.number = 0

    def next(self) -> str:
        self.number += 1
        return self.words[self.number - 1] if self.number <= len(self.words) else ""

    def peek(self) -> str:
        return self.words[self.number] if self.number < len(self.words) else ""


def read_schema(text: str) -> Schema:
    """Return the types of a schema; never raises."""
    words = _Words(text)
    arguments: dict[tuple[str, str], Fields] = {}
    inputs: dict[str, Fields] = {}
    enumerations: set[str] = set()
    while (word := words.next()) != "":
        if word == "enum":
            enumerations.add(words.next())
        elif word in {"type", "input"}:
            name = words.next()
            if not _opened(words):
                continue
            for field, kind, given in _fields(words):
                if word == "input":
                    inputs.setdefault(name, {})[field] = kind
                else:
                    arguments[name, field] = given
    return Schema(arguments, inputs, frozenset(enumerations))


def _opened(words: _Words) -> bool:
    """Go on behind the brace that opens a type; False where it has no body."""
    while words.peek() not in {"{", "type", "input", "enum", ""}:
        words.next()
    return words.next() == "{" if words.peek() == "{" else False


def _fields(words: _Words) -> Iterator[tuple[str, str, Fields]]:
    """Yield the fields of a type up to its end: name, type, types of its arguments."""
    while (name := words.next()) not in {"}", ""}:
        given: Fields = {}
        if words.peek() == "(":
            words.next()
            given = dict(_arguments(words))
        if words.peek() == ":":
            words.next()
            yield name, _kind(words), given


def _arguments(words: _Words) -> Iterator[tuple[str, str]]:
    while (name := words.next()) not in {")", "}", ""}:
        if words.peek() == ":":
            words.next()
            yield name, _kind(words)


def _kind(words: _Words) -> str:
    """Return the name of a type; lists are what they hold."""
    while words.peek() in {"[", "!"}:
        words.next()
    name = words.next()
    while words.peek() in {"]", "!"}:
        words.next()
    return name
