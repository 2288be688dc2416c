"""`Fn::ForEach` written out, where its collection can be known (the language extensions transform)."""

import re

from stockade.model import Gap
from stockade.readers.cloudformation.document import MOST_ADDED, size
from stockade.readers.cloudformation.intrinsics import Evaluator
from stockade.values import List, Lit, Map, Param, Value, text

PREFIX = "Fn::ForEach::"
DEEPEST = 5
"""Loops inside loops; the transform itself allows five."""


class Loops:
    """Writes out the loops of one template; one whose collection is not known becomes a gap."""

    def __init__(self, evaluator: Evaluator, gaps: list[Gap]) -> None:
        self.evaluator = evaluator
        self.gaps = gaps
        self._left = MOST_ADDED

    def expand(self, raw: Value, depth: int = 0) -> Value:
        """Return a raw value with every loop inside it written out."""
        match raw:
            case List():
                return List(tuple(self.expand(item, depth) for item in raw.items), at=raw.at)
            case Map():
                return Map(self._entries(raw, depth), at=raw.at)
            case _:
                return raw

    def _entries(self, raw: Map, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, item in raw.items.items():
            if not key.startswith(PREFIX):
                found[key] = self.expand(item, depth)
                continue
            for body in self._rounds(key, item, depth):
                found.update(self._entries(body, depth + 1))
        return found

    def _rounds(self, key: str, argument: Value, depth: int) -> list[Map]:
        """Return the body of a loop once for each value, the value put in."""
        parts = argument.items if isinstance(argument, List) else ()
        if len(parts) != 3 or not isinstance(parts[2], Map):  # noqa: PLR2004 - name, values, body
            return self._refused(key, argument, "needs a name, a collection and a map")
        name, values, body = text(parts[0]), self._collection(parts[1]), parts[2]
        if name is None or values is None:
            return self._refused(key, argument, "loops over values that are only known at deployment")
        self._left -= size(body) * len(values)
        if depth >= DEEPEST or self._left < 0:
            return self._refused(key, argument, "writes more than is followed")
        return [Map(_bound_entries(body, name, value), at=body.at) for value in values]

    def _refused(self, key: str, argument: Value, reason: str) -> list[Map]:
        self.gaps.append(Gap(argument.at, f"{key} {reason}", "resource"))
        return []

    def _collection(self, raw: Value) -> list[str] | None:
        """Return the values of a collection: a list, or a parameter that is a list with commas."""
        known = self.evaluator.evaluate(raw)
        if isinstance(known, Param | Lit):
            joined = text(known)
            return None if joined is None else [piece.strip() for piece in joined.split(",")]
        found = [text(item) for item in known.items] if isinstance(known, List) else [None]
        return None if None in found else [item for item in found if item is not None]


def _filled(written: str, name: str, value: str) -> str:
    """Put a value in the place of its name; `&{Name}` takes letters and digits only, as ids must be."""
    if name not in written:
        return written
    plain = re.sub(r"[^A-Za-z0-9]", "", value)
    return written.replace(f"${{{name}}}", value).replace(f"&{{{name}}}", plain)


def _bound_entries(raw: Map, name: str, value: str) -> dict[str, Value]:
    return {_filled(key, name, value): _bound(item, name, value) for key, item in raw.items.items()}


def _bound(raw: Value, name: str, value: str) -> Value:
    match raw:
        case Lit(value=str() as written):
            return Lit(_filled(written, name, value), at=raw.at)
        case List():
            return List(tuple(_bound(item, name, value) for item in raw.items), at=raw.at)
        case Map(items=items) if list(items) == ["Ref"] and text(items["Ref"]) == name:
            return Lit(value, at=raw.at)
        case Map():
            return Map(_bound_entries(raw, name, value), at=raw.at)
        case _:
            return raw
