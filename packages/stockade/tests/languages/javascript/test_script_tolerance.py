"""Reading never fails: broken, mutated, very deep and very long sources, in linear time."""

import gc
import sys
from collections.abc import Callable, Iterator
from time import process_time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.languages.javascript import read_program
from stockade.model.program import Class, Function, Module, Opaque, column_of, line_of

SOURCE = """\
#!/usr/bin/env node
import db, {query as ask, type Row} from './db'; // ours
export * from "./rest";
@Controller('/orders')
export class Orders<T extends Row = Row> extends Base<T> implements Shape {
  static #count = 0; limit: number = 10_000; static { this.#count++; }
  constructor(private readonly table: Table, @Inject() public log?: Log) { super(table); }
  @Get(':id') async find(@Param('id') id: string, {page = 1, ...rest}: Query = {}): Promise<T[]> {
    const rows = await ask(`SELECT * FROM ${this.table!.name} WHERE id = '${id}' LIMIT ` + page);
    for await (const {name: [first, , ...others], ü = '\\u{1F600}'} of rows as Row[]) {
      if (!first?.ok && (others ?? []).length < this.limit) continue;
      else rest[first] ||= others;
    }
    label: do {
      switch (id) { case 'a': case 'b': break label; default: throw new Error("no " + id); }
    } while (id--);
    try { return rows.map((row, i) => ({...row, [i]: row.total / 2, get sum() { return i }})); }
    catch (error: unknown) { console.error(/a\\/b/g, error); delete rest.x; }
    finally { void 0, rows.length = 0; }
  }
}
enum Size { Small, Large = 'large' }
namespace Print.Works { export const cards = <Size>Size.Small; }
function* ids() { let n = 0; { let n = yield* others; } while (true) yield n++; }
module.exports.handler = async function handler(event) { return tag`a${event?.body}b`, new Orders(event) };
"""
DEEP = 4_000


def every(node: object) -> Iterator[msgspec.Struct]:
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


def deepest(node: object) -> int:
    """Return how many structs of a module stand in one another."""
    most, waiting = 0, [(node, 0)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, msgspec.Struct):
            most = max(most, depth := depth + 1)
            waiting.extend((getattr(each, name), depth) for name in each.__struct_fields__)
        elif isinstance(each, tuple):
            waiting.extend((inner, depth) for inner in each)
        elif isinstance(each, dict):
            waiting.extend((inner, depth) for inner in each.values())
    return most


def check(source: str, file: str) -> Module:
    """Read a source and hold what is true of every module."""
    module = read_program(source, file)
    assert read_program(source, file) == module
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=Module) == module
    widths = [len(line) for line in source.removeprefix("\ufeff").split("\n")]
    assert 0 <= module.broken <= len(widths)
    for node in every(module):
        at = getattr(node, "at", 0)
        if at:
            assert 1 <= line_of(at) <= len(widths)
            assert 1 <= column_of(at) <= min(widths[line_of(at) - 1] + 1, 4095)
        if isinstance(node, Function):
            assert module.functions[node.id] is node
            assert line_of(node.at) <= node.last <= len(widths)
            assert not set(node.bound) & set(node.free)
        if isinstance(node, Class):
            assert module.classes[node.id] is node
            assert {method.function for method in node.methods} <= set(module.functions)
    return module


FILES = st.sampled_from(["a.js", "a.jsx", "a.mjs", "a.cjs", "a.ts", "a.mts", "a.cts", "a.tsx"])
WORDS = """
a b.c ?. [ ] { } ( ) , ; : => = += ?? ... ` ${ } ' " / < > </a> # @ * class extends static get async await
function return yield import export from default let const var if else for of in while do switch case try
catch finally throw new this super enum namespace type interface as 1 'x' \\ é 😀 //
"""
TOKENS = st.sampled_from([*WORDS.split(), "\n"])


@settings(max_examples=150, deadline=None)
@given(st.text(), FILES)
def test_any_text(source: str, file: str) -> None:
    check(source, file)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS, max_size=40).map(" ".join), FILES)
def test_any_tokens(source: str, file: str) -> None:
    check(source, file)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SOURCE)), st.integers(0, 60), st.text(max_size=3) | TOKENS, FILES)
def test_mutations(start: int, length: int, put: str, file: str) -> None:
    check(SOURCE[:start] + put + SOURCE[start + length :], file)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(st.lists(TOKENS, max_size=80).map(" ".join), FILES)
def test_any_tokens_at_length(source: str, file: str) -> None:
    check(source, file)


def test_the_whole_is_read() -> None:
    module = check(SOURCE, "a.ts")
    assert module.broken == 0
    assert [node.what for node in every(module) if isinstance(node, Opaque)] == []
    assert set(module.functions) == {
        "Orders.<static>",
        "Orders.constructor",
        "Orders.find",
        "Orders.find.<anonymous>@17:27",
        "Orders.find.<anonymous>@17:27.sum",
        "ids",
        "handler",
    }


