"""CVSS v4.0: the score of a vector's base metrics, and of its threat metric where there is one.

https://www.first.org/cvss/v4.0/specification-document, sections 8.2 and 8.3. Advisories carry no
environmental metrics: requirements are at their highest, and no metric says that people come to harm (`S`).
"""

from itertools import product

_LEVELS = {
    "AV": "NALP",
    "AC": "LH",
    "AT": "NP",
    "PR": "NLH",
    "UI": "NPA",
    "VC": "HLN",
    "VI": "HLN",
    "VA": "HLN",
    "SC": "HLN",
    "SI": "HLN",
    "SA": "HLN",
}
"""The values of each base metric, the worst first; each is one step from the one before it."""
_NONE = {"VC": "N", "VI": "N", "VA": "N", "SC": "N", "SI": "N", "SA": "N"}
_THREAT = {"": 0, "X": 0, "A": 0, "P": 1, "U": 2}

_SCORES: dict[str, tuple[float, ...]] = {
    "0000": (10, 9.3, 9.1, 9.3, 8.9, 8.1),
    "0001": (9.6, 8.7, 8.1, 9, 8, 6.8),
    "0010": (9.3, 8.9, 8.1, 8.8, 7.8, 6.9),
    "0011": (9.2, 8.1, 6.5, 8, 7, 4.8),
    "0021": (7.9, 6.9, 5, 6.9, 5.5, 2.7),
    "0100": (9.5, 9, 8.4, 9.2, 8.2, 7.2),
    "0101": (9.1, 8.3, 7.1, 8.1, 7.1, 5.3),
    "0110": (9.2, 8, 7, 8.4, 7.1, 5),
    "0111": (8.2, 7.2, 5.9, 7, 5.2, 3),
    "0121": (7.1, 5.2, 2.9, 6.3, 2.9, 1.7),
    "1000": (9.4, 8.6, 7.7, 8.7, 7.4, 6.3),
    "1001": (8.9, 7.4, 6.4, 7.5, 6.3, 4.9),
    "1010": (8.6, 7.4, 5.9, 7.2, 5.7, 5.2),
    "1011": (7.6, 5.8, 5, 5.7, 5.2, 2.5),
    "1021": (6.5, 5.8, 2.6, 5.3, 2.1, 1.3),
    "1100": (9, 7.5, 6.1, 7.7, 6.8, 5.2),
    "1101": (7.7, 6.2, 5.3, 6.6, 5.9, 3),
    "1110": (7.4, 5.7, 4.7, 6.1, 5.7, 2.4),
    "1111": (5.9, 5.7, 2.3, 5.2, 2.9, 1.6),
    "1121": (5.8, 2.6, 1.5, 2.3, 1.3, 0.6),
    "2000": (8.6, 7.4, 5.6, 7, 5.2, 4),
    "2001": (7.4, 6.1, 3.4, 5.4, 4, 2.2),
    "2010": (7.2, 5.5, 4.6, 5.3, 3.4, 1.9),
    "2011": (5.7, 4.1, 1.9, 3.6, 1.9, 0.8),
    "2021": (4.7, 2.1, 1.1, 2.4, 0.9, 0.4),
    "2100": (7.3, 5.9, 4.1, 5.4, 4.5, 2),
    "2101": (5.5, 4, 2, 4.3, 2.2, 1.1),
    "2110": (6.1, 4.8, 2, 4.6, 1.7, 0.8),
    "2111": (5.1, 1.8, 0.9, 1.8, 0.7, 0.2),
    "2121": (2.4, 1.2, 0.5, 1, 0.3, 0.1),
}
"""The score of each MacroVector: by EQ1, EQ2, EQ3, EQ6; then for EQ4 = 1 and 2, in each EQ5 = 0, 1, 2."""
_WORST_1 = (
    ({"AV": "N", "PR": "N", "UI": "N"},),
    ({"AV": "A", "PR": "N", "UI": "N"}, {"AV": "N", "PR": "L", "UI": "N"}, {"AV": "N", "PR": "N", "UI": "P"}),
    ({"AV": "P", "PR": "N", "UI": "N"}, {"AV": "A", "PR": "L", "UI": "P"}),
)
_WORST_2 = (({"AC": "L", "AT": "N"},), ({"AC": "H", "AT": "N"}, {"AC": "L", "AT": "P"}))
_WORST_3 = (
    ({"VC": "H", "VI": "H", "VA": "H"},),
    ({"VC": "L", "VI": "H", "VA": "H"}, {"VC": "H", "VI": "L", "VA": "H"}),
    ({"VC": "L", "VI": "L", "VA": "L"},),
)
_WORST_4 = (({"SC": "H", "SI": "H", "SA": "H"},), ({"SC": "L", "SI": "L", "SA": "L"},))
"""The worst vectors of each class, which distances are measured from (EQ4 from 1 on)."""
_DEPTHS_1, _DEPTHS_2, _DEPTHS_3, _DEPTHS_4 = (1, 4, 5), (1, 2), (7, 8, 10), (5, 4)
"""Steps within each class; those of EQ3 with the EQ6 that goes with it."""


