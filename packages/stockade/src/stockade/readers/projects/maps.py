"""Source maps: the files that a bundle was made of.

https://tc39.es/ecma426/ (`sources`, `sourceRoot`)
"""

import posixpath
from collections.abc import Callable

from stockade.readers.projects.loose import loose, texts
from stockade.readers.projects.places import Read, joined

_STAGED = "asset-input/"
"""Where the CDK mounts a project when it bundles in a container."""
Exists = Callable[[str], bool]
Find = Callable[[str], tuple[str, ...]]


def sources(file: str, read: Read, exists: Exists, find: Find) -> tuple[str, ...]:
    """Return the files of the project that a built file was made of, in the order of its map."""
    data = loose(read(f"{file}.map"))
    root = data.get("sourceRoot")
    found = []
    for one in texts(data.get("sources")):
        if "node_modules/" not in one and ":" not in one:
            path = _there(file, posixpath.join(root if isinstance(root, str) else "", one), exists, find)
            found.append(path)
    return tuple(dict.fromkeys(one for one in found if one))


def _there(file: str, source: str, exists: Exists, find: Find) -> str:
    """Return where a source is: where the map says, else the one file that lies at such a path."""
    path = joined(posixpath.dirname(file), source)
    if path is not None and exists(path):
        return path
    rest = source
    while rest.startswith(("../", "./")):
        rest = rest.partition("/")[2]
    rest = rest.removeprefix(_STAGED)
    if exists(rest):
        return rest
    others = find(f"/{rest}") if rest and not posixpath.isabs(rest) else ()
    return others[0] if len(others) == 1 else ""
