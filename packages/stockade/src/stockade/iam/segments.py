"""What a symbolic text is made of: characters, wildcards, and holes that stand for a text not known here.

Two terms of the platform are read as their usual text, on both sides: `AWS::Partition` is `aws` and
`AWS::URLSuffix` is `amazonaws.com`; an ARN written for another partition counts as one of `aws` too. A stack
is deployed into one partition and sees no other, so ARNs never differ by their partition alone. Region and
account stay holes: equal to themselves, not known against a literal.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from stockade.values import (
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    text,
)

Chars = Literal["any", "name", "region", "digits"]
"""Characters a hole may hold, each set within the one before: all; no colon; `a-z0-9-`; digits."""

WIDTH: dict[Chars, int] = {"any": 3, "name": 2, "region": 1, "digits": 0}

MOST_VARIANTS = 32
"""Sides of conditions told apart within one text; beyond that it is a hole."""

_PARTITION = re.compile("^arn:aws-[a-z-]+:")
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_REGION_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_ESCAPES = {"*": "*", "?": "?", "$": "$"}
_FIXED = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}


class Star(Struct, frozen=True):
    """A wildcard for any number of characters."""

    chars: Chars = "any"


class One(Struct, frozen=True):
    """A wildcard for one character."""

    chars: Chars = "any"


class Hole(Struct, frozen=True):
    """A text not known here. Holes of one `name` hold the same text; the empty name is like no other.

    `owner` is the id of the resource whose name it is, `least` the length it has at least.
    """

    name: str
    chars: Chars = "any"
    least: int = 0
    owner: str = ""


Token = str | Star | One | Hole
"""A string token is one character."""

Tokens = tuple[Token, ...]


class Variant(Struct, frozen=True):
    """One side of a conditional text, with the choices it needs."""

    choices: tuple[tuple[str, str], ...]
    tokens: Tokens

    def fits(self, other: "Variant") -> bool:
        """Tell whether both sides can hold at once."""
        mine = dict(self.choices)
        return all(mine.get(name, choice) == choice for name, choice in other.choices)


def admits(chars: Chars, character: str) -> bool:
    """Tell whether a hole of these characters can hold this one."""
    match chars:
        case "any":
            return True
        case "name":
            return character != ":"
        case "region":
            return character in _REGION_CHARACTERS
        case "digits":
            return character.isdigit()


class _Reading(Struct, frozen=True):
    """How a text is read, see `variants`."""

    wild: bool
    fold: bool
    arn: bool


def variants(value: Value, *, wild: bool, fold: bool = False, arn: bool = False) -> tuple[Variant, ...]:
    """Take a text apart, each side of its conditions for itself.

    `wild`: `*`, `?` and policy variables mean something, else they are characters. `fold` ignores case.
    `arn`: wildcards end at the colons of an ARN, as the Arn operators of conditions demand.
    """
    reading = _Reading(wild, fold, arn)
    if isinstance(value, Lit):
        return _literal(text(value) or "", reading)
    try:
        return _symbolic(value, reading)
    except TypeError:  # a map inside has no hash
        return _taken_apart(value, reading)


@lru_cache(maxsize=8192)
def _literal(written: str, reading: _Reading) -> tuple[Variant, ...]:
    return _taken_apart(Lit(written), reading)


@lru_cache(maxsize=8192)
def _symbolic(value: Value, reading: _Reading) -> tuple[Variant, ...]:
    return _taken_apart(value, reading)


def _taken_apart(value: Value, reading: _Reading) -> tuple[Variant, ...]:
    found: list[Variant] = []
    for choices, pieces in _sides(value, {}):
        if len(found) == MOST_VARIANTS:
            return (Variant((), (Hole(""),)),)
        tokens = _tokens(pieces, wild=reading.wild, fold=reading.fold)
        found.append(Variant(tuple(sorted(choices.items())), _bounded(tokens) if reading.arn else tokens))
    return tuple(found)


_Piece = str | Hole
_Choices = dict[str, str]
_Side = tuple[_Choices, list[_Piece]]


def _sides(value: Value, choices: _Choices, *, inner: bool = False) -> Iterator[_Side]:
    """Yield literal pieces and holes of every side of a text."""
    match value:
        case Cond():
            for answer, side in (("true", value.then), ("false", value.otherwise)):
                if choices.get(value.name, answer) == answer:
                    yield from _sides(side, {**choices, value.name: answer}, inner=inner)
        case Concat():
            yield from _joined(value.parts, choices)
        case Unknown() if value.among:
            for side in value.among:
                yield from _sides(side, choices, inner=inner)
        case Param() if value.default is None and value.allowed:
            yield from _chosen(value, choices)
        case Pseudo() if value.name in _FIXED:
            yield choices, [_FIXED[value.name]]
        case _:
            known = text(value)
            yield choices, [known if known is not None else _hole(value, inner=inner)]


def _chosen(value: Param, choices: _Choices) -> Iterator[_Side]:
    name = f"parameter {value.name}"
    for index, side in enumerate(value.allowed):
        if choices.get(name, str(index)) == str(index):
            yield from _sides(side, {**choices, name: str(index)})


def _joined(parts: tuple[Value, ...], choices: _Choices) -> Iterator[_Side]:
    heads: list[tuple[_Choices, list[_Piece]]] = [(choices, [])]
    for index, part in enumerate(parts):
        longer = [
            (taken, [*head, *tail])
            for before, head in heads
            for taken, tail in _sides(part, before, inner=index > 0)
        ]
        if len(longer) > MOST_VARIANTS:
            longer = [(before, [*head, Hole("")]) for before, head in heads]
        heads = longer
    yield from heads


def _hole(value: Value, *, inner: bool) -> Hole:
    """Describe what is not known of a term; `inner`: it stands within a text, not at its beginning."""
    free: Chars = "name" if inner else "any"
    match value:
        case Ref():
            return Hole(f"Ref {value.id}", free, least=1, owner=value.id)
        case Attr():
            chars: Chars = "any" if value.name.endswith(("Arn", "Url", "Endpoint")) else free
            return Hole(f"Attr {value.id}.{value.name}", chars, least=1, owner=value.id)
        case Pseudo():
            return _platform(value.name)
        case Param():
            return Hole(f"Param {value.name}", "any" if value.name.lower().endswith("arn") else free)
        case Import():
            name = text(value.name)
            return Hole(f"Import {name}" if name is not None else "", free)
        case Dynamic():
            return Hole(f"Dynamic {value.service}:{value.key}", free)
        case Lit() | List() | Map() | Concat() | Cond() | Unknown():
            return Hole("")


def _platform(name: str) -> Hole:
    match name:
        case "AWS::AccountId":
            return Hole(name, "digits", least=1)
        case "AWS::Region":
            return Hole(name, "region", least=1)
        case "AWS::StackId":
            return Hole(name, "any", least=1)
        case _:
            return Hole(name, "name", least=1)


def _tokens(pieces: list[_Piece], *, wild: bool, fold: bool) -> Tokens:
    found: list[Token] = []
    for piece in _merged(pieces):
        if isinstance(piece, Hole):
            found.append(piece)
        else:
            written = piece.lower() if fold else piece
            found.extend(_characters(written) if wild else written)
    return tuple(_ordered(found) if wild else found)


def _merged(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Join neighbouring literals and read the partition of an ARN as the usual one."""
    literal = ""
    first = True
    for piece in [*pieces, None]:
        if isinstance(piece, str):
            literal += piece
            continue
        if literal:
            yield usual_partition(literal) if first else literal
        first, literal = False, ""
        if piece is not None:
            yield piece


