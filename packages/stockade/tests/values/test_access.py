"""Reading values: paths, elements, texts, and the sides of conditions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    alternatives,
    as_list,
    branches,
    elements,
    entries,
    flag,
    get,
    is_absent,
    number,
    plain,
    references,
    strings,
    text,
)
from stockade.values.access import MOST_BRANCHES

A, B = Lit("a"), Lit("b")


def test_what_is_absent() -> None:
    assert is_absent(ABSENT)
    assert is_absent(Pseudo("AWS::NoValue"))
    assert is_absent(Lit(None))
    present: tuple[Value, ...] = (Lit(""), Lit(False), List(), Map(), Unknown("x"), Pseudo("AWS::Region"))
    assert not any(is_absent(one) for one in present)


def test_paths() -> None:
    value = plain({"A": {"B": {"C": 1}}})
    assert get(value, "A.B.C") == Lit(1)
    assert get(value, "A.X.C") is ABSENT
    assert get(Lit("text"), "A") is ABSENT
    assert get(List((A,)), "A") is ABSENT


@pytest.mark.parametrize("term", [Param("P"), Import(A), Dynamic("ssm", "k"), Ref("R"), Attr("R", "x")])
def test_below_a_term_lies_an_unknown(term: Value) -> None:
    found = get(Map({"A": term}), "A.B.C")
    assert isinstance(found, Unknown)
    assert found.about == (term,)


def test_an_unknown_keeps_its_reason_below() -> None:
    unknown = Unknown("a macro")
    assert get(unknown, "A.B") is unknown


def test_a_condition_on_the_way_stays_one() -> None:
    value = Cond("C", Map({"A": A}), Cond("D", Map({"A": B}), ABSENT))
    assert get(value, "A") == Cond("C", A, Cond("D", B, ABSENT))
    assert get(value, "B") is ABSENT


def test_branches_keep_the_first_answer() -> None:
    value = Cond("C", Cond("C", A, B), Cond("D", A, B))
    assert list(branches(value)) == [
        ({"C": True}, A),
        ({"C": False, "D": True}, A),
        ({"C": False, "D": False}, B),
    ]


def test_branches_are_bounded() -> None:
    value: Value = A
    for number_ in range(12):
        value = Cond(f"C{number_}", value, value)
    assert len(list(branches(value))) == MOST_BRANCHES


def test_alternatives_open_conditions_and_known_choices() -> None:
    assert alternatives(Cond("C", A, ABSENT)) == (A,)
    assert alternatives(Unknown("one of", among=(A, B))) == (A, B)
    assert alternatives(ABSENT) == ()


def test_elements_take_one_or_many() -> None:
    assert elements(A) == (A,)
    assert elements(List((A, Cond("C", B, ABSENT), ABSENT))) == (A, B)
    assert elements(Cond("C", List((A,)), B)) == (A, B)
    assert elements(ABSENT) == ()
    assert as_list(A) == ()
    assert as_list(Cond("C", List((A,)), B)) == (A,)


def test_entries() -> None:
    value = Cond("C", Map({"x": A, "y": ABSENT}), Map({"x": B}))
    assert list(entries(value)) == [("x", A), ("x", B)]
    assert list(entries(A)) == []


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (A, "a"),
        (Lit(True), "true"),
        (Lit(1.5), "1.5"),
        (Lit(None), None),
        (Param("P"), None),
        (Param("P", default=A), "a"),
        (Concat((A, Param("P", default=B))), "ab"),
        (Concat((A, Ref("R"))), None),
        (Cond("C", A, A), "a"),
        (Cond("C", A, B), None),
        (Ref("R"), None),
        (List((A,)), None),
        (Unknown("x", among=(A,)), None),
    ],
)
def test_texts(value: Value, known: str | None) -> None:
    assert text(value) == known


def test_strings_leave_out_what_is_not_known() -> None:
    assert strings(List((A, Ref("R"), Lit(1)))) == ("a", "1")


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (Lit(True), True),
        (Lit("False"), False),
        (Lit("yes"), True),
        (Lit("maybe"), None),
        (ABSENT, None),
        (Ref("R"), None),
    ],
)
def test_flags(value: Value, known: bool | None) -> None:
    assert flag(value) is known


@pytest.mark.parametrize(
    ("value", "known"), [(Lit(3), 3.0), (Lit("1.5"), 1.5), (Lit("x"), None), (ABSENT, None)]
)
def test_numbers(value: Value, known: float | None) -> None:
    assert number(value) == known


def test_references_are_found_everywhere_in_order() -> None:
    value = Map(
        {
            "a": List((Ref("1"), Attr("2", "Arn"))),
            "b": Concat((A, Ref("3"))),
            "c": Cond("C", Ref("4"), Ref("5")),
            "d": Import(Ref("6")),
            "e": Unknown("x", among=(Ref("7"),), about=(Ref("8"),)),
        }
    )
    assert [found.id for found in references(value)] == list("12345678")


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3))
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
    ),
)


@given(DATA, st.text("ab.", max_size=5))
def test_reading_plain_data_agrees_with_python(data: object, path: str) -> None:
    expected = data
    for key in path.split("."):
        expected = expected.get(key) if isinstance(expected, dict) else None
    assert get(plain(data), path) == plain(expected) or (
        expected is None and is_absent(get(plain(data), path))
    )
