"""Plain data of the transform into raw values, with the lines of what was written at the same paths."""

from collections.abc import Mapping
from typing import Any

from stockade.values import NOWHERE, List, Lit, Location, Map, Value


def lift(data: Any, written: tuple[Value, ...], at: Location) -> Value:  # noqa: ANN401 - JSON
    """Lift plain data to raw values; what stands at the same path in `written` gives the line.

    Of several that were merged (a function's own properties and the global ones) the first that has a path
    gives its line; what none has stands at `at`.
    """
    here = next((source.at for source in written if source.at != NOWHERE), at)
    if isinstance(data, dict):
        maps = [source.items for source in written if isinstance(source, Map)]
        return Map({str(key): lift(item, _below(maps, key), here) for key, item in data.items()}, at=here)
    if isinstance(data, list):
        lists = [source.items for source in written if isinstance(source, List)]
        return List(tuple(lift(*pair, here) for pair in _elements(data, lists)), at=here)
    if data is None or isinstance(data, str | int | float | bool):
        return Lit(data, at=here)
    return Lit(str(data), at=here)


def _below(maps: list[dict[str, Value]], key: str) -> tuple[Value, ...]:
    return tuple(found[key] for found in maps if key in found)


def _elements(data: list[Any], lists: list[tuple[Value, ...]]) -> list[tuple[Any, tuple[Value, ...]]]:
    """Pair each element with what was written: of merged lists the global one comes first."""
    written = [item for items in reversed(lists) for item in items]
    if len(written) != len(data):
        written = list(lists[0]) if lists else []
    return [(item, (written[i],) if i < len(written) else ()) for i, item in enumerate(data)]


def plain_texts(data: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return plain data with ids replaced wherever they stand as a whole key or text.

    The transform marks texts with a class of its own; they become plain texts again.
    """
    if isinstance(data, dict):
        return {str(names.get(key, key)): plain_texts(item, names) for key, item in data.items()}
    if isinstance(data, list):
        return [plain_texts(item, names) for item in data]
    return str(names.get(data, data)) if isinstance(data, str) else data


def moved(value: Value, at: Location) -> Value:
    """Return raw data as if all of it stood at one place."""
    match value:
        case Map():
            return Map({key: moved(item, at) for key, item in value.items.items()}, at=at)
        case List():
            return List(tuple(moved(item, at) for item in value.items), at=at)
        case Lit():
            return Lit(value.value, at=at)
        case _:
            return value


def moved_entries(value: Value, path: tuple[str, ...], places: Mapping[str, Location]) -> Value:
    """Return raw data in which entries of the map at a path stand at places of their own."""
    if not isinstance(value, Map):
        return value
    if not path:
        found = {
            key: moved(item, places[key]) if key in places else item for key, item in value.items.items()
        }
        return Map(found, at=value.at)
    if path[0] not in value.items:
        return value
    inner = moved_entries(value.items[path[0]], path[1:], places)
    return Map({**value.items, path[0]: inner}, at=value.at)
