"""What the platform hands to mapping templates: the request, and utilities that encode.

`$input` is a value with the field `body`, and under names that no template can write (` header`,
` querystring`, ` path`) the parameters, each the data of an event.
What a utility does to somebody's data is a mark; which marks make it harmless depends on where it is written
(`written.py`):

    +jsontext   it is a piece of JSON, complete in itself
    +escaped    its quotes and backslashes are escaped, as in a JSON string; `+escaped2`: twice
    +urlsafe    percent-encoded
    +base64     base64
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from stockade.analysis import values as v
from stockade.analysis.arguments import Given
from stockade.analysis.sources import free_names
from stockade.analysis.taint import Taint
from stockade.analysis.values import UNKNOWN, Pieces, Value, constant, everything, join, record, tainted

JSON, ESCAPED, TWICE, URL, BASE64 = "+jsontext", "+escaped", "+escaped2", "+urlsafe", "+base64"
_ENCODINGS = (JSON, ESCAPED, TWICE, URL, BASE64)
MOST_TEXT = 400
"""Pieces of a text that one value is written as."""
_DEEPEST = 12
_STEP = re.compile(r"\.\.|\[\s*'([^']*)'\s*\]|\[\s*\"([^\"]*)\"\s*\]|\[\s*(\d+|\*)\s*\]|\.?([\w-]+|\*)")
_PARTS = ("path", "querystring", "header")


def path(given: Given) -> Value:
    """`$input.path(x)`: what lies at a path of the body, as an object."""
    return _at(given, _body(given), given.positional(0).text)


def json_of(given: Given) -> Value:
    """`$input.json(x)`: the same as JSON text."""
    taints = everything(path(given))
    return tainted(frozenset(one.marked(JSON) for one in taints)) if taints else UNKNOWN


def _body(given: Given) -> Value:
    holder = given.holder
    body = (holder.fields or {}).get("body", UNKNOWN) if holder is not None else UNKNOWN
    return tainted(_read(given, body.taints, "+json")) if body.taints else UNKNOWN


def _read(given: Given, taints: frozenset[Taint], *marks: str) -> frozenset[Taint]:
    at, file = given.at, given.frame.file
    return frozenset(one.marked(*marks).stepped(file, at, f"reads {one.path}") for one in taints)


def _at(given: Given, value: Value, written: str | None) -> Value:
    """Return what lies at a JSON path below a value; with one that is not known anything below may be."""
    if written is None:
        return value
    for step in _STEP.finditer(written.strip().removeprefix("$")):
        if step[0] == ".." or "*" in step[0]:
            return value
        key = next((one for one in step.groups() if one is not None), "")
        value = given.machine.load(given.frame, value, constant(int(key) if key.isdigit() else key), given.at)
    return value


def params(given: Given) -> Value:
    """`$input.params()`: all parameters; with a name the one of the path, else query, else header."""
    fields = (given.holder.fields or {}) if given.holder is not None else {}
    if not given.arguments:
        return record({part: _part(given, fields, part) for part in _PARTS})
    asked = given.positional(0)
    if asked.text in _PARTS:
        return _part(given, fields, asked.text or "")
    declared = fields.get(" declared", UNKNOWN).texts or frozenset()
    part = "path" if asked.text in declared else "querystring"
    return given.machine.load(given.frame, _part(given, fields, part), asked, given.at)


def _part(given: Given, fields: Mapping[str, Value], part: str) -> Value:
    value = fields.get(f" {part}", UNKNOWN)
    return tainted(_read(given, value.taints)) if value.taints else value


def keys(given: Given) -> Value:
    """`$map.keySet()`: names the sender chose, but for arguments, whose names the schema fixes."""
    return Value(fields={}, items=_key(given.positional(0)))


def entries(given: Given) -> Value:
    """`$map.entrySet()`: records of key and value."""
    value = given.positional(0)
    inner = given.machine.elements(given.frame, value, given.at)
    return Value(fields={}, items=record({"key": _key(value), "value": inner}))


def _key(value: Value) -> Value:
    names = v.constants(value.fields) if value.fields and value.closed else UNKNOWN
    free = free_names(value.taints) | value.keys
    return join(names, tainted(free)) if free else names


def unquoted(given: Given) -> Value:
    """Quotes replaced by something: the text ends no string any more."""
    return _mapped(given.positional(0), lambda one: one.marked(ESCAPED), lambda one: one)


def escaped(given: Given) -> Value:
    """`$util.escapeJavaScript(x)`: quotes and backslashes escaped."""
    return _escaped(given.positional(0))


def _escaped(value: Value) -> Value:
    return _mapped(value, _escape, lambda one: json.dumps(one)[1:-1])


def _escape(taint: Taint) -> Taint:
    return taint.marked(TWICE) if ESCAPED in taint.marks else taint.marked(ESCAPED)


def url_encoded(given: Given) -> Value:
    """`$util.urlEncode(x)`."""
    return _mapped(given.positional(0), lambda one: one.marked(URL), lambda one: one)


def base64_encoded(given: Given) -> Value:
    """`$util.base64Encode(x)`: nothing of the text shows."""
    taints = everything(given.positional(0))
    return tainted(frozenset(one.marked(BASE64) for one in taints)) if taints else UNKNOWN


def decoded(given: Given) -> Value:
    """`$util.urlDecode(x)`, `base64Decode`: no encoding is left."""
    return _mapped(given.positional(0), _bare, lambda one: one)


def _bare(taint: Taint) -> Taint:
    return taint.unmarked(*_ENCODINGS)


def parsed(given: Given) -> Value:
    """`$util.parseJson(x)`: an object again."""
    value = given.positional(0)
    if value.fields is not None:
        return value.changed(pieces=None)
    taints = everything(value)
    return tainted(frozenset(_bare(one).marked("+json") for one in taints)) if taints else UNKNOWN


def either(given: Given) -> Value:
    """`$util.defaultIfNull(x, y)`: the one or the other."""
    return v.join_all(given.arguments)


def first(given: Given) -> Value:
    """Return the first argument, of which a utility gives all or a part."""
    return given.positional(0)


def written_as_json(given: Given) -> Value:
    """`$util.toJson(x)`: the value as JSON text, its entries in it; the object is kept for who parses it."""
    value = given.positional(0)
    pieces = json_pieces(value)
    taints = frozenset().union(*(one for one in pieces if not isinstance(one, str)))
    if not taints and all(isinstance(one, str) for one in pieces) and value.constants is not None:
        return constant("".join(one for one in pieces if isinstance(one, str)))
    return Value(taints, pieces=pieces, fields=value.fields, items=value.items, closed=value.closed)


def bound(given: Given) -> Value:
    """`$util.dynamodb.toDynamoDBJson(x)` and the like: a typed value as JSON text."""
    taints = frozenset(one.marked(JSON) for one in given.everything())
    return tainted(taints) if taints else UNKNOWN


def typed(given: Given) -> Value:
    """`$util.dynamodb.toDynamoDB(x)`: a typed value, still an object."""
    taints = given.everything()
    return Value(taints=frozenset(one.marked("+json") for one in taints)) if taints else UNKNOWN


def json_pieces(value: Value, depth: int = 0) -> Pieces:
    """Return the JSON text of a value as literals and somebody's data, each marked by how it is written."""
    return tuple(_joined(_json(value, depth)))[:MOST_TEXT]


