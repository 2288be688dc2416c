"""Source files to programs by the ending of their names, each once."""

from collections.abc import Callable

from stockade.model.program import Module

LONGEST_LINE = 5_000
"""Characters of a line; a file with longer ones was made by a tool, and its source is somewhere else."""
_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


class Programs:
    """The programs of a folder; `read` returns the text of a file, None where it cannot be read."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._known: dict[str, Module | None] = {}
        self._refused: dict[str, str] = {}

    def load(self, file: str) -> Module | None:
        """Return the program of a file."""
        if file not in self._known:
            self._known[file] = self._loaded(file)
        return self._known[file]

    def why(self, file: str) -> str:
        """Return why there is no program of a file that can be read, empty where there is no reason."""
        return self._refused.get(file, "")

    def _loaded(self, file: str) -> Module | None:
        source = self._read(file)
        if source is None:
            return None
        return self.parse(source, file)

    def parse(self, source: str, file: str) -> Module | None:
        """Return the program of a text as if it stood in a file of this name."""
        longest = max(map(len, source.split("\n")), default=0)
        if longest > LONGEST_LINE:
            self._refused[file] = f"is minified: a line of it has {longest:,} characters"
            return None
        if file.endswith(".py"):
            from stockade.languages.python.lowering import read_program as read_python

            return read_python(source, file)
        if file.endswith(_SCRIPTS):
            from stockade.languages.javascript import read_program as read_script

            return read_script(source, file)
        return None
