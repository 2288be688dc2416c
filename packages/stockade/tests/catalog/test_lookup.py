import base64

from hypothesis import given
from hypothesis import strategies as st

from stockade.catalog.lookup import MISSING, branches, find
from stockade.catalog.paths import Key, Wild, parse

names = st.text(min_size=1, max_size=6)
leaves = st.none() | st.booleans() | st.integers()
events = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=15,
)


@given(events)
def test_every_leaf_is_found_again_by_its_own_path(event: object) -> None:
    for place, value in find(event, parse("**")):
        assert list(find(event, parse(str(place)))) == [(place, value)]


@given(events)
def test_a_general_path_finds_what_the_concrete_one_finds(event: object) -> None:
    for place, value in find(event, parse("**")):
        assert (place, value) in list(find(event, place.general()))


@given(events, st.sampled_from(["a.b", "a[].b", "*.*", "[]", "[1].a", "**", "a.**", "*[].**"]))
def test_branches_that_lack_the_value_are_told_and_not_found(event: object, text: str) -> None:
    path = parse(text)
    assert [found for found in branches(event, path) if found[1] is not MISSING] == list(find(event, path))


def test_a_path_goes_on_below_text() -> None:
    event = {
        "body": '{"order":{"id":7}}',
        "form": "id=7&x=1",
        "rows": [{"data": base64.b64encode(b'{"id":7}').decode()}],
    }
    assert [value for _, value in find(event, parse("body.order.id"))] == [7]
    assert [value for _, value in find(event, parse("form.id"))] == ["7"]
    assert list(find(event, parse("rows[].data.id"))) == []
    [(place, value)] = find(event, parse("rows[].data.id"), {"rows[].data": "base64+json"})
    assert (str(place), value) == ("rows[0].data.id", 7)


def test_a_flag_beside_the_text_is_seen() -> None:
    event = {"body": base64.b64encode(b"id=7").decode(), "isBase64Encoded": True}
    assert [value for _, value in find(event, parse("body.id"), {"body": "body"})] == ["7"]


def test_subtrees_give_leaves_and_empty_containers() -> None:
    event = {"detail": {"a": [1, {}], "b": []}}
    assert [(str(place), value) for place, value in find(event, parse("detail.**"))] == [
        ("detail.a[0]", 1),
        ("detail.a[1]", {}),
        ("detail.b", []),
    ]


def test_a_huge_batch_is_bounded() -> None:
    assert len(list(find([0] * 20_000, parse("[]")))) == 10_000
    assert len(list(find({"a": [[0] * 300] * 300}, parse("a.**")))) == 10_000


def test_steps() -> None:
    assert parse("a.*").steps == (Key("a"), Wild.KEY)
    assert [str(place) for place, _ in find({"a": {"b.c": 1, "d": 2}}, parse("a.*"))] == ['a["b.c"]', "a.d"]