def _json(value: Value, depth: int) -> "Iterator[str | frozenset[Taint]]":
    if value.constants is not None and len(value.constants) == 1 and not value.taints:
        yield json.dumps(next(iter(value.constants)))
    elif value.pieces is not None:
        yield from _text(value.pieces)
    elif (value.fields is not None or value.items is not None) and depth < _DEEPEST:
        yield from _entries(value, depth)
    else:
        taints = frozenset(one.marked(JSON) for one in everything(value))
        yield taints or "null"


def _text(pieces: Pieces) -> "Iterator[str | frozenset[Taint]]":
    if len(pieces) == 1 and not isinstance(pieces[0], str):
        yield frozenset(one.marked(JSON, *_more(one)) for one in pieces[0])
        return
    yield '"'
    for one in pieces:
        yield json.dumps(one)[1:-1] if isinstance(one, str) else frozenset(map(_escape, one))
    yield '"'


def _more(taint: Taint) -> tuple[str, ...]:
    """Return how a text is escaped as JSON: twice where it was escaped before."""
    return (TWICE,) if ESCAPED in taint.marks else (ESCAPED,)


def _entries(value: Value, depth: int) -> "Iterator[str | frozenset[Taint]]":
    fields = value.fields or {}
    listed = bool(fields) and all(key.isdigit() for key in fields)
    yield "[" if listed else "{"
    first_ = True
    for key, one in fields.items():
        yield "" if first_ else ","
        first_ = False
        if not listed:
            yield f"{json.dumps(key)}:"
        yield from _json(one, depth + 1)
    if value.items is not None:
        yield "" if first_ else ","
        if not listed:
            yield '"'
            yield frozenset(one.marked(ESCAPED) for one in value.keys) or "*"
            yield '":'
        yield from _json(value.items, depth + 1)
    yield "]" if listed else "}"


