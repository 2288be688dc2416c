"""The JSON documents other programs may rely on, as types: `stockade/map@1` and `stockade/scan@1`."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from stockade.findings import Confidence, Kind, Severity
from stockade.findings.result import Means
from stockade.model import Authentication, Exposure
from stockade.model.app import FlowKind
from stockade.model.stack import Format

EvidenceKind = Literal["declared", "traced", "granted", "exploited", "observed"]


class Place(Struct, frozen=True):
    """A file relative to the scanned path, with `/`; line 0 where there is none."""

    file: str
    line: int


class EnvironmentValue(Struct, frozen=True, omit_defaults=True):
    """One of `ref` (id of a resource), `value` (a text, `***` for a secret), `unknown` (the reason)."""

    ref: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    unknown: str | UnsetType = UNSET


class MapFunction(Struct, frozen=True):
    """A function; its environment never holds the value of a secret."""

    id: str
    runtime: str
    handler: str
    code: str
    role: str
    location: Place
    environment: dict[str, EnvironmentValue]


class MapEntryPoint(Struct, frozen=True):
    """A way to start a function, or to reach `origin` without one (`function` is null)."""

    id: str
    function: str | None
    event_source: str
    origin: str | None
    detail: str
    exposure: Exposure
    authentication: Authentication
    location: Place


class MapResource(Struct, frozen=True):
    """A resource; `name` is its physical name with placeholders (`${Orders}`) for what deployment chooses."""

    id: str
    type: str
    name: str
    location: Place


class MapProvenance(Struct, frozen=True):
    """Where a grant comes from."""

    kind: str
    name: str


class MapGrant(Struct, frozen=True, omit_defaults=True):
    """A statement of a function's role. `not_actions` and `not_resources` stand only where written."""

    function: str
    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    provenance: MapProvenance
    location: Place
    not_actions: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()


class MapFlow(Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """Data or control that passes from one id to another."""

    source: str
    target: str
    kind: FlowKind
    actions: tuple[str, ...]


class MapGap(Struct, frozen=True):
    """What could not be analysed, and why."""

    location: Place
    reason: str


class MapApp(Struct, frozen=True):
    """One application."""

    name: str
    template: str
    format: Format
    functions: tuple[MapFunction, ...]
    entry_points: tuple[MapEntryPoint, ...]
    resources: tuple[MapResource, ...]
    grants: tuple[MapGrant, ...]
    flows: tuple[MapFlow, ...]
    gaps: tuple[MapGap, ...]


class MapDocument(Struct, frozen=True):
    """`stockade map --format json`. The outer `gaps` are of files that belong to no application."""

    root: str
    apps: tuple[MapApp, ...]
    gaps: tuple[MapGap, ...] = ()
    schema: Literal["stockade/map@1"] = "stockade/map@1"


class ScanEvidence(Struct, frozen=True):
    """What speaks for a finding."""

    kind: EvidenceKind
    text: str
    location: Place


class ScanPosition(Struct, frozen=True):
    """A line and a column in characters, both from 1."""

    line: int
    column: int


class ScanEdit(Struct, frozen=True):
    """What stands from `start` up to `end` (the first place that stays) is replaced by `text`."""

    file: str
    start: ScanPosition
    end: ScanPosition
    text: str


class ScanFix(Struct, frozen=True):
    """A change that takes the fault away: all edits speak of the files as they were scanned."""

    description: str
    edits: tuple[ScanEdit, ...]


class ScanFinding(Struct, frozen=True, rename="camel"):
    """A finding; the keys are those of `properties.stockade` in SARIF. `fix` is there where there is one."""

    rule: str
    title: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    app: str
    subject: str
    resource: str
    known_as: str
    function: str
    message: str
    remediation: str
    location: Place
    entry_point: str
    event_source: str
    field: str
    exposure: Exposure | None
    when: tuple[str, ...]
    cwe: tuple[str, ...]
    attack_path: tuple[str, ...]
    evidence: tuple[ScanEvidence, ...]
    touches: tuple[str, ...]
    pedantic: bool
    fingerprint: str
    fix: ScanFix | UnsetType = UNSET


class ScanAccepted(Struct, frozen=True):
    """An accepted finding, and why."""

    finding: ScanFinding
    means: Means
    reason: str
    owner: str
    location: Place


class ScanApp(Struct, frozen=True):
    """An application that was judged, in figures. `open` counts entry points anybody can use."""

    name: str
    template: str
    format: Format
    functions: int
    entry_points: int
    open: int


class ScanNotice(Struct, frozen=True):
    """An entry of `stockade.toml` that matches nothing; without a file: what the scan did not look at."""

    location: Place
    text: str


class ScanDocument(Struct, frozen=True):
    """`stockade scan --format json`."""

    root: str
    apps: tuple[ScanApp, ...]
    findings: tuple[ScanFinding, ...]
    accepted: tuple[ScanAccepted, ...]
    gaps: tuple[MapGap, ...]
    notices: tuple[ScanNotice, ...] = ()
    schema: Literal["stockade/scan@1"] = "stockade/scan@1"
