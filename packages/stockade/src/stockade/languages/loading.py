"""Source files to programs by the ending of their names, each once."""

from collections.abc import Callable

from stockade.model.program import Module

_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


class Programs:
    """The programs of a folder; `read` returns the text of a file, None where it cannot be read."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._known: dict[str, Module | None] = {}

    def load(self, file: str) -> Module | None:
        """Return the program of a file."""
        if file not in self._known:
            self._known[file] = self._loaded(file)
        return self._known[file]

    @property
    def loaded(self) -> frozenset[str]:
        """The files whose programs were asked for so far."""
        return frozenset(self._known)

    def _loaded(self, file: str) -> Module | None:
        source = self._read(file)
        if source is None:
            return None
        if file.endswith(".py"):
            from stockade.languages.python import read_program as read_python

            return read_python(source, file)
        if file.endswith(_SCRIPTS):
            from stockade.languages.javascript import read_program as read_script

            return read_script(source, file)
        return None
