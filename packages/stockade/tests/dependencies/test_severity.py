import pytest

from stockade.dependencies.advisories import cvss3, cvss4
from stockade.dependencies.advisories.records import Affected, Record, Severity
from stockade.dependencies.advisories.severity import severity_of

# Scores that the documents of FIRST and its calculators give.
V3 = {
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": 9.8,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H": 10.0,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N": 6.1,
    "CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H": 7.8,
    "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H": 5.9,
    "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N": 6.4,
    "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N": 1.6,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N": 0.0,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O": 9.8,
}
V4 = {
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H": 10.0,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N": 9.3,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N": 8.7,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N": 5.3,
    "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N": 7.3,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N": 0.0,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U": 8.1,
}
BROKEN = [
    "",
    "CVSS:3.1",
    "CVSS:3.1/AV:N",
    "AV:N/AC:L/Au:N/C:P/I:P/A:P",
    "CVSS:9.9/AV:N",
    "CVSS:4.0/AV:X",
    "x/y:z",
]


@pytest.mark.parametrize("vector", V3)
def test_version_3(vector: str) -> None:
    assert cvss3.score(vector) == V3[vector]
    assert cvss4.score(vector) is None


@pytest.mark.parametrize("vector", V4)
def test_version_4(vector: str) -> None:
    assert cvss4.score(vector) == V4[vector]
    assert cvss3.score(vector) is None


@pytest.mark.parametrize("vector", BROKEN)
def test_what_is_no_vector(vector: str) -> None:
    assert cvss3.score(vector) is None
    assert cvss4.score(vector) is None


HIGH = [Severity("CVSS_V3", "CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H")]
LOW = [Severity("CVSS_V4", "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N")]


@pytest.mark.parametrize(
    ("record", "entries", "expected"),
    [
        (Record("A", severity=HIGH), [], "high"),
        (Record("A", severity=[*HIGH, *LOW]), [], "low"),
        (Record("A"), [Affected(severity=HIGH)], "high"),
        (Record("A", severity=[Severity("CVSS_V2", "AV:N/AC:L/Au:N/C:P/I:P/A:P")]), [], None),
        (Record("A", database_specific={"severity": "MODERATE"}), [], "medium"),
        (
            Record("A", severity=[Severity("CVSS_V3", "junk")], database_specific={"severity": "critical"}),
            [],
            "critical",
        ),
        (Record("A", database_specific={"severity": ["HIGH"]}), [], None),
        (Record("A", database_specific="HIGH"), [], None),
        (Record("MAL-2026-1"), [], "critical"),
        (Record("A"), [], None),
    ],
)
def test_the_severity_of_a_record(record: Record, entries: list[Affected], expected: str | None) -> None:
    assert severity_of(record, entries) == expected
