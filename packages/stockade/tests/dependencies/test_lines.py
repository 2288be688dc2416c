import re

import pytest

from stockade.dependencies.lines import (
    JSON_PAIRS,
    JSON_TABLES,
    TOML_KEYS,
    TOML_NAMES,
    TOML_TEXTS,
    YAML_KEYS,
    Lines,
)

JSON = '{\n "a": {"b": "c",\n  "d"  :  {}},\n "b": "x", "e\\"f": {}}'
TOML = """\
name = "one"

name = 'two'
  name = "no"
key="v"
"quoted-key" = 1
list = ["x; y == 'z'", 'w']
"""
YAML = "a:\n  b: 1\n  'c d': 2\n    deep: 3\n\"e\":\n  f(g): {x: y}\n# no: 1\n"


@pytest.mark.parametrize(
    ("text", "pattern", "held", "line"),
    [
        (JSON, JSON_TABLES, ("a",), 2),
        (JSON, JSON_TABLES, ("d",), 3),
        (JSON, JSON_TABLES, ("b",), 0),
        (JSON, JSON_PAIRS, ("b", "c"), 2),
        (JSON, JSON_PAIRS, ("b", "x"), 4),
        (TOML, TOML_NAMES, ("one",), 1),
        (TOML, TOML_NAMES, ("two",), 3),
        (TOML, TOML_NAMES, ("no",), 0),
        (TOML, TOML_KEYS, ("key",), 5),
        (TOML, TOML_KEYS, ("quoted-key",), 6),
        (TOML, TOML_TEXTS, ("x; y == 'z'",), 7),
        (TOML, TOML_TEXTS, ("w",), 7),
        (YAML, YAML_KEYS, ("a",), 1),
        (YAML, YAML_KEYS, ("c d",), 3),
        (YAML, YAML_KEYS, ("deep",), 0),
        (YAML, YAML_KEYS, ("e",), 5),
        (YAML, YAML_KEYS, ("f(g)",), 6),
        (YAML, YAML_KEYS, ("no",), 0),
        ("", JSON_TABLES, ("a",), 0),
    ],
)
def test_where_things_stand(text: str, pattern: re.Pattern[str], held: tuple[str, ...], line: int) -> None:
    assert Lines(text, pattern).of(*held) == line


def test_the_same_thing_again_is_the_next() -> None:
    lines = Lines("a: 1\nb: 1\na: 2\n", YAML_KEYS)
    assert [lines.of("a") for _ in range(3)] == [1, 3, 3]


def test_from_a_place_on() -> None:
    assert Lines('{"a": {},\n"default": {\n"a": {}}}', JSON_TABLES, '"default"').of("a") == 3
    assert Lines('{"a": {}}', JSON_TABLES, '"default"').of("a") == 1
