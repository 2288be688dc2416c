"""What the types cannot say about people's own files: the checks of ours, what may be added and replaced."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from msgspec import structs

from stockade.catalog import call_data
from stockade.catalog.call_checks import ONE_EACH, check_sink, entry_checks
from stockade.catalog.call_names import TABLES, Types, check_name, names_in
from stockade.catalog.calls import CallFile, Entry, Language, Place, Sink
from stockade.catalog.checks import check_source
from stockade.catalog.event_sources import event_sources
from stockade.catalog.own.files import Text
from stockade.catalog.own.schema import HERE, Addition, OwnFile
from stockade.catalog.schema import EventSource
from stockade.errors import CatalogError, ConfigError

LANGUAGES: tuple[Language, ...] = ("python", "javascript")
_KEY = re.compile(r"`([\w.\[\]]+)`(: )?")


def each(files: Iterable[tuple[Text, OwnFile]]) -> None:
    """Check every file by itself. Raises `ConfigError` with file and line."""
    for text, file in files:
        tables = [table for table in (*TABLES, "sink", "source") if getattr(file, table)]
        if not tables:
            raise ConfigError(f"{text.file}:1: no entry in it")
        if file.language is None and tables[0] in TABLES:
            line = text.lines.of(tables[0])
            languages = " or ".join(LANGUAGES)
            told = f"`language` is missing: it says whose calls `{tables[0]}` is about, {languages}"
            raise ConfigError(f"{text.file}:{line}: {told}")
        for key, check in _checks(text.file, file):
            _under(text, key, check)


def _under(text: Text, key: str, check: Callable[[], None]) -> None:
    try:
        check()
    except CatalogError as error:
        told, at = str(error), key
        while (inner := _KEY.match(told)) is not None:  # the key within the entry: its line, if there is one
            at = f"{at}.{inner[1]}"
            if not inner[2]:
                break
            told = told[inner.end() :]
        raise ConfigError(f"{text.file}:{text.lines.of(at)}: `{at}`: {told}") from None


def _checks(name: str, file: OwnFile) -> Iterator[tuple[str, Callable[[], None]]]:
    family = name.rpartition("/")[2].removesuffix(".toml")
    for number, sink in enumerate(file.sink):
        own = family if sink.replaces != sink.id else sink.id.partition(".")[0]
        yield f"sink[{number}]", partial(check_sink, _plain_sink(sink), own)
        yield f"sink[{number}]", partial(_check_reason, sink)
    for number, source in enumerate(file.source):
        yield f"source[{number}]", partial(check_source, source, source.id)
        yield f"source[{number}]", partial(_check_wiring, source)
        yield f"source[{number}]", partial(_check_reason, source)
    for table in TABLES:
        for number, entry in enumerate(getattr(file, table)):
            yield f"{table}[{number}]", partial(_check_reason, entry)
    calls = file.calls(file.language) if file.language is not None else CallFile(language="python")
    indices = {f"type.{named.name}": f"type[{number}]" for number, named in enumerate(calls.type)}
    for key, call in names_in(calls):
        yield indices.get(key, key), partial(_check_call, call)
    for key, check in entry_checks(calls):
        yield indices.get(key, key), check


def _check_call(call: str) -> None:
    check_name(plain(call).removesuffix(".*"))


def _check_reason(entry: Entry | EventSource) -> None:
    if entry.replaces and not entry.reason.strip():
        raise CatalogError("`replaces`: it needs a `reason` beside it")
    if entry.reason and not entry.replaces:
        raise CatalogError("`reason`: it is for entries with `replaces`")


def _check_wiring(source: EventSource) -> None:
    """Check that wiring by a module of ours is that of the source that is replaced."""
    module = source.wiring.module
    known = event_sources().get(source.replaces)
    if module is not None and (known is None or known.wiring.module != module):
        raise CatalogError("`wiring`: `module` is for sources of ours; say `patterns`, `functions` or `none`")


def plain(call: str) -> str:
    """Return the name of a call without what says that it is one of the program's own files."""
    return call.removeprefix(HERE)


