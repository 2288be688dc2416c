"""What a file of people's own catalog may say: the tables of our own catalog, all kinds in one file."""

from typing import Literal

from msgspec import Struct

from stockade.catalog.calls import (
    Authenticator,
    Callback,
    CallFile,
    Clean,
    Entry,
    Fetch,
    Guard,
    Language,
    Named,
    Passing,
    Sink,
    Store,
    Wrapper,
)
from stockade.catalog.schema import EventSource

Table = Literal[
    "sink",
    "source",
    "type",
    "passing",
    "clean",
    "guard",
    "fetch",
    "store",
    "callback",
    "wrapper",
    "authenticator",
]


HERE = "./"
"""Begins the name of a file of the program itself, in JavaScript: `./lib/security.cleanName`."""


class OwnFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One file: `[[sink]]` and `[[source]]` for any language, the other tables for the one it names.

    A file that is one event source alone may also be written as our `source.toml` is, without `[[source]]`.
    """

    language: Language | None = None
    sink: tuple[Sink, ...] = ()
    source: tuple[EventSource, ...] = ()
    type: tuple[Named, ...] = ()
    passing: tuple[Passing, ...] = ()
    clean: tuple[Clean, ...] = ()
    guard: tuple[Guard, ...] = ()
    fetch: tuple[Fetch, ...] = ()
    store: tuple[Store, ...] = ()
    callback: tuple[Callback, ...] = ()
    wrapper: tuple[Wrapper, ...] = ()
    authenticator: tuple[Authenticator, ...] = ()

    def calls(self, language: Language) -> CallFile:
        """Return what it says of calls of one language that are no sinks."""
        if self.language != language:
            return CallFile(language=language)
        tables = {field: getattr(self, field) for field in CallFile.__struct_fields__ if field != "language"}
        return CallFile(language=language, **tables)


class Addition(Struct, frozen=True):
    """One entry with the table it stands in, its language (None for sinks and sources), file and line."""

    table: Table
    entry: Entry | EventSource
    language: Language | None
    file: str
    line: int

    @property
    def place(self) -> str:
        """File and line, as marks and messages write it."""
        return f"{self.file}:{self.line}"

    @property
    def calls(self) -> tuple[str, ...]:
        """The calls it speaks of, in any language; none of a source, or of a sink in what is returned."""
        if isinstance(self.entry, Sink):
            places = (self.entry.python, self.entry.javascript)
            return tuple(call for place in places if place is not None for call in place.calls)
        found: tuple[str, ...] = getattr(self.entry, "calls", ())
        return found

    @property
    def title(self) -> str:
        """What it is called: its id, else the first call it speaks of."""
        if isinstance(self.entry, Sink | EventSource):
            return self.entry.id
        return self.calls[0] if self.calls else getattr(self.entry, "name", "")


class Own(Struct, frozen=True):
    """Everything that people's own files add; `texts` are the files with what they say."""

    texts: tuple[tuple[str, str], ...] = ()
    additions: tuple[Addition, ...] = ()

    @property
    def replacing(self) -> tuple[Addition, ...]:
        """The entries that take the place of one of ours."""
        return tuple(one for one in self.additions if one.entry.replaces)
