from stockade.readers.cloudformation.document import read_document
from stockade.readers.sam.lifting import lift, moved, moved_entries, plain_texts
from stockade.values import Lit, Location, Map, Value, get, text

HERE = Location("t.yaml", 99)


def raw(written: str) -> Value:
    return read_document(written, "t.yaml").value


def test_the_nearest_source_gives_the_line() -> None:
    own, inherited = raw("\na: {b: 1}\n"), raw("a:\n  b: 1\n\n\n  c: 2\nd: 3\n")
    found = lift({"a": {"b": 1, "c": 2}, "d": 3, "e": 4}, (own, inherited), HERE)
    assert [get(found, path).at.line for path in ("a", "a.b", "a.c", "d", "e")] == [2, 2, 5, 6, found.at.line]


def test_what_nobody_wrote_stands_at_the_given_place() -> None:
    assert lift({"a": [1]}, (), HERE) == Map(
        {"a": lift([1], (), HERE)},
        at=HERE,
    )
    assert get(lift({"a": {"b": 1}}, (), HERE), "a.b").at == HERE


def test_what_json_cannot_hold_is_text() -> None:
    assert text(lift(3 + 0j, (), HERE)) == "(3+0j)"


def test_names_are_replaced_where_they_are_a_whole_text_or_key() -> None:
    class Marked(str):
        __slots__ = ()

    found = plain_texts({"A1": [Marked("A1"), "xA1", 1]}, {"A1": "A"})
    assert found == {"A": ["A", "xA1", 1]}
    assert type(plain_texts(Marked("x"), {})) is str


def test_values_are_moved_as_a_whole_or_by_entry() -> None:
    value = raw("a:\n  b: {c: [1]}\n  d: 2\n")
    assert get(moved(value, HERE), "a.b.c").at == HERE
    found = moved_entries(value, ("a",), {"b": HERE, "nowhere": HERE})
    assert get(found, "a.b.c").at == HERE
    assert get(found, "a.d").at.line == 3
    assert moved_entries(value, ("x", "y"), {"b": HERE}) == value
    assert moved_entries(Lit(1), ("a",), {"b": HERE}) == Lit(1)
