"""Patterns: literal ones against `fnmatch`, symbolic ones against every filling of their holes."""

import fnmatch
import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.iam import covers, equals, matches, overlaps
from stockade.values import Attr, Concat, Cond, Dynamic, Import, Lit, Map, Param, Pseudo, Ref, Unknown, Value

PARTITION = Pseudo("AWS::Partition")
ACCOUNT = Pseudo("AWS::AccountId")
REGION = Pseudo("AWS::Region")


def join(*parts: str | Value) -> Value:
    return Concat(tuple(Lit(part) if isinstance(part, str) else part for part in parts))


def bucket(name: Value, rest: str = "") -> Value:
    return join("arn:", PARTITION, ":s3:::", name, *([rest] if rest else []))


TEXTS = st.text("ab:/", max_size=7)
PATTERNS = st.text("ab:/*?", max_size=7)


@given(PATTERNS, TEXTS)
def test_literals_match_as_fnmatch_does(pattern: str, text: str) -> None:
    expected = fnmatch.fnmatchcase(text, pattern)
    assert matches(Lit(pattern), Lit(text)) == ("true" if expected else "false")


@given(PATTERNS, PATTERNS)
def test_covers_of_literals_is_exact(wide: str, narrow: str) -> None:
    answer = covers(Lit(wide), Lit(narrow))
    assert answer != "unknown"
    fillings = [""] + ["".join(one) for n in (1, 2) for one in itertools.product("ab:x", repeat=n)]
    fillings += ["x" * 8, "xaxbx"]
    stars = narrow.count("*")
    samples = itertools.islice(itertools.product(fillings, repeat=stars), 400)
    for sample in samples:
        for one in "xa":
            written = narrow.replace("?", one)
            for filling in sample:
                written = written.replace("*", filling, 1)
            if not fnmatch.fnmatchcase(written, wide):
                assert answer == "false", (wide, narrow, written)
                return
    if stars <= 2:
        assert answer == "true"


@given(PATTERNS, PATTERNS)
def test_overlap_is_symmetric_and_follows_from_covering(left: str, right: str) -> None:
    assert overlaps(Lit(left), Lit(right)) == overlaps(Lit(right), Lit(left))
    if covers(Lit(left), Lit(right)) == "true":
        assert overlaps(Lit(left), Lit(right)) == "true"


@given(PATTERNS, PATTERNS, TEXTS)
def test_a_text_in_both_patterns_makes_them_overlap(left: str, right: str, text: str) -> None:
    if matches(Lit(left), Lit(text)) == matches(Lit(right), Lit(text)) == "true":
        assert overlaps(Lit(left), Lit(right)) == "true"


HOLES: st.SearchStrategy[Value] = st.sampled_from(
    [Param("P"), Param("Q"), Import(Lit("I")), Dynamic("ssm", "k")]
)
PIECES = st.one_of(st.text("ab/*?", min_size=1, max_size=2).map(Lit), HOLES)
SYMBOLIC = st.lists(PIECES, min_size=1, max_size=4).map(lambda parts: Concat((Lit("a"), *parts)))
FILLINGS = ("", "a", "b", "ab", "a/b", "zz")


def holes_in(value: Value) -> set[str]:
    assert isinstance(value, Concat)
    return {repr(part) for part in value.parts if not isinstance(part, Lit)}


def filled(value: Value, fillings: dict[str, str]) -> str:
    assert isinstance(value, Concat)
    return "".join(str(part.value) if isinstance(part, Lit) else fillings[repr(part)] for part in value.parts)


@given(SYMBOLIC, SYMBOLIC)
def test_an_answer_holds_for_every_filling(pattern: Value, text: Value) -> None:
    answer = matches(pattern, text)
    names = sorted(holes_in(pattern) | holes_in(text))
    for choice in itertools.product(FILLINGS, repeat=len(names)):
        fillings = dict(zip(names, choice, strict=True))
        wide, narrow = filled(pattern, fillings), filled(text, fillings)
        found = fnmatch.fnmatchcase(narrow, wide)
        assert answer == "unknown" or found == (answer == "true"), (wide, narrow)


@given(SYMBOLIC, SYMBOLIC)
def test_covering_holds_for_every_filling(wide: Value, narrow: Value) -> None:
    answer = covers(wide, narrow)
    if answer == "unknown":
        return
    names = sorted(holes_in(wide) | holes_in(narrow))
    for choice in itertools.product(FILLINGS, repeat=len(names)):
        fillings = dict(zip(names, choice, strict=True))
        assert covers(Lit(filled(wide, fillings)), Lit(filled(narrow, fillings))) == answer


CONDITIONAL = st.recursive(
    st.one_of(PIECES, st.sampled_from([Ref("A"), Attr("B", "Name"), ACCOUNT, REGION, PARTITION])),
    lambda inner: st.one_of(
        st.builds(Cond, st.sampled_from("CD"), inner, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Concat(tuple(parts))),
    ),
    max_leaves=5,
)


@given(CONDITIONAL)
def test_covering_is_reflexive(value: Value) -> None:
    assert covers(value, value) == "true"
    assert equals(value, value) == "true"


