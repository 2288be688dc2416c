"""JSONata: what is read by the binding of its operators, and that nothing makes the reader fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.languages.jsonata import read_expression
from stockade.model import program as ir

HERE = ir.position(1, 1)
CONTEXT = ir.Name("$", HERE)


def field(*keys: str) -> ir.Expression:
    node: ir.Expression = CONTEXT
    for key in keys:
        node = ir.Attribute(node, key, HERE)
    return node


def const(value: str | float | bool | None) -> ir.Const:
    return ir.Const(value, HERE)


def var(name: str) -> ir.Name:
    return ir.Name(name, HERE)


def op(name: str, *operands: ir.Expression) -> ir.Operation:
    return ir.Operation(name, operands, HERE)


READ: dict[str, ir.Expression] = {
    "a": field("a"),
    "a.b.c": field("a", "b", "c"),
    "`a b`.c": field("a b", "c"),
    'a."b c"': field("a", "b c"),
    "$x": var("$x"),
    "$states.input.a": ir.Attribute(ir.Attribute(var("$states"), "input", HERE), "a", HERE),
    "'it\\'s'": const("it's"),
    '"\\u00e9\\n"': const("é\n"),
    "1.5e3": const(1500.0),
    "true": const(True),
    "null": const(None),
    "-3": op("-", const(3)),
    "a & 'b' & $c": ir.Concat((field("a"), const("b"), var("$c")), HERE),
    "1 + 2 * 3": op("+", const(1), op("*", const(2), const(3))),
    "(1 + 2) * 3": op("*", op("+", const(1), const(2)), const(3)),
    "a = 1 and b != 2 or c": op(
        "or", op("and", op("==", field("a"), const(1)), op("!=", field("b"), const(2))), field("c")
    ),
    "a in [1, 2]": op(
        "in", field("a"), ir.Build("list", (ir.Entry(None, const(1)), ir.Entry(None, const(2))), HERE)
    ),
    "a ? b : c": ir.Choice(field("a"), field("b"), field("c"), HERE),
    "a ? b": ir.Choice(field("a"), field("b"), const(None), HERE),
    "a ?: b": op("or", field("a"), field("b")),
    "a ?? b": op("or", field("a"), field("b")),
    "a[0]": ir.Index(field("a"), const(0), HERE),
    "a[]": field("a"),
    "a.*": ir.Index(field("a"), ir.Name("*"), HERE),
    "{'k': a, b: 1}": ir.Build(
        "dict", (ir.Entry(const("k"), field("a")), ir.Entry(field("b"), const(1))), HERE
    ),
    "[1..3]": ir.Build("list", (ir.Entry(None, op("..", const(1), const(3))),), HERE),
    "$f(a, 1)": ir.Call(var("$f"), (field("a"), const(1)), at=HERE),
    "a ~> $f(1)": ir.Call(var("$f"), (field("a"), const(1)), at=HERE),
    "a ~> $f": ir.Call(var("$f"), (field("a"),), at=HERE),
    "a^(>b, <c)": field("a"),
    "/a+/i": ir.Regex("a+", "i", HERE),
    "a / b": op("/", field("a"), field("b")),
    "a /* not this */ . b": field("a", "b"),
    "()": const(None),
    "and": field("and"),
}
TWICE = {
    "a[n > 1]": "list",
    "a.{'k': b}": "list",
    "a.(b + c)": "list",
    "a{k: v}": "dict",
    "a.$f(b)": "list",
}
UNREAD = {
    "|a|{'b': 1}|": "transform",
    "$f(?, 1)": "partial",
    "a@$v.b": "step",
    "a#$i": "step",
    "%.a": "parent",
}
BROKEN = [
    "",
    "(",
    "a +",
    "a.b.",
    "{'a'}",
    "[1",
    "function(x) {1}",
    "$f(",
    "a ? : c",
    "'open",
    "1 2",
    "a := 1",
]


@pytest.mark.parametrize(("written", "wanted"), READ.items(), ids=READ)
def test_what_is_read(written: str, wanted: ir.Expression) -> None:
    found = read_expression(written)
    assert found.value == wanted
    assert found.unread == ()


@pytest.mark.parametrize(("written", "kind"), TWICE.items(), ids=TWICE)
def test_steps_that_look_at_each_element(written: str, kind: str) -> None:
    found = read_expression(written).value
    assert isinstance(found, ir.Comprehension)
    assert (found.kind, found.clauses[0].iterable) == (kind, field("a"))


def test_a_block_is_a_function_that_is_called() -> None:
    found = read_expression("($x := a; $x & 'b')", prefix="3")
    assert isinstance(found.value, ir.Call)
    assert isinstance(found.value.callee, ir.Closure)
    (body,) = (one.body for one in found.functions.values())
    assert [type(one) for one in body] == [ir.Do, ir.Return]
    assert all(name.startswith("3") for name in found.functions)


def test_a_function_with_a_signature() -> None:
    found = read_expression("function($a, $b)<n-n:n>{ $a + $b }")
    (function,) = found.functions.values()
    assert [one.target for one in function.parameters] == [var("$a"), var("$b")]


def test_lines_are_those_of_the_file() -> None:
    found = read_expression("$a &\n\n  $b", line=10).value
    assert isinstance(found, ir.Concat)
    assert [ir.line_of(one.at) for one in found.parts] == [10, 12]


@pytest.mark.parametrize(("written", "what"), UNREAD.items(), ids=UNREAD)
def test_what_is_not_read_is_said(written: str, what: str) -> None:
    assert any(what in one for one in read_expression(written).unread)


@pytest.mark.parametrize("written", BROKEN)
def test_what_is_broken_is_opaque(written: str) -> None:
    found = read_expression(written)
    assert isinstance(found.value, ir.Opaque)
    assert found.unread


def test_what_is_broken_keeps_what_was_read() -> None:
    found = read_expression("$f(a.b, (").value
    assert isinstance(found, ir.Opaque)
    assert field("a", "b") in found.parts


_PIECES = [
    "a",
    "$x",
    "$",
    "'t'",
    "1",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    ",",
    ";",
    ":=",
    ":",
    "?",
    "&",
    "+",
    "*",
]
_PIECES += [
    "**",
    "%",
    "^",
    "@",
    "#",
    "|",
    "~>",
    "..",
    "function",
    "=",
    "!=",
    "in",
    "and",
    "/",
    "`b`",
    '"',
    "λ",
    "<",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=25))
def test_nothing_makes_it_fail(pieces: list[str]) -> None:
    read_expression(" ".join(pieces))
    read_expression("".join(pieces))


@given(st.text(max_size=40))
def test_no_text_makes_it_fail(written: str) -> None:
    read_expression(written)


_NAMES = st.sampled_from(["a", "b", "$x", "$states"])


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0:
        return draw(st.one_of(_NAMES, st.sampled_from(["'t'", "1", "true"])))
    inner = expressions(depth=depth - 1)
    kind = draw(st.integers(min_value=0, max_value=6))
    left, right = draw(inner), draw(inner)
    forms = (
        f"({left} & {right})",
        f"$f({left}, {right})",
        f"[{left}, {right}]",
        f"{{'k': {left}, 'l': {right}}}",
        f"({left} ? {right} : {left})",
        f"($v := {left}; {right})",
        f"(({left}) = ({right}))",
    )
    return forms[kind]


@given(expressions())
def test_what_is_well_formed_is_read_whole(written: str) -> None:
    assert read_expression(written).unread == ()


@given(expressions())
def test_blanks_and_parentheses_change_nothing(written: str) -> None:
    plain, spaced = read_expression(written), read_expression(f"  ( {written} )  ")
    if isinstance(plain.value, ir.Call) and isinstance(plain.value.callee, ir.Closure):
        return  # a block in parentheses is the same block
    assert plain.value == spaced.value
