"""Places in written texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.analysis.written import START, Position, after, behind_hole, position


def place(text: str) -> Position | None:
    """Return where the last `$` of a text stands; every other one is something not known."""
    *before, last, _ = text.split("$")
    state = START
    for literal in before:
        state = behind_hole(after(state, literal))
    return position(after(state, last))


PLACES = {
    '{"a": "$"}': ("string", "a", 1),
    '{"a": $}': ("bare", "a", 0),
    '{"a": {"b": ["x", "$"]}}': ("string", "a.b", 1),
    '{"a": 1, "$": 2}': ("key", "", 1),
    '{"a": {"$": 2}}': ("key", "a", 1),
    '{"a": {"b": 1}, "c": "$"}': ("string", "c", 1),
    '{"a": "x\\"y$"}': ("string", "a", 1),
    '{"$": "$"}': ("string", "*", 1),
    '[{"a": "b"}, "$"]': ("string", "", 1),
    '{"a": "{\\"b\\": \\"$"}': ("string", "a.b", 2),
    '{"a": "{\\"b\\": $"}': ("bare", "a.b", 1),
    '{"a": "{\\"b\\": \\"{\\\\\\"c\\\\\\": \\\\\\"$"}': ("string", "a.b.c", 3),
    '{"a": "$, \\"b\\": \\"$"}': ("string", "a", 1),
    "$": ("whole", "", 0),
    "  \n$": ("whole", "", 0),
    "Action=Send&Body=$": ("form", "Body", 0),
    "Action=Send\n &Body=x-$-$": ("form", "Body", 0),
    "Action=Send&$=x": ("name", "", 0),
    "a.b.$=x&c=$": ("form", "c", 0),
    '"$"': ("string", "", 1),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.items())
def test_place(text: str, expected: tuple[str, str, int]) -> None:
    found = place(text)
    assert found is not None
    assert (found.where, ".".join(found.path), found.levels) == expected


@pytest.mark.parametrize("text", ["<p>$", "SELECT * FROM $", "10 $"])
def test_nothing_tells(text: str) -> None:
    assert place(text) is None


def test_what_was_written_before_in_the_string() -> None:
    found = place('{"a": "x$y$"}')
    assert found is not None
    assert found.before == "x\0y"


@given(st.lists(st.text(alphabet='{}[]",:\\=&a \n', max_size=12), max_size=12))
def test_literals_may_come_in_any_parts(parts: list[str]) -> None:
    state = START
    for part in parts:
        state = after(state, part)
        position(state)
    if not any("\\" in part for part in parts):  # an escape is read with its letter
        assert after(START, "".join(parts)) == state
