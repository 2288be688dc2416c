"""What `.gitignore` files leave out, read as the walk comes by them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAME = ".gitignore"
MOST_BYTES = 200_000


class Ignored:
    """Tells of a file whether a `.gitignore` of the root or below leaves it or a folder around it out.

    Files above the root are not read: they belong to nobody who asked for this folder.
    """

    def __init__(self) -> None:
        self._specs: dict[str, GitIgnoreSpec] = {}

    def enter(self, folder: Path, below: str, names: list[str]) -> None:
        """Read the `.gitignore` of a folder whose files are `names`, if it has one.

        `below` is what paths in the folder begin with: empty for the root, else it ends with `/`.
        """
        if NAME not in names:
            return
        from pathspec import GitIgnoreSpec  # loads dataclasses: only where there is something to ignore

        path = folder / NAME
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
                return
            self._specs[below] = GitIgnoreSpec.from_lines(path.read_text("utf-8", "replace").splitlines())
        except (OSError, ValueError):
            return  # a pattern nobody can read ignores nothing: too much is read, never too little

    def __call__(self, relative: str) -> bool:
        """Tell whether a file, by its path relative to the root, is left out; the nearest word decides."""
        below = relative
        while self._specs and below:
            below = below.rstrip("/").rpartition("/")[0]
            below = f"{below}/" if below else ""
            spec = self._specs.get(below)
            found = spec.check_file(relative[len(below) :]).include if spec is not None else None
            if found is not None:
                return found
        return False
