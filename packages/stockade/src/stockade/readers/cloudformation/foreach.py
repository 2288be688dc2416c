"""`Fn::ForEach` written out, where its collection can be known (the language extensions transform)."""

import re

from stockade.model import Gap
from stockade.readers.cloudformation.scope import Scope
from stockade.values import List, Lit, Map, Value, text

MOST_ROUNDS = 1_000
DEEPEST = 5
"""Loops inside loops; the transform itself allows five."""


def expand(raw: Value, scope: Scope, gaps: list[Gap], depth: int = 0) -> Value:
    """Write out every loop inside a raw value; one whose collection is not known becomes a gap."""
    match raw:
        case List():
            return List(tuple(expand(item, scope, gaps, depth) for item in raw.items), at=raw.at)
        case Map() if any(key.startswith("Fn::ForEach::") for key in raw.items):
            return _expanded(raw, scope, gaps, depth)
        case Map():
            return Map({key: expand(item, scope, gaps, depth) for key, item in raw.items.items()}, at=raw.at)
        case _:
            return raw


def _expanded(raw: Map, scope: Scope, gaps: list[Gap], depth: int) -> Value:
    found: dict[str, Value] = {}
    for key, item in raw.items.items():
        if not key.startswith("Fn::ForEach::"):
            found[key] = expand(item, scope, gaps, depth)
            continue
        made = _rounds(item, scope) if depth < DEEPEST else None
        if made is None:
            gaps.append(
                Gap(item.at, f"{key} loops over values that are only known at deployment", "resource")
            )
            continue
        for name, body in made:
            found[name] = expand(body, scope, gaps, depth + 1)
    return Map(found, at=raw.at)


def _rounds(argument: Value, scope: Scope) -> list[tuple[str, Value]] | None:
    if not (isinstance(argument, List) and len(argument.items) == 3):  # noqa: PLR2004 - name, values, body
        return None
    name, collection, body = text(argument.items[0]), _collection(argument.items[1], scope), argument.items[2]
    if name is None or collection is None or not isinstance(body, Map) or len(collection) > MOST_ROUNDS:
        return None
    made: list[tuple[str, Value]] = []
    for value in collection:
        for key, item in body.items.items():
            made.append((_filled(key, name, value), _bound(item, name, value)))
    return made


def _collection(raw: Value, scope: Scope) -> list[str] | None:
    if isinstance(raw, Map) and list(raw.items) == ["Ref"]:
        known = text(scope.parameters.get(text(raw.items["Ref"]) or "", raw))
        return None if known is None else [piece.strip() for piece in known.split(",")]
    if isinstance(raw, List):
        found = [text(item) for item in raw.items]
        return None if None in found else [item for item in found if item is not None]
    return None


def _filled(written: str, name: str, value: str) -> str:
    return re.sub(r"\$\{" + re.escape(name) + r"\}|&\{" + re.escape(name) + r"\}", lambda _: value, written)


def _bound(raw: Value, name: str, value: str) -> Value:
    match raw:
        case Lit(value=str() as written):
            return Lit(_filled(written, name, value), at=raw.at)
        case List():
            return List(tuple(_bound(item, name, value) for item in raw.items), at=raw.at)
        case Map(items=items) if list(items) == ["Ref"] and text(items["Ref"]) == name:
            return Lit(value, at=raw.at)
        case Map():
            bound = {_filled(key, name, value): _bound(item, name, value) for key, item in raw.items.items()}
            return Map(bound, at=raw.at)
        case _:
            return raw
