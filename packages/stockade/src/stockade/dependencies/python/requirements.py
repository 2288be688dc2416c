"""`requirements.txt`, as pip reads it: other files (`-r`, `-c`), hashes, markers, addresses, local projects.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import address
from stockade.dependencies.python import requirement
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.python.requirement import exact
from stockade.dependencies.python.via import connect
from stockade.dependencies.tree import Tree, joined, parent
from stockade.errors import ReadError

MOST_REQUIREMENTS = 20_000
"""Requirements that one file and those it includes may hold."""
MOST_FILES = 50
"""Files that one requirements file may include, themselves or through others."""
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_HASH = re.compile(r"--hash[=\s]+(\w+):([0-9A-Fa-f]+)")
_FILE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?=[^\s-]))(.+)")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s*=\s*|\s+)(.+)")
_OPTION = re.compile(r"\s--?[a-z][a-z-]*(?:[=\s]|$)")


class _Reading(Struct):
    """The files read so far, and the versions that constraints fix, by name."""

    tree: Tree
    environment: Environment
    lock: Lock
    number: int = 0
    seen: set[str] = field(default_factory=set)
    constraints: dict[str, str] = field(default_factory=dict)
    projects: list[str] = field(default_factory=list)


def read(tree: Tree, file: str, environment: Environment) -> tuple[Lock, tuple[str, ...]]:
    """Read a requirements file with those it includes; return it and the local projects it installs.

    Raises `ReadError` where the file itself cannot be read.
    """
    reading = _Reading(tree, environment, Lock(file, "PyPI"))
    text = tree.text(file)
    reading.seen.add(file)
    _lines(reading, file, text, constraint=False)
    for package in reading.lock.packages.values():
        _constrain(package, reading.constraints)
    connect(reading.lock, text)
    return reading.lock, tuple(dict.fromkeys(reading.projects))


def _constrain(package: Package, constraints: dict[str, str]) -> None:
    wanted = constraints.get(package.name)
    if wanted is not None and not package.version and not package.source:
        package.version = exact(wanted)
        package.pinned = package.pinned or bool(package.version)
        package.wanted = "" if package.version else ",".join(filter(None, (package.wanted, wanted)))


def _lines(reading: _Reading, file: str, text: str, *, constraint: bool) -> None:
    for line, written in _logical(text):
        _line(reading, file, line, written, constraint=constraint)


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, those that a backslash joins as one, with the number of the first."""
    begun, number = "", 0
    for at, raw in enumerate(text.splitlines(), 1):
        number = number or at
        if raw.endswith("\\") and not raw.lstrip().startswith("#"):
            begun += raw[:-1] + " "
            continue
        whole = _COMMENT.sub("", begun + raw).strip()
        if whole:
            yield number, whole
        begun, number = "", 0
    if begun.strip():
        yield number, _COMMENT.sub("", begun).strip()


def _line(reading: _Reading, file: str, line: int, written: str, *, constraint: bool) -> None:
    included = _FILE.match(written)
    editable = _EDITABLE.match(written)
    if included:
        of_constraints = constraint or written.startswith(("-c", "--constraint"))
        _include(reading, file, line, _unquoted(included[1].strip()), constraint=of_constraints)
    elif editable:
        _requirement(reading, file, line, editable[1], constraint=constraint)
    elif not written.startswith("-"):
        _requirement(reading, file, line, written, constraint=constraint)


def _include(reading: _Reading, file: str, line: int, name: str, *, constraint: bool) -> None:
    if "://" in name or len(reading.seen) >= MOST_FILES:
        shown = address(name) if "://" in name else name
        why = "is not fetched" if "://" in name else f"is one of more than {MOST_FILES} files"
        reading.lock.gap(f"includes {shown}, which {why}", line, file)
        return
    try:
        path = joined(parent(file), name)
        if path in reading.seen:
            return  # read already: again it says the same, also in a circle
        reading.seen.add(path)
        _lines(reading, path, reading.tree.text(path), constraint=constraint)
    except ReadError as error:
        reading.lock.gap(f"includes {name}: {error.reason}", line, file)
    except RecursionError:
        reading.lock.gap(f"includes {name}: files include one another too deeply", line, file)


def _requirement(reading: _Reading, file: str, line: int, written: str, *, constraint: bool) -> None:
    reading.number += 1
    if reading.number > MOST_REQUIREMENTS:
        if reading.number == MOST_REQUIREMENTS + 1:
            reading.lock.gap(
                f"is one of more than {MOST_REQUIREMENTS:,} requirements; not read on", line, file
            )
        return
    hashes = tuple(sorted(f"{kind.lower()}:{value.lower()}" for kind, value in _HASH.findall(written)))
    option = _OPTION.search(written)
    written = _unquoted((written[: option.start()] if option else written).strip())
    if _is_local(written):
        if not constraint:
            _local(reading, file, line, written)
        return
    found = requirement.read(written, reading.environment, line, hashes)
    if found is None:
        return
    if isinstance(found, str):
        shown = "a line" if "@" in written or ":" in written else repr(written[:60])  # it may hold a password
        reading.lock.gap(f"{shown} {found}", line, file)
    elif constraint:
        reading.constraints.setdefault(found.name, f"=={found.version}" if found.version else found.wanted)
    else:
        found.file = file
        reading.lock.add(found.name, found)


def _unquoted(written: str) -> str:
    return written[1:-1].strip() if len(written) > 1 and written[0] == written[-1] in "\"'" else written


def _is_local(written: str) -> bool:
    path = written.partition("[")[0].partition(";")[0].strip()
    if "://" in path or "@" in path:
        return path.startswith("file:")
    return path.startswith((".", "/")) or path.endswith((".whl", ".tar.gz", ".zip")) or "/" in path


def _local(reading: _Reading, file: str, line: int, written: str) -> None:
    """Note a local project; of an archive its name tells what it is."""
    path = written.removeprefix("file://").removeprefix("file:").partition("[")[0].partition(";")[0].strip()
    if path.endswith((".whl", ".tar.gz", ".zip")):
        found = requirement.of_address(path, "", line)
        if isinstance(found, str):
            reading.lock.gap(f"{path[:60]!r} {found}", line, file)
            return
        found.file, found.pinned = file, True
        reading.lock.add(found.name, found)
        return
    try:
        reading.projects.append(joined(parent(file), path))
    except ReadError as error:
        reading.lock.gap(error.reason, line, file)
