"""`Pipfile.lock` and `Pipfile` (Pipenv). What stands under `develop` and `dev-packages` is not shipped."""

import re

from stockade.dependencies.documents import Table, parse_json, parse_toml, table, text_of, texts
from stockade.dependencies.lines import JSON_TABLES, TOML_KEYS, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, python_name
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.python.pyproject import of_poetry
from stockade.dependencies.python.requirement import exact
from stockade.dependencies.tree import Tree, parent
from stockade.errors import ReadError

LOCK, NAME = "Pipfile.lock", "Pipfile"


def read_lock(tree: Tree, file: str, environment: Environment) -> Lock:
    """Read a lock; which of it the project asks for itself its Pipfile says. Raises `ReadError`."""
    text = tree.text(file)
    data = parse_json(text, file)
    lock, lines = Lock(file, "PyPI"), Lines(text, JSON_TABLES, '"default"')
    asked = _asked(tree, file)
    for written, entry in table(data, "default").items():
        name = python_name(written)
        line = lines.of(written)
        if not name or not isinstance(entry, dict):
            lock.gap(f"{written[:60]!r} names no package", line)
        elif environment.holds(text_of(entry, "markers")):
            lock.packages.setdefault(name, _locked(name, entry, line))
    for name in lock.packages:  # the lock does not say who needs what
        (lock.roots if asked is None or name in asked else lock.indirect).append(name)
    return lock


def _locked(name: str, entry: Table, line: int) -> Package:
    version = exact(text_of(entry, "version"))
    place = text_of(entry, "git") or text_of(entry, "file") or text_of(entry, "url") or text_of(entry, "path")
    hashes = tuple(sorted(texts(entry.get("hashes"))))
    commit = bool(re.fullmatch(r"[0-9a-f]{40}", text_of(entry, "ref")))
    return Package(
        name,
        version,
        line=line,
        pinned=bool(version or hashes or commit),
        hashes=hashes,
        source=address(place),
    )


def _asked(tree: Tree, file: str) -> frozenset[str] | None:
    """Return the names that the Pipfile asks for, None where there is none that can be read."""
    folder = parent(file)
    path = f"{folder}/{NAME}" if folder else NAME
    try:
        packages = table(parse_toml(tree.text(path), path), "packages")
    except ReadError:
        return None
    return frozenset(filter(None, map(python_name, packages)))


def read(tree: Tree, file: str, environment: Environment) -> Lock:
    """Read a Pipfile without a lock. Raises `ReadError`."""
    text = tree.text(file)
    lock, lines = Lock(file, "PyPI"), Lines(text, TOML_KEYS)
    for name, constraint in table(parse_toml(text, file), "packages").items():
        line = lines.of(name)
        found = of_poetry(name, constraint, environment, line)
        if isinstance(found, Package):
            lock.add(found.name, found)
        elif found is not None:
            lock.gap(f"{name[:60]!r} {found}", line)
    return lock
