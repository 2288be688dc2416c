"""Lowering never fails: broken, mutated, very deep and very long sources."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from time import process_time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.languages.python.lowering import read_program
from stockade.model.program import Module, Name, Opaque, column_of, line_of

Lines = Callable[[str], list[str]]

SOURCE = '''\
"""Orders of the print works."""
import json, os
from .store import Table as T, find  # ours
LIMIT: int = 10_000

@app.route("/orders/<id>", methods=["GET"])
async def order(event, context=None, *rest, table: T = T(os.environ["TABLE"]), **extra):
    body = json.loads(event.get("body") or "{}")
    if not isinstance(body, dict) and 0 < len(body) < LIMIT:
        raise ValueError(f"no {body!r:>{LIMIT}} at {context.name=}") from None
    elif (found := body["rows"][1:-1]) is not None:
        query = "SELECT * FROM %s WHERE id = '%(id)d'" % table + "{0.name}{}".format(found, *rest)
    with open("/tmp/" + body["name"], "w") as out, lock:
        for number, (key, *values) in enumerate(sorted(body.items(), key=lambda e: e[0])):
            out.write(key + ": " + ",".join(v for v in values if v not in rest))
        else:
            return {"statusCode": 200, **extra, "body": [x for x in found]}
    match body:
        case {"kind": "a" | "b" as kind, **others} if kind: yield kind
        case [Point(x=0), *_] | None: del others
    try:
        total += await find(query)
    except (KeyError, OSError) as error:
        print(error)
    finally:
        assert total, "nothing"

class Card(Base[int], metaclass=Meta):
    width = height = 3
    @property
    def area(self): return self.width * Card.height ** 2
'''


def every(node: object) -> Iterator[object]:
    """Yield all structs in a value, without recursion."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, msgspec.Struct):
            yield each
            waiting.extend(getattr(each, name) for name in each.__struct_fields__)
        elif isinstance(each, tuple):
            waiting.extend(each)
        elif isinstance(each, dict):
            waiting.extend(each.values())


def depth(node: object) -> int:
    """Return how many structs stand in one another."""
    deepest = 0
    waiting = [(node, 0)]
    while waiting:
        each, level = waiting.pop()
        deepest = max(deepest, level)
        if isinstance(each, msgspec.Struct):
            waiting.extend((getattr(each, name), level + 1) for name in each.__struct_fields__)
        elif isinstance(each, tuple | dict):
            waiting.extend((e, level) for e in (each.values() if isinstance(each, dict) else each))
    return deepest


def holds(source: str) -> Module:
    """Read a source and check what holds of every one."""
    found = read_program(source, "a.py")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Module) == found
    assert read_program(source, "a.py") == found
    lines = source.removeprefix("\ufeff").split("\n")
    for each in every(found):
        at = getattr(each, "at", 0)
        if at:
            assert 1 <= line_of(at) <= len(lines)
            assert 1 <= column_of(at) <= len(lines[line_of(at) - 1]) + 1
        assert 0 <= getattr(each, "last", 0) <= len(lines)
    assert 0 <= found.broken <= len(lines)
    return found


def test_the_source_of_this_test_is_whole() -> None:
    found = holds(SOURCE)
    assert found.broken == 0
    assert set(found.functions) == {"order", "order.<anonymous>@14:74", "Card.area"}
    assert {each.what for each in every(found) if isinstance(each, Opaque)} == {"a formatted value"}


_TOKENS = st.sampled_from(
    [
        *SOURCE.split(),
        *"()[]{}:,.=+-*/%\\'\"#@~`\n\t",
        "\n    ",
        "f'{",
        '"""',
        "é",
        "\ud800",
        "\0",
        "lambda",
        "match",
    ]
)


@given(st.text() | st.lists(_TOKENS).map("".join) | st.lists(_TOKENS).map(" ".join))
@settings(deadline=None)
def test_any_text_is_read(source: str) -> None:
    holds(source)


@given(st.lists(st.tuples(st.integers(0, len(SOURCE)), st.integers(0, 40), _TOKENS), min_size=1, max_size=4))
@settings(deadline=None)
def test_mutated_sources_are_read(changes: list[tuple[int, int, str]]) -> None:
    source = SOURCE
    for start, length, token in changes:
        source = source[:start] + token + source[start + length :]
    holds(source)


def test_every_beginning_of_a_source_is_read() -> None:
    for end in range(0, len(SOURCE), 7):
        holds(SOURCE[:end])


