"""What a scan tells of people's own catalog: how much of it is used, and what of ours it replaces."""

from collections.abc import Iterator

from stockade.catalog.own import Own
from stockade.findings.result import Notice
from stockade.values import Location


def told(own: Own) -> tuple[Notice, ...]:
    """Return a note on how many entries each file adds, and one for each entry that replaces one of ours."""
    return tuple(sorted((*_used(own), *_replacing(own))))


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
