"""A statement of a rule and the texts that it fills, as a program: where the message is taken, it writes.

Each text is one call that writes, in the order given. What is not understood is noted, and may be anything.
"""

import re
from collections.abc import Iterator

from stockade.languages.iotsql.expressions import MESSAGE, Expressions, Unreadable, tokens
from stockade.languages.vtl.places import Places
from stockade.model import program as ir
from stockade.model.embedded import TEMPLATE, WRITE, Parsed

_WHERE = re.compile(r"'(?:[^']|'')*'|[()]|\bwhere\b", re.IGNORECASE)
MOST_TEXT = 100_000


def read_statement(statement: str, filled: tuple[str, ...], file: str) -> Parsed:
    """Return the program of a statement and of the texts it fills; never raises."""
    unread: list[tuple[int, str]] = []
    writes = tuple(_write(one, unread) for one in filled)
    test = _condition(statement[:MOST_TEXT], unread)
    body: tuple[ir.Statement, ...] = writes
    if test is not None:
        body = (ir.If(test, writes, (), getattr(test, "at", 0)),)
    function = ir.Function(
        id=TEMPLATE,
        name=TEMPLATE,
        parameters=(ir.Parameter(ir.Name(MESSAGE)),),
        body=body,
        bound=(MESSAGE,),
        at=ir.position(1, 1),
    )
    exported = ir.Assign(ir.Attribute(ir.Name("exports"), TEMPLATE), ir.Closure(TEMPLATE))
    return Parsed(ir.Module(file, "iotsql", (exported,), {TEMPLATE: function}), tuple(unread))


def _condition(statement: str, unread: list[tuple[int, str]]) -> ir.Expression | None:
    """Return what a message must fulfil, None where every one is taken or it is not understood."""
    depth = 0
    for found in _WHERE.finditer(statement):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and found[0].lower() == "where":
            return _read(statement, found.end(), len(statement), unread)
    return None


def _read(text: str, start: int, end: int, unread: list[tuple[int, str]]) -> ir.Expression | None:
    places = Places(text)
    try:
        reading = Expressions(tokens(text, start, end), places, end)
        value = reading.whole()
    except Unreadable as error:
        unread.append((places.at(error.at), error.reason))
        return None
    return value


def _write(text: str, unread: list[tuple[int, str]]) -> ir.Statement:
    """Return the call that writes one text, its `${...}` read."""
    parts = tuple(_parts(text[:MOST_TEXT], unread))
    value = parts[0] if len(parts) == 1 else ir.Concat(parts or (ir.Const(""),), ir.position(1, 1))
    return ir.Do(ir.Call(ir.Name(WRITE), (value,), at=ir.position(1, 1)))


def _parts(text: str, unread: list[tuple[int, str]]) -> Iterator[ir.Expression]:
    offset = 0
    while offset < len(text):
        start = text.find("${", offset)
        if start < 0:
            break
        end = _closing(text, start + 2)
        if end < 0:
            break
        if start > offset:
            yield ir.Const(text[offset:start])
        value = _read(text, start + 2, end, unread)
        yield value if value is not None else ir.Opaque("not understood", (), ir.position(1, 1))
        offset = end + 1
    if offset < len(text) or not text:
        yield ir.Const(text[offset:])


def _closing(text: str, offset: int) -> int:
    """Return where a `${` ends: at its brace, those in texts and objects left out; below 0 for nowhere."""
    depth, quoted = 0, ""
    for number in range(offset, len(text)):
        letter = text[number]
        if quoted:
            quoted = "" if letter == quoted else quoted
        elif letter == "'":
            quoted = letter
        elif letter == "{":
            depth += 1
        elif letter == "}":
            if depth == 0:
                return number
            depth -= 1
    return -1
