from collections.abc import Callable

import pytest

Value = Callable[..., str]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1", "1"),
        ("1.5", "1.5"),
        ("1_000", "1000"),
        ("0xFF", "255"),
        ("0b101", "5"),
        ("0o17", "15"),
        ("010", "8"),
        ("089", "89"),
        ("10n", "10"),
        ("9007199254740993", "9007199254740992.0"),
        ("0xFFFFFFFFFFFFFFFFFF", "4.722366482869645e+21"),
        ("1e400", "inf"),
        ("9" * 500, "?a number?()"),
        ("-3", "-3"),
        ("true", "True"),
        ("null", "None"),
        ("undefined", "None"),
        ("void 0", "None"),
        (r"/a\/b/gi", r"/a\/b/gi"),
        ("/a/", "/a/"),
    ],
)
def test_literals(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a'", "a"),
        (r"'a\'b\n\t\\'", "a'b\n\t\\"),
        (r"'\x41\u0042\u{43}'", "ABC"),
        (r"'\101\0'", "A\0"),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r"'\ud83d'", "\ufffd"),
        (r"'\u{110000}'", "\ufffd"),
        ("'a\\\nb'", "ab"),
        ("`a`", "a"),
        ("``", ""),
        ("'ü€😀'", "ü€😀"),
    ],
)
def test_texts(value: Value, source: str, expected: str) -> None:
    assert value(source) == repr(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("`a${b}c`", "<'a' ~ b ~ 'c'>"),
        ("`${a}${b.c}`", "<a ~ b.c>"),
        (r"`\n${a}`", "<'\\n' ~ a>"),
        ("tag`a${b}c`", "tag(list{'a', 'c'}, b)"),
        ("o.tag`a`", "o.tag(list{'a'})"),
        ("a + b + 'c'", "<a ~ b ~ 'c'>"),
        ("'a'.concat(b, c).concat(d)", "<'a' ~ b ~ c ~ d>"),
        ("a.concat(b)", "a.concat(b)"),
        ("'a'.concat(...b)", "'a'.concat(...b)"),
        ("[a, 'b'].join(' ')", "<a ~ ' ' ~ 'b'>"),
        ("[a, b].join()", "<a ~ ',' ~ b>"),
        ("[a, b].join('')", "<a ~ b>"),
        ("[...a].join('')", "list{...a}.join('')"),
        ("[a].join(b)", "list{a}.join(b)"),
        ("a.join(',')", "a.join(',')"),
    ],
)
def test_texts_of_parts(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a?.b?.[c]?.(d)", "a.b[c](d)"),
        ("a['b']", "a.b"),
        ("a[0]", "a[0]"),
        ("a[`b`]", "a['b']"),
        ("a.#b", "a.#b"),
        ("this.a", "this.a"),
        ("super.a()", "super.a()"),
        ("module.exports.a", "exports.a"),
        ("f(a, ...b)", "f(a, ...b)"),
        ("new A", "new A()"),
        ("new A.B(c)", "new A.B(c)"),
        ("new.target", "?new.target?()"),
        ("import.meta.url", "?import.meta?().url"),
        ("require('m')", "import:m"),
        ("require('m').a", "import:m.a"),
        ("require(`m`)", "import:m"),
        ("require(m)", "require(m)"),
        ("import('m')", "import:m"),
        ("import(m)", "import(m)"),
        ("(await a).b", "a.b"),
        ("((a))", "a"),
        ("arguments[0]", "arguments[0]"),
    ],
)
def test_members_and_calls(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a, , ...b]", "list{a, None, ...b}"),
        ("[a, /* c */ b,]", "list{a, b}"),
        ("{a, b: 1, 'c-d': 2, 3: 4}", "dict{'a': a, 'b': 1, 'c-d': 2, 3: 4}"),
        ("{[a]: 1, ['b']: 2, ...c}", "dict{a: 1, 'b': 2, ...c}"),
        ("{f() {}, async *g() {}}", "dict{'f': fn:f, 'g': fn:g}"),
        ("{get a() {}, set a(b) {}}", "dict{'a': fn:a(), 'set a': fn:a@1:19}"),
        ("{f: () => 1, g: {h: function () {}}}", "dict{'f': fn:f, 'g': dict{'h': fn:g.h}}"),
    ],
)
def test_lists_and_objects(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a && b && c", "(and a b c)"),
        ("a || b && c", "(or a (and b c))"),
        ("a ?? b", "(?? a b)"),
        ("a === b", "(=== a b)"),
        ("a < b", "(< a b)"),
        ("a - b - c", "(- a b c)"),
        ("a * b", "(* a b)"),
        ("!a", "(not a)"),
        ("-a", "(- a)"),
        ("typeof a", "(typeof a)"),
        ("void f()", "(void f())"),
        ("delete a.b", "?delete?(a.b)"),
        ("'a' in b", "(has 'a' b)"),
        ("#a in b", "(has '#a' b)"),
        ("a instanceof B", "(instanceof a B)"),
        ("a ? b : c", "(a ? b : c)"),
        ("a = b = c", "(a := (b := c))"),
        ("a += b", "(a := <a ~ b>)"),
        ("a -= b", "(a := (- a b))"),
        ("a ||= b", "(a := (or a b))"),
        ("a.b ??= c", "(a.b := (?? a.b c))"),
        ("a &&= b", "(a := (and a b))"),
        ("a++", "(a := (+ a 1))"),
        ("--a[b]", "(a[b] := (- a[b] 1))"),
        ("f().a += b", "(f().a := <?before?().a ~ b>)"),
        ("[a, b] = c", "({0: a, 1: b} := c)"),
        ("(a, b)", "b"),
        ("(f(), a, b)", "tuple{f(), b}[1]"),
        ("(0, a.b)(c)", "a.b(c)"),
    ],
)
def test_operators(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a as B", "a"),
        ("a satisfies B", "a"),
        ("a!", "a"),
        ("<B>a", "a"),
        ("a!.b![0]", "a.b[0]"),
        ("f<A>(b)", "f(b)"),
        ("new F<A>(b)", "new F(b)"),
        ("f<A>", "f"),
        ("(a as any).b", "a.b"),
    ],
)
def test_types_are_dropped(value: Value, source: str, expected: str) -> None:
    assert value(source, "a.ts") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a/>", "jsx('a', dict{})"),
        ("<></>", "jsx('', dict{})"),
        ("<a b='c' d={e} f {...g}/>", "jsx('a', dict{'b': 'c', 'd': e, 'f': True, ...g})"),
        ("<A.B x:y='1'/>", "jsx(A.B, dict{'x:y': '1'})"),
        ("<a:b/>", "jsx('a:b', dict{})"),
        ("<A> b {c} &amp; <D/> {/* e */}</A>", "jsx(A, dict{}, 'b', c, '&', jsx(D, dict{}))"),
        ("<a b=<c/> d={/* e */}/>", "jsx('a', dict{'b': jsx('c', dict{}), 'd': None})"),
        ("<a b='&lt;'/>", "jsx('a', dict{'b': '<'})"),
        ("<a dangerouslySetInnerHTML={{__html: b}}/>", None),
    ],
)
def test_elements(value: Value, source: str, expected: str | None) -> None:
    expected = expected or "jsx('a', dict{'dangerouslySetInnerHTML': dict{'__html': b}})"
    assert value(source, "a.jsx") == expected
    assert value(source, "a.tsx") == expected