def _joined(pieces: "Iterator[str | frozenset[Taint]]") -> "Iterator[str | frozenset[Taint]]":
    """Yield pieces with literals that stand side by side as one."""
    text = ""
    for one in pieces:
        if isinstance(one, str):
            text += one
            continue
        if text:
            yield text
            text = ""
        yield one
    if text:
        yield text


def _mapped(value: Value, change: Callable[[Taint], Taint], literal: Callable[[str], str]) -> Value:
    """Return the text of a value with its literals and its data changed."""
    texts = value.texts
    if texts is not None and not value.taints:
        return v.constants(literal(one) for one in texts)
    pieces: Pieces = value.pieces if value.pieces is not None else (everything(value),)
    made = tuple(literal(one) if isinstance(one, str) else frozenset(map(change, one)) for one in pieces)
    taints = frozenset().union(*(one for one in made if not isinstance(one, str)))
    return Value(taints, pieces=made) if taints else UNKNOWN


CALLS: dict[str, Callable[[Given], Value | None]] = {
    "vtl.input.path": path,
    "vtl.input.json": json_of,
    "vtl.input.params": params,
    "vtl.keys": keys,
    "vtl.entries": entries,
    "vtl.unquoted": unquoted,
    "vtl.util.escapeJavaScript": escaped,
    "vtl.util.urlEncode": url_encoded,
    "vtl.util.urlDecode": decoded,
    "vtl.util.base64Encode": base64_encoded,
    "vtl.util.base64Decode": decoded,
    "vtl.util.parseJson": parsed,
    "vtl.util.toJson": written_as_json,
    "vtl.util.defaultIfNull": either,
    "vtl.util.defaultIfNullOrEmpty": either,
    "vtl.util.defaultIfNullOrBlank": either,
    "vtl.util.map.copyAndRetainAllKeys": first,
    "vtl.util.map.copyAndRemoveAllKeys": first,
    "vtl.util.list.copyAndRetainAll": first,
    "vtl.util.list.copyAndRemoveAll": first,
    "vtl.util.list.sortList": first,
    **{
        f"vtl.util.dynamodb.to{kind}Json": bound
        for kind in (
            *("DynamoDB", "MapValues", "Map", "List", "String", "Number", "Binary", "Boolean", "Null"),
            *("StringSet", "NumberSet", "BinarySet", "S3Object"),
        )
    },
    **{
        f"vtl.util.dynamodb.to{kind}": typed
        for kind in (
            *("DynamoDB", "MapValues", "Map", "List", "String", "Number", "Binary", "Boolean", "Null"),
            *("StringSet", "NumberSet", "BinarySet"),
        )
    },
    "vtl.util.transform.toDynamoDBFilterExpression": bound,
    "vtl.util.transform.toDynamoDBConditionExpression": bound,
    "vtl.util.transform.toElasticsearchQueryDSL": bound,
}
"""Utilities of templates by full name."""
