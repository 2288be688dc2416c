"""JSON with comments and trailing commas, as settings of tools are written."""

import json
import re
from typing import Any

_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')
DEEPEST = 200
"""Brackets within brackets; deeper ones are no settings of anybody's."""


def loose(text: str | None) -> dict[str, Any]:
    """Return the object that a text writes; an empty one where it is none, or cannot be read."""
    if text is None:
        return {}
    plain = _TRAILING.sub(_kept, _COMMENT.sub(_kept, text))
    if _depth(plain) > DEEPEST:
        return {}
    try:
        found = json.loads(plain)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def section(data: dict[str, Any], key: str) -> dict[str, Any]:
    """Return an object below a key, an empty one where there is none."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def texts(value: object) -> list[str]:
    """Return the texts of a list, or the one that stands in its place."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def _kept(found: re.Match[str]) -> str:
    return found[1] or ""


def _depth(text: str) -> int:
    deepest = depth = 0
    for letter in re.sub(r'"(?:\\.|[^"\\])*"', "", text):
        depth += (letter in "{[") - (letter in "}]")
        deepest = max(deepest, depth)
    return deepest
