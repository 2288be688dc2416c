"""The locks of Poetry, PDM and uv, and `pylock.toml`: TOML with a `[[package]]` (or `[[packages]]`) each."""

import re
from collections.abc import Callable, Iterable, Iterator

from stockade.dependencies.documents import Table, parse_toml, table, tables, text_of, texts
from stockade.dependencies.lines import TOML_NAMES, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, python_name, version_of
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.python.pyproject import NAME, direct
from stockade.dependencies.tree import Tree, parent
from stockade.errors import ReadError

POETRY, PDM, UV, PYLOCK = "poetry.lock", "pdm.lock", "uv.lock", "pylock.toml"
_MAIN = frozenset({"main", "default"})
_HEAD = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def asked_for(tree: Tree, folder: str) -> frozenset[str] | None:
    """Return what the `pyproject.toml` of a folder asks for itself, None where none can be read."""
    path = f"{folder}/{NAME}" if folder else NAME
    try:
        return direct(parse_toml(tree.text(path), path))
    except ReadError:
        return None


def read_poetry(tree: Tree, file: str, environment: Environment) -> Lock:
    """Read `poetry.lock`: what the main group leads to. Raises `ReadError`."""
    lock, entries = _begin(tree, file, environment, "package", _poetry_edges)
    named = _by_name(lock)
    asked = asked_for(tree, parent(file))
    if asked is not None:
        _roots(lock, named, asked)
        return lock
    for key, entry in entries.items():
        groups = texts(entry.get("groups")) or texts(entry.get("category"))
        if not groups or _MAIN & set(groups):
            lock.indirect.append(key)
    return lock


def _poetry_edges(entry: Table) -> Iterator[str]:
    for name, constraint in table(entry, "dependencies").items():
        choices = constraint if isinstance(constraint, list) else [constraint]
        if not all(isinstance(one, dict) and one.get("optional") is True for one in choices):
            yield name


def read_pdm(tree: Tree, file: str, environment: Environment) -> Lock:
    """Read `pdm.lock`: what the default group leads to. Raises `ReadError`."""
    lock, entries = _begin(tree, file, environment, "package", _strings)
    asked = asked_for(tree, parent(file))
    named = _by_name(lock)
    if asked is not None:
        _roots(lock, named, asked)
    grouped = {key for key, entry in entries.items() if "default" in texts(entry.get("groups"))}
    if asked is None:
        lock.indirect += sorted(grouped) or list(entries)
    return lock


def _strings(entry: Table) -> Iterator[str]:
    for one in texts(entry.get("dependencies")):
        found = _HEAD.match(one)
        if found:
            yield found[1]


def read_pylock(tree: Tree, file: str, environment: Environment) -> Lock:
    """Read `pylock.toml` (PEP 751): one file is one selection, all of it is shipped. Raises `ReadError`."""
    lock, entries = _begin(tree, file, environment, "packages", _tables)
    asked = asked_for(tree, parent(file))
    for key in entries:
        is_asked = asked is None or lock.packages[key].name in asked
        (lock.roots if is_asked else lock.indirect).append(key)
    return lock


def _tables(entry: Table) -> Iterator[str]:
    for one in tables(entry, "dependencies"):
        yield text_of(one, "name")


def read_uv(tree: Tree, file: str, environment: Environment, member: str = "") -> Lock:
    """Read `uv.lock`: what a member of the workspace leads to, by its folder relative to the lock.

    Raises `ReadError`.
    """
    whole, entries = tree.once(file, lambda: _uv_whole(tree, file, environment), environment.python)
    lock = whole.anew()
    roots = [key for key, entry in entries.items() if _uv_folder(entry) == (member or ".")]
    if not roots and member:
        roots = [key for key, entry in entries.items() if _uv_folder(entry) == "."]
    if not roots:
        lock.gap("does not say which of its packages is the project's; all are listed")
        lock.indirect += list(entries)
    lock.roots += roots
    return lock


def _uv_whole(tree: Tree, file: str, environment: Environment) -> tuple[Lock, dict[str, Table]]:
    lock, entries = _begin(tree, file, environment, "package", lambda _entry: iter(()))
    named = _by_name(lock)
    for key, entry in entries.items():
        lock.packages[key].requires = _uv_needs(entry, entries, named, environment)
    return lock, entries


