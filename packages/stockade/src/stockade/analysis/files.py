"""What the analysis is given of a scanned folder: its source files and their programs."""

from collections.abc import Callable

from msgspec import Struct, field

from stockade.analysis.handlers import Exists, Find, Project, Unsettled
from stockade.analysis.hardcoded import Hardcoded
from stockade.catalog.knowledge import Knowledge, ours
from stockade.model.program import Module

INLINE = "\0"
"""Stands between the name of a template and that of code written in it."""


class Files(Struct, frozen=True):
    """The source files: whether there is one, those that end alike, the program of one or why there is none.

    `digest` stands for the content of a file, or for why it cannot be read; `parse` makes a program of a text
    under the name of a file. `knowledge` is what is known of calls and event sources,
    `project` what settings say of the code.
    """

    exists: Exists
    find: Find
    digest: Callable[[str], str]
    load: Callable[[str], Module | None]
    parse: Callable[[str, str], Module | None]
    why: Callable[[str], str]
    hardcoded: Hardcoded = field(default_factory=Hardcoded)
    knowledge: Knowledge = field(default_factory=ours)
    project: Project = field(default_factory=Unsettled)


class Unread(Struct, frozen=True):
    """A source file that no handler of a template reaches, with its text."""

    file: str
    text: str
