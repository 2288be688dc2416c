"""`tsconfig.json`: what an alias of an import means, and which source a compiled file was made of.

https://www.typescriptlang.org/tsconfig/ (`extends`, `baseUrl`, `paths`, `outDir`, `rootDir`)
"""

import posixpath
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from stockade.readers.projects.loose import loose, section, texts
from stockade.readers.projects.places import Read, joined

NAMES = ("tsconfig.json", "jsconfig.json")
_MOST_EXTENDED = 8


class Settings(Struct, frozen=True):
    """What one `tsconfig.json` says, what it extends included; folders are relative to the scanned root."""

    folder: str
    base: str | None = None
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    paths_base: str = ""
    output: str | None = None
    source: str | None = None

    def meant(self, module: str) -> Iterator[str]:
        """Yield what an import may mean: by the longest alias it matches, then below the base."""
        for pattern, targets in sorted(self.paths, key=lambda one: -len(one[0].partition("*")[0])):
            rest = _matched(pattern, module)
            if rest is None:
                continue
            for target in targets:
                found = joined(self.paths_base, target.replace("*", rest, 1))
                if found is not None:
                    yield found
            break
        if self.base is not None:
            found = joined(self.base, module)
            if found is not None:
                yield found

    def made_of(self, path: str) -> Iterator[str]:
        """Yield where the source of a compiled file may be."""
        if self.output is None or not path.startswith(f"{self.output}/" if self.output else ""):
            return
        rest = path[len(self.output) + 1 :] if self.output else path
        if self.source is not None:
            yield _below(self.source, rest)
        yield _below(self.folder, rest)
        yield _below(self.folder, f"src/{rest}")


def read_settings(file: str, read: Read) -> Settings:
    """Read a `tsconfig.json` and what it extends."""
    return _read(file, read, 0, posixpath.dirname(file))


def _read(file: str, read: Read, depth: int, folder: str) -> Settings:
    here = posixpath.dirname(file)
    data = loose(read(file))
    found = Settings(folder)
    for other in texts(data.get("extends")) if depth < _MOST_EXTENDED else ():
        if other.startswith("."):
            parent = joined(here, other if other.endswith(".json") else f"{other}.json")
            found = _over(found, _read(parent, read, depth + 1, folder)) if parent is not None else found
    return _over(found, _own(section(data, "compilerOptions"), here, folder))


def _own(options: dict[str, Any], here: str, folder: str) -> Settings:
    base = _folder(here, options.get("baseUrl"))
    paths = tuple((key, tuple(texts(value))) for key, value in section(options, "paths").items())
    return Settings(
        folder,
        base=base,
        paths=paths,
        paths_base=(base if base is not None else here) if paths else "",
        output=_folder(here, options.get("outDir")),
        source=_folder(here, options.get("rootDir")),
    )


def _over(below: Settings, above: Settings) -> Settings:
    """Return settings with others on top: each of its options replaces the one below."""
    return Settings(
        above.folder,
        base=above.base if above.base is not None else below.base,
        paths=above.paths or below.paths,
        paths_base=above.paths_base if above.paths else below.paths_base,
        output=above.output if above.output is not None else below.output,
        source=above.source if above.source is not None else below.source,
    )


def _folder(here: str, value: object) -> str | None:
    return joined(here, value) if isinstance(value, str) else None


def _matched(pattern: str, module: str) -> str | None:
    """Return what the star of a pattern stands for in a module's name, None where they do not match."""
    before, star, after = pattern.partition("*")
    if not star:
        return "" if module == pattern else None
    fits = module.startswith(before) and module.endswith(after) and len(module) >= len(before) + len(after)
    return module[len(before) : len(module) - len(after)] if fits else None


def _below(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path