@given(CONDITIONAL)
def test_the_star_covers_everything(value: Value) -> None:
    assert covers(Lit("*"), value) == "true"
    assert matches(Lit("*"), value) == "true"


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        (bucket(Ref("A"), "/*"), bucket(Ref("A"), "/key"), "true"),
        (bucket(Ref("A"), "/*"), bucket(Ref("B"), "/key"), "false"),
        (bucket(Ref("A"), "/*"), bucket(Ref("A")), "false"),
        (bucket(Ref("A"), "/*/x"), bucket(Ref("A"), "/y/z"), "false"),
        (bucket(Ref("A")), bucket(Ref("B")), "false"),
        (bucket(Ref("A"), "*"), bucket(Ref("A"), "/key"), "true"),
        (bucket(Ref("A"), "*"), bucket(Ref("B"), "/key"), "unknown"),
        (bucket(Ref("A"), "/*"), Lit("arn:aws:s3:::data/key"), "unknown"),
        (bucket(Ref("A"), "/*"), Lit("arn:aws:sqs:eu-west-1:123456789012:q"), "false"),
        (Lit("arn:aws:s3:::*"), bucket(Ref("A"), "/key"), "true"),
        (Lit("arn:aws-cn:s3:::data"), Lit("arn:aws:s3:::data"), "true"),
        (Lit("arn:aws:s3:::data"), bucket(Lit("data")), "true"),
        (
            join("arn:aws:sns:", REGION, ":", ACCOUNT, ":t"),
            Lit("arn:aws:sns:eu-west-1:123456789012:t"),
            "unknown",
        ),
        (join("arn:aws:sns:", REGION, ":", ACCOUNT, ":t"), Lit("arn:aws:sns:eu-west-1:12345:u"), "false"),
        (
            join("arn:aws:sns:", REGION, ":", ACCOUNT, ":t"),
            join("arn:aws:sns:", REGION, ":", ACCOUNT, ":t"),
            "true",
        ),
        (Lit("arn:aws:sns:*:*:t"), join("arn:aws:sns:", REGION, ":", ACCOUNT, ":t"), "true"),
        (Lit("arn:aws:sns:?*:*:t"), join("arn:aws:sns:", REGION, ":", ACCOUNT, ":t"), "true"),
        (ACCOUNT, Lit("123456789012"), "unknown"),
        (ACCOUNT, Lit("cloudfront"), "false"),
        (PARTITION, Lit("aws"), "true"),
        (Lit("home/${aws:username}/*"), Lit("home/me/x"), "unknown"),
        (Lit("home/${aws:username}/*"), Lit("work/me/x"), "false"),
        (Lit("literal${*}star"), Lit("literal*star"), "true"),
        (Lit("literal${*}star"), Lit("literal-a-star"), "false"),
        (Param("P", default=Lit("a*")), Lit("abc"), "true"),
        (Param("P", allowed=(Lit("dev"), Lit("prod"))), Lit("dev"), "unknown"),
        (Param("P", allowed=(Lit("dev"), Lit("prod"))), Lit("test"), "false"),
        (Param("P"), Param("P"), "true"),
        (Param("P"), Param("Q"), "unknown"),
        (Cond("C", Lit("a"), Lit("a*")), Lit("a"), "true"),
        (Cond("C", Lit("a"), Lit("b")), Cond("C", Lit("a"), Lit("b")), "true"),
        (Cond("C", Lit("a"), Lit("b")), Cond("C", Lit("b"), Lit("a")), "false"),
        (Cond("C", Lit("a"), Lit("b")), Lit("a"), "unknown"),
        (Unknown("no idea"), Lit("x"), "unknown"),
        (Unknown("one of", among=(Lit("x"), Lit("*"))), Lit("x"), "true"),
        (Unknown("about a map", about=(Map({"a": Lit(1)}),)), Lit("x"), "unknown"),
        (Map({"Fn::Own": Lit("x")}), Lit("x"), "unknown"),
        (Lit(12), Lit("12"), "true"),
        (Lit(True), Lit("true"), "true"),
    ],
)
def test_matches(pattern: Value, text: Value, answer: str) -> None:
    assert matches(pattern, text) == answer


def test_actions_ignore_case() -> None:
    assert matches(Lit("S3:getobject"), Lit("s3:GetObject"), fold=True) == "true"
    assert matches(Lit("arn:aws:s3:::Data"), Lit("arn:aws:s3:::data")) == "false"


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("arn:aws:sns:*:123456789012:t", "arn:aws:sns:eu-west-1:123456789012:t", "true"),
        ("arn:aws:sns:*:t", "arn:aws:sns:eu-west-1:123456789012:t", "false"),
        ("arn:aws:sns:*", "arn:aws:sns:eu-west-1:123456789012:t", "false"),
        ("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:123456789012:log-group:a:b", "true"),
        ("*", "arn:aws:s3:::data", "true"),
        ("arn:aws:s3:::data", "arn:aws:s3:::data", "true"),
    ],
)
def test_wildcards_of_arn_operators_stay_within_their_part(pattern: str, text: str, answer: str) -> None:
    assert matches(Lit(pattern), Lit(text), arn=True) == answer


@pytest.mark.parametrize("adversary", ["*a" * 200 + "b", "a?*" * 150, "*?a" * 120, "*" * 500 + "b"])
def test_no_pattern_explodes(adversary: str) -> None:
    started = time.process_time()
    symbolic = join(adversary, Param("P"), adversary)
    for left, right in itertools.product(
        (Lit(adversary), symbolic), (Lit("a" * 1000), symbolic, join("a" * 99, Ref("A")))
    ):
        assert matches(left, right) in {"true", "false", "unknown"}
        assert covers(left, right) in {"true", "false", "unknown"}
    assert time.process_time() - started < 10


def test_many_conditions_in_one_text_give_unknown() -> None:
    value = join(*(Cond(f"C{n}", Lit("a"), Lit("b")) for n in range(12)))
    assert matches(value, Lit("a" * 12)) == "unknown"
    assert covers(Lit("*"), value) == "true"
