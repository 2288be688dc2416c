import contextlib
import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stockade.errors import ReadError
from stockade.readers.cloudformation.document import DEEPEST, read_document
from stockade.readers.sam.prepare import plain_data
from stockade.values import Lit, Map

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(data=st.dictionaries(WORDS, JSON, max_size=4))
def test_what_yaml_writes_is_read_back(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    assert plain_data(read_document(text, "t.yaml").value) == data


@given(text=st.text(max_size=300))
def test_any_text_is_a_document_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(ReadError):
        assert read_document(text, "t.yaml").value is not None


def test_short_forms_stand_for_long_ones() -> None:
    value = read_document("a: !Ref B\nc: !GetAtt D.Arn\ne: !Sub '${F}'\n", "t.yaml").value
    assert plain_data(value) == {
        "a": {"Ref": "B"},
        "c": {"Fn::GetAtt": ["D", "Arn"]},
        "e": {"Fn::Sub": "${F}"},
    }


def test_an_entry_stands_at_its_key() -> None:
    value = read_document("a:\n  b:\n    - c\n", "t.yaml").value
    assert isinstance(value, Map)
    inner = value.items["a"]
    assert isinstance(inner, Map)
    assert (inner.at.line, inner.items["b"].at.line) == (1, 2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2012-10-17", "2012-10-17"),
        ("0012", "0012"),
        ("1_000", "1_000"),
        ("12", 12),
        ("1.5", 1.5),
        ("yes", True),
    ],
)
def test_scalars_keep_what_was_written(written: str, meant: object) -> None:
    value = read_document(f"a: {written}", "t.yaml").value
    assert isinstance(value, Map)
    assert value.items["a"] == Lit(meant, at=value.items["a"].at)  # type: ignore[arg-type]


def test_duplicate_keys_are_a_gap_and_the_last_one_is_read() -> None:
    document = read_document("a: 1\na: 2\n", "t.yaml")
    assert plain_data(document.value) == {"a": 2}
    assert [gap.location.line for gap in document.gaps] == [2]


def test_merge_keys_give_way_to_own_ones() -> None:
    value = read_document("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n", "t.yaml").value
    assert plain_data(value) == {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}}


def test_json_with_tabs_and_escaped_slashes() -> None:
    assert plain_data(read_document('{\t"a":\t"b\\/c"}', "t.json").value) == {"a": "b/c"}


@pytest.mark.parametrize(
    "text",
    [
        "a: [\n",
        "{a: " * 5000,
        "\n".join(" " * level + "a:" for level in range(DEEPEST + 60)),
        "[" * 100_000 + "]" * 100_000,
        "a: &a [*a]",
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(9)
        ),
        "? [a]\n: b\n",
    ],
    ids=["broken", "flow-depth", "block-depth", "brackets", "self", "bomb", "list-key"],
)
def test_hostile_documents_are_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_document(text, "t.yaml")
    assert raised.value.reason


@pytest.mark.parametrize(
    "written", ["\U0001f600", "\\\U0001f600", "\\\\\U0001f600x", "a\\/b", "a/b\\\t", "\\\\ud800"]
)
def test_json_with_escapes_before_escapes(written: str) -> None:
    for text in (json.dumps({"key": written, "😀": 1}), json.dumps({"key": written}).replace("/", "\\/")):
        value = read_document(text, "a.json").value
        assert isinstance(value, Map)
        assert value.items["key"] == Lit(written, at=value.items["key"].at)
