"""What a scan tells of people's own catalog: what there is of it, what it replaces, what has no effect."""

from collections.abc import Iterator, Sequence

from stockade.catalog.own import Own
from stockade.catalog.schema import EventSource
from stockade.findings.result import Notice
from stockade.model import App
from stockade.values import Location


def told(own: Own) -> tuple[Notice, ...]:
    """Return a note on how many entries each file adds, and one for each entry that replaces one of ours."""
    return tuple(sorted((*_used(own), *_replacing(own))))


def idle(own: Own, apps: Sequence[App]) -> tuple[Notice, ...]:
    """Return a warning on each entry that no code and no function of some applications has to do with."""
    seen = {name for app in apps for name in app.seen}
    seen |= {trigger.event_source for app in apps for trigger in app.triggers}
    return tuple(sorted(_idle(own, seen)))


def _idle(own: Own, seen: set[str]) -> Iterator[Notice]:
    for one in own.additions:
        place = Location(one.file, one.line)
        if isinstance(one.entry, EventSource):
            if one.entry.id not in seen:
                yield Notice(place, f"{one.entry.id} starts no function")
        elif (calls := one.calls) and not seen.intersection(calls):
            more = f" or {len(calls) - 1} more" if len(calls) > 1 else ""
            yield Notice(place, f"no code that was analysed calls {calls[0]}{more}")


def _used(own: Own) -> Iterator[Notice]:
    for file, _ in own.texts:
        counts: dict[str, int] = {}
        for one in own.additions:
            if one.file == file:
                counts[one.table] = counts.get(one.table, 0) + 1
        total = sum(counts.values())
        entries = "1 entry" if total == 1 else f"{total} entries"
        each = ", ".join(f"{number} {table}" for table, number in sorted(counts.items()))
        yield Notice(Location(file, 1), f"{entries} of your own catalog in use ({each})", "note")


def _replacing(own: Own) -> Iterator[Notice]:
    for one in own.replacing:
        of = one.table if one.language is None else f"{one.table} ({one.language})"
        text = f"replaces our {of} {one.entry.replaces}: {one.entry.reason.strip()}"
        yield Notice(Location(one.file, one.line), text, "note")
