"""Code that is written in a template: its text, and on which line of the template each of its lines stands.

A text may be a block, a string of one line, or made of parts (`Fn::Sub`, `Fn::Join`); so its lines are looked
for in the template, one after another, in whatever way a quote or a line break is written there.
"""

import json
import re
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from stockade.model.program import Module, column_of, line_of, position
from stockade.values import Concat, Lit, Value

_HOLE = "\ue000"
"""Stands for a part of a text that is only known at deployment."""
_FILLED = "_"
_KEY = re.compile(r"InlineCode|ZipFile")
_BREAK = "\\n"
_FARTHEST = 60
"""Lines of a template that the next line of code is looked for in."""
_WIDEST = 10_000
"""Characters of one line that it is looked for in."""
_Node = TypeVar("_Node")


def written(value: Value) -> str | None:
    """Return the text of code, with a mark where a part is only known at deployment; None where none is."""
    if isinstance(value, Lit):
        return value.value if isinstance(value.value, str) else None
    if not isinstance(value, Concat):
        return None
    parts = [one.value if isinstance(one, Lit) else _HOLE for one in value.parts]
    return "".join(str(one) for one in parts) if any(one != _HOLE for one in parts) else None


def filled(code: str) -> str:
    """Return code in which a name stands for what is only known at deployment."""
    return code.replace(_HOLE, _FILLED)


def lines_of(code: str, template: str, start: int) -> list[int]:
    """Return the line of a template, from 1, for each line of code that is written below line `start`."""
    shown = template.split("\n")
    first = next((n for n in range(max(start - 1, 0), len(shown)) if _KEY.search(shown[n])), start - 1)
    line, offset = max(first, 0), 0
    found: list[int] = []
    for number, text in enumerate(code.split("\n")):
        place = _next(text, shown, line, offset)
        if place is not None:
            line, offset = place
        elif number and _BREAK not in shown[min(line, len(shown) - 1)]:
            line, offset = line + 1, 0
        found.append(line + 1)
    return found


def _next(text: str, shown: Sequence[str], line: int, offset: int) -> tuple[int, int] | None:
    """Return where a line of code stands next: the line, and where in it the search goes on."""
    fragment = max(text.split(_HOLE), key=len).strip()
    if not fragment:
        return None
    forms = dict.fromkeys((fragment, json.dumps(fragment)[1:-1], fragment.replace("'", "''")))
    for number in range(line, min(line + _FARTHEST, len(shown))):
        begin = offset if number == line else 0
        if begin and shown[number].find(_BREAK, begin - 1, begin + _WIDEST) < 0:
            continue  # a line of a block stands for one line of code
        for form in forms:
            at = shown[number].find(form, begin, begin + _WIDEST)
            if at >= 0:
                return number, at + len(form)
    return None


def shift_of(lines: Sequence[int]) -> int | None:
    """Return how many lines stand above code that is written in a block, None for other code."""
    above = lines[0] - 1 if lines else 0
    return above if all(line == above + number for number, line in enumerate(lines, 1)) else None


def relocated(program: Module, lines: Sequence[int]) -> Module:
    """Return a program whose positions are those of the template; as it is where it nests too deeply."""
    try:
        return _moved(program, lines)
    except RecursionError:
        return program


def _moved(node: _Node, lines: Sequence[int]) -> _Node:
    if isinstance(node, tuple):
        return tuple(_moved(one, lines) for one in node)  # type: ignore[return-value]
    if isinstance(node, dict):
        return {key: _moved(one, lines) for key, one in node.items()}  # type: ignore[return-value]
    if not isinstance(node, Struct):
        return node
    changes = {name: _moved(getattr(node, name), lines) for name in node.__struct_fields__ if name != "at"}
    at = getattr(node, "at", 0)
    if at:
        line = min(line_of(at), len(lines))
        changes["at"] = position(lines[line - 1], column_of(at))
    return replace(node, **changes)
