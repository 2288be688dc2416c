"""Three-valued logic, and equality that never claims more than is known."""

import itertools

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
    Lit,
    Location,
    Param,
    Pseudo,
    Ref,
    Truth,
    Unknown,
    Value,
    both,
    either,
    get,
    negate,
    same,
)

A, B = Lit("a"), Lit("b")
TRUTHS: tuple[Truth, ...] = ("true", "false", "unknown")


def test_truth_tables() -> None:
    assert (both(), either()) == ("true", "false")
    assert both("true", "unknown", "false") == "false"
    assert both("true", "unknown") == "unknown"
    assert either("false", "unknown", "true") == "true"
    assert either("false", "unknown") == "unknown"


@given(st.lists(st.sampled_from(TRUTHS), max_size=4))
def test_the_laws_of_de_morgan(parts: list[Truth]) -> None:
    assert negate(both(*parts)) == either(*(negate(part) for part in parts))
    assert [negate(negate(part)) for part in parts] == parts


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (A, A, "true"),
        (A, B, "false"),
        (Lit(1), Lit("1"), "true"),
        (Lit("a", at=Location("x", 1)), Lit("a", at=Location("y", 2)), "true"),
        (Ref("R"), Ref("R"), "true"),
        (Ref("R"), Ref("S"), "unknown"),
        (Ref("R"), A, "unknown"),
        (Attr("R", "Arn"), Attr("R", "Arn"), "true"),
        (Attr("R", "Arn"), Attr("R", "Name"), "unknown"),
        (Pseudo("AWS::Region"), Pseudo("AWS::Region"), "true"),
        (Param("P"), Param("P"), "true"),
        (Param("P"), Param("Q"), "unknown"),
        (Param("P", default=A), A, "true"),
        (Import(A), Import(A), "true"),
        (Import(A), Import(B), "unknown"),
        (Dynamic("ssm", "k"), Dynamic("ssm", "k"), "true"),
        (Concat((A, Ref("R"))), Concat((A, Ref("R"))), "true"),
        (Concat((A, Param("P"))), Concat((A, Param("P"))), "true"),
        (Concat((A, Ref("R"))), Concat((B, Ref("R"))), "false"),
        (Concat((A, Ref("R"))), Concat((Lit("ab"), Ref("R"))), "unknown"),
        (Cond("C", A, A), A, "true"),
        (Cond("C", A, B), A, "unknown"),
        (Cond("C", A, B), Lit("c"), "false"),
        (Unknown("x"), A, "unknown"),
        (Cond("C", A, B), Cond("C", A, B), "true"),
        (Cond("C", A, Ref("R")), Cond("C", A, Ref("R")), "true"),
        (Cond("C", A, B), Cond("C", B, A), "false"),
        (Cond("C", A, B), Cond("D", A, B), "unknown"),
        (Unknown("x", among=(A, A)), A, "true"),
        (Unknown("x"), Unknown("x"), "unknown"),
        (Unknown("x", name="n"), Unknown("y", name="n", at=Location("a", 1)), "true"),
        (Unknown("x", name="n"), Unknown("x", name="m"), "unknown"),
        (Unknown("x", (A, B), name="n"), Unknown("x", (A, B), name="n"), "true"),
        (Unknown("x", (A, B), name="n"), Unknown("x", (A, B)), "unknown"),
        (Concat((A, Unknown("x", name="n"))), Concat((A, Unknown("x", name="n"))), "true"),
        (get(Unknown("x", name="n"), "K"), get(Unknown("x", name="n"), "K"), "true"),
        (get(Unknown("x", name="n"), "K"), get(Unknown("x", name="n"), "L"), "unknown"),
        (get(Unknown("x"), "K"), get(Unknown("x"), "K"), "unknown"),
        (ABSENT, A, "unknown"),
    ],
)
def test_same(left: Value, right: Value, answer: str) -> None:
    assert same(left, right) == answer
    assert same(right, left) == answer


FILLINGS = ("", "a", "ab")
PARTS: st.SearchStrategy[Value] = st.sampled_from([A, B, Lit("ab"), Param("P"), Ref("R")])
TEXTS = st.lists(PARTS, min_size=2, max_size=3).map(lambda parts: Concat(tuple(parts)))


def filled(value: Concat, param: str, ref: str) -> str:
    return "".join(
        str(one.value) if isinstance(one, Lit) else param if isinstance(one, Param) else ref
        for one in value.parts
    )


@given(TEXTS, TEXTS)
def test_an_answer_holds_for_every_filling(left: Concat, right: Concat) -> None:
    answer = same(left, right)
    for param, ref in itertools.product(FILLINGS, repeat=2):
        equal = filled(left, param, ref) == filled(right, param, ref)
        assert answer == "unknown" or equal == (answer == "true")
