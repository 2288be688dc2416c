"""Functions that encode and decode: JSON, YAML, CSV, Base64, URLs, hashes.

JSON and YAML texts may hold references; they come back in their places.
"""

import base64
import binascii
import codecs
import csv
import hashlib
import json
import re
import urllib.parse
import uuid
import zlib
from collections.abc import Callable

from stockade.errors import ReadError
from stockade.readers.terraform.functions.arguments import Arguments, refused
from stockade.readers.terraform.traversal import Fault
from stockade.values import Concat, JsonStyle, Lit, Value, concat, parse_json, plain, to_json_text
from stockade.values import replace as rebuilt

TERRAFORM = JsonStyle(
    separators=(",", ":"),
    sorted_keys=True,
    escaped={"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"},
)
"""Source: `jsonencode` of Terraform's documentation, and the JSON encoder of Go it is made with."""
MOST_UNPACKED = 5_000_000
"""Bytes of a text that is unpacked, as many as a file may have."""

_MARK = "\ue002{}\ue003"
_MARKED = re.compile("\ue002([0-9]{1,6})\ue003")


def _jsonencode(given: Arguments) -> Value:
    """Write JSON as Terraform does: keys sorted, no spaces, what HTML takes for markup escaped."""
    return to_json_text(given.value(0), given.at, style=TERRAFORM)


def _jsondecode(given: Arguments) -> Value:
    value = given.value(0)
    found = parse_json(value)
    if found is not None:
        return found
    try:
        # An object or a list was parsed above, so this is a scalar or no JSON.
        return plain(json.loads(given.text(0)), given.at)
    except (ValueError, RecursionError) as error:
        raise Fault("jsondecode() of a text that is no JSON") from error


def _yamldecode(given: Arguments) -> Value:
    from stockade.readers.cloudformation import read_document

    value = given.value(0)
    parts = value.parts if isinstance(value, Concat) else (Lit(given.text(0), at=value.at),)
    holes = tuple(part for part in parts if not isinstance(part, Lit))
    marks = iter(_MARK.format(position) for position in range(len(holes)))
    written = "".join(str(part.value) if isinstance(part, Lit) else next(marks) for part in parts)
    try:
        read = read_document(written, _file_of(value)).value
    except ReadError as error:
        raise refused(error) from error
    return _filled(read, holes) if holes else read


def _file_of(value: Value) -> str:
    """Return the file whose lines a text has: the one it was read from, else none."""
    return value.at.file if (value.at.line, value.at.column) == (1, 1) else ""


def _filled(read: Value, holes: tuple[Value, ...]) -> Value:
    def change(value: Value) -> Value:
        if not (isinstance(value, Lit) and isinstance(value.value, str) and "\ue002" in value.value):
            return value
        pieces = _MARKED.split(value.value)
        parts = [
            holes[int(piece)] if position % 2 and int(piece) < len(holes) else Lit(piece, at=value.at)
            for position, piece in enumerate(pieces)
        ]
        return concat(parts, at=value.at)

    return rebuilt(read, change)


def _csvdecode(given: Arguments) -> Value:
    rows = list(csv.DictReader(given.text(0).splitlines()))
    return given.list(
        [
            given.map({key: given.lit(item) for key, item in row.items() if isinstance(key, str)})
            for row in rows
        ]
    )


def _base64encode(given: Arguments) -> Value:
    return given.lit(base64.b64encode(given.text(0).encode()).decode())


def _base64decode(given: Arguments) -> Value:
    try:
        return given.lit(base64.b64decode(given.text(0), validate=True).decode())
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Fault("base64decode() of what is no Base64 of a text") from error


def _codec(given: Arguments) -> str:
    """Return Python's name of an encoding. Big endian with its mark is what `UTF-16` alone means."""
    try:
        found = codecs.lookup(given.text(1)).name
    except LookupError as error:
        raise Fault(f"there is no encoding {given.text(1)!r}") from error
    return found


def _textencodebase64(given: Arguments) -> Value:
    codec = _codec(given)
    try:
        if codec == "utf-16":
            encoded = codecs.BOM_UTF16_BE + given.text(0).encode("utf-16-be")
        else:
            encoded = given.text(0).encode(codec)
    except UnicodeEncodeError as error:
        raise Fault(f"the text cannot be written in {given.text(1)}") from error
    return given.lit(base64.b64encode(encoded).decode())


def _textdecodebase64(given: Arguments) -> Value:
    codec = _codec(given)
    try:
        return given.lit(base64.b64decode(given.text(0), validate=True).decode(codec))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Fault(f"textdecodebase64() of what is no Base64 of a text in {given.text(1)}") from error


def _base64gunzip(given: Arguments) -> Value:
    """Return a compressed text, as far as it is not larger than a file may be."""
    try:
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        written = unpacked.decompress(base64.b64decode(given.text(0), validate=True), MOST_UNPACKED)
        if not unpacked.eof:
            raise Fault(f"base64gunzip() of more than {MOST_UNPACKED:,} bytes, or of a part")
        return given.lit(written.decode())
    except (binascii.Error, UnicodeDecodeError, zlib.error) as error:
        raise Fault("base64gunzip() of what is no compressed text") from error


def _urldecode(given: Arguments) -> Value:
    return given.lit(urllib.parse.unquote_plus(given.text(0)))


def _urlencode(given: Arguments) -> Value:
    return given.lit(urllib.parse.quote_plus(given.text(0)))


def _hex(algorithm: str) -> Callable[[Arguments], Value]:
    return lambda given: given.lit(_digest(algorithm, given).hex())


def _base64(algorithm: str) -> Callable[[Arguments], Value]:
    return lambda given: given.lit(base64.b64encode(_digest(algorithm, given)).decode())


def _digest(algorithm: str, given: Arguments) -> bytes:
    return hashlib.new(algorithm, given.text(0).encode(), usedforsecurity=False).digest()


def _uuidv5(given: Arguments) -> Value:
    spaces = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    try:
        space = spaces.get(given.text(0)) or uuid.UUID(given.text(0))
    except ValueError as error:
        raise Fault("uuidv5() of an unknown namespace") from error
    return given.lit(str(uuid.uuid5(space, given.text(1))))


def _in_file(decode: Callable[[Arguments], Value]) -> Callable[[Arguments], Value]:
    """Return a function over a text as one over the file of a name."""
    return lambda given: decode(Arguments((given.files.text(given.text(0)),), given.at, given.files))


FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    "base64decode": _base64decode,
    "base64encode": _base64encode,
    "base64gunzip": _base64gunzip,
    "base64sha256": _base64("sha256"),
    "base64sha512": _base64("sha512"),
    "csvdecode": _csvdecode,
    "filebase64": _in_file(_base64encode),
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "md5": _hex("md5"),
    "sha1": _hex("sha1"),
    "sha256": _hex("sha256"),
    "sha512": _hex("sha512"),
    "textdecodebase64": _textdecodebase64,
    "textencodebase64": _textencodebase64,
    "urldecode": _urldecode,
    "urlencode": _urlencode,
    "uuidv5": _uuidv5,
    "yamldecode": _yamldecode,
    "yamlencode": _jsonencode,
}
"""YAML holds JSON: what `yamlencode` makes is written as that."""
