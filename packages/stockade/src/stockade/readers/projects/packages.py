"""`package.json`: packages of a workspace by name, what they export, and aliases of their own.

https://nodejs.org/api/packages.html (`exports`, `imports`, `main`)
"""

from collections.abc import Iterator

from stockade.readers.projects.loose import texts
from stockade.readers.projects.places import joined

_CONDITIONS = ("source", "development", "import", "module", "require", "node", "default", "types")
"""Conditions of an export, the one nearest to the source first."""
_DEEPEST = 8


def exported(folder: str, data: dict[str, object], rest: str) -> Iterator[str]:
    """Yield where an export of a package may be: `rest` is the path behind its name, if there is one."""
    key = f"./{rest}" if rest else "."
    exports = data.get("exports")
    table = exports if isinstance(exports, dict) and any(one.startswith(".") for one in exports) else None
    whole = _targets(exports, 0) if not rest else ()
    written = list(_of_table(table, key) if table is not None else whole)
    if not rest:
        written += [one for name in ("source", "module", "main", "types") for one in texts(data.get(name))]
    for one in (*written, *((rest, f"src/{rest}") if rest else ("src/index", "index"))):
        found = joined(folder, one)
        if found is not None:
            yield found


def imported(folder: str, data: dict[str, object], name: str) -> Iterator[str]:
    """Yield what an alias of a package's own (`#shared/text`) may mean."""
    table = data.get("imports")
    for one in _of_table(table, name) if isinstance(table, dict) else ():
        found = joined(folder, one)
        if found is not None:
            yield found


def _of_table(table: dict[str, object], key: str) -> Iterator[str]:
    if key in table:
        yield from _targets(table[key], 0)
        return
    for pattern, target in table.items():
        before, star, after = pattern.partition("*")
        if star and key.startswith(before) and key.endswith(after) and len(key) >= len(before) + len(after):
            inner = key[len(before) : len(key) - len(after)]
            yield from (one.replace("*", inner) for one in _targets(target, 0))


def _targets(value: object, depth: int) -> Iterator[str]:
    """Yield the targets of an export: of its conditions the nearest to the source first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from texts(value)
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name in (*_CONDITIONS, *(one for one in value if one not in _CONDITIONS)):
            yield from _targets(value.get(name), depth + 1)
