from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.dependencies.versions import npm_ranges, semver
from stockade.dependencies.versions.order import admits, key

ORDERED = [
    "0.0.0-alpha",
    "0.0.0",
    "0.0.1",
    "0.1.0",
    "1.0.0-0",
    "1.0.0-1",
    "1.0.0-2",
    "1.0.0-11",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
    "10.0.0",
]


def test_the_order_of_semantic_versions() -> None:
    keys = [semver.key(one) for one in ORDERED]
    assert None not in keys
    assert all(one < other for one, other in pairwise(keys))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("one", "other"), [("1.0.0", "1.0.0+build.5"), ("v1.0.0", "1.0.0"), ("1", "1.0.0"), ("1.2", "1.2.0")]
)
def test_what_is_the_same_version(one: str, other: str) -> None:
    assert semver.key(one) == semver.key(other)


@pytest.mark.parametrize("written", ["", "x", "1.2.3.4", "1..2", "^1.0.0", "1.0.0 || 2", "latest", "9" * 30])
def test_what_is_no_version(written: str) -> None:
    assert semver.key(written) is None


def test_python_is_compared_by_its_own_rules() -> None:
    ordered = ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1.1", "1!0.5"]
    keys = [key("PyPI", one) for one in ordered]
    assert all(one < other for one, other in pairwise(keys))
    assert key("PyPI", "1.0") == key("PyPI", "1.0.0")
    assert key("PyPI", "2004d") is None


ADMITTED = {
    "^1.2.3": (["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "2.0.0-rc.1", "1.3.0-rc.1"]),
    "^0.2.3": (["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]),
    "^0.0.3": (["0.0.3"], ["0.0.4", "0.0.2"]),
    "^0.0": (["0.0.0", "0.0.9"], ["0.1.0"]),
    "^0.x": (["0.0.0", "0.9.9"], ["1.0.0"]),
    "^1.x": (["1.0.0", "1.9.9"], ["2.0.0"]),
    "^1.2.3-beta.2": (["1.2.3-beta.4", "1.2.3", "1.5.0"], ["1.2.4-beta.1", "1.2.3-beta.1"]),
    "~1.2.3": (["1.2.3", "1.2.9"], ["1.3.0", "1.2.2"]),
    "~1.2": (["1.2.0", "1.2.9"], ["1.3.0"]),
    "~1": (["1.0.0", "1.9.9"], ["2.0.0"]),
    "~>1.2.3": (["1.2.9"], ["1.3.0"]),
    "1.2.x": (["1.2.0", "1.2.9"], ["1.3.0", "1.1.9"]),
    "1.X": (["1.0.0", "1.9.9"], ["2.0.0"]),
    "1": (["1.0.0", "1.9.9"], ["2.0.0", "0.9.9"]),
    "*": (["0.0.0", "9.9.9"], ["1.0.0-rc.1"]),
    "": (["0.0.0", "9.9.9"], []),
    "1.2.3": (["1.2.3", "1.2.3+build"], ["1.2.4", "1.2.3-rc.1"]),
    "=1.2.3": (["1.2.3"], ["1.2.4"]),
    ">=1.2.3 <2": (["1.2.3", "1.9.9"], ["2.0.0", "1.2.2", "2.0.0-rc.1"]),
    ">=1.2.3, <2": (["1.2.3"], ["2.0.0"]),
    ">1.2": (["1.3.0"], ["1.2.9"]),
    ">1.2.3": (["1.2.4"], ["1.2.3"]),
    "<=1.2": (["1.2.9", "0.1.0"], ["1.3.0"]),
    "<1.2": (["1.1.9"], ["1.2.0"]),
    "> 1.0.0": (["1.0.1"], ["1.0.0"]),
    "1.2.3 - 2.3.4": (["1.2.3", "2.3.4"], ["2.3.5", "1.2.2"]),
    "1.2 - 2.3": (["1.2.0", "2.3.9"], ["2.4.0"]),
    "1.2.3 - 2": (["2.9.9"], ["3.0.0"]),
    "^1.0.0 || ^3.0.0": (["1.5.0", "3.5.0"], ["2.0.0"]),
    "^1.0.0||3.x": (["3.5.0"], ["2.0.0"]),
    "<*": ([], ["0.0.0", "1.0.0"]),
}


@pytest.mark.parametrize("wanted", ADMITTED)
def test_ranges_of_npm(wanted: str) -> None:
    inside, outside = ADMITTED[wanted]
    assert [one for one in inside if not npm_ranges.admits(wanted, one)] == []
    assert [one for one in outside if npm_ranges.admits(wanted, one)] == []


@pytest.mark.parametrize(
    "wanted", ["latest", "next", "git+ssh://x", "file:../x", "^", "1.2.3.4.5", ">=a", "workspace:*"]
)
def test_what_is_no_range(wanted: str) -> None:
    assert npm_ranges.admits(wanted, "1.0.0") is None


@pytest.mark.parametrize(
    ("wanted", "version", "expected"),
    [
        (">=2,<3", "2.5", True),
        (">=2,<3", "3.0", False),
        ("", "1", True),
        ("nonsense", "1", True),
        ("~=1.4", "1.9", True),
    ],
)
def test_specifiers_of_python(wanted: str, version: str, expected: bool) -> None:
    assert admits("PyPI", wanted, version) is expected


NUMBERS = st.integers(0, 30)
VERSIONS = st.builds(
    lambda numbers, before: ".".join(map(str, numbers)) + (f"-{'.'.join(before)}" if before else ""),
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.lists(st.one_of(NUMBERS.map(str), st.sampled_from(["alpha", "beta", "rc", "x-y"])), max_size=3),
)
RELEASES = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda numbers: ".".join(map(str, numbers)))


@given(VERSIONS, VERSIONS, VERSIONS)
def test_the_order_is_one(one: str, two: str, three: str) -> None:
    first, second, third = sorted(filter(None, map(semver.key, (one, two, three))))
    assert first <= second <= third
    assert first <= third


@given(VERSIONS)
def test_a_prerelease_comes_before_its_release(version: str) -> None:
    found, release = semver.key(version), semver.key(version.partition("-")[0])
    assert found is not None
    assert release is not None
    assert (found < release) is ("-" in version)


@given(RELEASES, RELEASES)
def test_a_caret_is_two_bounds(base: str, version: str) -> None:
    major, minor, patch = map(int, base.split("."))
    above = (major + 1, 0, 0) if major else (0, minor + 1, 0) if minor else (0, 0, patch + 1)
    inside = (major, minor, patch) <= tuple(map(int, version.split("."))) < above
    assert npm_ranges.admits(f"^{base}", version) is inside


@given(RELEASES, RELEASES, RELEASES)
def test_bounds_hold_one_by_one(low: str, high: str, version: str) -> None:
    both = npm_ranges.admits(f">={low} <{high}", version)
    assert both is (npm_ranges.admits(f">={low}", version) and npm_ranges.admits(f"<{high}", version))


@given(st.lists(RELEASES, min_size=1, max_size=4), RELEASES)
def test_alternatives_hold_where_one_does(wanted: list[str], version: str) -> None:
    ranges = [f"~{one}" for one in wanted]
    assert npm_ranges.admits(" || ".join(ranges), version) is any(
        npm_ranges.admits(one, version) for one in ranges
    )


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_breaks_it(wanted: str, version: str) -> None:
    npm_ranges.admits(wanted, version)
    admits("PyPI", wanted, version)
