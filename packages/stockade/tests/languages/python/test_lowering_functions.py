"""Functions and classes of Python, lowered: parameters, names bound and used, methods and fields."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from stockade.languages.python.lowering import read_program
from stockade.model.program import Expression, Function, Method, Module, Target, column_of, line_of

Lines = Callable[[str], list[str]]
Text = Callable[[Expression | Target | None], str]


def module(source: str) -> Module:
    return read_program(dedent(source).strip("\n"), "a.py")


def function(source: str, name: str = "f") -> Function:
    return module(source).functions[name]


def test_a_definition_binds_its_name(lowered: Lines) -> None:
    assert lowered("def f(): pass\nclass C: pass") == ["f = fn:f", "C = class:C"]


def test_parameters(text: Text) -> None:
    found = function("def f(a, /, b: int = 1, *c: str, d, e=2, **g: 'x'): pass").parameters
    assert [(text(p.target), p.kind, text(p.default), p.annotation, p.only) for p in found] == [
        ("a", "plain", "-", "", False),
        ("b", "plain", "1", "int", False),
        ("c", "rest", "-", "str", False),
        ("d", "plain", "-", "", True),
        ("e", "plain", "2", "", True),
        ("g", "keywords", "-", "'x'", False),
    ]
    assert [p.only for p in function("def f(a, *, b): pass").parameters] == [False, True]
    assert text(function("def f((a, b), c): pass").parameters[0].target) == "{0: a, 1: b}"


def test_where_a_function_begins_and_ends() -> None:
    found = function("x = 1\n@d\ndef f(a):\n    b = 1\n    return b\n\n\ny = 2")
    assert (line_of(found.at), column_of(found.at), found.last) == (3, 1, 5)


@pytest.mark.parametrize(
    ("body", "bound", "free"),
    [
        ("return a + b", ("a",), ("b",)),
        ("b = a", ("a", "b"), ()),
        ("global b; b = c", ("a",), ("b", "c")),
        ("for b, c in d: pass", ("a", "b", "c"), ("d",)),
        ("import b.c, d as e", ("a", "b", "e"), ()),
        ("from b import c", ("a", "c"), ()),
        ("with b as c: d", ("a", "c"), ("b", "d")),
        ("return [b for b in c]", ("a", "b"), ("c",)),
        ("if (b := c): pass", ("a", "b"), ("c",)),
        ("b.c = d", ("a",), ("d", "b")),
        ("b: int", ("a", "b"), ()),
        ("del b", ("a", "b"), ()),
        ("return lambda b: b + c + a", ("a",), ("c",)),
        ("return f'{b}'", ("a",), ("b",)),
    ],
)
def test_names_bound_and_used(body: str, bound: tuple[str, ...], free: tuple[str, ...]) -> None:
    found = function(f"def f(a):\n  {body}")
    assert (found.bound, found.free) == (bound, free)


def test_closures() -> None:
    found = module(
        """
        def outer(a, d=b):
            c = 1
            def inner(x=a):
                nonlocal c
                c = x + z
                return lambda y: (y, c, a)
            return inner
        """
    )
    inner, outer = found.functions["outer.inner"], found.functions["outer"]
    assert (inner.bound, inner.free) == (("x",), ("c", "z", "a"))
    assert (outer.bound, outer.free) == (("a", "d", "c", "inner"), ("z",))
    assert found.functions["outer.inner.<anonymous>@6:16"].free == ("c", "a")


def test_names_bound_by_except_and_match() -> None:
    found = function(
        """
        def f():
            try: pass
            except A as b: pass
            match c:
                case [d, *e] if g: pass
        """
    )
    assert found.bound == ("b", "d", "e")
    assert found.free == ("A", "c", "len", "g")


def test_ids_are_unique() -> None:
    found = module(
        """
        def f(): pass
        def f(): pass
        class C:
            def f(self): pass
            class D:
                def f(self): return lambda: 1
        def g():
            class C:
                def f(self): pass
        """
    )
    assert set(found.functions) == {"f", "f@2:1", "C.f", "C.D.f", "C.D.f.<anonymous>@6:29", "g", "g.C.f"}
    assert set(found.classes) == {"C", "C.D", "g.C"}
    assert all(key == each.id for key, each in found.functions.items())


def test_kinds_of_functions(text: Text) -> None:
    found = module(
        "@a.b(c)\n@d\nasync def f():\n  yield 1\ndef g():\n  return lambda: (yield)\nh = lambda a=b: a"
    )
    f, g = found.functions["f"], found.functions["g"]
    assert (f.coroutine, f.generator, [text(each) for each in f.decorators]) == (True, True, ["a.b(c)", "d"])
    assert (g.coroutine, g.generator) == (False, False)
    assert found.functions["g.<anonymous>@6:10"].generator
    (parameter,) = found.functions["<anonymous>@7:5"].parameters
    assert (text(parameter.default), text(parameter.target)) == ("b", "a")


def test_a_class(text: Text) -> None:
    found = module(
        """
        @d
        class C[T](A, b.B, metaclass=M):
            'a docstring'
            x: int = 1
            y: 'str'
            z = w = x + 1
            p, q = 1, 2
            def __init__(self): self.a = x
            @property
            def g(self): pass
            @g.setter
            def g(self, v): pass
            @g.deleter
            def g(self): pass
            @staticmethod
            def s(): pass
            @classmethod
            def c(cls): pass
            @functools.cached_property
            def k(self): pass
            def __new__(cls): pass
            n = lambda self: 1
            if a:
                def i(self): pass
            else:
                e = 3
        """
    ).classes["C"]
    assert [text(each) for each in (*found.bases, *found.decorators)] == ["A", "b.B", "d"]
    assert [(f.name, text(f.value), f.annotation) for f in found.fields] == [
        ("x", "1", "int"),
        ("y", "-", "'str'"),
        ("z", "(w := <class:C.x ~ 1>)", ""),
        ("w", "<class:C.x ~ 1>", ""),
        ("p", "1", ""),
        ("q", "2", ""),
        ("e", "3", ""),
    ]
    assert found.methods == (
        Method("__init__", "C.__init__"),
        Method("g", "C.g", "getter"),
        Method("g", "C.g@12:5", "setter"),
        Method("s", "C.s", "static"),
        Method("c", "C.c", "class"),
        Method("k", "C.k", "getter"),
        Method("__new__", "C.__new__", "class"),
        Method("n", "C.<anonymous>@22:9"),
        Method("i", "C.i"),
    )


def test_methods_know_their_class_and_do_not_see_its_names() -> None:
    found = module("def o():\n  x = 1\n  class C:\n    x = 2\n    y = x\n    def m(self): return x")
    assert found.functions["o.C.m"].owner == "o.C"
    assert found.functions["o.C.m"].free == ("x",)
    assert found.functions["o"].bound == ("x", "C")
    assert found.functions["o"].owner == ""


def test_statements_of_a_class_that_are_no_members_run_around_it(lowered: Lines, text: Text) -> None:
    source = "class C:\n  f()\n  a.b = 1\n  p, *q = g()\n  r = [x for x in y]"
    assert lowered(source) == ["f()", "a.b = 1", "<fields>@4:11 = g()", "C = class:C"]
    assert [(f.name, text(f.value)) for f in module(source).classes["C"].fields] == [
        ("p", "<fields>@4:11[0]"),
        ("q", "<fields>@4:11"),
        ("r", "list[x for x in y]"),
    ]
