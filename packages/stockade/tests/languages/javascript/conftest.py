"""Programs as short text, for tests that compare what a construct is lowered to: one line a statement."""

from collections.abc import Callable

import pytest

from stockade.languages.javascript import read_program
from stockade.model import program as ir
from stockade.model.program import Module

_Given = ir.Expression | ir.Target | None


def shown(node: _Given) -> str:  # noqa: C901, PLR0912 - one case for each node
    """Return an expression or target as text: `(op a b)`, `<a ~ b>` for a text of parts."""
    match node:
        case None:
            return "-"
        case ir.Const(value=value):
            return repr(value)
        case ir.Regex(pattern=pattern, flags=flags):
            return f"/{pattern}/{flags}"
        case ir.Name(name=name):
            return name
        case ir.Attribute(object=holder, name=name):
            return f"{shown(holder)}.{name}"
        case ir.Index(object=holder, key=key):
            return f"{shown(holder)}[{shown(key)}]"
        case ir.Spread(value=value):
            return f"...{shown(value)}"
        case ir.Call(callee=callee, arguments=arguments, new=new):
            return f"{'new ' if new else ''}{shown(callee)}({listed(arguments)})"
        case ir.Concat(parts=parts):
            return f"<{' ~ '.join(map(shown, parts))}>"
        case ir.Operation(name=name, operands=operands):
            return f"({name} {' '.join(map(shown, operands))})"
        case ir.Choice(test=test, then=then, otherwise=otherwise):
            return f"({shown(test)} ? {shown(then)} : {shown(otherwise)})"
        case ir.Build(kind=kind, entries=entries):
            inside = [(f"{shown(e.key)}: " if e.key is not None else "") + shown(e.value) for e in entries]
            return f"{kind}{{{', '.join(inside)}}}"
        case ir.Closure(function=name):
            return f"fn:{name}"
        case ir.ClassOf(name=name):
            return f"class:{name}"
        case ir.Import(module=module, name=name):
            return f"import:{module}" + (f":{name}" if name else "")
        case ir.Assignment(target=target, value=value):
            return f"({shown(target)} := {shown(value)})"
        case ir.Yield(value=value, whole=whole):
            return f"yield{'*' if whole else ''}({shown(value)})"
        case ir.Opaque(what=what, parts=parts):
            return f"?{what}?({listed(parts)})"
        case ir.Destructure(elements=elements, rest=rest):
            inside = [
                f"{shown(e.key)}: {shown(e.target)}" + (f" = {shown(e.default)}" if e.default else "")
                for e in elements
            ]
            return f"{{{', '.join([*inside, *([f'...{shown(rest)}'] if rest else [])])}}}"
        case ir.Slice() | ir.Comprehension():
            return "not JavaScript"


def listed(nodes: tuple[ir.Expression, ...]) -> str:
    """Return expressions as text."""
    return ", ".join(map(shown, nodes))


def block(body: tuple[ir.Statement, ...]) -> str:
    """Return statements as one line."""
    return "{" + "; ".join(map(line, body)) + "}"


def line(node: ir.Statement) -> str:  # noqa: C901 - one case for each node
    """Return a statement as one line."""
    match node:
        case ir.Assign(target=target, value=value):
            return f"{shown(target)} = {shown(value)}"
        case ir.Do(value=value):
            return shown(value)
        case ir.If(test=test, then=then, otherwise=otherwise):
            return f"if {shown(test)} {block(then)}" + (f" else {block(otherwise)}" if otherwise else "")
        case ir.Loop(kind=kind, target=target, subject=subject, body=body, after=after):
            over = f" {shown(target)} {kind}" if target is not None else " while"
            return f"for{over} {shown(subject)} {block(body)}" + (f" after {block(after)}" if after else "")
        case ir.Switch(subject=subject, cases=cases):
            inside = [f"[{listed(case.tests)}] {block(case.body)}" for case in cases]
            return f"switch {shown(subject)} {' '.join(inside)}"
        case ir.Try(body=body, handlers=handlers, final=final):
            caught = "".join(f" catch {shown(h.target)} {block(h.body)}" for h in handlers)
            return f"try {block(body)}{caught}" + (f" finally {block(final)}" if final else "")
        case ir.Return(value=value):
            return f"return {shown(value)}"
        case ir.Raise(value=value):
            return f"throw {shown(value)}"
        case ir.Break():
            return "break"
        case ir.Continue():
            return "continue"
        case ir.Delete(target=target):
            return f"delete {shown(target)}"


def signature(function: ir.Function) -> str:
    """Return the parameters of a function as text."""
    return ", ".join(
        ("..." if p.kind == "rest" else "")
        + shown(p.target)
        + (f": {p.annotation}" if p.annotation else "")
        + (f" = {shown(p.default)}" if p.default is not None else "")
        for p in function.parameters
    )


@pytest.fixture
def lowered() -> Callable[..., list[str]]:
    """Read a source; its top level, a statement a line."""

    def read(source: str, file: str = "a.ts") -> list[str]:
        return [line(statement) for statement in read_program(source, file).body]

    return read


@pytest.fixture
def value() -> Callable[..., str]:
    """Read an expression."""

    def read(source: str, file: str = "a.js") -> str:
        (only,) = read_program(f"$ = [{source}];", file).body
        return line(only).removeprefix("$ = list{").removesuffix("}")

    return read


@pytest.fixture
def bodies() -> Callable[..., dict[str, str]]:
    """Read a source; the functions in it by id, each as `(parameters) {body}`."""

    def read(source: str, file: str = "a.ts") -> dict[str, str]:
        found = read_program(source, file).functions
        return {name: f"({signature(each)}) {block(each.body)}" for name, each in found.items()}

    return read


@pytest.fixture
def program() -> Callable[..., Module]:
    """Read a source."""
    return lambda source, file="a.ts": read_program(source, file)