def usual_partition(arn: str) -> str:
    """Write the ARN of another partition as one of `aws`; leave every other text alone."""
    return _PARTITION.sub("arn:aws:", arn) if arn.startswith("arn:aws-") else arn


def _characters(written: str) -> Iterator[Token]:
    """Read wildcards and policy variables (`${aws:username}`; `${*}` is a star as a character)."""
    for index, piece in enumerate(_VARIABLE.split(written)):
        if index % 2:
            yield _ESCAPES.get(piece) or Hole(f"variable {piece}", "any")
            continue
        for character in piece:
            yield Star() if character == "*" else One() if character == "?" else character


def _ordered(tokens: list[Token]) -> Iterator[Token]:
    """Bring each run of wildcards into one form: single characters first, then at most one star."""
    star = False
    for token in tokens:
        if isinstance(token, Star):
            star = True
        elif isinstance(token, One):
            yield token
        else:
            if star:
                yield Star()
            star = False
            yield token
    if star:
        yield Star()


ARN_COLONS = 5
_COLON = ":"


def arn_parts(tokens: Tokens) -> list[Tokens]:
    """Split at the colons of an ARN; the sixth part holds all the rest."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token == _COLON and len(parts) <= ARN_COLONS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]


def _bounded(tokens: Tokens) -> Tokens:
    """Keep wildcards of an ARN within their part; the last may hold colons, `*` alone is every ARN."""
    if tokens == (Star(),):
        return tokens
    colons = 0
    found: list[Token] = []
    for token in tokens:
        colons += token == _COLON
        if colons < ARN_COLONS and isinstance(token, Star | One):
            found.append(Star("name") if isinstance(token, Star) else One("name"))
        else:
            found.append(token)
    return tuple(found)
