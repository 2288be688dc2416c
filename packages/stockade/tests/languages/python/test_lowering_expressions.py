"""Expressions of Python, lowered: `a op b` is shown as `(op a b)`, a text of parts as `<a ~ b>`."""

from collections.abc import Callable

import pytest

from stockade.languages.python.lowering import read_program
from stockade.model.program import Assign, Build, Call, Concat, column_of, line_of

Value = Callable[[str], str]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1_000", "1000"),
        ("0xFF", "255"),
        ("0o17", "15"),
        ("0b101", "5"),
        ("0777", "511"),
        ("10L", "10"),
        ("00", "0"),
        ("1e3", "1000.0"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("-2.5", "-2.5"),
        ("3j", "?a number?()"),
        ("2.5J", "?a number?()"),
        ("99999999999999999999", "?a number?()"),
        ("9" * 5000, "?a number?()"),
        ("True", "True"),
        ("None", "None"),
        ("...", "?ellipsis?()"),
    ],
)
def test_numbers_and_constants(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"'a\n\t\\\'\"\x41\101\u00e9\U0001F600\q'", "a\n\t\\'\"AA\u00e9\U0001f600\\q"),
        (r"'\N{EM DASH}\N{NO SUCH NAME}'", "\u2014\\N{NO SUCH NAME}"),
        (r"'\ud800'", "\ufffd"),
        (r"'\U00FFFFFF'", "\\U00FFFFFF"),
        ("'a\\\nb'", "ab"),
        (r"r'\d'", "\\d"),
        (r"b'\xff\u0041'", "\u00ff\\u0041"),
        (r"Rb'\x'", "\\x"),
        ("'''a\r\nb'''", "a\nb"),
        ("u'\u00e9'", "\u00e9"),
        ("'a' \"b\" r'\\c'", "ab\\c"),
        ("('a'\n  # why\n  'b')", "ab"),
        ("'a' + 'b' + 'c'", "abc"),
        ("''", ""),
        ("f'{{}}'", "{}"),
    ],
)
def test_texts(value: Value, source: str, expected: str) -> None:
    assert value(source) == repr(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f'a{b}c'", "<'a' ~ b ~ 'c'>"),
        ("f'{b}'", "<b>"),
        ("f'{a.b[0]}{c()}'", "<a.b[0] ~ c()>"),
        ("f'{a!r}{b!s}{c!a}'", "<repr(a) ~ b ~ ascii(c)>"),
        ("f'{a=}'", "<'a=' ~ repr(a)>"),
        ("f'{a = }'", "<'a =' ~ repr(a)>"),
        ("f'{a=!s}'", "<'a=' ~ a>"),
        ("f'{n:d}{n:.2f}{n:,}{s:>10}{t:%Y-%m-%d}'", "<int(n) ~ float(n) ~ float(n) ~ s ~ t>"),
        ("f'{a:>{w}.{p}}'", "<?a formatted value?(a, w, p)>"),
        ("f'a{f\"{b}\"}c'", "<'a' ~ <b> ~ 'c'>"),
        ("f'a{f\"b{c}\"}'", "<'ab' ~ c>"),
        ("f'{d[\"k\"]}'", "<d['k']>"),
        ("f'{d['k']}'", "<d['k']>"),
        ("f'{a + 1}'", "<<a ~ 1>>"),
        ("rf'\\d{a}\\n'", "<'\\\\d' ~ a ~ '\\\\n'>"),
        ("f'\\n{{{a}}}'", "<'\\n{' ~ a ~ '}'>"),
        ("'a' f'{b}' 'c'", "<'a' ~ b ~ 'c'>"),
        ("f'''\n{a}\n'''", "<'\\n' ~ a ~ '\\n'>"),
        ("f'{a,}'", "<tuple{a}>"),
        ("f'{(lambda: 1)}'", "<fn:<anonymous>@1:9>"),
        ("t'a{b}'", "?a template text?(<'a' ~ b>)"),
        ("`a`", "repr(a)"),
        ("`a + b`", "?backticks?()"),
    ],
)
def test_texts_with_expressions_in_them(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a %s' % b", "<'a ' ~ b>"),
        ("'a %s' % (b,)", "<'a ' ~ b>"),
        ("'%s=%s' % (b, c)", "<b ~ '=' ~ c>"),
        ("'%s=%s' % b", "<b[0] ~ '=' ~ b[1]>"),
        ("'%s=%s' % b()", "(% '%s=%s' b())"),
        ("'%s=%s' % (*b,)", "(% '%s=%s' tuple{*b})"),
        ("'%s %s' % (b,)", "(% '%s %s' tuple{b})"),
        ("'%d%% %5.1f %r' % (a, b, c)", "<int(a) ~ '% ' ~ float(b) ~ ' ' ~ repr(c)>"),
        ("'%*d' % (a, b)", "(% '%*d' tuple{a, b})"),
        ("'100% %s' % a", "(% '100% %s' a)"),
        ("'%(a)s-%(b)d' % {'a': x, 'b': y}", "<x ~ '-' ~ int(y)>"),
        ("'%(a)s' % d", "<d['a']>"),
        ("'%(a)s%(c)s' % {'a': x, **d}", "<x ~ d['c']>"),
        ("'%(a)s' % locals()", "<a>"),
        ("'%(a)s' % {'b': x}", "(% '%(a)s' dict{'b': x})"),
        ("'%(a)s%(a)s' % {'a': f()}", "<f() ~ ?used before?()>"),
        ("'a' % b", "(% 'a' b)"),
        ("t % b", "(% t b)"),
        ("('a' '%s') % b + c", "<'a' ~ b ~ c>"),
    ],
)
def test_percent(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a{}b{}'.format(x, y)", "<'a' ~ x ~ 'b' ~ y>"),
        ("'{1}{0}'.format(x, y)", "<y ~ x>"),
        ("'{n}'.format(n=x)", "<x>"),
        ("'{0.x[y]}{a[0].b}'.format(o, a=p)", "<o.x['y'] ~ p[0].b>"),
        ("'{{{}}}'.format(x)", "<'{' ~ x ~ '}'>"),
        ("'{!r}{:d}{:>9}'.format(a, b, c)", "<repr(a) ~ int(b) ~ c>"),
        ("'{:{}}'.format(a, w)", "<?a formatted value?(a, w)>"),
        ("'{}{}'.format(a, *b)", "<a ~ b[0]>"),
        ("'{x}{y}'.format(x=1, **d)", "<1 ~ d['y']>"),
        ("'{a}'.format(**locals())", "<a>"),
        ("'{a}'.format_map(d)", "<d['a']>"),
        ("'{0}{0}'.format(f())", "<f() ~ ?used before?()>"),
        ("'{} {}'.format(a)", "'{} {}'.format(a)"),
        ("'{'.format(a)", "'{'.format(a)"),
        ("'{}'.format(a, f())", "'{}'.format(a, f())"),
        ("'{}'.format(a, b)", "<a>"),
        ("'{}'.format(a).strip()", "<a>.strip()"),
        ("t.format(a)", "t.format(a)"),
        ("'{}'.format", "'{}'.format"),
        ("','.join(xs)", "','.join(xs)"),
    ],
)
def test_format(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b + c", "<a ~ b ~ c>"),
        ("a + (b + c)", "<a ~ <b ~ c>>"),
        ("a + ('b' + c)", "<a ~ 'b' ~ c>"),
        ("a - b + c", "<(- a b) ~ c>"),
        ("a + b * c - d", "(- <a ~ (* b c)> d)"),
        ("a ** b ** c", "(** a (** b c))"),
        ("a // b @ c % d", "(% (@ (// a b) c) d)"),
        ("a | b & c", "(| a (& b c))"),
        ("a ^ b << c >> d", "(^ a (>> (<< b c) d))"),
        ("-a", "(- a)"),
        ("+a", "(+ a)"),
        ("~a", "(~ a)"),
        ("not a", "(not a)"),
        ("a and b and c or d", "(or (and a b c) d)"),
        ("a < b", "(< a b)"),
        ("a < b <= c", "(and (< a b) (<= b c))"),
        ("a not in b", "(not in a b)"),
        ("a is not b", "(is not a b)"),
        ("a <> b", "(!= a b)"),
        ("a if b else c", "(b ? a : c)"),
        ("(a := b)", "(a := b)"),
        ("(a # why\n + # because\n b)", "<a ~ b>"),
        ("((((a))))", "a"),
        ("await a.b()", "a.b()"),
    ],
)
def test_operators(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a['b'][0]", "a['b'][0]"),
        ("a[b, c]", "a[tuple{b, c}]"),
        ("a[b,]", "a[tuple{b}]"),
        ("a[1:2]", "a[1:2]"),
        ("a[:-1]", "a[:-1]"),
        ("a[b:c]", "a[:]"),
        ("a[::1]", "a[:]"),
        ("a[::-1]", "?a slice with a step?(a, -1)"),
        ("a[1:2, 3]", "a[tuple{?a slice?(1, 2), 3}]"),
        ("a[...]", "a[?ellipsis?()]"),
        ("f()", "f()"),
        ("f(a, *b, c=d, **e)", "f(a, *b, c=d, **=e)"),
        ("f(a for a in b)", "f(generator[a for a in b])"),
        ("f(a)(b).c(d)[0]", "f(a)(b).c(d)[0]"),
        ("f(a, # why\n b)", "f(a, b)"),
        ("print", "print"),
        ("match(type)", "match(type)"),
    ],
)
def test_chains(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a, *b]", "list{a, *b}"),
        ("(a,)", "tuple{a}"),
        ("()", "tuple{}"),
        ("a, *b", "tuple{a, *b}"),
        ("{a, b}", "set{a, b}"),
        ("{}", "dict{}"),
        ("{'a': b, **c, d: e}", "dict{'a': b, *c, d: e}"),
        ("[a for a in b if c if d for e, f in g]", "list[a for a in b if c if d for {0: e, 1: f} in g]"),
        ("{a for a in b}", "set[a for a in b]"),
        ("{a: b for a, b in c}", "dict[a: b for {0: a, 1: b} in c]"),
        ("(a async for a in b)", "generator[a for a in b]"),
        ("[a for a in b, c]", "list[a for a in tuple{b, c}]"),
        ("yield", "yield(None)"),
        ("yield a, b", "yield(tuple{a, b})"),
        ("yield from a", "yield*(a)"),
    ],
)
def test_collections(value: Value, source: str, expected: str) -> None:
    assert value(source) == expected


def test_positions_are_where_nodes_begin() -> None:
    source = "x = 1\ny = [\n  'é' + f(a),\n]\n"
    statement = read_program(source, "a.py").body[1]
    assert isinstance(statement, Assign)
    assert (line_of(statement.at), column_of(statement.at)) == (2, 1)
    assert isinstance(statement.value, Build)
    entry = statement.value.entries[0].value
    assert isinstance(entry, Concat)
    assert (line_of(entry.at), column_of(entry.at)) == (3, 3)
    call = entry.parts[1]
    assert isinstance(call, Call)
    assert (line_of(call.at), column_of(call.at)) == (3, 9)  # columns are characters


def test_letters_beyond_ascii_are_names_and_texts(value: Value) -> None:
    assert value("größe + '日本'") == "<größe ~ '日本'>"
    assert value("f'ä{ö}ü'") == "<'ä' ~ ö ~ 'ü'>"
