"""JSON inside text that holds references, such as a state machine's definition in `Fn::Sub`.

Each part of the text that is not a literal is replaced by a mark before the JSON is parsed and put back
after; a mark inside a string becomes a join again, in a key it becomes text. The same marks serve the other
way round.
"""

import json
import re

from msgspec import Struct

from stockade.values.access import text
from stockade.values.rewrite import concat
from stockade.values.terms import (
    NOWHERE,
    Attr,
    Concat,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Value,
)

_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000([0-9]{1,6})\ue001")


def parse_json(value: Value) -> Value | None:
    """Parse text that is JSON into a value; maps and lists are returned as they are.

    References in the text come back in their places. None where the text is unknown or no JSON.
    """
    match value:
        case Map() | List():
            return value
        case Lit(value=str() as written):
            return _parsed(written, (), value.at)
        case Concat():
            marked, holes = _marked(value.parts)
            return _parsed(marked, holes, value.at)
        case _:
            return None


def _marked(parts: tuple[Value, ...]) -> tuple[str, tuple[Value, ...]]:
    out: list[str] = []
    holes: list[Value] = []
    for part in parts:
        if isinstance(part, Lit):
            out.append(str(part.value))
        else:
            out.append(_MARK.format(len(holes)))
            holes.append(part)
    return "".join(out), tuple(holes)


def _parsed(written: str, holes: tuple[Value, ...], at: Location) -> Value | None:
    try:
        data = json.loads(written)
    except ValueError:
        data = _parsed_bare(written)
    except RecursionError:
        return None
    if not isinstance(data, dict | list):
        return None
    try:
        return _lifted(data, holes, at)
    except RecursionError:
        return None


def _parsed_bare(written: str) -> object:
    """Parse once more with marks that stand outside of strings (a bare number or object) in quotes."""
    try:
        return json.loads(
            re.sub(f"(?<=[:\\[,\\s]){_MARKED.pattern}(?=\\s*[,\\]}}])", '"\ue000\\1\ue001"', written)
        )
    except (ValueError, RecursionError):
        return None


def _lifted(data: object, holes: tuple[Value, ...], at: Location) -> Value:
    if isinstance(data, dict):
        return Map({_key(key, holes): _lifted(item, holes, at) for key, item in data.items()}, at=at)
    if isinstance(data, list):
        return List(tuple(_lifted(item, holes, at) for item in data), at=at)
    if isinstance(data, str) and holes:
        return _filled(data, holes, at)
    if data is None or isinstance(data, str | int | float | bool):
        return Lit(data, at=at)
    return Lit(str(data), at=at)


def _key(written: str, holes: tuple[Value, ...]) -> str:
    """Write a key, which is text alone: a reference in it as its known text, else as `${Name}`."""
    if not holes:
        return written

    def shown(mark: re.Match[str]) -> str:
        index = int(mark[1])
        return _shown(holes[index]) if index < len(holes) else mark[0]

    return _MARKED.sub(shown, written)


def _shown(hole: Value) -> str:
    known = text(hole)
    if known is not None:
        return known
    match hole:
        case Ref():
            return f"${{{hole.id}}}"
        case Attr():
            return f"${{{hole.id}.{hole.name}}}"
        case Param() | Pseudo():
            return f"${{{hole.name}}}"
        case _:
            return "${}"


def _filled(written: str, holes: tuple[Value, ...], at: Location) -> Value:
    pieces = _MARKED.split(written)
    if len(pieces) == 1:
        return Lit(written, at=at)
    parts = [
        holes[int(piece)] if index % 2 and int(piece) < len(holes) else Lit(piece)
        for index, piece in enumerate(pieces)
    ]
    return concat(parts, at=at)


class JsonStyle(Struct, frozen=True):
    """How JSON is written: what stands between entries and after keys, their order, characters escaped."""

    separators: tuple[str, str] = (", ", ": ")
    sorted_keys: bool = False
    escaped: dict[str, str] = {}


def to_json_text(value: Value, at: Location = NOWHERE, *, style: JsonStyle | None = None) -> Value:
    """Write a value as JSON text (`Fn::ToJsonString`): literal where all is known, else a join."""
    style = style or JsonStyle()
    holes: list[Value] = []
    written = json.dumps(
        _marked_data(value, holes),
        ensure_ascii=False,
        separators=style.separators,
        sort_keys=style.sorted_keys,
    )
    for character, escape in style.escaped.items():
        written = written.replace(character, escape)  # such a character stands in texts alone
    return _filled(written, tuple(holes), at)


def _marked_data(value: Value, holes: list[Value]) -> object:
    match value:
        case Map():
            return {key: _marked_data(item, holes) for key, item in value.items.items()}
        case List():
            return [_marked_data(item, holes) for item in value.items]
        case Lit():
            return value.value
        case Concat():
            return "".join(str(_marked_data(part, holes)) for part in value.parts)
        case _:
            holes.append(value)
            return _MARK.format(len(holes) - 1)
