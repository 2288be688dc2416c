"""Building values: joins in one form, data lifted, references replaced."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from stockade.values import (
    Attr,
    Concat,
    Cond,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Ref,
    Unknown,
    Value,
    concat,
    plain,
    replace,
    text,
)

HERE = Location("template.yaml", 3)


def test_joins_are_opened_and_literals_merged() -> None:
    assert concat([Lit("a"), Concat((Lit("b"), Ref("R"))), Lit(""), Lit(1), Lit(True)]) == Concat(
        (Lit("ab"), Ref("R"), Lit("1true"))
    )


def test_joins_of_one_part_are_that_part() -> None:
    assert concat([]) == Lit("")
    assert concat([Lit("a"), Lit("b")], at=HERE) == Lit("ab", at=HERE)
    assert concat([Lit(""), Ref("R")]) == Ref("R")


PARTS = st.lists(st.one_of(st.text("ab", max_size=2).map(Lit), st.sampled_from("RS").map(Ref)), max_size=5)


@given(PARTS, PARTS)
def test_joining_is_associative(left: list[Value], right: list[Value]) -> None:
    assert concat([concat(left), concat(right)]) == concat([*left, *right])


@given(PARTS)
def test_no_two_literals_stand_side_by_side(parts: list[Value]) -> None:
    found = concat(parts)
    if isinstance(found, Concat):
        kinds = [isinstance(part, Lit) for part in found.parts]
        assert not any(a and b for a, b in itertools.pairwise(kinds))
        assert not all(kinds)


def test_plain_data_is_lifted() -> None:
    assert plain({"a": [1, None, ("x",)], 2: object}, HERE) == Map(
        {
            "a": List((Lit(1, at=HERE), Lit(None, at=HERE), List((Lit("x", at=HERE),), at=HERE)), at=HERE),
            "2": Lit(str(object), at=HERE),
        },
        at=HERE,
    )


def test_references_are_replaced_everywhere() -> None:
    def change(term: Value) -> Value:
        return Lit(term.id.lower()) if isinstance(term, Ref) else term

    value = Map(
        {
            "join": Concat((Lit("x-"), Ref("R"))),
            "side": Cond("C", Ref("R"), Attr("R", "Arn")),
            "import": Import(Ref("R")),
            "unknown": Unknown("x", among=(Ref("R"),), about=(Ref("R"),)),
            "param": Param("P", default=Ref("R")),
            "list": List((Ref("R"),)),
        },
        at=HERE,
    )
    r = Lit("r")
    assert replace(value, change) == Map(
        {
            "join": Lit("x-r"),
            "side": Cond("C", r, Attr("R", "Arn")),
            "import": Import(r),
            "unknown": Unknown("x", among=(r,), about=(r,)),
            "param": Param("P", default=r),
            "list": List((r,)),
        },
        at=HERE,
    )


@given(PARTS)
def test_replacing_nothing_changes_nothing(parts: list[Value]) -> None:
    value = List((concat(parts), Cond("C", concat(parts), Lit(None))))
    assert replace(value, lambda term: term) == value


@given(PARTS)
def test_a_join_with_all_references_known_is_a_literal(parts: list[Value]) -> None:
    found = replace(concat(parts), lambda term: Lit("r") if isinstance(term, Ref) else term)
    assert text(found) == "".join(str(part.value) if isinstance(part, Lit) else "r" for part in parts)
