"""The condition language of `match`: declarative, total, and decided by the event alone."""

import re
from functools import lru_cache

from stockade.catalog.lookup import MISSING, branches
from stockade.catalog.paths import parse
from stockade.catalog.schema import Condition

_MAX_MATCHED_TEXT = 2048


def holds(condition: Condition, event: object) -> bool:
    """Whether `event` fulfils every part of `condition`.

    A path with `[]` or `*` speaks of *every* element, and there must be at least one: a batch in which one
    record differs does not fulfil it. An empty condition holds for nothing.
    """
    parts = [part for part in (_combined(condition, event), _shaped(condition, event)) if part is not None]
    if condition.path is not None:
        parts.append(_tested(condition, condition.path, event))
    return bool(parts) and all(parts)


def _combined(condition: Condition, event: object) -> bool | None:
    parts: list[bool] = []
    if condition.all_of:
        parts.append(all(holds(part, event) for part in condition.all_of))
    if condition.any_of:
        parts.append(any(holds(part, event) for part in condition.any_of))
    if condition.negated is not None:
        parts.append(not holds(condition.negated, event))
    return all(parts) if parts else None


def _shaped(condition: Condition, event: object) -> bool | None:
    if condition.root == "list":
        return isinstance(event, list) and bool(event)
    if not (condition.keys or condition.only_keys):
        return None
    names = set(event) if isinstance(event, dict) else set()
    only = set(condition.only_keys)
    return names.issuperset(condition.keys) and (not only or names == only)


def _tested(condition: Condition, path: str, event: object) -> bool:
    found = [value for _, value in branches(event, parse(path))]
    if condition.exists is False:
        return all(value is MISSING for value in found)
    return bool(found) and all(_fits(condition, value) for value in found)


def _fits(condition: Condition, value: object) -> bool:
    if value is MISSING:
        return False
    if condition.equals is not None:
        return type(value) is type(condition.equals) and value == condition.equals
    if condition.one_of:
        return isinstance(value, str) and value in condition.one_of
    if condition.starts_with:
        return isinstance(value, str) and value.startswith(condition.starts_with)
    if condition.matches:
        return (
            isinstance(value, str)
            and len(value) <= _MAX_MATCHED_TEXT
            and _pattern(condition.matches).search(value) is not None
        )
    if condition.holds_a is not None:
        return isinstance(
            value, dict if condition.holds_a == "object" else list if condition.holds_a == "list" else str
        )
    return True


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
