"""What kind of terminal there is: colours, width, progress."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

DEFAULT_WIDTH = 100


class Terminal(Struct, frozen=True):
    """How to show things: `width` in columns, colours or not, progress or not, remarks or not."""

    width: int
    colour: bool
    progress: bool
    quiet: bool

    @classmethod
    def of(
        cls, *, output: Path | None, no_color: bool, quiet: bool, progress: bool | None = None
    ) -> "Terminal":
        """Look at the standard streams, the environment and the options."""
        width = shutil.get_terminal_size(fallback=(DEFAULT_WIDTH, 24)).columns
        colour = output is None and not no_color and _wants_colour()
        shown = sys.stderr.isatty() and not quiet if progress is None else progress
        return cls(width, colour, shown, quiet)

    def remark(self, sentence: str) -> None:
        """Say something on standard error, unless asked to be quiet."""
        if not self.quiet:
            sys.stderr.write(f"{sentence}\n")


def _wants_colour() -> bool:
    """Follow https://no-color.org, and terminals that cannot."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


@contextmanager
def progress_bar(terminal: Terminal, what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while the block runs; it gives what is told `done, all`."""
    if not terminal.progress:
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, every: bar.update(task, completed=done, total=every)
