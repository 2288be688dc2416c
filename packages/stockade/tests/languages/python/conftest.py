"""The code model as short text, for tests that compare what a construct is lowered to."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from stockade.languages.python.lowering import read_program
from stockade.model.program import (
    Assign,
    Assignment,
    Attribute,
    Break,
    Build,
    Call,
    Choice,
    ClassOf,
    Closure,
    Comprehension,
    Concat,
    Const,
    Continue,
    Delete,
    Destructure,
    Do,
    Expression,
    If,
    Import,
    Index,
    Loop,
    Name,
    Opaque,
    Operation,
    Raise,
    Regex,
    Return,
    Slice,
    Spread,
    Statement,
    Switch,
    Target,
    Try,
    Yield,
)


def shown(node: "Expression | Target | None") -> str:  # noqa: C901, PLR0912 - one case for each node
    """Return an expression or target as text."""
    match node:
        case None:
            return "-"
        case Const(value=value):
            return repr(value)
        case Name(name=name):
            return name
        case Attribute(object=holder, name=name):
            return f"{shown(holder)}.{name}"
        case Index(object=holder, key=key):
            return f"{shown(holder)}[{shown(key)}]"
        case Slice(object=holder, start=start, stop=stop):
            return f"{shown(holder)}[{'' if start is None else start}:{'' if stop is None else stop}]"
        case Spread(value=value):
            return f"*{shown(value)}"
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            given = [shown(each) for each in arguments]
            given += [f"{name or '**'}={shown(value)}" for name, value in keywords]
            return f"{shown(callee)}({', '.join(given)})"
        case Concat(parts=parts):
            return f"<{' ~ '.join(map(shown, parts))}>"
        case Operation(name=name, operands=operands):
            return f"({name} {' '.join(map(shown, operands))})"
        case Choice(test=test, then=then, otherwise=otherwise):
            return f"({shown(test)} ? {shown(then)} : {shown(otherwise)})"
        case Build(kind=kind, entries=entries):
            inside = [
                shown(e.value) if e.key is None else f"{shown(e.key)}: {shown(e.value)}" for e in entries
            ]
            return f"{kind}{{{', '.join(inside)}}}"
        case Comprehension(kind=kind, element=element, clauses=clauses, key=key):
            loops = "".join(
                f" for {shown(c.target)} in {shown(c.iterable)}"
                + "".join(f" if {shown(t)}" for t in c.conditions)
                for c in clauses
            )
            return f"{kind}[{'' if key is None else shown(key) + ': '}{shown(element)}{loops}]"
        case Closure(function=name):
            return f"fn:{name}"
        case ClassOf(name=name):
            return f"class:{name}"
        case Import(module=module, name=name):
            return f"import:{module}" + (f":{name}" if name else "")
        case Assignment(target=target, value=value):
            return f"({shown(target)} := {shown(value)})"
        case Yield(value=value, whole=whole):
            return f"yield{'*' if whole else ''}({shown(value)})"
        case Opaque(what=what, parts=parts):
            return f"?{what}?({', '.join(map(shown, parts))})"
        case Destructure(elements=elements, rest=rest):
            inside = [f"{shown(e.key)}: {shown(e.target)}" for e in elements]
            return f"{{{', '.join(inside + ([] if rest is None else [f'*{shown(rest)}']))}}}"
        case Regex(pattern=pattern):
            return f"/{pattern}/"


def lines(body: tuple[Statement, ...], indent: str = "") -> list[str]:
    """Return statements as lines, inner ones indented."""
    found: list[str] = []
    for statement in body:
        first, *rest = _statement(statement)
        found.append(indent + first)
        found.extend(f"{indent}{line}" for line in rest)
    return found


def _statement(node: Statement) -> list[str]:  # noqa: C901 - one case for each node
    match node:
        case Assign(target=target, value=value):
            return [f"{shown(target)} = {shown(value)}"]
        case Do(value=value):
            return [shown(value)]
        case If(test=test, then=then, otherwise=otherwise):
            return [f"if {shown(test)}", *lines(then, "  "), *_part("else", otherwise)]
        case Loop(kind=kind, target=target, subject=subject, body=body, otherwise=otherwise):
            head = f"loop {kind} {shown(target)} {shown(subject)}"
            return [head, *lines(body, "  "), *_part("else", otherwise)]
        case Try(body=body, handlers=handlers, otherwise=otherwise, final=final):
            caught = [
                line
                for h in handlers
                for line in (
                    f"catch {shown(h.target)} [{', '.join(map(shown, h.types))}]",
                    *lines(h.body, "  "),
                )
            ]
            return ["try", *lines(body, "  "), *caught, *_part("else", otherwise), *_part("finally", final)]
        case Return(value=value):
            return [f"return {shown(value)}"]
        case Raise(value=value):
            return [f"raise {shown(value)}"]
        case Break():
            return ["break"]
        case Continue():
            return ["continue"]
        case Delete(target=target):
            return [f"del {shown(target)}"]
        case Switch():
            return ["switch"]


def _part(head: str, body: tuple[Statement, ...]) -> list[str]:
    return [head, *lines(body, "  ")] if body else []


@pytest.fixture
def lowered() -> Callable[[str], list[str]]:
    """Lower a source; its top level as lines."""
    return lambda source: lines(read_program(dedent(source).strip("\n"), "a.py").body)


@pytest.fixture
def value() -> Callable[[str], str]:
    """Lower an expression."""

    def read(source: str) -> str:
        (line,) = lines(read_program(f"x = {source}", "a.py").body)
        return line.removeprefix("x = ")

    return read


@pytest.fixture
def text() -> Callable[["Expression | Target | None"], str]:
    """Show an expression."""
    return shown
