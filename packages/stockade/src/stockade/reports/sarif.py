"""SARIF 2.1.0: what code-scanning services and editors read.

Specification: OASIS, Static Analysis Results Interchange Format 2.1.0. Where `kind` is not `fail` the level
is `none` (section 3.27.10).
"""

import json
from collections.abc import Iterable

from stockade import __version__
from stockade.findings import Accepted, Finding, Notice, Page, Scan, Severity, Traced
from stockade.findings.redaction import redact
from stockade.model import Gap
from stockade.reports.as_json import evidence_kind
from stockade.reports.escape import uri, visible
from stockade.values import Location

SCHEMA = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
SCORES: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "0.0"}
"""`security-severity`, the figure by which code-scanning services tell critical from high."""

Json = dict[str, object]


def scan_sarif(scan: Scan) -> str:
    """Return a SARIF log with one run."""
    told: tuple[Gap | Notice, ...] = (*scan.gaps, *scan.notices)
    pages = tuple(sorted(scan.pages, key=lambda page: page.rule.id))
    index = {page.rule.id: number for number, page in enumerate(pages)}
    results = [_result(finding, index) for finding in scan.findings]
    results += [_suppressed(entry, index) for entry in scan.accepted]
    run: Json = {
        "tool": {"driver": _driver(pages)},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": list(map(_notification, told)),
            }
        ],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=True) + "\n"


def _driver(pages: Iterable[Page]) -> Json:
    return {
        "name": "Stockade",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": list(map(_rule, pages)),
    }


def _rule(page: Page) -> Json:
    rule = page.rule
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": page.summary or f"{rule.title}."},
        "help": {"text": page.text, "markdown": page.text},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["security", "serverless", *rule.cwe],
            "precision": "high",
            "security-severity": SCORES[rule.severity],
        },
        **({"deprecatedIds": list(rule.aliases)} if rule.aliases else {}),
    }


def _result(finding: Finding, index: dict[str, int]) -> Json:
    number = {"ruleIndex": index[finding.rule]} if finding.rule in index else {}
    related = [_related(item.location, item.text, at) for at, item in enumerate(finding.evidence, 1)]
    return {
        "ruleId": finding.rule,
        **number,
        "kind": finding.kind,
        "level": LEVELS[finding.severity] if finding.kind == "fail" else "none",
        "message": {"text": _message(f"{finding.message} {finding.remediation}")},
        "locations": [_location(finding.location, finding)],
        **({"relatedLocations": related} if related else {}),
        **_code_flows(finding),
        "partialFingerprints": {"stockade/v1": finding.fingerprint},
        "properties": {"stockade": _properties(finding), "security-severity": SCORES[finding.severity]},
    }


def _code_flows(finding: Finding) -> Json:
    """Return the way of the data through the code, where the finding is about one."""
    steps = [item for item in finding.evidence if isinstance(item, Traced)]
    if not steps:
        return {}
    locations: list[Json] = [
        {"location": {**_location(item.location), "message": {"text": _message(item.text)}}} for item in steps
    ]
    return {"codeFlows": [{"threadFlows": [{"locations": locations}]}]}


def _suppressed(entry: Accepted, index: dict[str, int]) -> Json:
    why = entry.acceptance
    suppression: Json = {
        "kind": "external" if why.means in {"configuration", "catalog"} else "inSource",
        "status": "accepted",
        "justification": _message(redact(why.reason)),
    }
    if why.location.file:
        suppression["location"] = _location(why.location)
    return {**_result(entry.finding, index), "suppressions": [suppression]}


def _properties(finding: Finding) -> Json:
    """Return what SARIF has no place for; keys are a promise of the interface."""
    return {
        "app": finding.app,
        "function": finding.function,
        "resource": finding.resource,
        "knownAs": finding.known_as,
        "subject": finding.subject,
        "entryPoint": finding.entry_point,
        "eventSource": finding.event_source,
        "field": finding.field,
        "exposure": finding.exposure,
        "when": list(finding.when),
        "confidence": finding.confidence,
        "cwe": list(finding.cwe),
        "severity": finding.severity,
        "attackPath": list(finding.attack_path),
        "evidence": sorted({evidence_kind(item) for item in finding.evidence}),
        "touches": list(finding.touches),
        "pedantic": finding.pedantic,
    }


def _message(written: str) -> str:
    """Return a message that holds no link: in SARIF `[text](target)` is one, also when a template says it."""
    return visible(written).replace("](", "] (").strip() or "-"


def _location(location: Location, finding: Finding | None = None) -> Json:
    found: Json = {}
    if location.file:
        physical: Json = {"artifactLocation": {"uri": uri(location.file), "uriBaseId": "%SRCROOT%"}}
        if location.line:
            column = {"startColumn": location.column} if location.column else {}
            physical["region"] = {"startLine": location.line, **column}
        found["physicalLocation"] = physical
    name = (finding.resource or finding.subject) if finding else ""
    if finding and name:
        full = f"{finding.app}/{name}" if finding.app and name != finding.app else name
        found["logicalLocations"] = [{"name": name, "fullyQualifiedName": full, "kind": "resource"}]
    return found


def _related(location: Location, text: str, number: int) -> Json:
    return {"id": number, "message": {"text": _message(text)}, **_location(location)}


def _notification(told: Gap | Notice) -> Json:
    level = "error" if isinstance(told, Gap) and told.scope == "file" else "warning"
    level = "note" if isinstance(told, Notice) and told.kind == "note" else level
    text = told.reason if isinstance(told, Gap) else told.text
    where = {"locations": [_location(told.location)]} if told.location.file else {}
    return {"level": level, "message": {"text": _message(redact(text))}, **where}
