"""CVSS v3.0 and v3.1: the base score of a vector.

https://www.first.org/cvss/v3.1/specification-document, sections 7.1 and 7.4.
"""

_WEIGHTS: dict[str, dict[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES_CHANGED = {"N": 0.85, "L": 0.68, "H": 0.5}


def score(vector: str) -> float | None:
    """Return the score of `CVSS:3.1/AV:N/...`, None for what is no such vector."""
    metrics = dict(part.split(":", 1) for part in vector.split("/")[1:] if ":" in part)
    is_whole = all(metrics.get(name) in of for name, of in _WEIGHTS.items()) and metrics.get("S") in {
        "U",
        "C",
    }
    if not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")) or not is_whole:
        return None
    changed = metrics["S"] == "C"
    weight = {name: of[metrics[name]] for name, of in _WEIGHTS.items()}
    if changed:
        weight["PR"] = _PRIVILEGES_CHANGED[metrics["PR"]]
    missing = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (missing - 0.029) - 3.25 * (missing - 0.02) ** 15 if changed else 6.42 * missing
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    return _rounded_up(min(10.0, (1.08 if changed else 1.0) * (impact + exploitability)))


def _rounded_up(value: float) -> float:
    """Return the next tenth from a value up, as the specification does it (appendix A)."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
