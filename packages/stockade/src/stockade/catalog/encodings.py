"""How a value of an event carries another: chains of encodings such as `base64+gzip+json`.

A chain is read from the outside inwards. It says what a value *may* carry: a word that does not fit leaves
the value as it is, so one chain describes a stream of plain JSON today and compressed JSON tomorrow.

| word | reads |
| --- | --- |
| `url` | percent-encoding with `+` for a blank |
| `percent` | percent-encoding, `+` stays |
| `base64`, `gzip` | what their names say; a text is taken as UTF-8 |
| `json` | JSON in a string (objects, lists and texts) |
| `form` | `a=1&b=2`; a repeated name gives a list |
| `body` | an HTTP body: base64 where the flag beside it says so, then JSON, else a form, else text |
| `bytes` | a list of byte integers, signed or not, read as UTF-8 |
| `dynamodb` | typed values such as `{"S": "x"}`, made plain |
| `mime-words` | RFC 2047 encoded words in mail headers |
"""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Literal, get_args

import msgspec

from stockade.errors import CatalogError

Word = Literal["url", "percent", "base64", "gzip", "json", "form", "body", "bytes", "dynamodb", "mime-words"]

WORDS: tuple[str, ...] = get_args(Word)

#: The largest text or unpacked value that is looked into, in bytes: the largest event there is.
MAX_TEXT = 6 * 1024 * 1024

_MAX_FORM_FIELDS = 1000
_MAX_TYPED_DEPTH = 32
_FLAGS = ("isBase64Encoded", "is_base64_encoded")


def words(chain: str) -> tuple[str, ...]:
    """Split a chain into its words; a `CatalogError` names the word that is none."""
    parts = tuple(chain.split("+")) if chain else ()
    for part in parts:
        if part not in WORDS:
            raise CatalogError(f"encoding {chain!r}: {part!r} is none of {', '.join(WORDS)}")
    return parts


def decode(value: object, chain: str, beside: object = None) -> object:
    """Read `value` through `chain`; `beside` is the object that holds it (for the flag of `body`).

    Never raises on a value: what does not decode, or is larger than `MAX_TEXT`, stays as it is.
    """
    for word in words(chain):
        value = _body(value, beside) if word == "body" else _READERS[word](value)
    return _text(value) if isinstance(value, bytes) else value


def _raw(value: object) -> bytes | None:
    if isinstance(value, str):
        try:
            value = value.encode()
        except UnicodeEncodeError:
            return None
    return value if isinstance(value, bytes) and len(value) <= MAX_TEXT else None


def _text(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def _base64(value: object) -> object:
    if not (raw := _raw(value)):
        return value
    try:
        return base64.b64decode(raw.translate(None, b"\r\n"), validate=True)
    except binascii.Error:
        return value


def _gzip(value: object) -> object:
    if not (isinstance(value, bytes) and value[:2] == b"\x1f\x8b"):
        return value
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(value, MAX_TEXT)
    except zlib.error:
        return value
    return value if unpacker.unconsumed_tail else unpacked


def _json(value: object) -> object:
    if not (raw := _raw(value)):
        return value
    try:
        found: object = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return value
    return found if isinstance(found, dict | list | str) else value


def _form(value: object) -> object:
    from urllib.parse import parse_qs

    text = _text(value) if isinstance(value, bytes) else value
    if not isinstance(text, str) or "=" not in text or len(text) > MAX_TEXT:
        return value
    try:
        pairs = parse_qs(text, keep_blank_values=True, max_num_fields=_MAX_FORM_FIELDS)
    except ValueError:
        return value
    return {name: found[0] if len(found) == 1 else found for name, found in pairs.items()}


def _body(value: object, beside: object) -> object:
    flagged = isinstance(beside, Mapping) and any(beside.get(flag) is True for flag in _FLAGS)
    raw = _base64(value) if flagged else value
    found = _json(raw)
    return found if isinstance(found, dict | list) else _form(raw)


def _url(value: object) -> object:
    from urllib.parse import unquote_plus

    return unquote_plus(value) if isinstance(value, str) else value


def _percent(value: object) -> object:
    from urllib.parse import unquote

    return unquote(value) if isinstance(value, str) else value


def _bytes(value: object) -> object:
    if not isinstance(value, list) or len(value) > MAX_TEXT:
        return value
    if not all(type(item) is int and -128 <= item <= 255 for item in value):  # noqa: PLR2004 - a byte
        return value
    return bytes(item % 256 for item in value)


def _mime_words(value: object) -> object:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    if not isinstance(value, str) or "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


_DYNAMODB_TYPE = re.compile(r"S|N|B|BOOL|NULL|M|L|SS|NS|BS")


def _dynamodb(value: object, depth: int = 0) -> object:
    if not isinstance(value, dict) or depth > _MAX_TYPED_DEPTH:
        return value
    if len(value) == 1:
        [(kind, held)] = value.items()
        if isinstance(kind, str) and _DYNAMODB_TYPE.fullmatch(kind):
            return _plain(kind, held, depth)
    return {name: _dynamodb(held, depth + 1) for name, held in value.items()}


def _plain(kind: str, held: object, depth: int) -> object:
    if kind == "M" and isinstance(held, dict):
        return {name: _dynamodb(member, depth + 1) for name, member in held.items()}
    if kind == "L" and isinstance(held, list):
        return [_dynamodb(member, depth + 1) for member in held]
    return None if kind == "NULL" else held


_READERS: dict[str, Callable[[object], object]] = {
    "url": _url,
    "percent": _percent,
    "base64": _base64,
    "gzip": _gzip,
    "json": _json,
    "form": _form,
    "bytes": _bytes,
    "dynamodb": _dynamodb,
    "mime-words": _mime_words,
}
