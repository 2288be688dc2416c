"""Making the JSON documents."""

import json
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import UNSET, UnsetType

from stockade.findings import (
    Accepted,
    Declared,
    Evidence,
    Exploited,
    Finding,
    Granted,
    Observed,
    Scan,
    Surface,
    Traced,
)
from stockade.findings.redaction import redact, secrets_of
from stockade.model import App, Edit, Fix, Function, Gap, Grant, Trigger
from stockade.reports.documents import (
    EnvironmentValue,
    EvidenceKind,
    MapApp,
    MapDocument,
    MapEntryPoint,
    MapFlow,
    MapFunction,
    MapGap,
    MapGrant,
    MapProvenance,
    MapResource,
    Place,
    ScanAccepted,
    ScanApp,
    ScanDocument,
    ScanEdit,
    ScanEvidence,
    ScanFinding,
    ScanFix,
    ScanNotice,
    ScanPosition,
)
from stockade.reports.written import named, reference, why_unknown, written
from stockade.values import Location, Value


def map_json(surface: Surface) -> str:
    """Return `stockade/map@1`."""
    apps = tuple(_app(app) for app in surface.apps)
    return _text(MapDocument(surface.root, apps, tuple(map(_gap, surface.gaps))))


def scan_json(scan: Scan) -> str:
    """Return `stockade/scan@1`."""
    document = ScanDocument(
        root=scan.surface.root,
        apps=tuple(map(_judged, scan.surface.apps)),
        findings=tuple(map(finding_document, scan.findings)),
        accepted=tuple(map(_accepted, scan.accepted)),
        gaps=tuple(map(_gap, scan.gaps)),
        notices=tuple(ScanNotice(place(one.location), redact(one.text)) for one in scan.notices),
    )
    return _text(document)


def _text(document: MapDocument | ScanDocument) -> str:
    data = {"schema": document.schema, **msgspec.to_builtins(document)}
    try:
        return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"
    except UnicodeEncodeError:  # a file's name that is no text; in ASCII its bytes stand as escapes
        return json.dumps(data, indent=2) + "\n"


def _app(app: App) -> MapApp:
    secrets = secrets_of(app)
    return MapApp(
        name=app.name,
        template=app.template,
        format=app.format,
        functions=tuple(_function(found, secrets) for found in app.functions.values()),
        entry_points=tuple(map(_entry_point, app.triggers)),
        resources=tuple(
            MapResource(found.id, found.type, written(found.name, secrets), place(found.location))
            for found in app.resources.values()
        ),
        grants=tuple(_grants(app, secrets)),
        flows=tuple(MapFlow(flow.source, flow.target, flow.kind, flow.actions) for flow in app.flows),
        gaps=tuple(map(_gap, sorted(set(app.gaps)))),
    )


def place(location: Location) -> Place:
    """Return a location as the documents write it."""
    return Place(location.file, location.line)


def _gap(gap: Gap) -> MapGap:
    return MapGap(place(gap.location), redact(gap.reason))


def _function(function: Function, secrets: Sequence[str]) -> MapFunction:
    return MapFunction(
        id=function.id,
        runtime=function.runtime,
        handler=function.handler,
        code=function.code,
        role=function.role,
        location=place(function.location),
        environment={
            name: environment_value(name, value, secrets) for name, value in function.environment.items()
        },
    )


def environment_value(name: str, value: Value, secrets: Sequence[str] = ()) -> EnvironmentValue:
    """Return what may be shown of a variable: an edge, a text, or the reason why it is not known."""
    known = named(name, value, secrets)
    if known is not None:
        return EnvironmentValue(value=known)
    target = reference(value)
    return EnvironmentValue(ref=target) if target else EnvironmentValue(unknown=redact(why_unknown(value)))


def _entry_point(trigger: Trigger) -> MapEntryPoint:
    return MapEntryPoint(
        id=trigger.id,
        function=trigger.function,
        event_source=trigger.event_source,
        origin=trigger.origin,
        detail=trigger.detail,
        exposure=trigger.exposure,
        authentication=trigger.authentication,
        location=place(trigger.location),
    )


def _grants(app: App, secrets: Sequence[str]) -> Iterator[MapGrant]:
    for function in app.functions.values():
        role = app.roles.get(function.role)
        for grant in role.grants if role else ():
            yield _grant(function.id, grant, secrets)


def _grant(function: str, grant: Grant, secrets: Sequence[str]) -> MapGrant:
    statement = grant.statement

    def shown(values: Iterable[Value]) -> tuple[str, ...]:
        return tuple(written(value, secrets) for value in values)

    return MapGrant(
        function=function,
        effect=statement.effect,
        actions=shown(statement.actions),
        resources=shown(statement.resources),
        provenance=MapProvenance(grant.provenance.kind, grant.provenance.name),
        location=place(grant.location),
        not_actions=shown(statement.not_actions),
        not_resources=shown(statement.not_resources),
    )


def _judged(app: App) -> ScanApp:
    is_open = sum(trigger.is_open for trigger in app.triggers)
    return ScanApp(app.name, app.template, app.format, len(app.functions), len(app.triggers), is_open)


def finding_document(finding: Finding) -> ScanFinding:
    """Return a finding as `stockade/scan@1` writes it."""
    same = {name: getattr(finding, name) for name in ScanFinding.__struct_fields__ if name not in _MADE}
    evidence = tuple(map(_evidence, finding.evidence))
    return ScanFinding(location=place(finding.location), evidence=evidence, fix=_fix(finding.fix), **same)


def _fix(fix: Fix | None) -> ScanFix | UnsetType:
    return ScanFix(fix.description, tuple(map(_edit, fix.edits))) if fix is not None else UNSET


def _edit(edit: Edit) -> ScanEdit:
    start, end = (ScanPosition(one.line, one.column) for one in (edit.start, edit.end))
    return ScanEdit(edit.start.file, start, end, edit.text)


EVIDENCE_KINDS: dict[type[Evidence], EvidenceKind] = {
    Declared: "declared",
    Traced: "traced",
    Granted: "granted",
    Exploited: "exploited",
    Observed: "observed",
}
_MADE = frozenset({"location", "evidence", "fix"})


def _evidence(evidence: Evidence) -> ScanEvidence:
    kind = evidence_kind(evidence)
    return ScanEvidence(kind=kind, text=evidence.text, location=place(evidence.location))


def evidence_kind(evidence: Evidence) -> EvidenceKind:
    """Return the word for a kind of evidence."""
    return EVIDENCE_KINDS[type(evidence)]


def _accepted(entry: Accepted) -> ScanAccepted:
    why = entry.acceptance
    finding = finding_document(entry.finding)
    return ScanAccepted(finding, why.means, redact(why.reason), why.owner, place(why.location))
