"""Paths and intrinsic functions: what is read, and that nothing else makes the reader fail."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.languages.jsonpath import read_path, reference_steps
from stockade.model import program as ir

ROOT = ir.Name("$")


def at(*keys: str) -> ir.Expression:
    node: ir.Expression = ROOT
    for key in keys:
        node = ir.Attribute(node, key)
    return node


def call(name: str, *arguments: ir.Expression) -> ir.Call:
    return ir.Call(ir.Name(name), arguments)


PATHS: dict[str, ir.Expression] = {
    "$": ROOT,
    "$.a": at("a"),
    " $.a.b ": at("a", "b"),
    "$.store-id.a_b": at("store-id", "a_b"),
    "$['a b']['c.d']": at("a b", "c.d"),
    '$["a"]': at("a"),
    r"$.a\.b": at("a.b"),
    "$.größe": at("größe"),
    "$$": ir.Name("$$"),
    "$$.Execution.Input": ir.Attribute(ir.Attribute(ir.Name("$$"), "Execution"), "Input"),
    "$name.a": ir.Attribute(ir.Name("$name"), "a"),
    "$.a[0]": ir.Index(at("a"), ir.Const(0)),
    "$.[0].a": ir.Attribute(ir.Index(ROOT, ir.Const(0)), "a"),
    "$.a[-1]": ir.Index(at("a"), ir.Const(-1)),
    "$.a[*]": ir.Index(at("a"), ir.Name("*")),
    "$.*": ir.Index(ROOT, ir.Name("*")),
    "$.a[1:3]": ir.Slice(at("a"), 1, 3),
    "$.a[:2]": ir.Slice(at("a"), None, 2),
    "$.a[::2]": ir.Slice(at("a"), None, None),
    "$['a','b']": ir.Build("list", (ir.Entry(None, at("a")), ir.Entry(None, at("b")))),
    "$..a": ir.Attribute(call("descend", ROOT, ir.Const("a")), "a"),
    "$.a.length()": call("path.length", at("a")),
    "$.a[(@.length-1)]": ir.Index(at("a"), ir.Name("*")),
    "'text'": ir.Const("text"),
    "3": ir.Const(3),
    "-1.5": ir.Const(-1.5),
    "true": ir.Const(True),
    "null": ir.Const(None),
    "States.UUID()": call("States.UUID"),
    "States.Array($.a, 1, 'it\\'s')": call("States.Array", at("a"), ir.Const(1), ir.Const("it's")),
    "States.JsonToString(States.Array($.a))": call("States.JsonToString", call("States.Array", at("a"))),
    "States.Format('a {} b {}', $.x, $.y)": ir.Concat((ir.Const("a "), at("x"), ir.Const(" b "), at("y"))),
    "States.Format('\\{{}\\}', $.x)": ir.Concat((ir.Const("{"), at("x"), ir.Const("}"))),
    "States.Format('{}', $.x, $.y)": ir.Concat((at("x"), at("y"))),
    "States.Format($.t, $.x)": call("States.Format", at("t"), at("x")),
}
FILTERS = {
    "$.a[?(@.b)]": ir.Attribute(ir.Name("@"), "b"),
    "$.a[?(@.b == 'x')]": ir.Operation("==", (ir.Attribute(ir.Name("@"), "b"), ir.Const("x"))),
    "$.a[?(@.b==x)]": ir.Operation("==", (ir.Attribute(ir.Name("@"), "b"), ir.Const("x"))),
    "$.a[?(!@.b)]": ir.Operation("not", (ir.Attribute(ir.Name("@"), "b"),)),
}
BROKEN = [
    "",
    "x",
    "$.",
    "$.a.",
    "$[",
    "$['a'",
    "$.a[?(",
    "States.Array(",
    "States.Array($.a",
    "$.a b",
    "'open",
]


@pytest.mark.parametrize(("written", "wanted"), PATHS.items(), ids=PATHS)
def test_what_is_read(written: str, wanted: ir.Expression) -> None:
    assert read_path(written) == wanted


@pytest.mark.parametrize(("written", "test"), FILTERS.items(), ids=FILTERS)
def test_filters(written: str, test: ir.Expression) -> None:
    found = read_path(written)
    assert isinstance(found, ir.Comprehension)
    assert found.clauses == (ir.Clause(ir.Name("@"), at("a"), (test,)),)


@pytest.mark.parametrize("written", BROKEN)
def test_what_is_broken_is_opaque(written: str) -> None:
    assert isinstance(read_path(written), ir.Opaque)


@pytest.mark.parametrize("written", ["$.a.b.", "States.Array($.a.b", "$.a.b c"])
def test_what_is_broken_keeps_what_was_read(written: str) -> None:
    found = read_path(written)
    assert isinstance(found, ir.Opaque)
    assert at("a", "b") in found.parts


@given(st.text(alphabet="$.[]()'\"{}\\@?*:,&|!=<> ab0-States.Format", max_size=60))
def test_nothing_makes_it_fail(written: str) -> None:
    read_path(written)


_KEYS = st.text(alphabet=string.ascii_letters + "_-é", min_size=1, max_size=6)


@given(st.lists(_KEYS, max_size=6), st.booleans())
def test_a_reference_path_gives_its_keys_back(keys: list[str], brackets: bool) -> None:
    path = "$" + "".join(f"['{key}']" if brackets else f".{key}" for key in keys)
    assert reference_steps(path) == tuple(keys)


@pytest.mark.parametrize("written", ["$$.a", "$x.a", "$.a[*]", "$..a", "$.a[?(@.b)]", "a"])
def test_what_is_no_reference_path(written: str) -> None:
    assert reference_steps(written) is None


@given(st.lists(st.one_of(st.just("{}"), st.text(alphabet="ab \"'", max_size=4)), max_size=6))
def test_a_format_is_its_pieces_in_order(pieces: list[str]) -> None:
    template = "".join(pieces).replace("'", "\\'")
    holes = template.count("{}")
    arguments = "".join(f", $.v{number}" for number in range(holes))
    found = read_path(f"States.Format('{template}'{arguments})")
    assert isinstance(found, ir.Concat)
    shown = "".join(str(one.value) if isinstance(one, ir.Const) else "{}" for one in found.parts)
    assert shown == "".join(pieces)
