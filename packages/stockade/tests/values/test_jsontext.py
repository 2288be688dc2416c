"""JSON in texts that hold references: read, written, and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.values import (
    Attr,
    Concat,
    Cond,
    List,
    Lit,
    Map,
    Param,
    Ref,
    Unknown,
    Value,
    concat,
    parse_json,
    to_json_text,
)


def test_references_come_back_in_their_places() -> None:
    value = Concat((Lit('{"a": "x-'), Ref("R"), Lit('-y", "b": ["'), Attr("F", "Arn"), Lit('"], "c": 1}')))
    assert parse_json(value) == Map(
        {
            "a": Concat((Lit("x-"), Ref("R"), Lit("-y"))),
            "b": List((Attr("F", "Arn"),)),
            "c": Lit(1),
        }
    )


def test_references_outside_of_strings() -> None:
    value = Concat((Lit('{"a": '), Param("Count"), Lit(', "b": ['), Ref("R"), Lit("]}")))
    assert parse_json(value) == Map({"a": Param("Count"), "b": List((Ref("R"),))})


def test_references_in_keys_leave_no_marks() -> None:
    known = Concat((Lit('{"'), Param("Host", default=Lit("example.com")), Lit(':sub": "x"}')))
    assert parse_json(known) == Map({"example.com:sub": Lit("x")})
    unknown = Concat((Lit('{"'), Ref("Provider"), Lit(':sub": "'), Ref("R"), Lit('"}')))
    assert parse_json(unknown) == Map({"${Provider}:sub": Ref("R")})
    condition = Concat((Lit('{"'), Cond("C", Lit("a"), Lit("b")), Lit(':sub": 1}')))
    assert parse_json(condition) == Map({"${}:sub": Lit(1)})


def test_maps_and_lists_stay_as_they_are() -> None:
    value = Map({"a": Ref("R")})
    assert parse_json(value) is value


@pytest.mark.parametrize(
    "value",
    [
        Lit("no json"),
        Lit('"text"'),
        Lit("3"),
        Lit(3),
        Lit(None),
        Ref("R"),
        Param("P"),
        Unknown("x"),
        Concat((Lit("{"), Ref("R"))),
        Lit("[" * 700 + "]" * 700),
        Lit("[" * 100_000),
        Concat((Lit("[" * 700 + '"'), Ref("R"), Lit('"' + "]" * 700))),
        Lit("[" + "9" * 5000 + "]"),
    ],
)
def test_what_is_no_json_gives_none(value: Value) -> None:
    assert parse_json(value) is None


def test_marks_in_the_text_itself_do_no_harm() -> None:
    for mark in ("\ue0007\ue001", "\ue000" + "9" * 5000 + "\ue001", "\ue000"):
        assert isinstance(parse_json(Concat((Lit(f'{{"a": "{mark}", "b": "'), Ref("R"), Lit('"}')))), Map)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=4)
LEAVES = st.one_of(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), TEXTS).map(Lit),
    st.sampled_from("RS").map(Ref),
    st.builds(Cond, st.just("C"), st.just(Lit("a")), st.just(Ref("R"))),
    st.lists(st.one_of(TEXTS.map(Lit), st.sampled_from("RS").map(Ref)), min_size=1, max_size=3).map(concat),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: List(tuple(items))),
        st.dictionaries(TEXTS, inner, max_size=3).map(Map),
    ),
    max_leaves=8,
)


@given(
    st.one_of(
        st.lists(VALUES, max_size=3).map(lambda items: List(tuple(items))),
        st.dictionaries(TEXTS, VALUES, max_size=3).map(Map),
    )
)
def test_writing_and_reading_agree(value: Value) -> None:
    assert parse_json(to_json_text(value)) == value


@given(st.lists(st.one_of(st.text('{}[]",:1a ', max_size=6).map(Lit), st.just(Ref("R"))), max_size=5))
def test_no_text_makes_the_parser_fail(parts: list[Value]) -> None:
    parse_json(concat(parts))
