"""A scanned folder out of texts by path, and what is shipped from it, in short."""

from collections.abc import Callable, Mapping

import pytest

from stockade.dependencies import Shelf, Tree
from stockade.dependencies.python.environment import Environment
from stockade.dependencies.shelf import Found
from stockade.errors import ReadError
from stockade.model import Component

Files = Mapping[str, str]
PYTHON = Environment("3.12")


def tree_of(files: Files) -> Tree:
    """Return a folder that holds some texts."""
    folders: dict[str, set[str]] = {"": set()}
    for file in files:
        parts = file.split("/")
        for at in range(len(parts)):
            folders.setdefault("/".join(parts[:at]), set()).add(parts[at])

    def text(file: str) -> str:
        if file not in files:
            raise ReadError("is not there or is no regular file", file)
        return files[file]

    return Tree(lambda folder: frozenset(folders.get(folder, ())), text)


@pytest.fixture(scope="session")
def python() -> Callable[..., Found]:
    """Return what says what a folder ships of Python."""

    def found(
        files: Files, folder: str = "", environment: Environment = PYTHON, *, locks: bool = False
    ) -> Found:
        return Shelf(tree_of(files)).python(folder, environment, locks_first=locks)

    return found


@pytest.fixture(scope="session")
def npm() -> Callable[..., Found]:
    """Return what says what a folder ships of npm."""

    def found(files: Files, folder: str = "") -> Found:
        return Shelf(tree_of(files)).npm(folder)

    return found


@pytest.fixture(scope="session")
def tree() -> Callable[[Files], Tree]:
    return tree_of


@pytest.fixture(scope="session")
def listed() -> Callable[[Found], dict[str, Component]]:
    """Return what gives the components of all manifests by id."""
    return lambda found: {one.id: one for manifest in found.manifests for one in manifest.components}
