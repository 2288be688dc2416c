"""Which source an event comes from, by its shape, and what lies wrapped in it.

Shape recognises, it does not authenticate: whoever may invoke a function can send any shape, and what a
message carries is what its sender wrote. An event that fits two sources is claimed by neither.
"""

from collections.abc import Iterator

from msgspec import Struct

from stockade.catalog import encodings
from stockade.catalog.conditions import holds
from stockade.catalog.event_sources import event_source, event_sources
from stockade.catalog.lookup import find
from stockade.catalog.paths import Path, parse
from stockade.catalog.schema import EventSource, Field

#: How many envelopes are opened, one inside the other.
MAX_ENVELOPES = 4

#: How many records of a batch are opened; they must all carry the same.
MAX_OPENED = 20


class Envelope(Struct, frozen=True):
    """One level of wrapping: at `path` of the event lies, below `encoding`, an event of `source`.

    `path` counts from the outermost event and goes on below text: `Records[].body.Message`.
    `carried` tells that it has the shape the source has inside messages, not that of its own event.
    """

    path: str
    encoding: str
    source: str
    carried: bool = False


class Recognition(Struct, frozen=True):
    """The one source of an event, and the envelopes in it, outermost first."""

    source: str
    envelopes: tuple[Envelope, ...] = ()

    @property
    def innermost(self) -> str:
        """The id of the source whose event started the chain, as far as the event tells."""
        return self.envelopes[-1].source if self.envelopes else self.source


def recognise(event: object) -> Recognition | None:
    """Name the source of `event` and what it wraps; None where its shape names no source, or two.

    `event` is anything that JSON gives. Never raises; work is bounded by the event's size. Sources that
    send arbitrary events (a state's input, a direct invocation) are named only where they have a shape.
    """
    fitting = [source for source in event_sources().values() if holds(source.match, event)]
    if len(fitting) != 1:
        return None
    [source] = fitting
    return Recognition(source.id, _opened(source, event, Path(), carried=False, depth=0))


def fields_of(recognition: Recognition) -> Iterator[tuple[str, Field, str]]:
    """Give the path in the outermost event, the field and the source of every field at every level."""
    for field in event_source(recognition.source).fields:
        yield field.path, field, recognition.source
    for envelope in recognition.envelopes:
        inner = event_source(envelope.source)
        own = inner.carried.fields if envelope.carried and inner.carried else ()
        for field in own or inner.fields:
            if field.place == "event" and (
                below := _inside(inner, field.path, own=bool(own), carried=envelope.carried)
            ):
                yield str(parse(envelope.path) + below), field, inner.id


def _opened(
    source: EventSource, event: object, base: Path, *, carried: bool, depth: int
) -> tuple[Envelope, ...]:
    if depth >= MAX_ENVELOPES:
        return ()
    for wrap in source.wraps:
        path = _inside(source, wrap.path, own=False, carried=carried)
        if path is None:
            continue
        chains = {
            _chain(base + path, wrap.encoding, held, depth) for held in _held(event, path, wrap.encoding)
        }
        if len(chains) == 1 and (chain := chains.pop()):
            return chain
    return ()


def _held(event: object, path: Path, encoding: str) -> Iterator[object]:
    for count, (_, value) in enumerate(find(event, path)):
        if count >= MAX_OPENED:
            return
        yield encodings.decode(value, encoding)


def _chain(path: Path, encoding: str, held: object, depth: int) -> tuple[Envelope, ...]:
    if not isinstance(held, dict | list):
        return ()
    fitting = list(_shapes(held))
    if len(fitting) != 1:
        return ()
    [(source, carried)] = fitting
    envelope = Envelope(str(path), encoding, source.id, carried)
    return (envelope, *_opened(source, held, path, carried=carried, depth=depth + 1))


def _shapes(held: object) -> Iterator[tuple[EventSource, bool]]:
    for source in event_sources().values():
        if holds(source.match, held):
            yield source, False
        elif source.carried is not None and holds(source.carried.match, held):
            yield source, True


def _inside(source: EventSource, path: str, *, own: bool, carried: bool) -> Path | None:
    """Give `path` of the source's event in the shape that is held; None where that shape lacks it."""
    if not carried or own or source.carried is None:
        return parse(path)
    return parse(path).below(parse(source.carried.at)) if source.carried.at else None
