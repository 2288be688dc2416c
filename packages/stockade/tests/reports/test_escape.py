import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from stockade.reports.escape import uri, visible


def test_control_characters_are_written_out() -> None:
    assert visible("a\x1b[31mb\x9bc\u202ed\ufeff") == "a\\u{1b}[31mb\\u{9b}c\\u{202e}d\\u{feff}"


def test_one_line() -> None:
    assert visible("a\r\n  b\tc\n") == "a b c"


def test_other_scripts_stay() -> None:
    assert visible("größer 注文 🛒") == "größer 注文 🛒"


@given(st.text())
def test_nothing_unsafe_is_left(written: str) -> None:
    categories = {unicodedata.category(character) for character in visible(written)}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(min_size=1))
def test_a_uri_is_relative_and_encoded(path: str) -> None:
    found = uri(path)
    assert found.isascii()
    assert not found.startswith("/")
    assert ":" not in found
    assert " " not in found
