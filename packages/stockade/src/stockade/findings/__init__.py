"""Findings: what a rule reports, how bad it is, what speaks for it, and who accepted it.

severity.py    the words for severity and confidence, and steps between them
evidence.py    `Declared`, `Traced`, `Granted`, `Exploited`, `Observed`
finding.py     `Finding`, its fingerprint and its place in a report
rule.py        `Rule` (metadata) and `Report` (what a rule yields)
redaction.py   the one place that hides secrets
comments.py    comments that accept
headers.py     where an entry of `stockade.toml` stands
accept.py      accepted findings: configuration, comment, metadata
unmatched.py   entries that match nothing
baseline.py    the text of acceptances for all findings of today
result.py      `Surface` and `Scan`: what reports get
"""

from stockade.findings.evidence import Declared, Evidence, Exploited, Granted, Observed, Traced
from stockade.findings.finding import Finding, Kind, fingerprint, ranked
from stockade.findings.result import Acceptance, Accepted, Notice, Scan, Surface
from stockade.findings.rule import Page, Place, Report, Rule, Subject
from stockade.findings.severity import Confidence, Severity, at_least, lowered, raised, rank

__all__ = [
    "Acceptance",
    "Accepted",
    "Confidence",
    "Declared",
    "Evidence",
    "Exploited",
    "Finding",
    "Granted",
    "Kind",
    "Notice",
    "Observed",
    "Page",
    "Place",
    "Report",
    "Rule",
    "Scan",
    "Severity",
    "Subject",
    "Surface",
    "Traced",
    "at_least",
    "fingerprint",
    "lowered",
    "raised",
    "rank",
    "ranked",
]