def _plain_sink(sink: Sink) -> Sink:
    return structs.replace(sink, python=_plain_place(sink.python), javascript=_plain_place(sink.javascript))


def _plain_place(place: Place | None) -> Place | None:
    if place is None:
        return None
    return structs.replace(place, calls=tuple(map(plain, place.calls)))


def together(additions: Sequence[Addition]) -> None:
    """Check what is added against ours and against one another. Raises `ConfigError` with file and line."""
    seen: dict[tuple[str, ...], Addition] = {}
    for one in additions:
        for what, name in _claims(one):
            known = seen.setdefault(what, one)
            if known is not one:
                raise _fault(one, f"{name!r} stands in {known.place} too")
        _check_ours(one)
    for language in LANGUAGES:
        _check_types(additions, language)


def _claims(one: Addition) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what only one entry may be about: an id, a call of some tables, what is replaced."""
    entry, language = one.entry, one.language or ""
    if isinstance(entry, Sink | EventSource):
        yield (one.table, entry.id), entry.id
    elif one.table in ONE_EACH:
        for call in _all_calls(one):
            yield (one.table, language, call), call
    if entry.replaces:
        yield ("replaces", one.table, language, entry.replaces), entry.replaces


def _check_ours(one: Addition) -> None:
    entry = one.entry
    ours = _ours(one)
    if entry.replaces and entry.replaces not in ours:
        raise _fault(one, f"`replaces`: our catalog has no {_of(one)} {entry.replaces!r}")
    names = (entry.id,) if isinstance(entry, Sink | EventSource) else _all_calls(one)
    if isinstance(entry, EventSource) and entry.replaces not in {"", entry.id}:
        raise _fault(one, f"`id`: a source that replaces {entry.replaces!r} has its id")
    if not isinstance(entry, Sink) and entry.replaces and entry.replaces not in names:
        raise _fault(one, f"`replaces`: {entry.replaces!r} is none of its calls")
    for name in names if not isinstance(entry, Entry) or _is_alone(one) else ():
        if name in ours and entry.replaces != name:
            raise _fault(
                one, f'our catalog has a {_of(one)} {name!r}; to replace it, say replaces = "{name}" and why'
            )


def _is_alone(one: Addition) -> bool:
    return one.table == "sink" or one.table in ONE_EACH


def _of(one: Addition) -> str:
    return one.table if one.language is None else f"`{one.table}` ({one.language}) of"


def _ours(one: Addition) -> frozenset[str]:
    """Return what ours there is of the kind of an addition: ids, or calls."""
    if one.table == "sink":
        return frozenset(sink.id for sink in call_data.sinks())
    if one.table == "source":
        return frozenset(event_sources())
    entries = getattr(call_data.calls(one.language or "python"), one.table)
    return frozenset(call for entry in entries for call in (*entry.calls, *getattr(entry, "attributes", ())))


def _check_types(additions: Sequence[Addition], language: Language) -> None:
    """Check that something can produce what own calls are named by."""
    own = [one for one in additions if one.language in {None, language}]
    if not own:
        return
    ours = call_data.calls(language)
    named = tuple(one.entry for one in own if one.table == "type")
    types = Types(structs.replace(ours, type=(*ours.type, *named)))
    for one in own:
        for call in _calls(one, language):
            try:
                types.check(plain(call))
            except CatalogError as error:
                raise _fault(one, str(error)) from None


def _calls(one: Addition, language: Language) -> tuple[str, ...]:
    if isinstance(one.entry, Sink):
        place = call_data.place_of(one.entry, language)
        return place.calls if place is not None else ()
    return _all_calls(one)


def _all_calls(one: Addition) -> tuple[str, ...]:
    """Return the calls of an entry that is no sink, and the attributes of one that is a type."""
    return (*one.calls, *getattr(one.entry, "attributes", ()))


def _fault(one: Addition, told: str) -> ConfigError:
    return ConfigError(f"{one.place}: {told}")