@pytest.mark.parametrize(
    ("source", "broken", "kept"),
    [
        ("let a = ;\nf()", 1, "f"),
        ("f()\nlet b = g(((", 2, "f"),
        ("if (a) {\n f() g() h(\n}", 2, "g"),
        ("class A { ] x = f() }", 1, "f"),
        ("a = {b: f(), c d e}", 1, "f"),
        ("function f() { if (a) { g(", 1, "g"),
        ("", 0, ""),
    ],
)
def test_broken_sources_keep_what_is_readable(source: str, broken: int, kept: str) -> None:
    module = check(source, "a.js")
    assert module.broken == broken
    assert not kept or kept in str(module)


def test_flow_shebang_and_html_comments() -> None:
    module = check("// @flow\nimport type {A} from 'm';\nconst f = (a: A, b?: string): void => g(a);", "a.js")
    assert (module.broken, module.language, len(module.functions["f"].parameters)) == (0, "javascript", 2)
    assert check("#!/usr/bin/env node\n<!-- a\nf()\n--> b", "a.js").functions == {}
    assert check("\ufefff()", "a.js").broken == 0


def test_half_a_surrogate_pair() -> None:
    check("'\\ud83d' + `\\udc00`", "a.js")
    assert read_program("a = '\udc80'", "a.js").broken == 0


NESTED: dict[str, Callable[[int], str]] = {
    "sum": lambda n: "x = " + " + ".join(["a"] * n),
    "mixed": lambda n: "x = " + "a + a - " * n + "a",
    "and": lambda n: " && ".join(["a"] * n),
    "links": lambda n: "a" + ".b(1)" * n,
    "links with functions": lambda n: "a" + ".b(c => c.d(1))" * n,
    "calls": lambda n: "a" + "(1)" * n,
    "indexes": lambda n: "a" + "[1]" * n,
    "tags": lambda n: "a" + "`b`" * n,
    "parentheses": lambda n: "(" * n + "a" + ")" * n,
    "lists": lambda n: "[" * n + "a" + "]" * n,
    "objects": lambda n: "x = " + "{a: " * n + "1" + "}" * n,
    "blocks": lambda n: "{let a = 1;" * n + "}" * n,
    "functions": lambda n: "function f(a) {let b = a;" * n + "}" * n,
    "arrows": lambda n: "a => " * n + "1",
    "callbacks": lambda n: "a(function (b) {" * n + "})" * n,
    "else": lambda n: "if (a) b();" + "else if (c) d();" * n,
    "choices": lambda n: "x = " + "a ? b : " * n + "c",
    "assignments": lambda n: "a = " * n + "1",
    "signs": lambda n: "!" * n + "a",
    "templates": lambda n: "`${" * n + "a" + "}`" * n,
    "indexes assigned": lambda n: "a[" * n + "1" + "] += 1" * n,
    "classes": lambda n: "class A {x = " + "class {x = " * n + "1" + "}" * n + "}",
    "methods": lambda n: "class A {m() {" * n + "}}" * n,
    "patterns": lambda n: "let " + "{a: " * n + "b" + "}" * n + " = c",
    "elements": lambda n: "x = " + "<a>" * n + "</a>" * n,
    "commas": lambda n: ",".join(["a()"] * n),
    "labels": lambda n: "".join(f"a{number}: " for number in range(n)) + "b()",
    "switches": lambda n: "switch (a) {case 1: " * n + "}" * n,
    "siblings": lambda n: "let x;" + "{let x = 1; f(() => x)}" * n,
    "namespaces": lambda n: "namespace " + ".".join(["A"] * n) + " {}",
    "open": lambda n: "function f() {if (a) {b(" * (n // 10),
    "brackets": lambda n: "[({" * n,
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_and_long(name: str) -> None:
    file = "a.ts" if name == "namespaces" else "a.jsx"
    module = check(NESTED[name](DEEP), file)
    assert deepest(module) <= 170


@pytest.mark.parametrize("name", [name for name in NESTED if name != "open"])
def test_time_is_linear(name: str) -> None:
    file = "a.ts" if name == "namespaces" else "a.jsx"

    def spent(times: int) -> float:
        source = NESTED[name](times)
        before = process_time()
        read_program(source, file)
        return process_time() - before

    assert min(spent(4 * DEEP) for _ in range(2)) < 0.05 + 10 * min(spent(DEEP) for _ in range(2))


def test_one_line_of_two_megabytes() -> None:
    module = read_program("f(1,{a:'b'});" * 160_000, "a.js")
    assert len(module.body) == 160_000
    assert column_of(module.body[-1].at) == 4095
    assert column_of(read_program("'ü';" * 5_000 + "x", "a.js").body[-1].at) == 4095


def test_a_caller_at_the_end_of_the_stack() -> None:
    def down(left: int) -> Module:
        return down(left - 1) if left else read_program("[" * 200 + "]" * 200, "a.js")

    depth = 0
    frame = sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    assert down(sys.getrecursionlimit() - depth - 60).body


def test_collector_and_limit_are_put_back() -> None:
    limit = sys.getrecursionlimit()
    read_program("a", "a.js")
    assert gc.isenabled()
    gc.disable()
    try:
        read_program("a", "a.js")
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert sys.getrecursionlimit() == limit
