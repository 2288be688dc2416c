"""What an analysis knows of calls and event sources: our catalog, and what people add to it.

A scan makes one `Knowledge` and hands it down; nothing of it is kept in a module, so that two scans of one
process know nothing of one another. `ours()` is the one of our catalog alone, made once.

Own entries that clean mark data with `RULE@FILE:LINE` where ours mark it with `RULE`: no sink is silent for
such a mark, but the finding is accepted on the word of that entry (`vouchers`).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TypeVar

from msgspec import Struct, structs

from stockade.catalog import call_data
from stockade.catalog.calls import (
    Authenticator,
    Callback,
    Clean,
    Entry,
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
from stockade.catalog.event_sources import event_sources
from stockade.catalog.event_sources import fingerprint as of_sources
from stockade.catalog.own import HERE, Addition, Own
from stockade.catalog.schema import EventSource

_BY = "@"
Way = tuple[str, ...]
_One = TypeVar("_One", bound=Entry)


class Tables(Struct, frozen=True, kw_only=True):
    """What is known of the calls of one language, by the name of the call.

    `vouching` are own entries by which data is taken not to be in a result, with the mark for it; `own` are
    the names that people's own files speak of, among them functions of the program itself, `stating` those of
    which they say what the result is. `own_in` are the own names that may lie in a module of the program, by
    its name (`shop.security`, `lib/security`), each with the way to it in there.
    """

    sinks: Mapping[str, tuple[tuple[Sink, Place], ...]]
    types: Mapping[str, Named]
    attributes: Mapping[str, Named]
    passing: Mapping[str, Passing]
    fetches: Mapping[str, Fetch]
    wrappers: Mapping[str, Wrapper]
    clean: Mapping[str, tuple[Clean, ...]]
    guards: Mapping[str, tuple[Guard, ...]]
    stores: Mapping[str, tuple[Store, ...]]
    callbacks: Mapping[str, tuple[Callback, ...]]
    authenticators: Mapping[str, Authenticator]
    known: frozenset[str]
    vouching: Mapping[str, str] = {}
    own: frozenset[str] = frozenset()
    stating: frozenset[str] = frozenset()
    own_in: Mapping[str, tuple[tuple[Way, str], ...]] = {}


class Knowledge:
    """Our catalog with what people's own files add."""

    def __init__(self, own: Own | None = None) -> None:
        self.own = own or Own()
        self._tables: dict[Language, Tables] = {}

    def of(self, language: Language) -> Tables:
        """Return what is known of the calls of one language."""
        found = self._tables.get(language)
        if found is None:
            found = _ours(language)
            if self.own.additions:
                found = _combined(found, language, self.own.additions)
            self._tables[language] = found
        return found

    @cached_property
    def returned_sinks(self) -> tuple[Sink, ...]:
        """The sinks in what a handler returns."""
        entries = [one.entry for one in self.own.additions if isinstance(one.entry, Sink)]
        gone = {one.replaces for one in entries}
        kept = (sink for sink in call_data.returned_sinks() if sink.id not in gone)
        return (*kept, *(sink for sink in entries if sink.returned is not None))

    @cached_property
    def own_sources(self) -> Mapping[str, EventSource]:
        """The event sources of people's own files by id."""
        entries = (one.entry for one in self.own.additions)
        return {entry.id: entry for entry in entries if isinstance(entry, EventSource)}

    @cached_property
    def sources(self) -> Mapping[str, EventSource]:
        """Every event source by id."""
        return {**event_sources(), **self.own_sources} if self.own_sources else event_sources()

    @cached_property
    def digest(self) -> str:
        """What tells this knowledge from any other: of our compiled catalog and of every own file's text."""
        found = hashlib.sha256(f"{call_data.fingerprint()} {of_sources()}".encode())
        for file, text in self.own.texts:
            found.update(f"\0{file}\0{len(text)}\0{text}".encode())
        return found.hexdigest()


@cache
def ours() -> Knowledge:
    """Return what our own catalog knows, and nothing else."""
    return Knowledge()


@cache
def _ours(language: Language) -> Tables:
    return Tables(
        sinks=call_data.sinks_of(language),
        types=call_data.types_of(language),
        attributes=call_data.attributes_of(language),
        passing=call_data.passing_of(language),
        fetches=call_data.fetches_of(language),
        wrappers=call_data.wrappers_of(language),
        clean=call_data.clean_of(language),
        guards=call_data.guards_of(language),
        stores=call_data.stores_of(language),
        callbacks=call_data.callbacks_of(language),
        authenticators=call_data.authenticators_of(language),
        known=call_data.known_calls(language),
    )