@pytest.mark.parametrize(
    ("source", "expected", "broken"),
    [
        ("x = = 3\ny = 1", ["x = ?not the language?(?not the language?(), 3)", "y = 1"], 1),
        ("a = 1\nf(b,\n", ["a = 1", "?not the language?(f, b)"], 2),
        ("def f(:\n  pass\ny = 2", ["f = fn:f", "y = 2"], 1),
        ("x = {a: }\n", ["x = ?not the language?(a, ?not the language?())"], 1),
        ("return g(\n\ndef h():\n  pass", ["?not the language?(g)", "h = fn:h"], 1),
        ("$ a\nb = 1", ["?not the language?()", "a", "b = 1"], 1),
        ("f(a, ^, b)\n", ["f(a, ?not the language?(), b)"], 1),
    ],
)
def test_what_is_not_the_language_is_opaque(
    lowered: Lines, source: str, expected: list[str], broken: int
) -> None:
    assert lowered(source) == expected
    assert holds(source).broken == broken


def test_a_mark_of_byte_order_counts_for_nothing(lowered: Lines) -> None:
    assert lowered("\ufeffimport a\r\nb = 1\r\n") == ["a = import:a", "b = 1"]


MANY: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "x = " + "(" * n + "a" + ")" * n,
    "lists": lambda n: "x = " + "[" * n + "a" + "]" * n,
    "sum": lambda n: "x = " + " + ".join(["a"] * n),
    "difference": lambda n: "x = " + " - ".join(["a"] * n),
    "power": lambda n: "x = " + " ** ".join(["a"] * n),
    "conjunction": lambda n: "x = " + " and ".join(["a"] * n),
    "mixed": lambda n: "x = " + " and b or ".join(["a"] * n),
    "comparison": lambda n: "x = " + " < ".join(["a"] * n),
    "comparisons in one another": lambda n: "x = " + "a < (" * n + "b" + ") < c" * n,
    "chain": lambda n: "x = a" + ".b(c)" * n,
    "calls in calls": lambda n: "x = " + "f(" * n + "a" + ")" * n,
    "subscripts": lambda n: "x = " + "a[" * n + "b" + "]" * n,
    "elif": lambda n: "if a: b\n" + "elif c: d\n" * n,
    "case": lambda n: "match a:\n" + " case 1: b\n" * n,
    "patterns": lambda n: "match a:\n case " + "[" * n + "b" + "]" * n + ": c",
    "alternatives": lambda n: "match a:\n case " + "|".join(["[x]"] * n) + ": c",
    "not": lambda n: "x = " + "not " * n + "a",
    "choice": lambda n: "x = " + "a if b else " * n + "c",
    "assignments": lambda n: "a = " * n + "b",
    "lambdas": lambda n: "x = " + "lambda: " * n + "a",
    "loops": lambda n: "x = [a " + "for a in b " * n + "]",
    "decorators": lambda n: "@a\n" * n + "def f(): pass",
    "functions": lambda n: "def f(): pass\n" * n,
    "fields": lambda n: "class C:\n " + "a, " * n + "= f()",
    "percent": lambda n: "x = '" + "%s" * n + "' % (" + "a, " * n + ")",
    "format": lambda n: "x = '" + "{}" * n + "'.format(" + "a, " * n + ")",
    "formats in formats": lambda n: "x = " + "'{0}{0}'.format(" * n + "a" + ")" * n,
    "broken": lambda n: "x = = 1\n" * n,
    "open": lambda n: "f(" * n,
    "closed": lambda n: ")" * n,
    "targets": lambda n: "(" * n + "a," + ")" * n + " = b",
}


@pytest.mark.parametrize("kind", MANY)
def test_depth_is_bounded_and_time_grows_with_length(kind: str) -> None:
    deepest = depth(holds(MANY[kind](300)))
    assert deepest < 400
    times = []
    for count in (5_000, 20_000):
        source, begun = MANY[kind](count), process_time()
        found = read_program(source, "a.py")
        times.append(process_time() - begun)
        assert depth(found) <= max(deepest, 1) + 2
    for before, after in pairwise(times):
        assert after < 10 * before + 0.5


def test_what_is_too_deep_keeps_its_names() -> None:
    found = holds("x = " + "f(" * 400 + "a.b, c=d" + ")" * 400)
    parts = [part for each in every(found) if isinstance(each, Opaque) for part in each.parts]
    assert {part.name for part in parts if isinstance(part, Name)} == {"f", "a", "d"}


def test_a_chain_that_is_too_long_keeps_its_arguments() -> None:
    found = holds("x = a.b(secret)" + ".c()" * 400)
    (opaque,) = [each for each in every(found) if isinstance(each, Opaque)]
    assert [getattr(part, "name", "") for part in opaque.parts] == ["a", "secret"]


def test_a_caller_deep_down_gets_an_answer() -> None:
    def down(levels: int) -> Module:
        return down(levels - 1) if levels else read_program("x = " + "f(" * 140 + ")" * 140, "a.py")

    def deepest() -> Module:
        for levels in range(950, 0, -50):
            try:
                return down(levels)
            except RecursionError:
                continue
        raise AssertionError

    assert deepest().broken == 1
