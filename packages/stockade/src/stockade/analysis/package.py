"""The code of one function as it is deployed: its root, its layers, and what an import in it means."""

import posixpath
import sys
from collections.abc import Callable, Sequence
from functools import cache

from stockade.analysis.copies import library_of
from stockade.catalog.call_data import clean_of, passing_of, sinks_of

_SCRIPTS = (".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", ".mts", ".cts")
_CORE = "node:"
_BUILT_IN = frozenset(
    {
        "assert",
        "buffer",
        "child_process",
        "crypto",
        "dns",
        "events",
        "fs",
        "fs/promises",
        "http",
        "https",
        "net",
    }
    | {
        "os",
        "path",
        "process",
        "querystring",
        "stream",
        "string_decoder",
        "timers",
        "tls",
        "url",
        "util",
        "zlib",
    }
)
"""Modules of Node.js, which no alias replaces."""
_PLAIN_WORDS = frozenset(
    {
        "bin",
        "cache",
        "commands",
        "databases",
        "dataset",
        "decorator",
        "fabric",
        "invoke",
        "mongo",
        "multipart",
    }
    | {"opensearch", "popen2", "records", "regex", "retry", "sql", "tar", "thundra", "treq", "valkey"}
)
"""Names that people give packages of their own, whatever library or kind of ours is called so."""
Imported = Callable[[str, str], tuple[str, ...]]


class Package:
    """Resolves imports to files below the scanned root; `exists` tells whether there is such a file.

    `imported` returns where what a script imports by an alias, or from its workspace, may be; `installed` the
    packages that a tool put into a folder. `asked` are the imports there were: the module, whether it is of
    Python, whether it is of the program.
    """

    def __init__(
        self,
        roots: Sequence[str],
        exists: Callable[[str], bool],
        imported: Imported = lambda _a, _b: (),
        installed: Callable[[str], frozenset[str]] = lambda _folder: frozenset(),
    ) -> None:
        self.roots = tuple(dict.fromkeys(roots))
        self.exists = exists
        self.imported = imported
        self.installed = installed
        self.asked: set[tuple[str, bool, bool]] = set()
        self._known: dict[tuple[str, str, str | None], str | None] = {}
        self._libraries: dict[str, str] = {}

    def resolve(self, module: str, file: str, name: str | None) -> str | None:
        """Return the file that an import in a file means; None for what is not of the program."""
        key = (module, posixpath.dirname(file), name)
        if key not in self._known:
            python = file.endswith(".py")
            found = self._python(module, file, name) if python else self._script(module, file)
            if found is not None and python and found.endswith("__init__.py") and _is_library(module):
                found = None  # shipped with the function: what it does is known, and need not be run
            self._known[key] = found
            self.asked.add((module, python, found is not None))
        return self._known[key]

    def _python(self, module: str, file: str, name: str | None) -> str | None:
        dots = len(module) - len(module.lstrip("."))
        rest = module[dots:].replace(".", "/")
        if dots:
            folder = posixpath.dirname(file)
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            folders = [folder]
        else:
            folders = [*self.roots, posixpath.dirname(file)]
        for folder in folders:
            base = _under(folder, rest)
            if base is None:
                continue
            for candidate in (f"{base}/__init__.py", f"{base}.py") if rest else (f"{base}/__init__.py",):
                if self.exists(candidate):
                    return candidate if dots or not self._is_installed(folder, module) else None
            for ending in (".py", "/__init__.py") if name and name != "*" else ():
                inner = _under(base, f"{name}{ending}")  # a folder without `__init__.py` is a package too
                if inner is not None and self.exists(inner):
                    return inner
        return None

    def _is_installed(self, folder: str, module: str) -> bool:
        """Tell whether a package in a folder is a library: installed there, and not beside the handler."""
        names = self.installed(folder)
        near = self.roots[0] if self.roots else ""
        beside = not folder or near == folder or near.startswith(f"{folder}/")
        return bool(names) and (not beside or module.partition(".")[0].lower() in names)

    def _script(self, module: str, file: str) -> str | None:
        if module.startswith("."):
            bases = [_under(posixpath.dirname(file), module)]
        elif module.startswith("/opt/nodejs/"):
            bases = [_under(root, module.removeprefix("/opt/nodejs/")) for root in self.roots]
            bases += [_under(root, "nodejs/" + module.removeprefix("/opt/nodejs/")) for root in self.roots]
        elif module.startswith(_CORE) or module in _BUILT_IN:
            return None
        else:
            bases = [*self.imported(module, file)]
            if module.startswith(("@/", "~/")):
                bases += [_under(root, part + module[2:]) for root in self.roots for part in ("", "src/")]
            elif module.startswith(("src/", "lib/", "app/")):
                bases += [_under(root, module) for root in self.roots]
            elif (
                module.startswith("@") and "/" in module
            ):  # an alias by the usual convention, if one is there
                bases += [_under(root, part + module[1:]) for root in self.roots for part in ("src/", "")]
        return self._scripts(bases)

    def _scripts(self, bases: Sequence[str | None]) -> str | None:
        """Return the first script there is at one of some places, with any ending."""
        for base in bases:
            if base is None:
                continue
            stem, ending = posixpath.splitext(base)
            choices = [base] if ending in _SCRIPTS else []
            choices += [f"{base}{one}" for one in _SCRIPTS]
            if ending in {".js", ".mjs", ".cjs"}:
                choices += [f"{stem}{one}" for one in (".ts", ".tsx", ".mts", ".cts")]
            choices += [f"{base}/index{one}" for one in _SCRIPTS]
            for candidate in choices:
                if self.exists(candidate):
                    return candidate
        return None

    def library(self, path: str) -> str:
        """Return the name of a library's module that a file is a copy of, empty for the program's own."""
        if path not in self._libraries:
            self._libraries[path] = library_of(path, self.exists) if path.endswith(".py") else ""
        return self._libraries[path]

    @staticmethod
    def named(module: str, python: bool) -> str:
        """Return the name by which the catalog knows a module of a library."""
        return module if python else module.removeprefix(_CORE)


@cache
def _libraries() -> frozenset[str]:
    """Return the libraries whose calls the catalog knows, and those that tokens are read with."""
    tables = (clean_of("python"), passing_of("python"), sinks_of("python"))
    known = {name.partition(".")[0] for table in tables for name in table} | {"jwt", "jose"}
    return frozenset(known - _PLAIN_WORDS - sys.stdlib_module_names)


def _is_library(module: str) -> bool:
    return module.partition(".")[0] in _libraries()


def _under(folder: str, path: str) -> str | None:
    joined = posixpath.normpath(posixpath.join(folder, path)) if path else (folder or ".")
    return None if joined.startswith("..") else joined
