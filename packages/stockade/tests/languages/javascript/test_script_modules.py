from collections.abc import Callable

import pytest

Lowered = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a from 'm'", ["a = import:m:default"]),
        ("import a, {b as c, default as d, 'e-f' as g} from 'm'", None),
        ("import * as a from 'm'", ["a = import:m"]),
        ("import a, * as b from 'm'", ["a = import:m:default", "b = import:m"]),
        ("import 'm'", ["import:m"]),
        ("import a from './m.json' with {type: 'json'}", ["a = import:./m.json:default"]),
        ("const a = await import('m')", ["a = import:m"]),
    ],
)
def test_imports(lowered: Lowered, source: str, expected: list[str] | None) -> None:
    four = ["a = import:m:default", "c = import:m:b", "d = import:m:default", "g = import:m:e-f"]
    assert lowered(source, "a.mjs") == (expected or four)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const a = 1, {b} = c", ["a = 1", "{'b': b} = c", "exports.a = a", "exports.b = b"]),
        ("export var a = 1", ["a = 1", "exports.a = a"]),
        ("export function f() {}", ["f = fn:f", "exports.f = f"]),
        ("export class A {}", ["A = class:A", "exports.A = A"]),
        ("export default a", ["exports.default = a"]),
        ("export default function f() {}", ["f = fn:f", "exports.default = f"]),
        ("export default function () {}", ["exports.default = fn:default"]),
        ("export default class A {}", ["A = class:A", "exports.default = A"]),
        ("export default class {}", ["exports.default = class:default"]),
        ("export default {a: 1}", ["exports.default = dict{'a': 1}"]),
        ("export {a as b, c}; let a = 1", ["a = 1", "exports.b = a", "exports.c = c"]),
        (
            "export {a as b, default as c} from 'm'",
            ["exports.b = import:m:a", "exports.c = import:m:default"],
        ),
        ("export {default} from 'm'", ["exports.default = import:m:default"]),
        ("export * from 'm'", ["exports = dict{...exports, ...import:m}"]),
        ("export * as a from 'm'", ["exports.a = import:m"]),
    ],
)
def test_exports(lowered: Lowered, source: str, expected: list[str]) -> None:
    assert lowered(source, "a.mjs") == expected
    assert lowered(source, "a.mts") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const a = require('m')", ["a = import:m"]),
        ("const a = require('m').b", ["a = import:m.b"]),
        ("exports.a = exports.b = c", ["exports.a = (exports.b := c)"]),
        ("module.exports = {a, b: 1}", ["exports = dict{'a': a, 'b': 1}"]),
        ("module.exports.a = 1", ["exports.a = 1"]),
        ("module['exports'].a = 1", ["module.exports.a = 1"]),
        ("exports = module.exports = a", ["exports = (exports := a)"]),
        ("require('m')", ["import:m"]),
    ],
)
def test_commonjs(lowered: Lowered, source: str, expected: list[str]) -> None:
    assert lowered(source, "a.cjs") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import type {A} from 'm'; import type B from 'n'; import type c = require('d')", []),
        ("import {type A, B} from 'm'", ["B = import:m:B"]),
        ("export type {A}; export {type B, C}", ["exports.C = C"]),
        ("export type {A} from 'm'; export {type B, C} from 'm'", ["exports.C = import:m:C"]),
        ("import a = require('m')", ["a = import:m"]),
        ("import a = B.C.D", ["a = B.C.D"]),
        ("export import a = B.C", ["a = B.C", "exports.a = a"]),
        ("export = a", ["exports = a"]),
        ("export as namespace A", []),
        ("interface A {} type B = string; declare const c: D; declare function f(): void", []),
        ("export interface A {} export type B = A; export declare const c: A", []),
        ("export default interface A {}", []),
        ("declare module 'm' {export const a: B} declare global {var c: D}", []),
        ("function f(): void; function f(a?: any) {}", ["f = fn:f"]),
    ],
)
def test_modules_of_typescript(lowered: Lowered, source: str, expected: list[str]) -> None:
    assert lowered(source) == expected


def test_enums(lowered: Lowered) -> None:
    source = "export enum E {A, B = 2, 'C' = 'c', D = A, F, G = 1 << 2, H} declare enum I {J}"
    assert lowered(source) == [
        "E = dict{'A': 0, 'B': 2, 'C': 'c', 'D': 0, 'F': 1, 'G': (<< 1 2), 'H': ?enum?()}",
        "exports.E = E",
    ]


def test_namespaces(lowered: Lowered) -> None:
    assert lowered("namespace A.B {export const c = 1; const d = 2; export function f() {}}") == [
        "A = dict{}",
        "A.B = dict{}",
        "f = fn:f",
        "A.B.f = f",
        "c = 1",
        "A.B.c = c",
        "d = 2",
    ]
    assert lowered("export namespace A {} module B {}") == ["A = dict{}", "exports.A = A", "B = dict{}"]
    assert lowered("class A {} namespace A {export const b = 1}") == ["A = class:A", "b = 1", "A.b = b"]
