"""Until when runtimes are patched."""

import datetime as dt

import pytest

from stockade.rules.lifecycles import LIFECYCLES, deprecated, frozen


@pytest.mark.parametrize(
    ("runtime", "today", "since"),
    [
        ("nodejs20.x", "2026-04-29", ""),
        ("nodejs20.x", "2026-04-30", "2026-04-30"),
        ("python3.10", "2026-11-25", "2026-10-31"),
        ("python3.11", "2026-11-25", ""),
        ("dotnet8", "2026-11-25", "2026-11-10"),
        ("something1.x", "2099-01-01", ""),
    ],
)
def test_deprecated_from_its_day_on(runtime: str, today: str, since: str) -> None:
    assert deprecated(runtime, today) == since


@pytest.mark.parametrize(
    ("runtime", "today", "stuck"),
    [
        ("python2.7", "2026-11-25", True),
        ("python3.8", "2026-11-25", False),
        ("python3.8", "2027-03-03", True),
        ("dotnet9", "2099-01-01", False),
        ("something1.x", "2099-01-01", False),
    ],
)
def test_frozen_from_its_day_on(runtime: str, today: str, *, stuck: bool) -> None:
    assert frozen(runtime, today) is stuck


def test_every_day_is_one() -> None:
    days = [day for known in LIFECYCLES.values() for day in (known.deprecated, known.frozen) if day]
    assert [dt.date.fromisoformat(day).isoformat() for day in days] == days