def _combined(ours: Tables, language: Language, additions: Iterable[Addition]) -> Tables:
    """Return the tables of a language with what people's own files add and replace."""
    own = [one for one in additions if one.language == language]
    types, passing = _entries(own, Named), _entries(own, Passing)
    fetches, authenticators = _entries(own, Fetch), _entries(own, Authenticator)
    wrappers = [*_entries(own, Wrapper), *_wrapping(authenticators)]
    sinks, of_sinks = _with_sinks(ours.sinks, language, additions)
    names = of_sinks | {call for one in own for call in one.calls}
    attributes = {name: one for one in types for name in one.attributes}
    return Tables(
        sinks=sinks,
        types=_one(ours.types, types),
        attributes={**ours.attributes, **attributes},
        passing=_one(ours.passing, passing),
        fetches=_one(ours.fetches, fetches),
        wrappers=_one(ours.wrappers, wrappers),
        clean=_many(ours.clean, _vouched(own, Clean)),
        guards=_many(ours.guards, _vouched(own, Guard)),
        stores=_many(ours.stores, _entries(own, Store)),
        callbacks=_many(ours.callbacks, _entries(own, Callback)),
        authenticators=_one(ours.authenticators, authenticators),
        known=ours.known | names,
        vouching={call: mark for one in own for call, mark in _dropping(one)},
        own=frozenset(names),
        own_in=_by_module(names, language),
        stating=frozenset(call for one in own if one.table in _STATING for call in one.calls),
    )


def _by_module(names: Iterable[str], language: Language) -> Mapping[str, tuple[tuple[Way, str], ...]]:
    """Return the ways to own names by the modules they may lie in: any part of a name may be its last."""
    found: dict[str, list[tuple[Way, str]]] = {}
    for name in sorted(names):
        if language == "javascript" and not name.startswith(HERE):
            continue
        parts = name.replace("()", "").removeprefix(HERE).split(".")
        most = len(parts) if language == "python" else len(parts) + 1
        for at in range(1, most):  # a module of a script may be the function
            found.setdefault(".".join(parts[:at]), []).append((tuple(parts[at:]), name))
    return {module: tuple(listed) for module, listed in found.items()}


_STATING = frozenset({"clean", "passing", "fetch"})
"""Tables that say whose data the result of a call holds."""


def _entries(own: Iterable[Addition], kind: type[_One]) -> list[_One]:
    return [one.entry for one in own if isinstance(one.entry, kind)]


def _one(ours: Mapping[str, _One], added: Iterable[_One]) -> Mapping[str, _One]:
    """Return a table of one entry for each call: an own one takes the place of ours."""
    own = {call: entry for entry in added for call in _calls(entry)}
    return {**ours, **own} if own else ours


def _many(ours: Mapping[str, tuple[_One, ...]], added: Iterable[_One]) -> Mapping[str, tuple[_One, ...]]:
    """Return a table of several entries for each call: own ones come first."""
    entries = tuple(added)
    replaced = {entry.replaces for entry in entries}
    found = {call: listed for call, listed in ours.items() if call not in replaced} if entries else ours
    own: dict[str, tuple[_One, ...]] = {}
    for entry in entries:
        for call in _calls(entry):
            own[call] = (*own.get(call, ()), entry)
    return {**found, **{call: (*listed, *found.get(call, ())) for call, listed in own.items()}}


def _calls(entry: Entry) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(entry, "calls", ())
    return found


_Cleaning = TypeVar("_Cleaning", Clean, Guard)


def _vouched(own: Iterable[Addition], kind: type[_Cleaning]) -> Iterator[_Cleaning]:
    """Yield own entries that clean, so that what they clean is marked with their place."""
    for one in own:
        if isinstance(one.entry, kind):
            marks = tuple(f"{rule}{_BY}{one.place}" for rule in one.entry.rules)
            yield structs.replace(one.entry, rules=marks)


def _dropping(one: Addition) -> Iterator[tuple[str, str]]:
    """Yield the calls whose result is said not to hold some of what they were given."""
    if isinstance(one.entry, Passing):
        for call in one.entry.calls:
            yield call, f"*{_BY}{one.place}"


def _wrapping(authenticators: Iterable[Authenticator]) -> Iterator[Wrapper]:
    for one in authenticators:
        if one.function is not None:
            yield Wrapper(calls=one.calls, function=one.function)


_Sinks = Mapping[str, tuple[tuple[Sink, Place], ...]]


def _with_sinks(
    ours: _Sinks, language: Language, additions: Iterable[Addition]
) -> tuple[_Sinks, frozenset[str]]:
    """Return the sinks of each call with the own ones, and the calls that those speak of."""
    entries = _entries(additions, Sink)
    if not entries:
        return ours, frozenset()
    gone = {one.replaces for one in entries}
    kept = {call: tuple(one for one in listed if one[0].id not in gone) for call, listed in ours.items()}
    own: dict[str, tuple[tuple[Sink, Place], ...]] = {}
    for sink in entries:
        place = call_data.place_of(sink, language)
        for call in place.calls if place is not None else ():
            own[call] = (*own.get(call, ()), (sink, place)) if place is not None else ()
    merged = {call: (*listed, *kept.get(call, ())) for call, listed in own.items()}
    return {**{call: listed for call, listed in kept.items() if listed}, **merged}, frozenset(own)


def vouchers(rules: Iterable[str], marks: Iterable[str]) -> tuple[str, ...]:
    """Return the places (`FILE:LINE`) of own entries on whose word data with some marks is clean for a rule.

    `rules` are the names that clean it: the rule, `*`, and what its sink takes besides.
    """
    cleaning = frozenset(rules)
    split = (mark.partition(_BY) for mark in marks if not mark.startswith("+"))
    return tuple(sorted(place for rule, by, place in split if by and rule in cleaning))
