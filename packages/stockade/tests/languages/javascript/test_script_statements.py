from collections.abc import Callable

import pytest

Lowered = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let a = 1, b", ["a = 1", "b = None"]),
        ("var a", []),
        ("const a = // why\n f()", ["a = f()"]),
        ("const {a, b: {c}, d = 1, ...e} = f", ["{'a': a, 'b': {'c': c}, 'd': d = 1, ...e} = f"]),
        ("let [a, , b = 2, ...c] = f", ["{0: a, 2: b = 2, ...c} = f"]),
        ("const {[a]: b, 'c': d} = f", ["{a: b, 'c': d} = f"]),
        ("const {a, b: c} = require('m')", ["a = import:m:a", "c = import:m:b"]),
        ("const {a = 1} = require('m')", ["{'a': a = 1} = import:m"]),
        ("({a, b: c[0]} = d)", ["{'a': a, 'b': c[0]} = d"]),
        ("a.b = c.d = e", ["a.b = (c.d := e)"]),
        ("a = /* c */ b", ["a = b"]),
        ("using a = b", ["a = b"]),
        ("await using a = b", ["a = b"]),
        ("'use strict'; a", ["a"]),
        ("'a'", ["'a'"]),
        ("a; ; debugger", ["a"]),
    ],
)
def test_declarations_and_assignments(lowered: Lowered, source: str, expected: list[str]) -> None:
    assert lowered(source, "a.js") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a(), b = 1", ["a()", "b = 1"]),
        ("a && b()", ["if a {b()}"]),
        ("a && b && c()", ["if (and a b) {c()}"]),
        ("a || b()", ["if a {} else {b()}"]),
        ("a ?? b()", ["(?? a b())"]),
        ("a ? b() : c = 1", ["if a {b()} else {c = 1}"]),
        ("a /* x */ ? b() : c()", ["(a ? b() : c())"]),
        ("delete a.b", ["delete a.b"]),
        ("void f()", ["f()"]),
        ("!f()", ["(not f())"]),
        ("await f()", ["f()"]),
        ("a += b; a++; delete a[b]", ["a = <a ~ b>", "a = (+ a 1)", "delete a[b]"]),
        ("a = (b(), c)", ["a = tuple{b(), c}[1]"]),
        ("let a = (b(), c)", ["b()", "a = c"]),
    ],
)
def test_effects(lowered: Lowered, source: str, expected: list[str]) -> None:
    assert lowered(source, "a.js") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if (a) b(); else if (c) d(); else e()", "if a {b()} else {if c {d()} else {e()}}"),
        ("while (a) b()", "for while a {b()}"),
        ("do a(); while (b)", "for while - {a(); if b {} else {break}}"),
        ("for (;;) a()", "for while - {a()}"),
        ("for (; a; b++, c()) d()", "for while a {d()} after {b = (+ b 1); c()}"),
        ("for (const a of b) c()", "for a of b {c()}"),
        ("for (const [a, b] of c) ;", "for {0: a, 1: b} of c {}"),
        ("for (var a in b) c()", "for a in b {c()}"),
        ("for (a.b of c) ;", "for a.b of c {}"),
        ("switch (a) {case 1: case 2: b(); break; default: c()}", None),
        ("try {a()} catch {b()} finally {c()}", "try {a()} catch - {b()} finally {c()}"),
        ("try {a()} catch ({b}) {c(b)}", "try {a()} catch {'b': b} {c(b)}"),
        ("throw new E(a)", "throw new E(a)"),
        ("a: for (;;) {for (;;) {continue a}}", "for while - {for while - {break}}"),
        ("a: for (;;) {b(); continue a}", "for while - {b(); continue}"),
        ("for (;;) {continue; break}", "for while - {continue; break}"),
        ("a: {b(); break a}", "switch True [] {b(); break}"),
    ],
)
def test_branches_and_loops(lowered: Lowered, source: str, expected: str | None) -> None:
    expected = expected or "switch a [1] {} [2] {b(); break} [] {c()}"
    assert lowered(source, "a.js") == [expected]


def test_first_part_of_a_loop_stands_before_it(lowered: Lowered) -> None:
    source = "for (let a = 0, b = 1; a < b; a++) c()"
    assert lowered(source) == ["a = 0", "b = 1", "for while (< a b) {c()} after {a = (+ a 1)}"]
    assert lowered("for (a = 0; ;) b()") == ["a = 0", "for while - {b()}"]


def test_with_and_labels(lowered: Lowered) -> None:
    assert lowered("with (a) b()", "a.js") == ["a", "b()"]
    assert lowered("a: b()", "a.js") == ["b()"]
    assert lowered("for await (const a of b) c()", "a.mjs") == ["for a of b {c()}"]


def test_functions_of_a_block_are_assigned_first(lowered: Lowered) -> None:
    assert lowered("f(); function f() {} {g(); function g() {}}") == ["f = fn:f", "f()", "g = fn:g", "g()"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let a = 1; {let a = 2; f(a)} f(a)", ["a = 1", "a@2 = 2", "f(a@2)", "f(a)"]),
        ("{let a = 1; f(a)} {let a = 2; f(a)}", ["a = 1", "f(a)", "a = 2", "f(a)"]),
        ("let a; for (const a of b) f(a)", ["a = None", "for a@2 of b {f(a@2)}"]),
        ("let a; for (let a = 1; a; a++) ;", None),
        ("let e; try {} catch (e) {f(e)}", ["e = None", "try {} catch e@2 {f(e@2)}"]),
        ("let a; {let {a, b: {c = a}} = d}", ["a = None", "{'a': a@2, 'b': {'c': c = a@2}} = d"]),
        ("let a; switch (b) {case 1: let a = 2}", ["a = None", "switch b [1] {a@2 = 2}"]),
        ("let a; {let a; {let a = 1}}", ["a = None", "a@2 = None", "a@3 = 1"]),
        ("let C; {class C {}}", ["C = None", "C@2 = class:C"]),
        ("let a; {let a = 1; f({a})}", ["a = None", "a@2 = 1", "f(dict{'a': a@2})"]),
    ],
)
def test_variables_of_blocks_that_hide_others(
    lowered: Lowered, source: str, expected: list[str] | None
) -> None:
    expected = expected or ["a = None", "a@2 = 1", "for while a@2 {} after {a@2 = (+ a@2 1)}"]
    assert lowered(source) == expected
