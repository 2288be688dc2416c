"""Which packages a bundler put into a file: the comments that esbuild writes above what comes from where.

    // node_modules/uuid/dist/index.js
    // node_modules/.pnpm/uuid@9.0.1/node_modules/uuid/dist/index.js

A minified bundle has none of them, and says nothing.
"""

import posixpath
import re

from msgspec import Struct

from stockade.dependencies.names import npm_name
from stockade.dependencies.tree import Tree

_NAMES = ("index.js", "index.mjs", "index.cjs")
_ORIGIN = re.compile(r"^ {0,4}// (\S[^\n]*\.(?:[cm]?[jt]sx?|json))$", re.MULTILINE)
_PACKAGE = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/@.][^/]*)/")


class Bundle(Struct, frozen=True):
    """A bundle: its file, and the names of the packages in it with the line that each begins in."""

    file: str
    packages: dict[str, int]


def read(tree: Tree, folder: str) -> Bundle | None:
    """Return the bundle in a folder, None where none tells what is in it. Raises `ReadError`."""
    name = next((one for one in _NAMES if one in tree.names(folder)), "")
    file = posixpath.join(folder, name)
    return tree.once(file, lambda: _bundle(file, tree.text(file)), "bundle") if name else None


def _bundle(file: str, text: str) -> Bundle | None:
    packages: dict[str, int] = {}
    found = None
    line = at = 0
    for found in _ORIGIN.finditer(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        inner = _PACKAGE.findall(found[1])
        name = npm_name(inner[-1]) if inner else ""
        if name:
            packages.setdefault(name, line + 1)
    return Bundle(file, packages) if found is not None else None
