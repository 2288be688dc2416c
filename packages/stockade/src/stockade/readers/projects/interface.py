"""What the settings of one scanned folder say, each file read once."""

import posixpath
from collections.abc import Iterator

from stockade.model.building import Hosted, Image
from stockade.readers.projects import images, maps, packages, typescript, zappa
from stockade.readers.projects.loose import loose
from stockade.readers.projects.places import above, joined
from stockade.readers.sources import Sources

_PACKAGE = "package.json"
_WORKSPACES = '"workspaces"'
_WORKSPACE_FILES = ("pnpm-workspace.yaml", "lerna.json", "nx.json")


_COMPILED = frozenset({".js", ".mjs", ".cjs"})
_TYPED = (".ts", ".tsx", ".mts", ".cts")
LARGEST_BUNDLE = 300_000
"""Characters of a staged bundle that is read where no map names its sources."""


def _is_staged(file: str) -> bool:
    """Tell whether a file was staged for a deployment, and is not written by people."""
    return "/cdk.out/" in f"/{file}"


class Projects:
    """Answers what imports mean, what was built of what, and what an image holds.

    `used` are the files of settings that an answer depends on.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.used: set[str] = set()
        self._typescript: dict[str, typescript.Settings | None] = {}
        self._packages: dict[str, dict[str, object]] = {}
        self._workspaces: dict[str, dict[str, str]] = {}
        self._near: dict[str, str] = {}

    def imported(self, module: str, file: str) -> tuple[str, ...]:
        """Return where what a script imports by an alias, or from its workspace, may be."""
        folder = posixpath.dirname(file)
        settings = self._settings(folder)
        found = list(settings.meant(module)) if settings is not None else []
        if module.startswith("#"):
            found += packages.imported(*self._package(folder), module)
        else:
            found += self._of_workspace(folder, module)
        return tuple(dict.fromkeys(self._with_sources(found)))

    def _with_sources(self, paths: list[str]) -> Iterator[str]:
        for path in paths:
            yield path
            yield from self.made_of(path)

    def made_of(self, path: str) -> Iterator[str]:
        """Yield where the source of a compiled file, or of a folder of such, may be."""
        settings = self._settings(posixpath.dirname(path))
        if settings is not None:
            yield from settings.made_of(path)

    def source_of(self, file: str) -> str:
        """Return the source that a built file begins with, empty where that is not known or not there."""
        found: tuple[str, ...] = ()
        if _is_staged(file) or self._sources.is_named(f"{file}.map"):
            found = maps.sources(file, self.text, self._sources.exists, self._sources.find)
        return found[-1] if found else self._compiled_of(file)

    def _compiled_of(self, file: str) -> str:
        """Return the source that a file was compiled of, empty where that is not there."""
        stem, ending = posixpath.splitext(file)
        if ending not in _COMPILED:
            return ""
        paths = (f"{base}{one}" for base in self.made_of(stem) for one in _TYPED)
        return next((path for path in paths if self._sources.exists(path)), "")

    def bundle(self, file: str) -> bool:
        """Tell whether there is such a file among what was staged for a deployment, small enough to be read.

        A larger one is read by its sources, which its map names.
        """
        text = self.text(file) if _is_staged(file) else None
        return text is not None and (len(text) <= LARGEST_BUNDLE or bool(self.source_of(file)))

    def image(self, context: str, dockerfile: str) -> Image | None:
        """Return what a `Dockerfile` makes, None where it is not there."""
        file = joined(context, dockerfile)
        text = self.text(file) if file is not None else None
        return images.read_image(text, context) if text is not None else None

    def installed(self, folder: str) -> frozenset[str]:
        """Return the packages that a tool installed into a folder, by the metadata it left there."""
        return self._sources.installed(folder)

    def hosted(self) -> Iterator[Hosted]:
        """Yield the web applications that Zappa puts behind its adapter."""
        for name in zappa.NAMES:
            for file in self._sources.named(name):
                yield from zappa.hosted(file, self.text)

    def text(self, file: str) -> str | None:
        """Return the text of a file of the project, None where it cannot be read."""
        self.used.add(file)
        return self._sources.text(file)

    def _settings(self, folder: str) -> typescript.Settings | None:
        if folder not in self._typescript:
            file = self._nearest(folder, typescript.NAMES)
            self._typescript[folder] = typescript.read_settings(file, self.text) if file else None
        return self._typescript[folder]

    def _nearest(self, folder: str, names: tuple[str, ...]) -> str:
        for one in above(folder):
            for name in names:
                file = posixpath.join(one, name)
                if self._sources.is_named(file):
                    return file
        return ""

    def _package(self, folder: str) -> tuple[str, dict[str, object]]:
        file = self._nearest(folder, (_PACKAGE,))
        return posixpath.dirname(file), self._content(file) if file else {}

    def _content(self, file: str) -> dict[str, object]:
        if file not in self._packages:
            self._packages[file] = loose(self.text(file))
        return self._packages[file]

    def _of_workspace(self, folder: str, module: str) -> list[str]:
        parts = module.split("/")
        length = 2 if module.startswith("@") else 1
        known = self._members(self._root(folder))
        home = known.get("/".join(parts[:length]))
        if home is None:
            return []
        return list(packages.exported(home, self._content(f"{home}/{_PACKAGE}"), "/".join(parts[length:])))

    def _root(self, folder: str) -> str:
        """Return the folder of the workspace that a folder is in, `-` where it is in none."""
        if folder not in self._near:
            self._near[folder] = next((one for one in above(folder) if self._is_workspace(one)), "-")
        return self._near[folder]

    def _is_workspace(self, folder: str) -> bool:
        file = posixpath.join(folder, _PACKAGE)
        if not self._sources.is_named(file):
            return False
        if any(self._sources.is_named(posixpath.join(folder, one)) for one in _WORKSPACE_FILES):
            return True
        return _WORKSPACES in (self.text(file) or "")

    def _members(self, root: str) -> dict[str, str]:
        """Return the packages below a workspace by name."""
        if root == "-":
            return {}
        if root not in self._workspaces:
            below = f"{root}/" if root else ""
            found: dict[str, str] = {}
            for file in self._sources.named(_PACKAGE):
                name = self._content(file).get("name") if file.startswith(below) else None
                if isinstance(name, str) and posixpath.dirname(file):
                    found.setdefault(name, posixpath.dirname(file))
            self._workspaces[root] = found
        return self._workspaces[root]
