"""How bad an advisory is: by its vector, else by the word of the database it is from."""

from collections.abc import Iterable

from stockade.dependencies.advisories import cvss3, cvss4
from stockade.dependencies.advisories.records import Affected, Record, Severity
from stockade.model.code import Width

_WORDS: dict[str, Width] = {
    "critical": "critical",
    "high": "high",
    "moderate": "medium",
    "medium": "medium",
    "low": "low",
}
_BOUNDS: tuple[tuple[float, Width], ...] = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.0, "low"))
_MALICIOUS = "MAL-"
"""Records of packages that are malware as a whole; they carry no vector."""


def severity_of(record: Record, entries: Iterable[Affected]) -> Width | None:
    """Return the severity of a record for a package, None where it says nothing."""
    if record.id.startswith(_MALICIOUS):
        return "critical"
    vectors = [*(one for entry in entries for one in entry.severity or ()), *(record.severity or ())]
    return _by_vector(vectors) or _by_word(record.database_specific)


def _by_vector(vectors: list[Severity]) -> Width | None:
    for kind, score in (("CVSS_V4", cvss4.score), ("CVSS_V3", cvss3.score)):
        found = [value for one in vectors if one.type == kind and (value := score(one.score)) is not None]
        if found:
            return next(width for bound, width in _BOUNDS if max(found) >= bound)
    return None


def _by_word(specific: object) -> Width | None:
    word = specific.get("severity") if isinstance(specific, dict) else None
    return _WORDS.get(word.lower()) if isinstance(word, str) else None
