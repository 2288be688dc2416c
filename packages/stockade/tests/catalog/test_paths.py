import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.catalog.paths import Index, Key, Path, Step, Wild, parse
from stockade.errors import CatalogError

keys = st.builds(Key, st.text(max_size=12))
inner: st.SearchStrategy[Step] = st.one_of(
    keys,
    st.builds(
        Key, st.sampled_from(["Records", "detail-type", "a.b", "*", "**", "[]", '"', "x y", "", "@type"])
    ),
    st.builds(Index, st.integers(0, 999_999_999)),
    st.sampled_from([Wild.ELEMENT, Wild.KEY]),
)
last: st.SearchStrategy[list[Step]] = st.sampled_from([[], [Wild.SUBTREE]])
paths = st.builds(lambda front, end: Path((*front, *end)), st.lists(inner, max_size=6), last)


@given(paths)
def test_parse_gives_back_what_str_wrote(path: Path) -> None:
    assert parse(str(path)) == path


@given(st.text(alphabet='ab.[]"*\\0 9-', max_size=20))
def test_any_text_is_a_path_or_a_catalog_error(text: str) -> None:
    try:
        path = parse(text)
    except CatalogError as error:
        as_promised = repr(text) in str(error)
    else:
        as_promised = parse(str(path)) == path
    assert as_promised


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", ()),
        ("body", (Key("body"),)),
        ("Records[].s3.object.key", (Key("Records"), Wild.ELEMENT, Key("s3"), Key("object"), Key("key"))),
        ("headers.*", (Key("headers"), Wild.KEY)),
        ("detail.**", (Key("detail"), Wild.SUBTREE)),
        ("**", (Wild.SUBTREE,)),
        ("[].**", (Wild.ELEMENT, Wild.SUBTREE)),
        ("arguments[][]", (Key("arguments"), Wild.ELEMENT, Wild.ELEMENT)),
        (
            "records.*[].headers[].*[]",
            (Key("records"), Wild.KEY, Wild.ELEMENT, Key("headers"), *[Wild.ELEMENT]),
        ),
        ('["CodePipeline.job"].id', (Key("CodePipeline.job"), Key("id"))),
        ("detail-type", (Key("detail-type"),)),
        ("Records[0].body.orderId", (Key("Records"), Index(0), Key("body"), Key("orderId"))),
    ],
)
def test_grammar(text: str, steps: tuple[Step, ...]) -> None:
    assert parse(text).steps[: len(steps)] == steps
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "a..b",
        ".a",
        "a.",
        "a.**.b",
        "a[",
        "a]",
        "a[x]",
        "a[-1]",
        "a[01]",
        "[a]",
        'a"b',
        "a b",
        'a["b]',
        "a.*b",
        "a[]b",
        '["\\x"]',
    ],
)
def test_what_does_not_follow_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(CatalogError, match="path"):
        parse(text)


def test_canonical_text_quotes_only_where_it_must() -> None:
    assert str(parse('a["b"]["c.d"]')) == 'a.b["c.d"]'


def test_general_and_below() -> None:
    path = parse("Records[3].s3.object.key")
    assert str(path.general()) == "Records[].s3.object.key"
    assert path.below(parse("Records[3].s3")) == parse("object.key")
    assert path.below(parse("Records[].s3")) is None
    assert parse("a.b") + parse("[].c") == parse("a.b[].c")