def _uv_folder(entry: Table) -> str:
    """Return the folder of a package that is code of the project, empty for any other."""
    source = table(entry, "source")
    for kind in ("virtual", "editable", "directory"):
        if kind in source:
            return text_of(source, kind) or "."
    return ""


def _uv_needs(
    entry: Table, entries: dict[str, Table], named: dict[str, list[str]], environment: Environment
) -> list[str]:
    """Return the keys a package needs, with the extras it asks of each."""
    needs: list[str] = []
    for one in tables(entry, "dependencies"):
        if not environment.holds(text_of(one, "marker")):
            continue
        keys = [
            key
            for key in named.get(python_name(text_of(one, "name")), ())
            if text_of(one, "version") in {"", text_of(entries[key], "version")}
        ]
        needs += keys
        for extra in texts(one.get("extra")):
            for key in keys:
                inner = tables(table(entries[key], "optional-dependencies"), extra)
                names = (python_name(text_of(each, "name")) for each in inner)
                needs += [other for name in names for other in named.get(name, ())]
    return needs


def _begin(
    tree: Tree,
    file: str,
    environment: Environment,
    key: str,
    edges: Callable[[Table], Iterator[str]],
) -> tuple[Lock, dict[str, Table]]:
    """Read the packages of a lock whose markers hold, with what each needs by name."""
    text = tree.text(file)
    data = parse_toml(text, file)
    lock, lines = Lock(file, "PyPI"), Lines(text, TOML_NAMES)
    entries: dict[str, Table] = {}
    for entry in tables(data, key):
        written = text_of(entry, "name")
        line = lines.of(written)
        name = python_name(written)
        if not name:
            lock.gap(f"{written[:60]!r} names no package", line)
            continue
        if environment.holds(_marker(entry)):
            own = f"{name} {text_of(entry, 'version')}"
            lock.packages.setdefault(own, _package(name, entry, data, line))
            entries.setdefault(own, entry)
    named = _by_name(lock)
    for own, entry in entries.items():
        wanted = (python_name(one) for one in edges(entry))
        lock.packages[own].requires += [other for one in wanted for other in named.get(one, ())]
    return lock, entries


def _marker(entry: Table) -> str:
    """Return the marker of a package; where there is one for each group, that of the main one."""
    marker = entry.get("markers", entry.get("marker"))
    return text_of(marker, "main") if isinstance(marker, dict) else marker if isinstance(marker, str) else ""


def _package(name: str, entry: Table, data: Table, line: int) -> Package:
    source = table(entry, "source")
    kind = text_of(source, "type")
    place = _source(entry, source)
    is_local = bool(_uv_folder(entry)) or kind == "directory" or "path" in entry
    version = version_of(entry.get("version"))
    hashes = tuple(sorted(set(_hashes(name, entry, data))))
    return Package(
        name,
        version,
        line=line,
        pinned=bool(version or hashes),
        hashes=hashes,
        source=address(place),
        local=is_local or bool(table(entry, "directory")),
    )


def _source(entry: Table, source: Table) -> str:
    """Return the address of what comes from no registry."""
    if text_of(source, "type") in {"git", "url", "file"}:
        return text_of(source, "url")
    for kind in ("git", "url"):
        if kind in source:
            return text_of(source, kind)
    vcs = table(entry, "vcs") or table(entry, "archive")
    return text_of(entry, "git") or text_of(entry, "url") or text_of(vcs, "url")


def _hashes(name: str, entry: Table, data: Table) -> Iterator[str]:
    """Yield the hashes of a package's files, as each tool keeps them."""
    files: Iterable[Table] = (
        *tables(entry, "files"),
        *tables(entry, "wheels"),
        *([found] if (found := table(entry, "sdist")) else ()),
        *tables(table(table(data, "metadata"), "files"), name),
    )
    for one in files:
        yield from filter(None, [text_of(one, "hash")])
        for kind, value in table(one, "hashes").items():
            if isinstance(value, str):
                yield f"{kind}:{value}"


def _by_name(lock: Lock) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for key, package in lock.packages.items():
        named.setdefault(package.name, []).append(key)
    return named


def _roots(lock: Lock, named: dict[str, list[str]], asked: Iterable[str]) -> None:
    for name in sorted(asked):
        if name in named:
            lock.roots += named[name]
        else:
            lock.gap(f"lacks {name}, which {NAME} asks for: the lock is older than the manifest")
