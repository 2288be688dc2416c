"""Which folders are root modules: those that no other folder calls."""

import posixpath
from collections.abc import Iterable

from stockade.readers.terraform.library import Library
from stockade.readers.terraform.sources import is_local
from stockade.readers.terraform.syntax import Literal


def root_modules(library: Library, folders: Iterable[str]) -> frozenset[str]:
    """Return the folders that are applications of their own, of all that hold configuration files.

    Of folders that only call one another the first by name is one: nothing is left unread.
    """
    calls = {folder: _called(library, folder) for folder in sorted(set(folders))}
    called = {target for folder, targets in calls.items() for target in targets if target != folder}
    roots = {folder for folder in calls if folder not in called}
    reached = _reached(roots, calls)
    for folder in calls:
        if folder not in reached:
            roots.add(folder)
            reached |= _reached({folder}, calls)
    return frozenset(roots)


def _called(library: Library, folder: str) -> frozenset[str]:
    """Return the folders a module calls by a path that is written out."""
    found = set()
    for stanza in library.module(folder).calls.values():
        source = stanza.body.attributes.get("source")
        written = source.expression.value if source and isinstance(source.expression, Literal) else None
        if isinstance(written, str) and is_local(written):
            target = posixpath.normpath(posixpath.join(folder, written))
            found.add("" if target == "." else target)
    return frozenset(found)


def _reached(start: set[str], calls: dict[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        folder = waiting.pop()
        if folder not in reached:
            reached.add(folder)
            waiting.extend(calls.get(folder, ()))
    return reached
