"""Statements of Python, lowered."""

from collections.abc import Callable

import pytest

Lines = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a", ["a = import:a"]),
        ("import a.b.c", ["import:a.b.c", "a = import:a"]),
        ("import a.b as c, d", ["c = import:a.b", "d = import:d"]),
        ("from a.b import c as d, e", ["d = import:a.b:c", "e = import:a.b:e"]),
        ("from . import a", ["a = import:.:a"]),
        ("from ..a . b import (c,\n d)", ["c = import:..a.b:c", "d = import:..a.b:d"]),
        ("from a import *", ["import:a:*"]),
        ("from __future__ import division", []),
    ],
)
def test_imports(lowered: Lines, source: str, expected: list[str]) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b", ["a = b"]),
        ("a = b = c", ["a = (b := c)"]),
        ("a: int = b", ["a = b"]),
        ("a: int", []),
        ("a, b = c", ["{0: a, 1: b} = c"]),
        ("a, *b, (c, d) = e", ["{0: a, -1: {0: c, 1: d}, *b} = e"]),
        ("[a, b] = c", ["{0: a, 1: b} = c"]),
        ("(a) = b", ["a = b"]),
        ("(a,) = b", ["{0: a} = b"]),
        ("a.b = a[c] = d", ["a.b = (a[c] := d)"]),
        ("a[1:2] = b", ["a[?a slice?()] = b"]),
        ("f().a = b", ["f().a = b"]),
        ("a += b", ["a = <a ~ b>"]),
        ("a.b -= c", ["a.b = (- a.b c)"]),
        ("a //= b", ["a = (// a b)"]),
        ("a **= b", ["a = (** a b)"]),
        ("a @= b", ["a = (@ a b)"]),
        ("a >>= b", ["a = (>> a b)"]),
        ("a = yield b", ["a = yield(b)"]),
        ("del a, b[0]", ["del a", "del b[0]"]),
        ("del (a, b.c)", ["del a", "del b.c"]),
        ("global a", []),
        ("type A[T] = list[T]", []),
        ("pass", []),
        ("'a docstring'", []),
        ("...", []),
        ("f(); g()", ["f()", "g()"]),
        ("a, b", ["tuple{a, b}"]),
        ("return", ["return -"]),
        ("return a, b", ["return tuple{a, b}"]),
        ("raise", ["raise -"]),
        ("raise A(b)", ["raise A(b)"]),
        ("raise A from b", ["raise A"]),
        ("raise A from b()", ["b()", "raise A"]),
        ("raise A, 'text', trace", ["raise A('text')"]),
        ("assert a", ["if (not a)", "  raise AssertionError()"]),
        ("assert a, b", ["if (not a)", "  raise AssertionError(b)"]),
        ("print a, b", ["print(a, b)"]),
        ("print >>f, a", ["print(a, file=f)"]),
        ("print 'a %s' % b", ["print(<'a ' ~ b>)"]),
        ("print(a)", ["print(a)"]),
        ("exec 'a' in b", ["exec('a', b)"]),
        ("exec(a)", ["exec(a)"]),
    ],
)
def test_simple_statements(lowered: Lines, source: str, expected: list[str]) -> None:
    assert lowered(source) == expected


def test_branches(lowered: Lines) -> None:
    source = """
        if a:
            b
        elif c:
            # why
            d
        else:
            e
    """
    assert lowered(source) == [
        "if a",
        "  b",
        "else",
        "  if c",
        "    d",
        "  else",
        "    e",
    ]


def test_loops(lowered: Lines) -> None:
    source = """
        for a, b in c:
            continue
        else:
            d
        while e:
            break
        else:
            f
        while True:
            g
        async for h in i: j
        for k in 1, 2: l
    """
    assert lowered(source) == [
        "loop of {0: a, 1: b} c",
        "  continue",
        "else",
        "  d",
        "loop while - e",
        "  break",
        "else",
        "  f",
        "loop while - -",
        "  g",
        "loop of h i",
        "  j",
        "loop of k tuple{1, 2}",
        "  l",
    ]


