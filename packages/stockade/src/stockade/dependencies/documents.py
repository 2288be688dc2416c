"""Parsing locks: JSON, TOML and YAML, with errors that name the file. Nothing is built but plain data."""

import re
import tomllib
from typing import TYPE_CHECKING, Any

import msgspec

from stockade.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Mapping

Table = dict[str, Any]
DEEPEST = 200
"""Indentation, or brackets, of a YAML lock; the loader in C dies of ten thousand."""
_BRACKET = re.compile(r"[\[{\]}]")
_INDENT = re.compile(r"^(?: +|[-?] +)+", re.MULTILINE)


def parse_json(text: str, file: str) -> Table:
    """Return a JSON object. Raises `ReadError`."""
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise ReadError(f"is no JSON: {_short(error)}", file) from error
    return _table(data, file)


def parse_toml(text: str, file: str) -> Table:
    """Return a TOML document. Raises `ReadError`."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise ReadError(f"is no TOML: {_short(error)}", file) from error


def parse_yaml(text: str, file: str) -> Table:
    """Return a YAML mapping whose scalars are texts. Raises `ReadError`."""
    import yaml

    if _depth(text) > DEEPEST:
        raise ReadError(f"is nested more than {DEEPEST} levels deep", file)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        data = yaml.load(text, Loader=loader)  # noqa: S506 - the base loader builds texts, lists and maps
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise ReadError(f"is no YAML: {_short(error)}", file, line) from error
    return _table(data, file)


def _depth(text: str) -> int:
    """Return a bound of how deep a text nests: by brackets, by indentation, by lists opened in one line."""
    deepest = depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found.group() in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    indent = max((found.end() - found.start() for found in _INDENT.finditer(text)), default=0)
    return max(deepest, indent)


def _table(data: object, file: str) -> Table:
    if not isinstance(data, dict):
        raise ReadError("holds no table", file)
    return data


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def table(data: object, key: str) -> Table:
    """Return the table of a key, empty where there is none."""
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def tables(data: "Mapping[str, Any]", key: str) -> list[Table]:
    """Return the tables of a list, without what is none."""
    found = data.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def texts(data: object) -> list[str]:
    """Return the texts of a list, without what is none; a text alone is one."""
    if isinstance(data, str):
        return [data]
    return [one for one in data if isinstance(one, str)] if isinstance(data, list) else []


def text_of(data: object, key: str) -> str:
    """Return a text of a table, empty where there is none."""
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
