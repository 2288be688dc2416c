"""Readings that need not be made again, and those that are not kept: whatever holds a secret."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from stockade.cache import Cache, digest
from stockade.model import Gap, Stack
from stockade.readers.discovery import Candidate
from stockade.readers.files import Root
from stockade.secrets import find, names_secret
from stockade.values import Concat, Cond, List, Lit, Map, Param, Unknown, Value

_BY_THEMSELVES = frozenset({"sam", "cloudformation", "serverless", "chalice"})
"""Formats of which one reading depends on nothing but the files it asked for."""


class Read(Struct, frozen=True, gc=False):
    """What became of a candidate: the stacks of it, and the gaps of what could not be read."""

    stacks: tuple[Stack, ...] = ()
    gaps: tuple[Gap, ...] = ()


_UNPACK = msgspec.msgpack.Decoder(Read)


def packed(read: Read) -> bytes:
    """Return a reading as another process takes it; nothing where it cannot be packed."""
    try:
        return msgspec.msgpack.encode(read)
    except (RecursionError, OverflowError):  # nested too deeply; a number of more than 64 bits
        return b""


def unpacked(data: bytes) -> Read | None:
    """Return a packed reading, None where it is none."""
    try:
        return _UNPACK.decode(data) if data else None
    except (msgspec.MsgspecError, RecursionError):
        return None


class Kept:
    """The readings of a folder that are known from the last time."""

    def __init__(self, root: Root, cache: Cache) -> None:
        self._root = root
        self._cache = cache

    def known(self, found: Sequence[Candidate]) -> dict[int, Read]:
        """Return the readings that still hold, by place."""
        read: dict[int, Read] = {}
        for place, candidate in enumerate(found):
            data = self._cache.find(self._key(candidate), self._root.answer)
            reading = unpacked(data) if data is not None else None
            if reading is not None:
                read[place] = reading
        return read

    def keep(self, candidate: Candidate, asked: dict[tuple[str, str], str], data: bytes) -> None:
        """Keep a reading that may be kept."""
        if asked and data:
            self._cache.keep(self._key(candidate), asked, data)

    def _key(self, candidate: Candidate) -> str:
        return digest(f"reading\0{candidate.kind}\0{self._root.relative(candidate.path)}")


def may_be_kept(read: Read) -> bool:
    """Tell whether a reading may be written to a cache."""
    stacks = read.stacks
    by_itself = bool(stacks) and all(stack.format in _BY_THEMSELVES for stack in stacks)
    return by_itself and not any(map(_holds_secret, stacks))


def _holds_secret(stack: Stack) -> bool:
    return any(next(find(written, name), None) is not None for name, written in _texts(stack)) or any(
        parameter.no_echo and isinstance(parameter.default, Lit) and parameter.default.value
        for parameter in stack.parameters.values()
    )


def _texts(stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield every text of a stack, with what it stands under."""
    waiting: list[tuple[str, Value]] = [("", stack.mappings)]
    waiting += [(one.name, one.default) for one in stack.parameters.values()]
    waiting += [(one.name, one.value) for one in stack.outputs.values()]
    for resource in stack.resources.values():
        waiting += [("", resource.properties), ("", resource.metadata)]
        waiting += [("", part) for part in resource.parts.values()]
    while waiting:
        name, value = waiting.pop()
        match value:
            case Lit(value=str() as written):
                yield name, written
            case Map(items=items):
                waiting.extend(items.items())
            case List(items=items):
                waiting.extend((name, item) for item in items)
            case Cond(then=then, otherwise=otherwise):
                waiting.extend(((name, then), (name, otherwise)))
            case Concat(parts=parts):
                waiting.extend((name, part) for part in parts)
            case Unknown(among=among, about=about):
                waiting.extend((name, item) for item in (*among, *about))
            case Param(default=default) if default is not None:
                waiting.append((value.name if names_secret(value.name) else name, default))
            case _:
                pass