def test_errors_caught(lowered: Lines) -> None:
    source = """
        try:
            a
        except A:
            b
        except (B, c.D) as e:
            f
        except:
            g
        else:
            h
        finally:
            i
    """
    assert lowered(source) == [
        "try",
        "  a",
        "catch - [A]",
        "  b",
        "catch e [B, c.D]",
        "  f",
        "catch - []",
        "  g",
        "else",
        "  h",
        "finally",
        "  i",
    ]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("except* (A, B) as e", "catch e [A, B]"),
        ("except A, e", "catch e [A]"),
        ("except (A, B), e", "catch e [A, B]"),
        ("except A, B", "catch - [A, B]"),
        ("except a(b)", "catch - [a(b)]"),
    ],
)
def test_other_forms_of_except(lowered: Lines, clause: str, expected: str) -> None:
    assert lowered(f"try:\n  a\n{clause}:\n  b") == ["try", "  a", expected, "  b"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("with a", ["a.__enter__()"]),
        ("with open(a) as b", ["b = open(a).__enter__()"]),
        ("async with a as b, c as (d, e)", ["b = a.__enter__()", "{0: d, 1: e} = c.__enter__()"]),
        ("with (a as b, c)", ["b = a.__enter__()", "c.__enter__()"]),
        ("with a as b.c", ["b.c = a.__enter__()"]),
    ],
)
def test_with(lowered: Lines, head: str, expected: list[str]) -> None:
    assert lowered(f"{head}:\n  f()") == [*expected, "f()"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("1", ["if (== s 1)"]),
        ("-1", ["if (== s -1)"]),
        ("'a' 'b'", ["if (== s 'ab')"]),
        ("None", ["if (is s None)"]),
        ("1 + 2j", ["if (== s ?a number?())"]),
        ("a.b", ["if (== s a.b)"]),
        ("_", []),
        ("a", ["a = s"]),
        ("a if a > 1", ["a = s", "if (> a 1)"]),
        ("1 | 2", ["if (or (== s 1) (== s 2))"]),
        ("-1 | 2", ["if (or (== s -1) (== s 2))"]),
        ("(1 | 2) as a", ["if (or (== s 1) (== s 2))", "  a = s"]),
        ("[a, 1]", ["if (and (== len(s) 2) (== s[1] 1))", "  a = s[0]"]),
        ("a, *b, c", ["if (>= len(s) 2)", "  a = s[0]", "  b = s[1:-1]", "  c = s[-1]"]),
        ("[*_]", ["if (>= len(s) 0)"]),
        ("{'k': a, 'l': 2}", ["if (and (in 'k' s) (in 'l' s) (== s['l'] 2))", "  a = s['k']"]),
        ("{'k': _, **b}", ["if (in 'k' s)", "  b = s"]),
        ("str(a)", ["if isinstance(s, str)", "  a = s"]),
        ("m.P(a, b=3, c=d)", [
            "if (and isinstance(s, m.P) (== s.b 3))", "  a = ?a positional attribute?(s)", "  d = s.c",
        ]),
        ("P(b=-1)", ["if (and isinstance(s, P) (== s.b -1))"]),
        ("{'a': x} | [x]", [
            "if (or (in 'a' s) (== len(s) 1))", "  x = (?an alternative?() ? s['a'] : s[0])",
        ]),
    ],
)  # fmt: skip
def test_patterns(lowered: Lines, pattern: str, expected: list[str]) -> None:
    found = lowered(f"match s:\n  case {pattern}:\n    do()\n")
    assert [line for line in found if line.strip() != "do()"] == expected
    assert [line.strip() for line in found].count("do()") == 1


def test_cases_are_branches(lowered: Lines) -> None:
    source = """
        match f(a), b:
            case 1, 2:
                c
            case _:
                d
            case 3:
                never
    """
    assert lowered(source) == [
        "<match>@1:1 = tuple{f(a), b}",
        "if (and (== len(<match>@1:1) 2) (== <match>@1:1[0] 1) (== <match>@1:1[1] 2))",
        "  c",
        "else",
        "  d",
    ]


def test_very_many_branches_stand_side_by_side_at_last(lowered: Lines) -> None:
    found = lowered(
        "if a:\n  f(0)\n" + "".join(f"elif a:\n  f({n})\n" for n in range(1, 200)) + "else:\n  last\n"
    )
    assert sum("f(" in line for line in found) == 200
    assert sum("last" in line for line in found) == 1
    assert max(len(line) - len(line.lstrip()) for line in found) < 200
