"""Reading a database of advisories: a folder, a zip, JSON or JSON lines; only what is shipped is kept.

Broken records are counted and named in a gap; a place that is no database is wrong use.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from stockade.dependencies.advisories.archive import members
from stockade.dependencies.advisories.records import Glance, Record, Wanted
from stockade.dependencies.names import address
from stockade.errors import ReadError, UsageError
from stockade.model import Gap
from stockade.values import NOWHERE

MOST_BYTES = 500_000_000
"""Bytes of a file of JSON."""
MOST_BYTES_RECORD = 20_000_000
"""Bytes of a record that is a file of its own."""
MOST_FILES = 2_000_000
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_ADDRESSES = ("https://", "http://")


class Database(Struct, frozen=True):
    """The records of packages that are shipped, and what of the database could not be read.

    `records` counts all that there were; `source` is what the user named, without what nobody may see.
    """

    source: str
    of: dict[Wanted, tuple[Record, ...]] = {}
    records: int = 0
    gaps: tuple[Gap, ...] = ()


def load(source: str, wanted: frozenset[Wanted]) -> Database:
    """Read the records about some packages. Raises `UsageError` for what is no database."""
    if source.lower().startswith(_ADDRESSES):
        from stockade.dependencies.advisories.download import downloaded

        with downloaded(source) as path:
            return _load(path, address(source), wanted)
    if "://" in source:
        raise UsageError(
            f"{address(source)}: advisories are taken from a path, or an address of http or https"
        )
    return _load(Path(source), source, wanted)


def _load(path: Path, source: str, wanted: frozenset[Wanted]) -> Database:
    reading = _Reading(wanted)
    try:
        for name, content in _blobs(path):
            reading.take(name, content)
    except ReadError as error:
        raise UsageError(f"{source}: {error.reason}") from error
    except OSError as error:
        raise UsageError(f"{source}: cannot be read: {error.strerror or error}") from error
    if not reading.records:
        broken = f": {reading.broken[0]}" if reading.broken else ""
        raise UsageError(f"{source}: holds no advisory in the Open Source Vulnerability format{broken}")
    of = {key: tuple(records.values()) for key, records in reading.of.items()}
    return Database(source, of, reading.records, tuple(reading.gaps(source)))


class _Reading:
    """The records kept so far, by package and id."""

    def __init__(self, wanted: frozenset[Wanted]) -> None:
        self.wanted = wanted
        self.of: dict[Wanted, dict[str, Record]] = {}
        self.records = 0
        self.broken: list[str] = []
        self._number = 0
        self._glance = msgspec.json.Decoder(Glance)
        self._whole = msgspec.json.Decoder(Record)

    def take(self, name: str, content: "bytes | msgspec.Raw | ReadError") -> None:
        """Look at a record, and keep it where it is about something that is shipped."""
        try:
            if isinstance(content, ReadError):
                raise content
            glance = self._glance.decode(content)
            self.records += 1
            if glance.withdrawn is None:
                self._keep(glance, content)
        except (msgspec.MsgspecError, ReadError, RecursionError, ValueError) as error:
            self._number += 1
            if len(self.broken) < _SHOWN:
                self.broken.append(f"{Path(name).name[:80]} {_short(error)}")

    def _keep(self, glance: Glance, content: "bytes | msgspec.Raw") -> None:
        packages = (one.package for one in glance.affected or ())
        about = {found for one in packages if one is not None and (found := one.wanted) in self.wanted}
        if about:
            record = self._whole.decode(content)
            for one in about:
                if one is not None:
                    self.of.setdefault(one, {}).setdefault(record.id, record)

    def gaps(self, source: str) -> Iterator[Gap]:
        """Yield what could not be read, all of it together."""
        if self._number:
            records = "1 record" if self._number == 1 else f"{self._number:,} records"
            such = "; ".join(self.broken)
            reason = f"{records} of the advisories in {source} could not be read, such as {such}"
            yield Gap(NOWHERE, reason, "file")  # it lies elsewhere: no place in what is scanned


_SHOWN = 3
_Blob = tuple[str, "bytes | msgspec.Raw | ReadError"]


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100]


def _blobs(path: Path) -> Iterator[_Blob]:
    """Yield the records of a folder, a zip, or a file of JSON."""
    if path.is_dir():
        yield from _of_folder(path)
        return
    if not path.is_file():
        raise ReadError("is not there or is no regular file")
    with path.open("rb") as opened:
        head = opened.read(4)
    if head in {_ZIP, _EMPTY_ZIP}:
        yield from members(path, ".json")
        return
    if path.stat().st_size > MOST_BYTES:
        raise ReadError(f"has more than {MOST_BYTES:,} bytes")
    yield from _of_json(path.name, path.read_bytes())


def _of_folder(folder: Path) -> Iterator[_Blob]:
    """Yield the files of a folder, and of zips in it; links are not followed."""
    count = 0
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = Path(here, name)
            count += 1
            if count > MOST_FILES:
                raise ReadError(f"holds more than {MOST_FILES:,} files")
            if name.endswith((".json", ".jsonl", ".zip")) and not path.is_symlink() and path.is_file():
                yield from _of_file(path)


def _of_file(path: Path) -> Iterator[_Blob]:
    try:
        if path.suffix == ".zip":
            yield from members(path, ".json")
        elif path.stat().st_size > (MOST_BYTES_RECORD if path.suffix == ".json" else MOST_BYTES):
            yield path.name, ReadError("is too large")
        else:
            yield from _of_json(path.name, path.read_bytes())
    except (ReadError, OSError) as error:
        yield path.name, error if isinstance(error, ReadError) else ReadError(str(error.strerror))


def _of_json(name: str, data: bytes) -> Iterator[_Blob]:
    """Yield one record, those of a list, those under `vulns`, or those of lines."""
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    first, lines = data[:1], data.count(b"\n")
    if first == b"{" and lines and _is_json(data[: data.index(b"\n")]):
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                yield f"{name}:{number}", line
    elif first == b"[":
        yield from ((name, one) for one in _decoded(data, list[msgspec.Raw]))
    elif first == b"{" and b'"vulns"' in data:
        inner = _decoded(data, _Answer).vulns
        yield from ((name, one) for one in inner) if inner is not None else [(name, data)]
    else:
        yield name, data


class _Answer(Struct, frozen=True):
    """Records in the answer of a service."""

    vulns: list[msgspec.Raw] | None = None


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


_Kind = TypeVar("_Kind")


def _decoded(data: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ReadError(f"is no JSON of advisories: {_short(error)}") from error
