"""Lazy access to the compiled event sources: nothing is read before the first question."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from types import MappingProxyType

import msgspec

from stockade.catalog.schema import EventSource
from stockade.errors import CatalogError

_DATA = FilePath(__file__).parent / "data"


@cache
def event_sources() -> Mapping[str, EventSource]:
    """Give every event source by its id, in the order of the catalog."""
    compiled = msgspec.json.decode((_DATA / "event-sources.json").read_bytes(), type=list[EventSource])
    return MappingProxyType({source.id: source for source in compiled})


def event_source(identity: str) -> EventSource:
    """Give one event source; a `CatalogError` says that there is none of this id."""
    try:
        return event_sources()[identity]
    except KeyError:
        raise CatalogError(f"there is no event source {identity!r} in the catalog") from None


@cache
def fingerprint() -> str:
    """Give what tells this state of the event sources from any other."""
    return hashlib.sha256((_DATA / "event-sources.json").read_bytes()).hexdigest()


@cache
def _pages() -> Mapping[str, str]:
    return msgspec.json.decode((_DATA / "event-source-pages.json").read_bytes(), type=dict[str, str])


@cache
def _events() -> Mapping[str, dict[str, msgspec.Raw]]:
    content = (_DATA / "event-source-events.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, dict[str, msgspec.Raw]])


def page(identity: str) -> str:
    """Give the hand-written page of a source: its headings `Attack`, `Trap` and `Check`, in Markdown."""
    return _pages()[event_source(identity).id]


def example_events(identity: str) -> dict[str, object]:
    """Give fresh invented events of a source: the usual shape under the empty name, others by name.

    Together they hold every path of its definition that lies in the event.
    """
    return {name: msgspec.json.decode(raw) for name, raw in _events()[event_source(identity).id].items()}


def example_event(identity: str) -> object:
    """Give a fresh copy of the usual shape of a source's event, invented."""
    found: object = msgspec.json.decode(_events()[event_source(identity).id][""])
    return found
