"""Where in a written text somebody's data stands: in a JSON string, a form, a place of its own.

A text is walked from its start, literal by literal; what is known at a hole is its position: the keys it
stands under, whether it is in quotes, what of the same string was written before. JSON in a JSON string is
walked too: there a text must be escaped once more.
"""

import re
from typing import Literal, NamedTuple

Where = Literal["string", "key", "bare", "form", "name", "whole", "page"]
"""In a string of JSON, in the name of an entry, as a value without quotes, in a value of a form or the name
of one, at the start of the text, anywhere in a page."""
MOST_STATES = 24
"""Ways to a place that are told apart, where branches differ."""
_LONGEST = 8_000
_DEEPEST = 40
_INNER = 3
_SIGN = re.compile(r'["{}\[\],:\\]')
_QUOTE = re.compile(r'["\\]')
_FORM = re.compile(r"\s*[A-Za-z][\w.-]*\s*=")
_PLAIN = re.compile(r"\s*[A-Za-z][\w.-]*\s*$")
HOLE = "\0"
"""Stands in a string for what is not known of it."""


class Position(NamedTuple):
    """Where a hole is: `path` are the keys it stands under, `before` the string up to it.

    `levels` counts the strings of JSON around it, one within the other.
    """

    where: Where
    path: tuple[str, ...] = ()
    before: str = ""
    levels: int = 0


class State(NamedTuple):
    """What is known of a text so far.

    `kind` is empty before anything tells. `stack` are the open brackets with the key each is at. `string`: in
    quotes, `naming`: what comes next is a key. `text` is the string, or the value of a form, so far.
    """

    kind: Literal["", "json", "form", "other"] = ""
    stack: tuple[tuple[str, str], ...] = ()
    string: bool = False
    naming: bool = False
    text: str = ""
    key: str = ""


START = State()


def after(state: State, literal: str) -> State:
    """Return what is known behind a literal."""
    if not state.kind:
        state = _begun(state._replace(text=state.text + literal))
        if not state.kind:
            return state
        literal, state = state.text, state._replace(text="")
    if state.kind == "json":
        return _json(state, literal)
    return _form(state, literal) if state.kind == "form" else state


def _begun(state: State) -> State:
    """Tell what a text is by how it begins."""
    start = state.text.lstrip()
    if not start:
        return state
    if start[0] in '{["':
        return state._replace(kind="json")
    if _FORM.match(start):
        return state._replace(kind="form")
    return state if _PLAIN.fullmatch(start) else state._replace(kind="other")


def behind_hole(state: State) -> State:
    """Return what is known behind something that is not known."""
    if not state.kind:
        return state if not state.text.strip() else state._replace(text=(state.text + "x")[-_LONGEST:])
    if state.kind == "form" or state.string:
        return state._replace(text=(state.text + HOLE)[-_LONGEST:])
    return state


def position(state: State) -> Position | None:
    """Return where a hole is that comes next; None where nothing tells."""
    if not state.kind:
        return Position("whole") if not state.text.strip() else None
    if state.kind == "form":
        return Position("form" if state.key else "name", (state.key.replace(HOLE, "*"),), state.text)
    if state.kind == "other":
        return None
    path = _path(state)
    if not state.string:
        return Position("bare", path)
    if state.naming:
        return Position("key", _path(state, inner=True), state.text, 1)
    return _within(state.text, path, 1)


def _within(text: str, path: tuple[str, ...], levels: int) -> Position:
    """Return where a hole is in a string: that of JSON in it, where it holds some."""
    outer = Position("string", path, text, levels)
    if levels > _INNER:
        return outer
    inner = _unescaped(text)
    if inner.lstrip()[:1] not in {"{", "["} or '"' not in inner:
        return outer
    state = _json(State("json"), inner)
    if not state.string:
        return Position("bare", (*path, *_path(state)), text, levels)
    if state.naming:
        return Position("key", (*path, *_path(state, inner=True)), state.text, levels + 1)
    return _within(state.text, (*path, *_path(state)), levels + 1)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), text)


def _path(state: State, *, inner: bool = False) -> tuple[str, ...]:
    """Return the keys something stands under; of a name itself (`inner`) those around its object."""
    return tuple(
        key.replace(HOLE, "*")
        for opener, key in (state.stack[:-1] if inner else state.stack)
        if opener == "{" and key
    )


def _json(state: State, literal: str) -> State:
    """Walk a literal as JSON; what is not JSON changes nothing."""
    offset = 0
    while offset < len(literal):
        walked = _in_string if state.string else _between
        state, offset = walked(state, literal, offset)
    return state


def _in_string(state: State, literal: str, offset: int) -> tuple[State, int]:
    """Walk up to the end of a string, or over one letter that is escaped."""
    found = _QUOTE.search(literal, offset)
    end = found.start() if found is not None else len(literal)
    text = (state.text + literal[offset:end])[-_LONGEST:]
    if found is None:
        return state._replace(text=text), end
    if found[0] == "\\":
        return state._replace(text=text + literal[end : end + 2]), end + 2
    key = text if state.naming else state.key
    return state._replace(string=False, text="", key=key), end + 1


def _between(state: State, literal: str, offset: int) -> tuple[State, int]:
    """Walk over the next sign that opens, closes or parts something."""
    found = _SIGN.search(literal, offset)
    if found is None:
        return state, len(literal)
    sign, stack = found[0], state.stack
    if sign == '"':
        state = state._replace(string=True, text="")
    elif sign == ":":
        named = state.naming and stack
        stack = (*stack[:-1], (stack[-1][0], state.key)) if named else stack
        state = state._replace(stack=stack, naming=False)
    elif sign == ",":
        state = state._replace(naming=bool(stack) and stack[-1][0] == "{")
    elif sign in "{[":
        stack = (*stack, (sign, "")) if len(stack) < _DEEPEST else stack
        state = state._replace(stack=stack, naming=sign == "{")
    elif sign in "}]":
        state = state._replace(stack=stack[:-1], naming=False)
    return state, found.end()


def _form(state: State, literal: str) -> State:
    """Walk a literal as a form: names and values."""
    *done, last = literal.split("&")
    if done:
        name, sign, value = last.partition("=")
        return state._replace(key=name.strip() if sign else "", text=value if sign else name)
    if state.key:
        return state._replace(text=(state.text + last)[-_LONGEST:])
    name, sign, value = (state.text + last).partition("=")
    return state._replace(key=name.strip() if sign else "", text=value if sign else name)
