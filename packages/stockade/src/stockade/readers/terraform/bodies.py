"""Bodies of APIs: text in YAML or JSON, with references in it, into the map that CloudFormation has.

A body that came out of a file keeps the lines of that file; one that is written in the configuration stands
at its first line, for its text is only known after the holes in it are filled.
"""

import re

from msgspec.structs import replace as changed

from stockade.errors import ReadError
from stockade.readers.cloudformation import read_document
from stockade.values import (
    Concat,
    Cond,
    List,
    Lit,
    Location,
    Map,
    Value,
    concat,
    parse_json,
    replace,
)

_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000([0-9]+)\ue001")


def body(value: Value) -> Value:
    """Return a body as a map where its text can be read, the value itself where it cannot."""
    match value:
        case Lit(value=str() as text) if value.at == Location(value.at.file, 1, 1):
            return _document(text, value.at.file) or value
        case Lit() | Concat():
            return parse_json(value) or _marked(value) or value
        case Cond():
            return Cond(value.name, body(value.then), body(value.otherwise), at=value.at)
        case _:
            return value


def _document(text: str, file: str) -> Map | None:
    try:
        found = read_document(text, file).value
    except ReadError:
        return None
    return found if isinstance(found, Map) else None


def _marked(value: Lit | Concat) -> Value | None:
    """Read YAML with a mark in the place of each reference, and put the references back."""
    holes: list[Value] = []
    text = ""
    for part in value.parts if isinstance(value, Concat) else (value,):
        if isinstance(part, Lit):
            text += str(part.value)
        else:
            text += _MARK.format(len(holes))
            holes.append(part)
    found = _document(text, value.at.file)
    return replace(found, lambda term: _filled(term, holes, value.at)) if found is not None else None


def _filled(term: Value, holes: list[Value], at: Location) -> Value:
    match term:
        case Lit(value=str() as text) if "\ue000" in text:
            pieces = _MARKED.split(text)
            return concat((holes[int(p)] if i % 2 else Lit(p, at=at) for i, p in enumerate(pieces)), at=at)
        case Map() | List() | Lit():
            return changed(term, at=at)
        case _:
            return term
