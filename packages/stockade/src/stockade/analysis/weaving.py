"""Texts put together of values: what of them is known, and whose data stands where."""

from collections.abc import Iterable

from stockade.analysis.taint import Taint, joined_taints
from stockade.analysis.values import (
    MOST_CONSTANTS,
    NO_TAINTS,
    Pieces,
    Value,
    constant,
    constants,
    everything,
)

MOST_PIECES = 24
LONGEST_TEXT = 100_000
"""Characters of literals in one text; what lies beyond is not known."""


def concatenated(values: Iterable[Value]) -> Value:
    """Return the text of values one after another; the sum where all are numbers."""
    found = list(values)
    taints: frozenset[Taint] = NO_TAINTS
    shape: list[str | frozenset[Taint]] = []
    known, left = True, LONGEST_TEXT
    for value in found:
        inner = everything(value)
        taints = joined_taints(taints, inner)
        text = _written(value)
        for piece in _pieces_of(value, text, inner):
            left -= len(piece) if isinstance(piece, str) else 0
            kept = piece if left >= 0 else NO_TAINTS if isinstance(piece, str) else piece
            if isinstance(kept, str) and shape and isinstance(shape[-1], str):
                shape[-1] += kept
            else:
                shape.append(kept)
        known = known and text is not None
    if known and left >= 0:
        return constant("".join(one for one in shape if isinstance(one, str)))
    spread = _alternatives(found) if left >= 0 else None
    if spread is not None:
        return constants(spread)
    if len(shape) > MOST_PIECES:
        shape = [*shape[: MOST_PIECES - 1], taints]
    return Value(taints=taints, pieces=tuple(shape))


def _pieces_of(value: Value, text: str | None, inner: frozenset[Taint]) -> Pieces:
    """Return the shape of a value's text: its literal, what is known of it, or only whose data it holds."""
    if text is not None:
        return (text,)
    return value.pieces if value.pieces is not None and value.fields is None else (inner,)


def _written(value: Value) -> str | None:
    """Return the text of a value that is one literal."""
    if value.constants is None or len(value.constants) != 1 or value.taints:
        return None
    (one,) = value.constants
    return one if isinstance(one, str) else str(one)


def _alternatives(values: list[Value]) -> list[str] | None:
    """Return every text that constants in a row may make, where those are few."""
    found = [""]
    for value in values:
        if value.constants is None or value.taints:
            return None
        found = [f"{before}{one}" for before in found for one in value.constants]
        if len(found) > MOST_CONSTANTS or any(len(one) > LONGEST_TEXT for one in found):
            return None
    return found
