"""`Finding`: one fault, where it is, why it matters there and what to do about it."""

import hashlib
import json
import re
from typing import Literal

from msgspec import Struct

from stockade.config import Severity
from stockade.findings.evidence import Evidence
from stockade.findings.severity import Confidence, rank
from stockade.model import Exposure
from stockade.model.exposure import WIDEST_FIRST
from stockade.values import Location

Kind = Literal["fail", "open"]
"""`fail`: the fault is there. `open`: a value that decides it, or code, could not be known."""

_GENERATED_HASH = re.compile(r"(?<=[A-Za-z])[0-9a-f]{10}(?=$|[./])")


class Finding(Struct, frozen=True, kw_only=True):
    """One fault.

    `subject` is the id of what the rule was asked about, `resource` that of the resource at fault,
    `function` the function concerned (both empty where there is none); `known_as` is what people call the
    resource where a tool made its id; `touches` are the ids of everything
    else that the same cause affects. `message` says why it matters here, `remediation` what to do.
    `entry_point`, `event_source`, `exposure` describe the trigger an outsider comes by; `field` the part of
    the event; `attack_path` ids from that entry point on. `when` are the conditions of the template without
    which it would not be there (`IsProd`, `not IsProd`). `pedantic` findings never decide an exit status.
    `vouched_by` is the place (`FILE:LINE`) of the entry of people's own catalog on whose word it is accepted.
    """

    rule: str
    title: str
    app: str
    subject: str
    message: str
    remediation: str
    severity: Severity
    location: Location
    fingerprint: str
    resource: str = ""
    known_as: str = ""
    function: str = ""
    confidence: Confidence = "high"
    kind: Kind = "fail"
    entry_point: str = ""
    event_source: str = ""
    field: str = ""
    exposure: Exposure | None = None
    when: tuple[str, ...] = ()
    cwe: tuple[str, ...] = ()
    attack_path: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    touches: tuple[str, ...] = ()
    pedantic: bool = False
    vouched_by: str = ""


def fingerprint(rule: str, app: str, subject: str, discriminator: str = "") -> str:
    """Return the name of a finding that outlives edits: no line numbers, no hashes a transform makes.

    32 hexadecimal digits over rule, application, subject, and what tells two findings on one subject apart.
    """
    parts = [rule, app, without_hash(subject), without_hash(discriminator)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def without_hash(name: str) -> str:
    """Drop what the SAM transform appends to ids of deployments and layers: it changes with their content."""
    return _GENERATED_HASH.sub("", name)


def ranked(findings: list[Finding]) -> list[Finding]:
    """Sort: worst first, then faults before open ones, then by who can reach it, then by place."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    reach = WIDEST_FIRST.index(finding.exposure) if finding.exposure else len(WIDEST_FIRST)
    place = (finding.app, finding.location, finding.rule, finding.subject, finding.fingerprint)
    return (rank(finding.severity), finding.kind == "open", reach, *place)
