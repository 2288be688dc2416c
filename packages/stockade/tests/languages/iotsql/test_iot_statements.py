"""Statements of IoT rules as programs, and that any text is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.languages.iotsql import read_statement
from stockade.model import program as ir
from stockade.model.embedded import TEMPLATE


def shown(value: ir.Expression) -> str:
    """Return an expression in short."""
    match value:
        case ir.Name(name=name):
            return name
        case ir.Attribute(object=holder, name=name):
            return f"{shown(holder)}.{name}"
        case ir.Index(object=holder, key=key):
            return f"{shown(holder)}[{shown(key)}]"
        case ir.Const(value=const):
            return repr(const)
        case ir.Concat(parts=parts):
            return "+".join(map(shown, parts))
        case ir.Operation(name=name, operands=operands):
            return f"({name} {' '.join(map(shown, operands))})"
        case ir.Opaque(what=what, parts=parts):
            return f"{what}[{', '.join(map(shown, parts))}]"
        case ir.Build(entries=entries):
            return f"list[{', '.join(shown(one.value) for one in entries)}]"
        case _:
            return type(value).__name__


def read(statement: str, *filled: str) -> tuple[str, list[str], list[str]]:
    """Return the condition of a statement, the texts it fills, what was not understood."""
    parsed = read_statement(statement, filled, "rule.yaml")
    (*rest,) = parsed.program.functions[TEMPLATE].body
    test = ""
    if rest and isinstance(rest[0], ir.If):
        test, rest = shown(rest[0].test), list(rest[0].then)
    calls = [one.value for one in rest if isinstance(one, ir.Do)]
    texts = [shown(call.arguments[0]) for call in calls if isinstance(call, ir.Call)]
    return test, texts, [reason for _, reason in parsed.unread]


CONDITIONS = {
    "SELECT * FROM 'a/+/b'": "",
    "SELECT * FROM 'a' WHERE x = 'y'": "(== $message.x 'y')",
    "select a.b as c from 'where' where a.b <> 'x' and not c > 1": (
        "(and (!= $message.a.b 'x') (not (> $message.c 1.0)))"
    ),
    "SELECT (SELECT v FROM d WHERE v > 1) AS e FROM 'a' WHERE kind IN ['a', 'b'] OR t": (
        "(or (in $message.kind list['a', 'b']) $message.t)"
    ),
    "SELECT * FROM 'a' WHERE topic(2) = 'x'": "(== topic()[] 'x')",
    "SELECT * FROM 'a' WHERE get(items, 0).x = 'y' AND regexp_matches(n, '^a$')": (
        "(and (== get()[$message.items, 0.0].x 'y') Call)"
    ),
    "SELECT * FROM 'a' WHERE CASE x WHEN 1 THEN y ELSE z END = 'a'": (
        "(== a choice[$message.y, $message.z] 'a')"
    ),
    "SELECT * FROM 'a' WHERE a + 'b' || c = cast(d as Int) * 2": (
        "(== $message.a+'b'+$message.c (arithmetic a number[] 2.0))"
    ),
}


@pytest.mark.parametrize(("statement", "expected"), CONDITIONS.items())
def test_what_a_message_must_fulfil(statement: str, expected: str) -> None:
    test, _, unread = read(statement)
    assert (test, unread) == (expected, [])


FILLED = {
    "plain": "'plain'",
    "${x}": "$message.x",
    "a/${x.y[0]}/b": "'a/'+$message.x.y[0.0]+'/b'",
    "${clientid()}/${timestamp()}": "clientid()[]+'/'+timestamp()[]",
    "${topic(3)}": "topic()[]",
    "${concat(x, '}')}!": "''+$message.x+'}'+'!'",
    "${lower(x)}": "lower()[$message.x]",
    "${cast(x AS Decimal)}": "a number[]",
    "${cast(x AS String)}": "$message.x",
    "${x": "'${x'",
    "": "''",
    "${*}": "$message",
}


@pytest.mark.parametrize(("text", "expected"), FILLED.items())
def test_what_fills_a_text(text: str, expected: str) -> None:
    _, texts, unread = read("SELECT * FROM 'a'", text)
    assert (texts, unread) == ([expected], [])


@pytest.mark.parametrize("text", ["${}", "${a b}", "${(}", "${'}", "${a.}", "${f(}", "${ยง}"])
def test_what_is_not_understood_is_said_or_stays_text(text: str) -> None:
    _, texts, unread = read("SELECT * FROM 'a'", text)
    assert len(texts) == 1
    assert unread or texts == [repr(text)]


_PARTS = st.sampled_from(
    [
        *(
            "${",
            "}",
            "(",
            ")",
            "[",
            "]",
            "'",
            '"',
            ".",
            ",",
            "+",
            "*",
            "/",
            "=",
            "not ",
            "and ",
            "in ",
            " where ",
        ),
        *("select ", "from ", "case ", "when ", "then ", "end", "cast(", " as ", "topic(", "a", "1", "`"),
    ]
)


@given(st.lists(_PARTS, max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read(text, text)


@pytest.mark.parametrize(
    "text", ["${" + "(" * 9_000, "not " * 9_000, "${a" + "[a" * 9_000 + "}", "-" * 9_000]
)
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    read("SELECT * FROM 'a' WHERE " + text, text + "}")  # noqa: S608 - no database reads it
