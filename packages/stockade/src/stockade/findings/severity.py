"""How bad a finding is, and how sure it is."""

from typing import Literal

from stockade.config import Severity

__all__ = ["WORST_FIRST", "Confidence", "Severity", "at_least", "lowered", "raised", "rank"]

Confidence = Literal["high", "medium", "low"]

WORST_FIRST: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")
_STEPS: tuple[Severity, ...] = ("critical", "high", "medium", "low")


def rank(severity: Severity) -> int:
    """Return the place of a severity, 0 for the worst: a key to sort by."""
    return WORST_FIRST.index(severity)


def at_least(severity: Severity, threshold: str) -> bool:
    """Tell whether a severity is as bad as a threshold; nothing is as bad as `never`."""
    return threshold in WORST_FIRST and rank(severity) <= WORST_FIRST.index(threshold)


def raised(severity: Severity) -> Severity:
    """Return the severity one step up. `info` has no effect on an attacker and never moves."""
    return severity if severity == "info" else _STEPS[max(0, _STEPS.index(severity) - 1)]


def lowered(severity: Severity) -> Severity:
    """Return the severity one step down, never below `low`. `info` never moves."""
    return severity if severity == "info" else _STEPS[min(len(_STEPS) - 1, _STEPS.index(severity) + 1)]
