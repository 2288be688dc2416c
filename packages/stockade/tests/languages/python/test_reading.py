"""Python source as a reader sees it: imports, names, decorated functions, calls."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.languages.python import Call, Module, Name, read_module
from stockade.values import Concat, Dynamic, List, Lit, Location, Map, Unknown


def module(source: str) -> Module:
    return read_module(dedent(source), "src/app.py")


def test_imports_give_full_paths() -> None:
    read = module(
        """
        import os, json as j
        import a.b.c
        from chalice import Chalice, Rate as R
        from .jobs import queue
        from . import local
        """
    )
    assert read.imports == {
        "os": "os",
        "j": "json",
        "a": "a",
        "Chalice": "chalice.Chalice",
        "R": "chalice.Rate",
        "queue": ".jobs.queue",
        "local": ".local",
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'a' 'b'", "ab"),
        ("('x')", "x"),
        ("'a' + \"b\"", "ab"),
        ("2 + 3", 5),
        ("1_000", 1000),
        ("-1", -1),
        ("1.5", 1.5),
        ("True", True),
        ("None", None),
        ("r'\\d'", "\\d"),
    ],
)
def test_constants(written: str, value: object) -> None:
    found = module(f"X = {written}").names["X"]
    assert isinstance(found, Lit | Unknown)
    assert (found.value if isinstance(found, Lit) else None) == value


def test_collections_keep_their_order_and_lines() -> None:
    found = module("X = ['a', {'k': ('b',)}]\n").names["X"]
    assert isinstance(found, List)
    first, second = found.items
    assert first == Lit("a", at=Location("src/app.py", 1, 6))
    assert isinstance(second, Map)
    assert isinstance(second.items["k"], List)


def test_the_environment_is_a_value_of_its_own() -> None:
    read = module(
        """
        from os import environ
        import os
        A = os.environ['A']
        B = environ.get("B")
        C = os.getenv("C", "x")
        D = f"arn:{A}:x"
        """
    )
    for name in "ABC":
        found = read.names[name]
        assert isinstance(found, Dynamic)
        assert (found.service, found.key) == ("environment", name)
    joined = read.names["D"]
    assert isinstance(joined, Concat)
    assert [type(part) for part in joined.parts] == [Lit, Dynamic, Lit]


def test_a_name_of_two_values_is_unknown_among_them() -> None:
    found = module("X = 1\nif Y:\n    X = 2\nelse:\n    X = 3\n").names["X"]
    assert isinstance(found, Unknown)
    assert [value.value for value in found.among if isinstance(value, Lit)] == [1, 2, 3]


def test_decorators_with_their_arguments() -> None:
    read = module(
        """
        from chalice import Rate
        @app.route('/x/{id}', methods=['GET', 'PUT'])
        @cached
        def show(id): ...

        @app.schedule(Rate(5, unit=Rate.MINUTES))
        async def tick(event): ...

        class Holder:
            @app.route('/never')
            def method(self): ...
        """
    )
    assert [function.name for function in read.functions] == ["show", "tick"]
    route, cached = read.functions[0].decorators
    assert route.target == "app.route"
    assert route.at.line == 3
    assert isinstance(route.argument(0, "path"), Lit)
    assert cached == Call("cached", at=cached.at)
    rate = read.functions[1].decorators[0].argument(0, "expression")
    assert isinstance(rate, Call)
    assert rate.target == "chalice.Rate"
    assert rate.keywords["unit"] == Name("chalice.Rate.MINUTES", rate.keywords["unit"].at)


def test_calls_of_the_top_level() -> None:
    read = module("from .x import bp\napp.register_blueprint(bp, url_prefix='/p')\n")
    (call,) = read.calls
    assert call.target == "app.register_blueprint"
    assert getattr(call.positional[0], "path", "") == ".x.bp"


def test_what_is_no_python_is_named_and_the_rest_is_read() -> None:
    read = module("A = 1\ndef (\nB = 2\n")
    assert read.names["A"] == Lit(1, at=Location("src/app.py", 1, 5))
    assert read.broken == 2


def test_deep_nesting_is_unknown_and_no_crash() -> None:
    found = module(f"X = {'[' * 3000}{']' * 3000}").names.get("X")
    assert found is None or isinstance(found, List | Unknown)


def test_a_number_of_absurd_length_is_not_computed() -> None:
    assert isinstance(module(f"X = {'9' * 5000}").names["X"], Unknown)


@given(st.text(alphabet="abc()[]{}:=.,'\"\\\n @#fdefclass", max_size=200))
def test_any_text_is_read_without_a_crash(source: str) -> None:
    assert read_module(source, "x.py").file == "x.py"


@given(st.recursive(st.text() | st.integers(-9, 10**12) | st.booleans() | st.none(), st.lists))
def test_a_constant_reads_as_itself(value: object) -> None:
    def plain(found: object) -> object:
        if isinstance(found, List):
            return [plain(item) for item in found.items]
        assert isinstance(found, Lit | Unknown)
        return found.value if isinstance(found, Lit) else Unknown

    assert plain(read_module(f"X = {value!r}", "x.py").names["X"]) == value
