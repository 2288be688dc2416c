"""Sinks: whether the value that reaches a dangerous operation is what makes it dangerous."""

import re
from collections.abc import Callable

from stockade.analysis import values as v
from stockade.analysis.confidential import holds_secret, is_secret
from stockade.analysis.taint import OVERRIDDEN, QUOTED, REST, TEXT, Taint, joined_taints
from stockade.analysis.values import NO_TAINTS, Value, everything
from stockade.catalog.calls import Needs, Sink
from stockade.catalog.knowledge import vouchers
from stockade.secrets import names_secret

Taints = frozenset[Taint]
_AUTHORITY = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#\\]+[/?#]")
_RELATIVE = re.compile(r"^(/(?![/\\])[^/\\]|[^/\\:]+[/?#]|\?|#)")


_IDENTIFYING = re.compile(r"(?i)(?:^|_)(?:id|pk|sk|key|owner|user|role)$|[a-z](?:Id|ID|Key)$")
"""Attributes that say whose an item is: fixed by the program they leave the sender his own item only."""


def dangerous(sink: Sink, value: Value) -> Taints:
    """Return the taints of a value that make a sink dangerous: what it needs, and no guard has cleaned."""
    found = _left(sink, _NEEDS[sink.needs](value))
    if sink.rule == "command-injection" and value.pieces is not None:
        return joined_taints(found, _quoted_twice(value.pieces))
    return found


def may_hold_secret(sink: Sink, value: Value) -> Taints:
    """Return the sender's data in what is logged that holds a secret if the program reads one of it.

    Not what is left of an object when entries were taken out by name, nor one with a secret entry set anew.
    """
    if any(names_secret(name) for name in value.fields or ()):
        return NO_TAINTS
    sent = (one for one in everything(value) if one.control == "sender" and one.path)
    return _left(sink, frozenset(one for one in sent if REST not in one.marks))


def _left(sink: Sink, taints: Taints) -> Taints:
    """Return the taints that no guard has cleaned for a sink."""
    cleaning = {sink.rule, "*", *sink.guards}
    return frozenset(one for one in taints if not cleaning & one.marks)


def vouched(sink: Sink, taint: Taint) -> str:
    """Return the place of the own entry on whose word data is clean for a sink; empty where there is none."""
    return next(iter(vouchers((sink.rule, "*", *sink.guards), taint.marks)), "")


def _quoted_twice(pieces: v.Pieces) -> Taints:
    """Return whose quoted data stands within quotes of the text itself: they end where its own begin."""
    found: Taints = NO_TAINTS
    within = ""
    for piece in pieces:
        if isinstance(piece, str):
            for letter in piece.replace("\\\\", "").replace("\\'", "").replace('\\"', ""):
                if letter in {"'", '"'} and within in {"", letter}:
                    within = "" if within else letter
        elif within:
            found = joined_taints(found, frozenset(one for one in piece if QUOTED in one.marks))
    return found


def _anywhere(value: Value) -> Taints:
    return everything(value)


def _object(value: Value) -> Taints:
    """Return whose data may be an object, what was parsed and no text; and whose data names its entries."""
    if value.fields is not None or value.items is not None:
        parsed = frozenset(filter(_is_parsed, value.taints))
        found = joined_taints(parsed, value.keys)
        for part in v.parts(value):
            found = joined_taints(found, _object(part))
        return found
    if value.pieces is not None and len(value.pieces) > 1:
        return NO_TAINTS
    return frozenset(filter(_is_parsed, value.taints))


def _is_parsed(taint: Taint) -> bool:
    """Tell whether data may be whatever was sent: parsed, and nothing was done that only a text allows."""
    return "+json" in taint.marks and TEXT not in taint.marks


def _record(value: Value) -> Taints:
    """Return whose keys are taken whole: a parsed object, or one spread into another."""
    if value.pieces is not None and len(value.pieces) > 1:
        return NO_TAINTS
    identifying = [one for name, one in (value.fields or {}).items() if _IDENTIFYING.search(name)]
    overridden = any(OVERRIDDEN in taint.marks for one in identifying for taint in one.taints)
    fixed = any("+json" not in {mark for taint in one.taints for mark in taint.marks} for one in identifying)
    if fixed and not overridden:
        return NO_TAINTS
    whole = joined_taints(value.taints, value.keys)
    return frozenset(one for one in whole if "+json" in one.marks)


def host_taints(value: Value) -> Taints:
    """Return whose data may choose scheme, host or port of a URL, or the address itself."""
    if value.fields:
        found: Taints = value.taints
        for name in ("url", "uri", "host", "hostname", "href", "baseURL", "protocol", "port"):
            inner = value.fields.get(name)
            if inner is not None:
                found = joined_taints(found, host_taints(inner))
        return found
    pieces = value.pieces
    if pieces is None:
        return everything(value)
    before = ""
    for piece in pieces:
        if isinstance(piece, str):
            before += piece
            continue
        if _AUTHORITY.match(before) or (before.startswith("/") and before[1:2] not in {"", "/", "\\"}):
            return NO_TAINTS
        if piece:
            return piece
        if not before:
            return NO_TAINTS
        before += "x"
    return NO_TAINTS


def _path(value: Value) -> Taints:
    """Return whose data may lead out of a folder; a text without dots does so only at the beginning."""
    pieces = value.pieces
    if pieces is None:
        return everything(value)
    found: Taints = NO_TAINTS
    for number, piece in enumerate(pieces):
        if not isinstance(piece, str):
            bad = frozenset(one for one in piece if "+nodots" not in one.marks or number == 0)
            found = joined_taints(found, bad)
    return found


def _start(value: Value) -> Taints:
    pieces = value.pieces
    if pieces is None:
        return everything(value)
    first = pieces[0] if pieces else ""
    if not isinstance(first, str):
        return first
    if _AUTHORITY.match(first) or _RELATIVE.match(first):
        return NO_TAINTS
    return host_taints(value) if "://" in first or first in {"/", "//", ""} else NO_TAINTS


def _secret(value: Value) -> Taints:
    """Return what must never be logged, and what holds it."""
    return frozenset(one for one in everything(value) if is_secret(one) or holds_secret(one))


_NEEDS: dict[Needs, Callable[[Value], Taints]] = {
    "text": _anywhere,
    "whole": _anywhere,
    "host": host_taints,
    "path": _path,
    "start": _start,
    "object": _object,
    "record": _record,
    "line": _anywhere,
    "pattern": _anywhere,
    "markup": _anywhere,
    "secret": _secret,
}
