"""The members of a zip, one after another, as fast as they can be had: a database has a hundred thousand.

Nothing is written anywhere, so what members are called does not matter. The size of each is bounded while it
is unpacked, whatever its header says.
"""

import mmap
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from stockade.errors import ReadError

MOST_MEMBERS = 2_000_000
MOST_BYTES = 20_000_000
"""Bytes of one record."""
MOST_BYTES_ALL = 8_000_000_000
"""Bytes of all records together."""
_HEADER = struct.Struct("<4s22xHH")
_MAGIC = b"PK\x03\x04"
_ENCRYPTED = 0x1


def members(path: Path, ending: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield name and content of each member whose name ends like this; of one that is broken, why.

    Raises `ReadError` where it is no zip, or holds too much.
    """
    try:
        with path.open("rb") as opened, zipfile.ZipFile(opened) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_MEMBERS:
                raise ReadError(f"holds {len(entries):,} members, more than {MOST_MEMBERS:,}")
            with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from _unpacked(data, [one for one in entries if one.filename.endswith(ending)])
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, struct.error) as error:
        raise ReadError(f"is no zip that can be read: {error}") from error


def _unpacked(data: mmap.mmap, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes | ReadError]]:
    whole = 0
    for entry in entries:
        try:
            content = _content(data, entry)
        except (ReadError, zlib.error, struct.error) as error:
            yield entry.filename, ReadError(str(error))
            continue
        whole += len(content)
        if whole > MOST_BYTES_ALL:
            raise ReadError(f"unpacks to more than {MOST_BYTES_ALL:,} bytes")
        yield entry.filename, content


def _content(data: mmap.mmap, entry: zipfile.ZipInfo) -> bytes:
    """Return a member, unpacked and checked."""
    magic, name, extra = _HEADER.unpack_from(data, entry.header_offset)
    if magic != _MAGIC or entry.flag_bits & _ENCRYPTED:
        raise ReadError("is encrypted or broken")
    begin = entry.header_offset + _HEADER.size + name + extra
    packed = data[begin : begin + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed[: MOST_BYTES + 1]
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, MOST_BYTES + 1)
    else:
        raise ReadError("is packed in a way that is not read")
    if len(content) > MOST_BYTES:
        raise ReadError(f"unpacks to more than {MOST_BYTES:,} bytes")
    if zlib.crc32(content) != entry.CRC:
        raise ReadError("is broken: its checksum differs")
    return content
