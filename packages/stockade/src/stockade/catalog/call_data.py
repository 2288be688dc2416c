"""Lazy access to what is known about calls: nothing is read before the first question, each thing once.

The tables are keyed by the name of a call, as `calls` defines it. A language's calls are decoded when that
language is asked for.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import TypeVar

import msgspec

from stockade.catalog.calls import (
    Authenticator,
    Callback,
    CallFile,
    Clean,
    Fetch,
    Guard,
    Language,
    Named,
    Passing,
    Place,
    Sink,
    Store,
    Wrapper,
)

_DATA = FilePath(__file__).parent / "data"
_Entry = TypeVar("_Entry", Named, Passing, Clean, Guard, Fetch, Store, Callback, Wrapper, Authenticator)

Sinks = Mapping[str, tuple[tuple[Sink, Place], ...]]


@cache
def sinks() -> tuple[Sink, ...]:
    """Give every sink, in the order of the catalog."""
    return msgspec.json.decode((_DATA / "sinks.json").read_bytes(), type=tuple[Sink, ...])


@cache
def returned_sinks() -> tuple[Sink, ...]:
    """Give the sinks in what a handler returns."""
    return tuple(sink for sink in sinks() if sink.returned is not None)


@cache
def written_sinks() -> tuple[Sink, ...]:
    """Give the sinks in what templates write, in the order they are asked for."""
    return tuple(sink for sink in sinks() if sink.written is not None)


@cache
def calls(language: Language) -> CallFile:
    """Give all that is known of the calls of one language that are no sinks."""
    return msgspec.json.decode(_languages()[language], type=CallFile)


@cache
def sinks_of(language: Language) -> Sinks:
    """Give the sinks of each call of a language, with their place in it."""
    found: dict[str, list[tuple[Sink, Place]]] = {}
    for sink in sinks():
        place = place_of(sink, language)
        if place is not None:
            for call in place.calls:
                found.setdefault(call, []).append((sink, place))
    return {call: tuple(listed) for call, listed in found.items()}


def place_of(sink: Sink, language: Language) -> Place | None:
    """Give where a language has a sink, None where it has not."""
    return sink.python if language == "python" else sink.javascript


@cache
def types_of(language: Language) -> Mapping[str, Named]:
    """Give the type of the result of each call that has one."""
    return _one(calls(language).type)


@cache
def attributes_of(language: Language) -> Mapping[str, Named]:
    """Give the type of each attribute that has one."""
    return {name: named for named in calls(language).type for name in named.attributes}


@cache
def passing_of(language: Language) -> Mapping[str, Passing]:
    """Give which data the result of each call holds that does not simply hold all of it."""
    return _one(calls(language).passing)


@cache
def fetches_of(language: Language) -> Mapping[str, Fetch]:
    """Give what each call reads that others may have written."""
    return _one(calls(language).fetch)


@cache
def wrappers_of(language: Language) -> Mapping[str, Wrapper]:
    """Give the calls whose result is the function, or the object, they are handed."""
    return _one(calls(language).wrapper)


@cache
def authenticators_of(language: Language) -> Mapping[str, Authenticator]:
    """Give the calls that let nobody through who has not proved something."""
    return _one(calls(language).authenticator)


@cache
def clean_of(language: Language) -> Mapping[str, tuple[Clean, ...]]:
    """Give for which rules the result of each call is clean."""
    return _many(calls(language).clean)


@cache
def guards_of(language: Language) -> Mapping[str, tuple[Guard, ...]]:
    """Give what the answer of each call tells about its arguments."""
    return _many(calls(language).guard)


@cache
def stores_of(language: Language) -> Mapping[str, tuple[Store, ...]]:
    """Give what each call writes that others may read."""
    return _many(calls(language).store)


@cache
def callbacks_of(language: Language) -> Mapping[str, tuple[Callback, ...]]:
    """Give which functions each call calls, and with what."""
    return _many(calls(language).callback)


@cache
def fingerprint() -> str:
    """Give what tells this state of sinks and calls from any other."""
    texts = ((_DATA / name).read_bytes() for name in ("sinks.json", "calls.json"))
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


@cache
def _languages() -> Mapping[str, msgspec.Raw]:
    return msgspec.json.decode((_DATA / "calls.json").read_bytes(), type=dict[str, msgspec.Raw])


def _one(entries: Iterable[_Entry]) -> Mapping[str, _Entry]:
    return {call: entry for entry in entries for call in entry.calls}


def _many(entries: Iterable[_Entry]) -> Mapping[str, tuple[_Entry, ...]]:
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        for call in entry.calls:
            found.setdefault(call, []).append(entry)
    return {call: tuple(listed) for call, listed in found.items()}


_TABLES: tuple[Callable[[Language], Mapping[str, object]], ...] = (
    sinks_of,
    types_of,
    passing_of,
    fetches_of,
    wrappers_of,
    clean_of,
    guards_of,
    stores_of,
    callbacks_of,
    authenticators_of,
)


@cache
def known_calls(language: Language) -> frozenset[str]:
    """Give the names of all calls that anything is known of."""
    return frozenset(name for table in _TABLES for name in table(language))
