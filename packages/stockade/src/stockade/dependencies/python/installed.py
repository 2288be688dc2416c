"""Packages of Python that are installed in a folder: `NAME-VERSION.dist-info/METADATA`, or `.egg-info`."""

import re
from collections.abc import Iterator

from stockade.dependencies.distributions import import_names
from stockade.dependencies.locking import Lock, Package
from stockade.dependencies.names import python_name, version_of
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.tree import Tree
from stockade.errors import ReadError

_ENDINGS = (".dist-info", ".egg-info")
_PLACES = ("", "python", "vendor", "site-packages", "package")
"""Folders below that of the code in which people, and layers, keep what is installed."""
_VERSIONED = re.compile(r"python3(?:\.\d+)?")
_REQUIRED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)")


def folders(tree: Tree, code: str) -> Iterator[str]:
    """Yield the folders below that of the code in which packages are installed."""
    for name in _PLACES:
        folder = f"{code}/{name}".strip("/")
        if any(one.endswith(_ENDINGS) for one in tree.names(folder)):
            yield folder
    below = f"{code}/python/lib".strip("/")
    for name in sorted(tree.names(below)):
        folder = f"{below}/{name}/site-packages"
        if _VERSIONED.fullmatch(name) and any(one.endswith(_ENDINGS) for one in tree.names(folder)):
            yield folder


def read(tree: Tree, folder: str, environment: Environment) -> Lock:
    """Return what is installed in a folder; what cannot be read is a gap."""
    lock = Lock(folder, "PyPI")
    wanted: dict[str, list[str]] = {}
    for name in sorted(tree.names(folder)):
        if not name.endswith(_ENDINGS):
            continue
        path = f"{folder}/{name}".strip("/")
        file = f"{path}/{'METADATA' if name.endswith('.dist-info') else 'PKG-INFO'}"
        if file.endswith("PKG-INFO") and not tree.has(file):
            continue  # `.egg-info` of the project itself may be a file, or hold nothing
        try:
            package, needs = _package(tree, path, file, environment)
        except ReadError as error:
            lock.gap(error.reason, file=file)
            continue
        lock.packages[package.name] = package
        wanted[package.name] = needs
    for key, needs in wanted.items():
        lock.packages[key].requires = [one for one in needs if one in lock.packages]
    needed = {one for package in lock.packages.values() for one in package.requires}
    for key in lock.packages:  # of a circle of packages nobody needs, each is shipped all the same
        (lock.indirect if key in needed else lock.roots).append(key)
    return lock


def _package(tree: Tree, path: str, file: str, environment: Environment) -> tuple[Package, list[str]]:
    head = tree.text(file).partition("\n\n")[0].replace("\r", "")
    fields: dict[str, list[str]] = {}
    for line in head.split("\n"):
        key, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "\t")):
            fields.setdefault(key.strip().lower(), []).append(value.strip())
    name = python_name(fields.get("name", [""])[0])
    version = version_of(fields.get("version", [""])[0])
    if not name or not version:
        raise ReadError("does not say name and version", file)
    needs = [
        python_name(found[1])
        for one in fields.get("requires-dist", ())
        if "extra ==" not in one
        and environment.holds(one.partition(";")[2].strip())
        and (found := _REQUIRED.match(one))
    ]
    modules = _modules(tree, path)
    return Package(name, version, line=1, pinned=True, modules=modules, file=file), needs


def _modules(tree: Tree, path: str) -> tuple[str, ...]:
    """Return the top-level names that a package installs."""
    for name in ("top_level.txt", "RECORD"):
        if name in tree.names(path):
            try:
                return import_names(tree.text(f"{path}/{name}"), record=name == "RECORD")
            except ReadError:
                continue  # too large or no text: the well-known names and the package's own remain
    return ()
