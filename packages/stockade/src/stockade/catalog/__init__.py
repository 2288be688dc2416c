"""The catalog: language-neutral knowledge about event sources, typed, lazy and cheap to load.

`event_sources()` gives every `EventSource` by id and `event_source(id)` one of them (decoded once from the
compiled JSON; `CatalogError` for an unknown id); `example_event(id)` is a fresh invented event,
`example_events(id)` all its shapes, which together hold every declared path, and `page(id)` the hand-written
page. `recognise(event)` names the one source of an event with its envelopes, outermost first, or None;
`fields_of(recognition)` gives every field at every level with its path in the outermost event.
`parse(text) -> Path` and `str(path)` are the grammar of field paths, `find(event, path)` gives the concrete
paths and values, `decode(value, chain)` reads an encoding chain, `holds(condition, event)` decides a
condition. `call_data` gives sinks and what is known of calls by the name of the call, with the types of
`calls`. `compiler` turns `catalog/` (TOML, JSON, Markdown) into `data/`, `pages.render(source)` makes the
documentation page. The catalog knows no format, no template and no code.
"""

from stockade.catalog.conditions import holds
from stockade.catalog.encodings import decode
from stockade.catalog.event_sources import event_source, event_sources, example_event, example_events, page
from stockade.catalog.lookup import MISSING, find
from stockade.catalog.paths import Index, Key, Path, Step, Wild, parse
from stockade.catalog.recognise import Envelope, Recognition, fields_of, recognise
from stockade.catalog.schema import (
    Carried,
    Condition,
    Content,
    EventSource,
    Field,
    Match,
    Pattern,
    Sender,
    When,
    Wiring,
    Wrap,
)

__all__ = [
    "MISSING",
    "Carried",
    "Condition",
    "Content",
    "Envelope",
    "EventSource",
    "Field",
    "Index",
    "Key",
    "Match",
    "Path",
    "Pattern",
    "Recognition",
    "Sender",
    "Step",
    "When",
    "Wild",
    "Wiring",
    "Wrap",
    "decode",
    "event_source",
    "event_sources",
    "example_event",
    "example_events",
    "fields_of",
    "find",
    "holds",
    "page",
    "parse",
    "recognise",
]
