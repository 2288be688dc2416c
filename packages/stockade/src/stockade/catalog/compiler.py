"""Turns `catalog/` into the JSON the package ships, and writes the JSON Schema of a definition.

    python -m stockade.catalog.compiler catalog --check     fail when what is committed is stale
    python -m stockade.catalog.compiler catalog --write     write it

Every error is a `CatalogError` that names the file and the key.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path as FilePath

import msgspec

from stockade.catalog.call_compiler import compiled_calls, schemas
from stockade.catalog.checks import check_events, check_page, check_source
from stockade.catalog.schema import EventSource
from stockade.errors import CatalogError

DATA = FilePath(__file__).parent / "data"


class SourceFolder(msgspec.Struct, frozen=True):
    """What lies in the folder of one event source, read and checked.

    `events` holds `event.json` under the empty name and `event-NAME.json`, another shape, under NAME.
    """

    source: EventSource
    events: dict[str, object]
    page: str


def read_definition(text: str, file: str) -> EventSource:
    """Read one `source.toml`; errors name `file` and the key, and for broken TOML the line."""
    try:
        return msgspec.convert(tomllib.loads(text), EventSource)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{file}: {error}") from None
    except msgspec.ValidationError as error:
        raise CatalogError(f"{file}: {error}") from None


def read_folder(folder: FilePath) -> SourceFolder:
    """Read and check one folder of `catalog/event-sources`; errors name the file below that folder."""
    file = f"{folder.name}/source.toml"
    source = read_definition(_text(folder / "source.toml"), file)
    others = sorted(folder.glob("event-*.json"))
    events = {
        path.stem.removeprefix("event").lstrip("-"): _json(path) for path in (folder / "event.json", *others)
    }
    context = _json(folder / "context.json") if (folder / "context.json").exists() else {}
    page = _text(folder / "page.md")
    if source.replaces or source.reason or source.wiring.functions:
        raise CatalogError(f"{file}: `replaces`, `reason` and `wiring.functions` are for people's own files")
    _naming(file, lambda: check_source(source, folder.name))
    _naming(file, lambda: check_events(source, events.values(), context))
    _naming(f"{folder.name}/page.md", lambda: check_page(page))
    return SourceFolder(source, events, page)


def read_catalog(root: FilePath) -> list[SourceFolder]:
    """Read every event source below `root`, by id."""
    folders = sorted(path for path in (root / "event-sources").iterdir() if path.is_dir())
    if not folders:
        raise CatalogError(f"{root / 'event-sources'}: no event source in it")
    return [read_folder(folder) for folder in folders]


def compiled(root: FilePath) -> Mapping[FilePath, bytes]:
    """Give every file that is made from the catalog below `root`, with what must be in it."""
    folders = read_catalog(root)
    sinks, calls = compiled_calls(root)
    return {
        DATA / "event-sources.json": _lines([folder.source for folder in folders]),
        DATA / "event-source-events.json": _members({folder.source.id: folder.events for folder in folders}),
        DATA / "event-source-pages.json": _members({folder.source.id: folder.page for folder in folders}),
        DATA / "sinks.json": sinks,
        DATA / "calls.json": calls,
        root / "schemas" / "event-source.schema.json": schema(),
        **{root / "schemas" / name: content for name, content in schemas().items()},
    }


def schema() -> bytes:
    """Give the JSON Schema of `source.toml`, for editors and for people's own files."""
    found = msgspec.json.schema(EventSource)
    found["title"] = "stockade event source"
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check or write the compiled catalog; 0 fine, 1 stale, 2 a fault in the catalog."""
    parser = argparse.ArgumentParser(prog="python -m stockade.catalog.compiler", description=__doc__)
    parser.add_argument("catalog", type=FilePath)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="fail when a compiled file is stale")
    action.add_argument("--write", action="store_true", help="write the compiled files")
    options = parser.parse_args(arguments)
    try:
        files = compiled(options.catalog)
    except CatalogError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    if options.check:
        sys.stderr.writelines(f"{path}: stale, compile the catalog\n" for path in stale)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return 0


def _naming(file: str, check: Callable[[], None]) -> None:
    try:
        check()
    except CatalogError as error:
        raise CatalogError(f"{file}: {error}") from None


def _text(path: FilePath) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path.parent.name}/{path.name}: {error}") from None


def _json(path: FilePath) -> object:
    try:
        found: object = msgspec.json.decode(_text(path))
    except msgspec.DecodeError as error:
        raise CatalogError(f"{path.parent.name}/{path.name}: {error}") from None
    return found


def _lines(members: Sequence[object]) -> bytes:
    """Write a JSON list with one member a line, so that a change is a line of the difference."""
    return b"[\n" + b",\n".join(msgspec.json.encode(member) for member in members) + b"\n]\n"


def _members(members: Mapping[str, object]) -> bytes:
    rows = (
        msgspec.json.encode(name) + b":" + msgspec.json.encode(member) for name, member in members.items()
    )
    return b"{\n" + b",\n".join(rows) + b"\n}\n"


if __name__ == "__main__":
    sys.exit(main())
