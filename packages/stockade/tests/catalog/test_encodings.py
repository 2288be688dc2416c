import base64
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.catalog import encodings
from stockade.catalog.encodings import decode, words
from stockade.errors import CatalogError

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
chains = st.lists(st.sampled_from(encodings.WORDS), max_size=4).map("+".join)
containers = st.dictionaries(st.text(max_size=8), st.text(max_size=8)) | st.lists(st.text(max_size=8))


@given(json_values | st.text(alphabet="=?utf-8bqQB%+&ab/<>\x00é"), chains)
def test_decode_never_raises(value: object, chain: str) -> None:
    decode(value, chain, beside={"isBase64Encoded": True})


@given(containers)
def test_base64_gzip_json_reads_what_was_written(value: object) -> None:
    raw = json.dumps(value).encode()
    chain = "base64+gzip+json"
    assert decode(base64.b64encode(gzip.compress(raw)).decode(), chain) == value
    assert decode(base64.b64encode(raw).decode(), chain) == value
    assert decode(raw.decode(), "json") == value


@given(st.text())
def test_base64_and_bytes_read_any_text(text: str) -> None:
    assert decode(base64.b64encode(text.encode()).decode(), "base64") == text
    assert decode(list(text.encode()), "bytes") == text
    assert decode([item - 256 if item > 127 else item for item in text.encode()], "bytes") == text


@pytest.mark.parametrize(
    ("value", "chain", "read"),
    [
        ("a+b%3Bc", "url", "a b;c"),
        ("a+b%3Bc", "percent", "a+b;c"),
        ("a=1&b=2&b=3&c=", "form", {"a": "1", "b": ["2", "3"], "c": ""}),
        ("plain text", "json+form", "plain text"),
        ("12", "json", "12"),
        ("=?utf-8?q?G=C3=BCn?= <g@example.com>", "mime-words", "Gün <g@example.com>"),
        ({"S": "x"}, "dynamodb", "x"),
        ({"a": {"M": {"b": {"L": [{"N": "1"}, {"NULL": True}]}}}}, "dynamodb", {"a": {"b": ["1", None]}}),
        ("not base64!", "base64+json", "not base64!"),
        (base64.b64encode(b"\xff\xfe").decode(), "base64", b"\xff\xfe"),
        (7, "base64+gzip+json", 7),
    ],
)
def test_words(value: object, chain: str, read: object) -> None:
    assert decode(value, chain) == read


def test_a_body_is_read_by_the_flag_beside_it() -> None:
    body = base64.b64encode(b'{"a":100}').decode()
    assert decode(body, "body", {"isBase64Encoded": True}) == {"a": 100}
    assert decode(body, "body", {"isBase64Encoded": False}) == body
    assert decode("a=1", "body") == {"a": "1"}
    assert decode("hello", "body") == "hello"


def test_what_unpacks_to_more_than_any_event_stays_packed() -> None:
    bomb = base64.b64encode(gzip.compress(b"0" * (encodings.MAX_TEXT + 1))).decode()
    read = decode(bomb, "base64+gzip+json")
    assert isinstance(read, bytes)
    assert len(read) < 100_000


def test_broken_compression_stays_as_it_is() -> None:
    broken = gzip.compress(b"{}")[:2] + b"\x08\x00" + b"\xff" * 20
    assert decode(base64.b64encode(broken).decode(), "base64+gzip+json") == broken
    assert decode("a=1" + "&a=1" * 2000, "form") == "a=1" + "&a=1" * 2000


def test_deep_json_stays_text() -> None:
    deep = "[" * 200_000
    assert decode(deep, "json") == deep


def test_an_unknown_word_is_named() -> None:
    with pytest.raises(CatalogError, match="rot13"):
        words("base64+rot13")
