"""`pyproject.toml`: what a project asks for itself (PEP 621, and Poetry's own table)."""

import re
from collections.abc import Iterator

from stockade.dependencies.documents import Table, parse_toml, table, text_of, texts
from stockade.dependencies.lines import TOML_KEYS, TOML_TEXTS, Lines
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address, python_name
from stockade.dependencies.python import requirement
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.tree import Tree, joined, parent
from stockade.errors import ReadError

NAME = "pyproject.toml"
_CARET = re.compile(r"\^\s*(\d+(?:\.\d+)*)\S*")
_TILDE = re.compile(r"~\s*(\d+(?:\.\d+)*)\S*")
_PLAIN = re.compile(r"\d[\w.+!-]*")


def is_manifest(data: Table) -> bool:
    """Tell whether it says what is needed, and does not only configure tools."""
    poetry = table(table(data, "tool"), "poetry")
    return "project" in data or "dependencies" in poetry


def wanted(data: Table) -> Iterator[tuple[str, object]]:
    """Yield what the project needs when it runs: a requirement (PEP 508), or a name with Poetry's constraint.

    Extras and groups are not shipped, nor is what Poetry keeps for an extra (`optional`).
    """
    for one in texts(table(data, "project").get("dependencies")):
        yield "", one
    for name, constraint in table(table(table(data, "tool"), "poetry"), "dependencies").items():
        optional = isinstance(constraint, dict) and constraint.get("optional") is True
        if name.lower() != "python" and not optional:
            yield name, constraint


def direct(data: Table) -> frozenset[str]:
    """Return the normalised names of what the project asks for itself."""
    names = (
        name or re.split(r"[^A-Za-z0-9._-]", str(one).strip(), maxsplit=1)[0] for name, one in wanted(data)
    )
    return frozenset(filter(None, map(python_name, names)))


def read(tree: Tree, file: str, environment: Environment) -> tuple[Lock, tuple[str, ...]]:
    """Read a project without a lock: ranges for the most part; and the local projects it needs.

    Raises `ReadError`.
    """
    text = tree.text(file)
    data = parse_toml(text, file)
    lock, projects = Lock(file, "PyPI"), list[str]()
    keys, written = Lines(text, TOML_KEYS), Lines(text, TOML_TEXTS)
    for name, one in wanted(data):
        line = keys.of(name) if name else written.of(str(one))
        if name and isinstance(one, dict) and "path" in one:
            _project(lock, projects, text_of(one, "path"), line)
            continue
        asked = str(one)
        found = (
            of_poetry(name, one, environment, line) if name else requirement.read(asked, environment, line)
        )
        if isinstance(found, str):
            lock.gap(f"{name or asked[:60]!r} {found}", line)
        elif found is not None:
            lock.add(found.name, found)
    for name in _dynamic(data):
        _from_file(tree, lock, environment, name)
    return lock, tuple(projects)


def _project(lock: Lock, projects: list[str], path: str, line: int) -> None:
    try:
        projects.append(joined(parent(lock.file), path))
    except ReadError as error:
        lock.gap(error.reason, line)


def of_poetry(name: str, constraint: object, environment: Environment, line: int = 0) -> Package | str | None:
    """Return the package of a constraint of Poetry (or of a Pipfile): a text, a table, or a list of them."""
    if isinstance(constraint, list):
        found = [of_poetry(name, one, environment, line) for one in constraint]
        return next((one for one in found if one is not None), None)
    if isinstance(constraint, str):
        return requirement.of_range(python_name(name), specifiers(constraint), line)
    if not isinstance(constraint, dict):
        return "is no requirement"
    if not environment.holds(text_of(constraint, "markers")):
        return None
    place = text_of(constraint, "git") or text_of(constraint, "url") or text_of(constraint, "file")
    if place:
        commit = text_of(constraint, "rev") or text_of(constraint, "ref")
        pinned = bool(re.fullmatch(r"[0-9a-f]{40}", commit)) or "#sha" in place
        return Package(python_name(name), line=line, pinned=pinned, source=address(place))
    return requirement.of_range(python_name(name), specifiers(text_of(constraint, "version")), line)


def specifiers(constraint: str) -> str:
    """Return Poetry's constraint as specifiers of PEP 440: `^1.2` is `>=1.2,<2`; what is neither stays."""
    parts = [_specifier(part.strip()) for part in constraint.split(",")]
    return ",".join(filter(None, parts))


def _specifier(part: str) -> str:
    caret, tilde = _CARET.fullmatch(part), _TILDE.fullmatch(part)
    if part in {"", "*"}:
        return ""
    if caret:
        return f">={part[1:].strip()},<{_above(caret[1])}"
    if tilde:
        numbers = tilde[1].split(".")
        return f">={part[1:].strip()},<{_next(numbers[:2])}"
    return f"=={part}" if _PLAIN.fullmatch(part) else part


def _above(version: str) -> str:
    """Return the first version a caret leaves out: the leftmost number that is not zero may not change."""
    numbers = version.split(".")
    first = next((at for at, number in enumerate(numbers) if int(number)), len(numbers) - 1)
    return _next(numbers[: first + 1])


def _next(numbers: list[str]) -> str:
    return ".".join((*numbers[:-1], str(int(numbers[-1]) + 1)))


def _dynamic(data: Table) -> Iterator[str]:
    """Yield the requirements files that setuptools reads the project's dependencies from."""
    if "dependencies" in texts(table(data, "project").get("dynamic")):
        dynamic = table(table(table(data, "tool"), "setuptools"), "dynamic")
        yield from texts(table(dynamic, "dependencies").get("file"))


def _from_file(tree: Tree, lock: Lock, environment: Environment, name: str) -> None:
    from stockade.dependencies.python import requirements

    try:
        other, _ = requirements.read(tree, joined(parent(lock.file), name), environment)
    except ReadError as error:
        lock.gap(f"reads its dependencies from {name}: {error.reason}")
        return
    lock.gaps += other.gaps
    for key in other.roots:
        lock.add(key, other.packages[key])
