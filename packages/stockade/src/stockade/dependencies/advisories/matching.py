"""Which advisories the packages of an application lie in: those of one flaw by several names are one."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from stockade.dependencies.advisories.affected import fixed_in, in_order, is_affected, may_be_affected
from stockade.dependencies.advisories.loading import Database
from stockade.dependencies.advisories.records import Record, Wanted
from stockade.dependencies.advisories.severity import severity_of
from stockade.model import App
from stockade.model.code import Width
from stockade.model.shipping import Component, Manifest, Vulnerability

_KNOWN_BY = ("CVE-", "GHSA-", "PYSEC-", "MAL-", "SNYK-", "OSV-")
"""Names of flaws, the best known first."""
_WORST_FIRST: tuple[Width, ...] = ("critical", "high", "medium", "low")
_LONGEST = 200


def shipped(apps: Iterable[App]) -> frozenset[Wanted]:
    """Return every package that some application ships."""
    return frozenset(
        (component.ecosystem, component.name)
        for app in apps
        for manifest in _manifests(app)
        for component in manifest.components
    )


def _manifests(app: App) -> list[Manifest]:
    parts = (part for parts in app.shipping.functions.values() for part in parts)
    return list({part.manifest.id: part.manifest for part in parts}.values())


def matched(app: App, database: Database) -> App:
    """Return the application with the advisories that what it ships lies in."""
    found = tuple(
        vulnerability
        for manifest in _manifests(app)
        for component in manifest.components
        for vulnerability in _of_component(manifest, component, database)
    )
    return replace(app, shipping=replace(app.shipping, vulnerabilities=found, checked=True))


def _of_component(manifest: Manifest, component: Component, database: Database) -> Iterator[Vulnerability]:
    wanted = (component.ecosystem, component.name)
    records = [
        record for record in database.of.get(wanted, ()) if record.affected and _concerns(record, component)
    ]
    for group in _groups(records):
        yield _vulnerability(manifest, component, group)


def _concerns(record: Record, component: Component) -> bool:
    entries = record.of((component.ecosystem, component.name))
    if component.version:
        return any(is_affected(one, component.ecosystem, component.version) for one in entries)
    if component.source:
        return False  # what a branch or an address holds today nobody can tell
    return any(may_be_affected(one, component.ecosystem, component.wanted) for one in entries)


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    """Part records into those that are names of the same flaw."""
    groups: list[tuple[set[str], list[Record]]] = []
    for record in records:
        names = {record.id, *(record.aliases or ())}
        same = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        merged = [one for _, group in same for one in group]
        groups.append((names.union(*(one for one, _ in same)), [*merged, record]))
    return [group for _, group in groups]


def _vulnerability(manifest: Manifest, component: Component, group: list[Record]) -> Vulnerability:
    wanted = (component.ecosystem, component.name)
    names = sorted({name for one in group for name in (one.id, *(one.aliases or ()))}, key=_rank)
    entries = [(record, record.of(wanted)) for record in group]
    severities = [found for record, of in entries if (found := severity_of(record, of)) is not None]
    fixed = {
        version
        for _, of in entries
        for one in of
        for version in fixed_in(one, component.ecosystem, component.version)
    }
    return Vulnerability(
        manifest=manifest,
        component=component,
        id=names[0],
        aliases=tuple(names[1:]),
        summary=next((" ".join(one.summary.split())[:_LONGEST] for one in group if one.summary), ""),
        severity=min(severities, key=_WORST_FIRST.index, default=None),
        fixed=in_order(fixed, component.ecosystem),
        certain=bool(component.version),
    )


def _rank(name: str) -> tuple[int, str]:
    known = next((at for at, prefix in enumerate(_KNOWN_BY) if name.startswith(prefix)), len(_KNOWN_BY))
    return known, name
