"""The baseline: one `[[accept]]` entry for each finding of today, as text of `stockade.toml`."""

import datetime as dt
from collections.abc import Iterable

from stockade.findings.accept import EXPIRED, WITHOUT_REASON
from stockade.findings.finding import Finding


def acceptable(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that can be accepted: all but faults of acceptances themselves."""
    return tuple(found for found in findings if found.rule not in {EXPIRED.id, WITHOUT_REASON.id})


def entries(findings: Iterable[Finding], today: dt.date) -> str:
    """Return the entries, sorted so that two baselines can be compared."""
    by_place = sorted(findings, key=lambda found: (found.app, found.rule, found.subject, found.fingerprint))
    return "".join(_entry(found, today) for found in by_place)


def _entry(finding: Finding, today: dt.date) -> str:
    pairs = {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "subject": finding.subject,
        "app": finding.app,
        "reason": f"there when the baseline was made on {today}",
    }
    lines = (f"{key} = {quoted(value)}\n" for key, value in pairs.items())
    return "\n[[accept]]\n" + "".join(lines)


def quoted(written: str) -> str:
    """Return a text as a basic string of TOML."""
    return f'"{"".join(map(_escaped, written))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if "\ud800" <= character <= "\udfff":
        return "\\uFFFD"
    return character if character.isprintable() else f"\\U{ord(character):08X}"
