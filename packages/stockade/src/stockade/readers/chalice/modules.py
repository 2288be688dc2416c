"""The modules of one application: read once each, and what a name in one of them means."""

import posixpath

from stockade.errors import ReadError
from stockade.languages.python import Expression, Function, Module, Name, read_module
from stockade.model import Gap
from stockade.readers.files import Root
from stockade.values import Location

MOST_MODULES = 500
"""Modules read of one application; more are no configuration."""
DEEPEST = 20
"""Imports followed from one name to another."""


class Modules:
    """Reads modules below the folder of an application; what could not be read is in `gaps`."""

    def __init__(self, root: Root, folder: str) -> None:
        self.root = root
        self.folder = folder
        self.gaps: list[Gap] = []
        self._read: dict[str, Module | None] = {}

    def file(self, name: str) -> Module | None:
        """Return the module in a file relative to the folder, None where there is none."""
        if name not in self._read:
            known = len(self._read) < MOST_MODULES
            self._read[name] = self._open(name) if known else None
        return self._read[name]

    def _open(self, name: str) -> Module | None:
        file = posixpath.normpath(posixpath.join(self.folder, name))
        if not self.root.holds(file):
            return None
        try:
            module = read_module(self.root.text(file), file)
        except ReadError as error:
            self.gaps.append(Gap(Location(file), error.reason, "file"))
            return None
        if module.broken:
            place = Location(file, module.broken)
            self.gaps.append(Gap(place, "is no Python from here on; what was understood is read", "file"))
        return module

    def dotted(self, path: str, importer: Module) -> Module | None:
        """Return the module a dotted path names, seen from the module that imports it."""
        base = path.lstrip(".")
        dots = len(path) - len(base)
        start = posixpath.dirname(posixpath.relpath(importer.file, self.folder or ".")) if dots else ""
        for _ in range(dots - 1):
            start = posixpath.dirname(start)
        stem = posixpath.join(start, *base.split(".")) if base else start
        return self.file(f"{stem}.py") or self.file(posixpath.join(stem, "__init__.py"))

    def meaning(
        self, module: Module, expression: Expression, depth: int = 0
    ) -> tuple[Module, Expression | Function]:
        """Follow a name to what it is bound to, through imports; anything else means itself."""
        if not isinstance(expression, Name) or depth > DEEPEST:
            return module, expression
        path = expression.path
        if path in module.names:
            return self.meaning(module, module.names[path], depth + 1)
        function = next((one for one in module.functions if one.name == path), None)
        if function is not None:
            return module, function
        holder, _, last = path.rpartition(".")
        prefix = holder or path[: len(path) - len(path.lstrip("."))]
        other = self.dotted(prefix, module) if prefix else None
        if other is None or other is module:
            return module, expression
        return self.meaning(other, Name(last, expression.at), depth + 1)
