from collections.abc import Callable

import pytest

from stockade.model.program import Closure, Module, line_of, position

Bodies = Callable[..., dict[str, str]]
Program = Callable[..., Module]
Lowered = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("exports.handler = async (event) => {}", "handler"),
        ("module.exports.handler = function () {}", "handler"),
        ("module.exports = function () {}", "exports"),
        ("module.exports = function main() {}", "main"),
        ("const handler = (async () => {})", "handler"),
        ("function handler() {}", "handler"),
        ("export const handler = () => {}", "handler"),
        ("export default () => {}", "default"),
        ("export default function main() {}", "main"),
        ("export default async function () {}", "default"),
        ("this.a = () => {}", "a"),
        ("A.prototype.b = function () {}", "A.prototype.b"),
        ("const routes = {list() {}}", "routes.list"),
        ("const routes = {list: function all() {}}", "routes.list"),
        ("module.exports = {list: () => {}}", "exports.list"),
        ("f(() => {})", "<anonymous>@1:3"),
        ("f(function named() {})", "named"),
        ("const {a = () => {}} = b", "a"),
        ("a ||= () => {}", "a"),
        ("a[b] = () => {}", "<anonymous>@1:8"),
    ],
)
def test_names(program: Program, source: str, name: str) -> None:
    (function,) = program(source, "a.mjs").functions.values()
    assert function.id == name
    assert function.name == ("" if "anonymous" in name else name.rpartition(".")[2])


def test_ids_hold_the_names_around(program: Program) -> None:
    found = program("function a() {const b = () => {f(() => 1)}} function a() {}")
    assert list(found.functions) == ["a", "a@1:45", "a.b", "a.b.<anonymous>@1:34"]


def test_positions(program: Program) -> None:
    found = program("const ü = 1; const f =\n  async () => {\n  return 1\n}").functions["f"]
    assert (found.at, found.last) == (position(2, 3), 4)
    (assignment,) = program("\ufeff'ü'; x = 'üü' + y").body[1:]
    assert assignment.at == position(1, 6)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("function f(a, b = 1, {c, d: e = 2}, [g], ...h) {}", None),
        ("const f = a => a", "(a) {return a}"),
        ("const f = () => ({a: 1})", "() {return dict{'a': 1}}"),
        ("const f = () => (a(), b)", "() {a(); return b}"),
        (
            "const f = (a?: string, b: number = 1, ...c: any[]) => {}",
            "(a: string, b: number = 1, ...c: any[]) {}",
        ),
        ("function f(this: Foo, a) {}", "(a) {}"),
        ("function f<T>({a}: T): asserts a is B {return}", "({'a': a}: T) {return -}"),
        ("function f() {return a, b}", "() {a; return b}"),
        ("function f() {throw a}", "() {throw a}"),
        ("function* f() {yield a; yield* b; yield}", "() {yield(a); yield*(b); yield(None)}"),
        ("async function f() {return await a}", "() {return a}"),
        ("function f() {g(); function g() {}}", "() {g = fn:f.g; g()}"),
    ],
)
def test_parameters_and_bodies(bodies: Bodies, source: str, expected: str | None) -> None:
    wanted = "(a, b = 1, {'c': c, 'd': e = 2}, {0: g}, ...h) {}"
    assert bodies(source)["f"] == (expected or wanted)


def test_kinds(program: Program) -> None:
    source = "a = async function* () {}; b = () => {}; c = {async d() {}, *e() {}}; function* g() {}"
    found = program(source, "a.js").functions
    assert {name for name, each in found.items() if each.coroutine} == {"a", "c.d"}
    assert {name for name, each in found.items() if each.generator} == {"a", "c.e", "g"}
    assert {name for name, each in found.items() if each.lexical} == {"b"}


@pytest.mark.parametrize(
    ("source", "bound", "free"),
    [
        ("function f(a) {return a + b}", "a", "b"),
        ("function f() {if (c) {var a = 1} return a}", "a", "c"),
        ("function f() {a = 1}", "", "a"),
        ("function f() {g(); function g() {return h}}", "g", "h"),
        ("function f() {const a = 1; return () => a + this.b + arguments}", "a", ""),
        ("const f = () => this.a + arguments[0]", "", "arguments this"),
        ("function f() {class A {b = c}}", "A", "c"),
        ("function f() {for (const a of b) {} try {} catch (e) {}}", "a e", "b"),
        ("function f({a, b: [c], ...d}) {}", "a c d", ""),
        ("const f = function g() {return g}", "g", ""),
        ("function f() {const {a} = require('m')}", "a", ""),
        ("function f(a) {{let a = b}}", "a a@2", "b"),
        ("let x; function f() {{let x = 1}; return x}", "x@2", "x"),
        ("let x; function f() {{let x = 1; return () => x}}", "x@2", ""),
        ("let x; {let x = 1; function f() {return x}}", "", "x@2"),
        ("let x; {let x = 1; function f(x) {return x}}", "x", ""),
        ("let x; {let x = 1; function f() {var x; return x}}", "x", ""),
    ],
)
def test_bound_and_free(program: Program, source: str, bound: str, free: str) -> None:
    found = program(source).functions["f"]
    assert (" ".join(found.bound), " ".join(found.free)) == (bound, free)


def test_a_function_that_names_itself(bodies: Bodies) -> None:
    assert bodies("a = function b() {b()}")["a"] == "() {b = fn:a; b()}"
    assert bodies("a = function b() {c(() => b)}")["a"] == "() {b = fn:a; c(fn:a.<anonymous>@1:21)}"
    assert bodies("a = function b() {}")["a"] == "() {}"


def test_called_where_it_stands(lowered: Lowered, bodies: Bodies) -> None:
    assert lowered("(function () {a()})(); (() => b)(); !function () {}()") == [
        "fn:<anonymous>@1:2()",
        "fn:<anonymous>@1:25()",
        "(not fn:<anonymous>@1:38())",
    ]
    assert len(bodies("(function () {(function () {})()})()")) == 2


def test_positions_of_calls(program: Program) -> None:
    body = program("a\n  .b(() => 1)\n").body
    assert line_of(body[0].at) == 1
    assert Closure("<anonymous>@2:6", position(2, 6)) in body[0].value.arguments  # type: ignore[union-attr]
