"""The semantics of the format, against a second evaluation written as the specification has it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.dependencies.advisories.affected import fixed_in, is_affected, may_be_affected
from stockade.dependencies.advisories.records import Affected, Event, Range
from stockade.dependencies.versions.order import key
from stockade.model.shipping import Ecosystem


def _range(*events: tuple[str, str], kind: str = "SEMVER") -> Range:
    return Range(kind, [Event(**{name: value}) for name, value in events])


FIXED = _range(("introduced", "0"), ("fixed", "1.5.0"))
LAST = _range(("introduced", "1.0.0"), ("last_affected", "1.5.0"))
TWICE = _range(("introduced", "1.0.0"), ("fixed", "1.5.0"), ("introduced", "2.0.0"), ("fixed", "2.5.0"))
UNSORTED = _range(("fixed", "2.5.0"), ("introduced", "2.0.0"), ("fixed", "1.5.0"), ("introduced", "1.0.0"))
OPEN = _range(("introduced", "3.0.0"))
LIMITED = _range(("introduced", "0"), ("limit", "2.0.0"))
UNLIMITED = _range(("introduced", "0"), ("limit", "*"))
COMMITS = _range(("introduced", "0"), kind="GIT")
BROKEN = _range(("introduced", "not a version"), ("fixed", "2.0.0"))


@pytest.mark.parametrize(
    ("given_range", "inside", "outside"),
    [
        (FIXED, ["0.0.0-alpha", "0.0.1", "1.4.9", "1.5.0-rc.1"], ["1.5.0", "2.0.0"]),
        (LAST, ["1.0.0", "1.5.0"], ["0.9.9", "1.5.1"]),
        (TWICE, ["1.0.0", "1.4.9", "2.0.0", "2.4.9"], ["0.9.0", "1.5.0", "1.9.9", "2.5.0"]),
        (UNSORTED, ["1.0.0", "2.4.9"], ["1.5.0", "2.5.0"]),
        (OPEN, ["3.0.0", "99.0.0"], ["2.9.9", "3.0.0-rc.1"]),
        (LIMITED, ["0.1.0", "1.9.9"], ["2.0.0", "3.0.0"]),
        (UNLIMITED, ["0.1.0", "99.0.0"], []),
        (COMMITS, [], ["0.1.0", "1.0.0"]),
        (BROKEN, [], ["1.0.0", "2.0.0"]),
        (Range("SEMVER", None), [], ["1.0.0"]),
        (Range("SEMVER", []), [], ["1.0.0"]),
    ],
)
def test_ranges(given_range: Range, inside: list[str], outside: list[str]) -> None:
    entry = Affected(ranges=[given_range])
    assert [one for one in inside if not is_affected(entry, "npm", one)] == []
    assert [one for one in outside if is_affected(entry, "npm", one)] == []


def test_versions_of_python() -> None:
    entry = Affected(
        ranges=[_range(("introduced", "0"), ("fixed", "2.0"), kind="ECOSYSTEM")], versions=["2004d", "3.0.0"]
    )
    assert is_affected(entry, "PyPI", "2.0rc1")
    assert is_affected(entry, "PyPI", "1.9.post1")
    assert not is_affected(entry, "PyPI", "2.0.0")
    assert is_affected(entry, "PyPI", "3.0")
    assert is_affected(entry, "PyPI", "2004d")
    assert not is_affected(entry, "PyPI", "2004e")


def test_one_range_is_enough() -> None:
    assert is_affected(Affected(ranges=[COMMITS, OPEN, FIXED]), "npm", "1.0.0")


@pytest.mark.parametrize(
    ("entry", "version", "fixed"),
    [
        (Affected(ranges=[TWICE]), "1.2.0", ("1.5.0",)),
        (Affected(ranges=[TWICE]), "2.2.0", ("2.5.0",)),
        (Affected(ranges=[TWICE, FIXED]), "1.2.0", ("1.5.0",)),
        (Affected(ranges=[LAST]), "1.2.0", ()),
        (Affected(versions=["1.2.0"]), "1.2.0", ()),
    ],
)
def test_what_is_fixed_next(entry: Affected, version: str, fixed: tuple[str, ...]) -> None:
    assert fixed_in(entry, "npm", version) == fixed


def test_what_a_range_may_give() -> None:
    entry = Affected(ranges=[TWICE], versions=["1.0.0", "1.4.0", "2.0.0"])
    assert may_be_affected(entry, "npm", "~1.4.0")
    assert may_be_affected(entry, "npm", ">=2 <2.5")
    for wanted in ("^1.4.0", "", ">=1", ">=2.5.0", "~1.6.0"):
        assert not may_be_affected(entry, "npm", wanted), wanted
    unfixed = Affected(ranges=[LAST])
    assert may_be_affected(unfixed, "npm", "")
    assert may_be_affected(unfixed, "npm", "^1.0.0")
    assert not may_be_affected(unfixed, "npm", "^2.0.0")
    assert may_be_affected(Affected(ranges=[_range(("introduced", "0"))]), "npm", "^3.0.0")
    assert may_be_affected(Affected(ranges=[FIXED]), "npm", ">=1.2 <1.4")
    assert may_be_affected(Affected(ranges=[OPEN], versions=["3.0.0"]), "npm", "^4.0.0")
    assert not may_be_affected(Affected(ranges=[OPEN], versions=["3.0.0"]), "npm", "^2.0.0")
    assert not may_be_affected(Affected(), "npm", "")


ORDER = [f"{major}.{minor}.0" for major in range(4) for minor in range(4)]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["introduced", "fixed", "last_affected", "limit"]), st.sampled_from(["0", *ORDER])
    ),
    max_size=6,
).filter(lambda events: len({version for _, version in events}) == len(events))


def _by_the_book(events: list[tuple[str, str]], version: str, ecosystem: Ecosystem) -> bool:
    """Evaluate as the specification's pseudocode does."""

    def at(written: str) -> Any:  # noqa: ANN401 - keys of either ecosystem
        return key(ecosystem, written)

    limits = [value for name, value in events if name == "limit"]
    if limits and not any(at(version) < at(limit) for limit in limits):
        return False
    vulnerable = False
    for name, value in sorted(events, key=lambda event: (event[1] != "0", at(event[1]))):
        if name == "introduced" and (value == "0" or at(version) >= at(value)):
            vulnerable = True
        if name == "fixed" and at(version) >= at(value):
            vulnerable = False
        if name == "last_affected" and at(version) > at(value):
            vulnerable = False
    return vulnerable


@given(EVENTS, st.sampled_from(ORDER), st.sampled_from(["npm", "PyPI"]))
def test_it_agrees_with_the_specification(
    events: list[tuple[str, str]], version: str, ecosystem: Ecosystem
) -> None:
    if any(name in {"fixed", "last_affected"} and value == "0" for name, value in events):
        return  # `0` is a version of `introduced` alone
    entry = Affected(ranges=[_range(*events)])
    assert is_affected(entry, ecosystem, version) is _by_the_book(events, version, ecosystem)


@given(EVENTS, st.sampled_from(ORDER))
def test_what_fixes_is_not_affected_and_higher(events: list[tuple[str, str]], version: str) -> None:
    for one in fixed_in(Affected(ranges=[_range(*events)]), "npm", version):
        assert key("npm", one) > key("npm", version)
