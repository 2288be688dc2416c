"""Every error Stockade raises on purpose.

    StockadeError             a sentence for the user; the command line prints it and nothing else
    ├── UsageError            wrong use: an option, a path or a file named by the user (exit status 2)
    │   └── ConfigError       `stockade.toml` (or a file it names) says something it cannot mean
    ├── ReadError             one input file could not be read; in a folder it becomes a gap
    └── CatalogError          the catalog or somebody's own catalog file breaks its schema

Texts are lower case sentences a user can act on. Where there is a file they name it, with its line.
"""


class StockadeError(Exception):
    """Base of all errors raised on purpose; `str(error)` is what the user reads."""


class UsageError(StockadeError):
    """Wrong use of a command: a bad option, a missing path, a named file that cannot be read."""


class ConfigError(UsageError):
    """A configuration file that cannot mean anything."""


class ReadError(StockadeError):
    """An input file that could not be read.

    `file` is relative to the scanned root with `/`; `line` counts from 1, 0 where there is none.
    """

    def __init__(self, reason: str, file: str = "", line: int = 0) -> None:
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{reason}")
        self.reason = reason
        self.file = file
        self.line = line


class CatalogError(StockadeError):
    """A catalog file that breaks its schema; names the file and the key."""
