"""The source files below a folder: one pruned walk, names only; texts are read when they are asked for."""

import os
from pathlib import Path

from stockade.cache import digest
from stockade.errors import ReadError
from stockade.readers.discovery import MOST_FILES, is_entered
from stockade.readers.files import Root

SETTINGS = frozenset(
    {
        "tsconfig.json",
        "jsconfig.json",
        "package.json",
        "pnpm-workspace.yaml",
        "lerna.json",
        "nx.json",
        "zappa_settings.json",
        "zappa_settings.toml",
        "zappa_settings.yml",
        "zappa_settings.yaml",
    }
)
"""Files that say how the code of a project is found."""
_MAPS = ".js.map"
ENDINGS = (".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")

_METADATA = (".dist-info", ".egg-info")


def _distribution(folder: str) -> str:
    """Return the name of a distribution as it is imported, by the folder of its metadata."""
    return folder.partition("-")[0].removesuffix(".egg").lower()


class Sources:
    """The source files of a scanned folder, by paths relative to it with `/`."""

    def __init__(self, folder: Path, *, most_bytes: int, exclude: tuple[str, ...] = ()) -> None:
        self._root = Root(folder, most_bytes=most_bytes)
        self._exclude = exclude
        self._files: frozenset[str] | None = None
        self._by_name: dict[str, list[str]] = {}
        self._settings: frozenset[str] = frozenset()
        self._refused: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._installed: dict[str, frozenset[str]] = {}

    def exists(self, file: str) -> bool:
        """Tell whether there is such a source file."""
        return file in self._all()

    def find(self, ending: str) -> tuple[str, ...]:
        """Return the files whose path ends like this, `/` and a name at least."""
        self._all()
        named = self._by_name.get(ending.rpartition("/")[2], ())
        return tuple(file for file in named if f"/{file}".endswith(ending))

    def files(self) -> tuple[str, ...]:
        """Return every source file, sorted."""
        return tuple(sorted(self._all()))

    def is_named(self, file: str) -> bool:
        """Tell whether there is such a file of settings, or such a source map."""
        self._all()
        return file in self._settings

    def named(self, name: str) -> tuple[str, ...]:
        """Return the files of settings of a name, sorted."""
        self._all()
        return tuple(sorted(file for file in self._settings if file.rpartition("/")[2] == name))

    def installed(self, folder: str) -> frozenset[str]:
        """Return the packages that a tool installed into a folder, by the metadata it left there."""
        self._all()
        return self._installed.get(folder, frozenset())

    def text(self, file: str) -> str | None:
        """Return the text of a source file, None where it cannot be read."""
        try:
            return self._root.text(file)
        except ReadError as error:
            self._refused[file] = str(error).removeprefix(f"{file}: ")
            return None

    def digest(self, file: str) -> str:
        """Return what stands for the content of a source file, or for why it cannot be read."""
        if file not in self._digests:
            text = self.text(file)
            self._digests[file] = digest(text) if text is not None else f"!{self.why(file)}"
        return self._digests[file]

    def why(self, file: str) -> str:
        """Return why a source file could not be read, empty where it could."""
        return self._refused.get(file, "")

    def _all(self) -> frozenset[str]:
        if self._files is None:
            self._files = frozenset(self._walked())
            for file in sorted(self._files):
                self._by_name.setdefault(file.rpartition("/")[2], []).append(file)
        return self._files

    def _walked(self) -> list[str]:
        found: list[str] = []
        settings: list[str] = []
        root = self._root.path
        for here, folders, names in os.walk(root, followlinks=False):
            relative = os.path.relpath(here, root)
            below = "" if relative == "." else f"{relative.replace(os.sep, '/')}/"
            metadata = [one for one in folders if one.endswith(_METADATA)]
            if metadata:
                self._installed[relative if relative != "." else ""] = frozenset(map(_distribution, metadata))
            folders[:] = sorted(one for one in folders if is_entered(f"{below}{one}", self._exclude))
            found.extend(f"{below}{name}" for name in names if name.endswith(ENDINGS))
            settings.extend(f"{below}{name}" for name in names if name in SETTINGS or name.endswith(_MAPS))
            if len(found) > MOST_FILES:
                break
        self._settings = frozenset(settings)
        return found