def score(vector: str) -> float | None:
    """Return the score of `CVSS:4.0/AV:N/...`, None for what is no such vector."""
    metrics = dict(part.split(":", 1) for part in vector.split("/")[1:] if ":" in part)
    if not vector.startswith("CVSS:4.0/") or any(
        metrics.get(name, "-") not in of for name, of in _LEVELS.items()
    ):
        return None
    if all(metrics[name] == value for name, value in _NONE.items()):
        return 0.0
    threat = _THREAT.get(metrics.get("E", ""))
    return None if threat is None else _score(metrics, threat)


def _score(metrics: dict[str, str], threat: int) -> float:
    one, two, three, four = _classes(metrics)
    value = _of(one, two, three, four, threat)
    assert value is not None  # noqa: S101 - the table holds every class
    steps = _steps(metrics, (_WORST_1[one], _WORST_2[two], _WORST_3[three], _WORST_4[four - 1]))
    lower = (
        (_of(one + 1, two, three, four, threat), steps[0] / _DEPTHS_1[one]),
        (_of(one, two + 1, three, four, threat), steps[1] / _DEPTHS_2[two]),
        (_below(one, two, three, four, threat), steps[2] / _DEPTHS_3[three]),
        (_of(one, two, three, four + 1, threat), steps[3] / _DEPTHS_4[four - 1]),
        (_of(one, two, three, four, threat + 1), 0.0),
    )
    distances = [(value - score) * part for score, part in lower if score is not None]
    mean = sum(distances) / len(distances) if distances else 0.0
    return int((max(0.0, min(10.0, value - mean)) + 1e-6) * 10 + 0.5) / 10


def _classes(metrics: dict[str, str]) -> tuple[int, int, int, int]:
    easy = [metrics["AV"] == "N", metrics["PR"] == "N", metrics["UI"] == "N"]
    one = 0 if all(easy) else 1 if any(easy) and metrics["AV"] != "P" else 2
    two = 0 if metrics["AC"] == "L" and metrics["AT"] == "N" else 1
    high = [metrics[name] == "H" for name in ("VC", "VI", "VA")]
    three = 0 if high[0] and high[1] else 1 if any(high) else 2
    four = 1 if "H" in {metrics["SC"], metrics["SI"], metrics["SA"]} else 2
    return one, two, three, four


def _of(one: int, two: int, three: int, four: int, five: int) -> float | None:
    """Return the score of a MacroVector, None where there is none. EQ6 is 0 where something is high."""
    return _at(f"{one}{two}{three}{1 if three > 1 else 0}", four, five)


def _at(row: str, four: int, five: int) -> float | None:
    if four > 2 or five > 2:  # noqa: PLR2004 - the last class of EQ4 and EQ5
        return None
    scores = _SCORES.get(row)
    return scores[(four - 1) * 3 + five] if scores is not None else None


def _below(one: int, two: int, three: int, four: int, five: int) -> float | None:
    """Return the score of the next class of EQ3 and EQ6, which go together; of two the higher one."""
    if three == 0:
        found = (_at(f"{one}{two}01", four, five), _at(f"{one}{two}10", four, five))
        return max(one for one in found if one is not None)
    return _at(f"{one}{two}11", four, five) if three == 1 else None


def _steps(metrics: dict[str, str], worst: tuple[tuple[dict[str, str], ...], ...]) -> tuple[int, ...]:
    """Return the steps from the first of the worst vectors that is nowhere better, class by class."""
    for choice in product(*worst):
        steps = [
            [_LEVELS[name].index(metrics[name]) - _LEVELS[name].index(value) for name, value in part.items()]
            for part in choice
        ]
        if all(step >= 0 for part in steps for step in part):
            return tuple(map(sum, steps))
    return (0, 0, 0, 0)
