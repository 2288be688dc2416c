"""The tokens of a JSONata expression. Source: "JSONata documentation", docs.jsonata.org, version 2."""

import json
import re
from typing import Literal, NamedTuple

Kind = Literal["text", "number", "name", "variable", "regex", "sign", "end"]
MOST = 40_000
"""Tokens of one expression."""


class Broken(Exception):  # noqa: N818 - the text is broken; the reader makes an `Opaque` of it
    """The text is not of the language; the message says where."""


class Token(NamedTuple):
    """A token; of a text, name or variable `value` is what it stands for. `line` counts from 0."""

    kind: Kind
    value: str
    line: int = 0
    flags: str = ""


_SKIPPED = re.compile(r"(?:\s|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NAME = re.compile(r"[^\W\d]\w*")
_VARIABLE = re.compile(r"\$(?:\$|\w+)?")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', re.DOTALL)
_BACKTICK = re.compile(r"`([^`]*)`")
_REGEX = re.compile(r"/((?:[^/\\\n]|\\.)+)/([gims]*)")
_SIGN = re.compile(r"\.\.|:=|!=|<=|>=|~>|\*\*|\?:|\?\?|[.\[\]{}(),;:?+\-*/%|=<>^&@#!~λ]")
_VALUE_ENDS = frozenset({")", "]", "}"})
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


def tokens(written: str) -> list[Token]:
    """Return the tokens of a text, an `end` last. Raises `Broken`."""
    found: list[Token] = []
    place = line = 0
    while True:
        skipped = _SKIPPED.match(written, place)
        if skipped is not None:
            line += skipped[0].count("\n")
            place = skipped.end()
        if place >= len(written):
            return [*found, Token("end", "", line)]
        if len(found) >= MOST:
            raise Broken("an expression that is too long")
        token, end = _token(written, place, line, found[-1] if found else None)
        line += written.count("\n", place, end)
        found.append(token)
        place = end


def _token(written: str, place: int, line: int, before: Token | None) -> tuple[Token, int]:
    """Return the token at a place and where it ends."""
    if match := _QUOTED.match(written, place):
        inner = match[1] if match[1] is not None else match[2]
        return Token("text", _unescaped(inner), line), match.end()
    if match := _NUMBER.match(written, place):
        return Token("number", match[0], line), match.end()
    if match := _VARIABLE.match(written, place):
        return Token("variable", match[0], line), match.end()
    if match := _BACKTICK.match(written, place):
        return Token("name", match[1], line, "quoted"), match.end()
    if written[place] == "/" and not _is_value(before) and (match := _REGEX.match(written, place)):
        return Token("regex", match[1], line, match[2]), match.end()
    if match := _SIGN.match(written, place):
        return Token("sign", match[0], line), match.end()
    if match := _NAME.match(written, place):
        return Token("name", match[0], line), match.end()
    raise Broken(f"{written[place : place + 20]!r} in an expression")


def _is_value(token: Token | None) -> bool:
    """Tell whether a token ends a value, so that a slash after it divides."""
    if token is None:
        return False
    return token.value in _VALUE_ENDS if token.kind == "sign" else token.kind != "end"


def _unescaped(inner: str) -> str:
    if "\\" not in inner:
        return inner

    def shown(match: re.Match[str]) -> str:
        if match[1] is not None:
            return chr(int(match[1], 16))
        return _ESCAPES.get(match[2], match[2])

    return _ESCAPE.sub(shown, inner)


def number(written: str) -> int | float:
    """Return the value of a number."""
    found: int | float = json.loads(written) if written.isdigit() else float(written)
    return found
