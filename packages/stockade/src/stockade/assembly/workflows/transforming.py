"""Input transformers of event rules and pipes to expressions over the event in `$`.

Source: "Amazon EventBridge input transformation" and "Amazon EventBridge Pipes input transformation" of the
EventBridge User Guide. They say: values that a path extracts are not escaped when the template is filled;
a variable in the place of a value gets its quotes from EventBridge; the reserved `aws.events.event.json` is
the whole event. So a text that stands inside quotes of a JSON template can close them: such a place is the
call `quoted`.
"""

import json
import re
from collections.abc import Callable, Mapping

from stockade.assembly.workflows.payloads import DEPLOYED, written_text
from stockade.languages.jsonpath import read_path
from stockade.model import program as ir
from stockade.values import Value, entries, get

QUOTED = "quoted"
"""The call that stands for a value put, as it is, between quotes of a JSON text."""
_HOLE = re.compile(r"<(\$?[\w.\[\]$*-]+)>")
_IN, _OUT = "\ue010{}\ue011", "\ue012{}\ue013"
_MARK = re.compile("\ue010([0-9]+)\ue011")
_ALONE = re.compile("\ue012([0-9]+)\ue013")
_WHOLE = frozenset({"aws.events.event", "aws.events.event.json", "aws.pipes.event.json", "aws.pipes.event"})
_DEEPEST = 60
Filled = Callable[[str], ir.Expression]
"""Returns what a hole of a template is filled with."""


def transformed(transformer: Value, at: int) -> ir.Expression | None:
    """Return what `InputPathsMap` and `InputTemplate` of a rule make of the event, None where unknown."""
    template = written_text(get(transformer, "InputTemplate"))
    if template is None:
        return None
    paths = {name: written_text(path) or "" for name, path in entries(get(transformer, "InputPathsMap"))}
    return filled(template, lambda name: _variable(name, paths, at), at)


def of_pipe(template: str, at: int) -> ir.Expression:
    """Return what a template of a pipe makes of one event; paths are written in the holes themselves."""
    return filled(template, lambda name: _variable(name, {}, at), at)


def _variable(name: str, paths: Mapping[str, str], at: int) -> ir.Expression:
    if name in _WHOLE:
        return ir.Name("$", at)
    path = name if name.startswith("$") else paths.get(name)
    return ir.Name(DEPLOYED, at) if path is None else read_path(path, at)


def filled(template: str, fill: Filled, at: int) -> ir.Expression:
    """Return a template with its holes filled: JSON where it is an object or list, else a text."""
    found: list[ir.Expression] = []

    def marked(form: str, name: str) -> str:
        found.append(fill(name))
        return form.format(len(found) - 1)

    return from_marked(_outside_in(template.strip(), marked), found, at)


def from_marked(text: str, found: list[ir.Expression], at: int) -> ir.Expression:
    """Return the expression of a text in which marks stand for expressions."""
    if text[:1] in {"{", "["}:
        try:
            return _lowered(json.loads(text), found, at, 0)
        except (ValueError, RecursionError):
            return ir.Opaque("a template that is no JSON", tuple(found), at)
    alone = _ALONE.fullmatch(text)
    if alone is not None:
        return found[int(alone[1])]
    return _text(text.strip('"'), found, at, quoted=False)


def alone(number: int) -> str:
    """Return the mark of an expression that is a value of its own, quotes around it."""
    return f'"{_OUT.format(number)}"'


def inside(number: int) -> str:
    """Return the mark of an expression between quotes that are there."""
    return _IN.format(number)


def _outside_in(template: str, marked: Callable[[str, str], str]) -> str:
    """Mark the holes of a template by whether quotes are open before them."""
    out: list[str] = []
    place, open_ = 0, False
    for hole in _HOLE.finditer(template):
        before = template[place : hole.start()]
        open_ = _open_after(before, open_)
        form = _IN if open_ else _OUT if not template.startswith(("{", "[")) else f'"{_OUT}"'
        out += [before, marked(form, hole[1])]
        place = hole.end()
    return "".join([*out, template[place:]])


def _open_after(piece: str, open_: bool) -> bool:
    """Tell whether quotes are open at the end of a piece."""
    escaped = False
    for character in piece:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            open_ = not open_
    return open_


def _lowered(data: object, found: list[ir.Expression], at: int, depth: int) -> ir.Expression:
    if depth > _DEEPEST:
        return ir.Opaque("a template too deep inside itself", tuple(found), at)
    if isinstance(data, dict):
        pairs = (
            ir.Entry(ir.Const(_MARK.sub("*", key)), _lowered(item, found, at, depth + 1))
            for key, item in data.items()
        )
        return ir.Build("dict", tuple(pairs), at)
    if isinstance(data, list):
        items = (ir.Entry(None, _lowered(item, found, at, depth + 1)) for item in data)
        return ir.Build("list", tuple(items), at)
    if not isinstance(data, str):
        return ir.Const(data if isinstance(data, bool | int | float) else None, at)
    own = _ALONE.fullmatch(data)
    return found[int(own[1])] if own is not None else _text(data, found, at, quoted=True)


def _text(written: str, found: list[ir.Expression], at: int, *, quoted: bool) -> ir.Expression:
    """Return a text with its holes filled."""
    pieces = re.split("[\ue010\ue012]([0-9]+)[\ue011\ue013]", written)
    parts: list[ir.Expression] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            inner = found[int(piece)]
            parts.append(ir.Call(ir.Name(QUOTED), (inner,), at=at) if quoted else inner)
        elif piece:
            parts.append(ir.Const(piece, at))
    return parts[0] if len(parts) == 1 else ir.Concat(tuple(parts), at)
