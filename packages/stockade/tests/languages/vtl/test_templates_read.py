"""Templates as programs: what each construct becomes, and that no text is too much."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.languages.vtl import read_template
from stockade.model import program as ir
from stockade.model.embedded import TEMPLATE, WRITE


def body(text: str) -> tuple[ir.Statement, ...]:
    """Return the statements of a template."""
    return read_template(text, "one.vtl").program.functions[TEMPLATE].body


def unread(text: str) -> list[str]:
    """Return what was not understood."""
    return [reason for _, reason in read_template(text, "one.vtl").unread]


def written(text: str) -> list[str]:
    """Return what a template writes in a row: texts as they stand, `<...>` for anything else."""
    found = []
    for statement in body(text):
        if isinstance(statement, ir.Do) and isinstance(statement.value, ir.Const):
            found.append(str(statement.value.value))
        elif isinstance(statement, ir.Do) and isinstance(statement.value, ir.Call):
            found.append(f"<{shown(statement.value.arguments[0])}>")
        else:
            found.append(type(statement).__name__)
    return found


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
        case ir.Call(callee=callee, arguments=arguments):
            return f"{shown(callee)}({', '.join(map(shown, arguments))})"
        case ir.Concat(parts=parts):
            return "+".join(map(shown, parts))
        case ir.Operation(name=name, operands=operands):
            return f"({name} {' '.join(map(shown, operands))})"
        case ir.Build(kind=kind, entries=entries):
            return f"{kind}{[(shown(one.key) if one.key else '', shown(one.value)) for one in entries]}"
        case ir.Regex(pattern=pattern):
            return f"/{pattern}/"
        case _:
            return type(value).__name__


REFERENCES = {
    "$a": ["<$a>"],
    "$!a": ["<$a>"],
    "${a}b": ["<$a>", "b"],
    "$!{a.b}": ["<$a.b>"],
    "$a.b.c": ["<$a.b.c>"],
    "$a.": ["<$a>", "."],
    "$a.b-c": ["<$a.b-c>"],
    "$a.${B}.c": ["<$a.${B}.c>"],
    "$a-b": ["<$a>", "-b"],
    "#set($a-b = 1)$a-b": ["Assign", "<$a-b>"],
    "$a['b']": ["<$a['b']>"],
    "$a[0].b": ["<$a[0].b>"],
    "$a[b": ["<$a>", "[b"],
    "$a.get('b')": ["<$a['b']>"],
    '$a.get("b$c")': ["<$a[''+'b'+$c]>"],
    "$ctx.args": ["<$context.args>"],
    "$utils.toJson($ctx)": ["<$util.toJson($context)>"],
    "$a.keySet()": ["<vtl.keys($a)>"],
    "$a.equals('b')": ["<(== $a 'b')>"],
    "$a.matches('b')": ["</^(?:b)$/.test($a)>"],
    "${a|'b'}": ["<(or $a 'b')>"],
    "$a.b(1, [2, 'c'], {'d': true, e: null})": [
        "<$a.b(1, list[('', '2'), ('', \"'c'\")], dict[(\"'d'\", 'True'), (\"'e'\", 'None')])>"
    ],
    "$": ["$"],
    "$1 ${ $!": ["$1 ${ $!"],
    "\\$a": ["$a"],
    "\\\\$a": ["\\\\", "<$a>"],
    "a##b\nc": ["ac"],
    "a#*b$c*#d": ["ad"],
    "#[[$a#if]]#b": ["$a#ifb"],
    "#abc #1 #": ["#abc #1 #"],
    "#unknown($a)": ["#unknown($a)"],
}


@pytest.mark.parametrize(("text", "expected"), REFERENCES.items())
def test_what_is_written(text: str, expected: list[str]) -> None:
    assert written(text) == expected
    assert unread(text) == []


EXPRESSIONS = {
    "1 + 2": "1+2",
    "$a && !$b || $c": "(or (and $a (not $b)) $c)",
    "not $a and $b": "(and (not $a) $b)",
    "$a == 'b'": "(== $a 'b')",
    "$a eq 'b'": "(== $a 'b')",
    "$a.size() >= 1": "(>= (tells $a) 1)",
    "($a)": "$a",
    '"a${b}c$d.e"': "''+'a'+$b+'c'+$d.e",
    "'a$b'": "'a$b'",
    '"a\\"b"': "'a\"b'",
    '"a""b"': "'a\"b'",
    "{}": "dict[]",
    "[]": "list[]",
    "-1": "'-1'",
    "1.5": "1.5",
    "$a.put('b', $c)": "Assignment",
}


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS.items())
def test_expressions(text: str, expected: str) -> None:
    test, _ = body(f"#if({text})x#end"), unread(text)
    assert isinstance(test[0], ir.If)
    assert shown(test[0].test) == expected
    assert unread(f"#if({text})x#end") == []


def test_set() -> None:
    first, second, third = body(
        "#set($a = $b)#set ( $a.b = 'c' )\n#set($context.requestOverride.header.X-A = 1)"
    )
    assert isinstance(first, ir.Assign)
    assert first.target == ir.Name("$a", ir.position(1, 6))
    assert isinstance(second, ir.Assign)
    assert isinstance(third, ir.Assign)
    assert isinstance(third.target, ir.Attribute)
    assert third.target.name == "X-A"


def test_branches() -> None:
    (branch,) = body("#if($a)1#elseif($b)2#else 3#end")
    assert isinstance(branch, ir.If)
    (inner,) = branch.otherwise
    assert isinstance(inner, ir.If)
    assert [len(one) for one in (branch.then, inner.then, inner.otherwise)] == [1, 1, 1]


def test_braces_end_a_directive() -> None:
    (branch,) = body("#if($a)1#{else}2#{end}")
    assert isinstance(branch, ir.If)
    assert branch.otherwise == (ir.Do(ir.Const("2", ir.position(1, 16)), ir.position(1, 16)),)


def test_what_ends_and_what_changes() -> None:
    kinds = [
        type(one).__name__ for one in body("$util.error('x')#return#stop$util.qr($a.put('b', 1))$a.add(2)")
    ]
    assert kinds == ["Raise", "Return", "Return", "Assign", "Do"]
    assert isinstance(body("$util.validate($a, 'x')")[0], ir.If)
    (loop,) = body("#foreach($a in $b)#break#end")
    assert isinstance(loop, ir.Loop)
    assert isinstance(loop.body[1], ir.Break)


def test_blocks_are_put_in_where_they_are_used() -> None:
    assert written("#define($a)x$b#end[$a]") == ["[", "x", "<$b>", "]"]
    assert written("#macro(m $a)<$a>#end#m('b')") == ["Assign", "<", "<$a>", ">"]
    assert unread("#macro(m)#m()#end#m()") == ["m is used within itself, or nested too deeply"]


def test_a_line_break_behind_a_directive_is_its_own() -> None:
    assert written("a\n#set($a = 1)  \nb") == ["a\n", "Assign", "b"]


UNREAD = {
    "#if($a": "')' is missing",
    "#if()x#end": "an expression is not understood",
    "#set($a)": "'=' is missing",
    "#set(a = 1)": "no variable is set",
    "#foreach($a of $b)x#end": "'in' is missing",
    "#end": "an #end has nothing to end",
    "#else": "#else stands in no #if",
    "#if(true)": "#if has no #end",
    "#parse('x')": "#parse is not followed",
    "$a.b('c": "a text in quotes does not end",
}


@pytest.mark.parametrize(("text", "reason"), UNREAD.items())
def test_what_is_not_understood_is_said(text: str, reason: str) -> None:
    assert any(reason in one for one in unread(text)), unread(text)


def test_what_follows_is_read() -> None:
    assert "<$b>" in written("#set($a)\n$b")
    (branch, *_) = body("#if($a = )$b#else$c#end")
    assert isinstance(branch, ir.If)
    assert len(branch.then) == len(branch.otherwise) == 1


_PARTS = st.sampled_from(
    [
        *(
            "$",
            "#",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            '"',
            "'",
            "\\",
            ".",
            ",",
            "=",
            "!",
            "\n",
            " ",
            "|",
            ":",
            "-",
        ),
        *(
            "#if(",
            "#else",
            "#end",
            "#elseif(",
            "#foreach(",
            "#set(",
            "#define(",
            "#macro(",
            "#[[",
            "]]#",
            "#*",
        ),
        *("$a", "${a}", "$util.qr(", "$input.path('$.a')", "in", "true", "1", "a", "#return", "##", "#m("),
    ]
)


@given(st.lists(_PARTS, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_of_its_letters_is_read(text: str) -> None:
    parsed = read_template(text, "one.vtl")
    assert parsed.program.functions[TEMPLATE].name == TEMPLATE


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read_template(text, "one.vtl")


@given(st.text(alphabet=st.characters(exclude_characters="$#\\"), max_size=200))
def test_a_text_without_references_is_written_as_it_stands(text: str) -> None:
    assert "".join(written(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "#if($a)" * 2_000,
        "#if($a)x#end" * 2_000,
        "(" * 50_000,
        "$a" + ".b" * 20_000,
        "#if(" + "(" * 5_000 + "$a" + ")" * 5_000 + ")x#end",
        "#if(" + "!" * 5_000 + "$a)x#end",
        "$a(" * 5_000,
        "#set($a = " + '"$a' * 2_000,
        "$a['" * 5_000,
        "#" * 200_000,
        "$" * 200_000,
        '{"a": "$input.path(\'$.a\')"},\n' * 30_000,
        "#foreach($a in $b)" * 60 + "$a" + "#end" * 60,
        "x" * 1_000_000,
        "#[[" * 10_000,
        "#*" * 10_000,
        "$a[" * 5_000,
        "[" * 5_000,
        "${a|" * 5_000,
        "${a" * 100_000,
        "#if(" * 100_000,
        "#set($a=" * 50_000,
        "#m($a " * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    start = time.process_time()
    parsed = read_template(text, "one.vtl")
    assert time.process_time() - start < 10
    assert isinstance(parsed.program, ir.Module)


def test_a_call_that_writes_is_named() -> None:
    (statement,) = body("$a")
    assert isinstance(statement, ir.Do)
    assert isinstance(statement.value, ir.Call)
    assert statement.value.callee == ir.Name(WRITE, ir.position(1, 1))
