"""`States.Format`: a text with holes, as the texts and values it is made of."""

import re
from collections.abc import Sequence

from stockade.model import program as ir

_HOLE = re.compile(r"(?<!\\)\{\}")


def formatted(template: str, arguments: Sequence[ir.Expression], at: int) -> ir.Expression:
    """Return the text with each `{}` filled in turn; arguments that no hole takes are in it too."""
    pieces = [_plain(piece) for piece in _HOLE.split(template)]
    parts: list[ir.Expression] = []
    for number, piece in enumerate(pieces):
        if piece:
            parts.append(ir.Const(piece, at))
        if number < len(pieces) - 1 and number < len(arguments):
            parts.append(arguments[number])
    if len(arguments) >= len(pieces):
        parts.extend(arguments[len(pieces) - 1 :])
    return ir.Concat(tuple(parts), at)


def _plain(piece: str) -> str:
    return piece.replace("\\{", "{").replace("\\}", "}")
