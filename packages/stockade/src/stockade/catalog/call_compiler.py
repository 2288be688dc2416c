"""Reads `catalog/sinks/*.toml` and `catalog/calls/*.toml` and compiles them.

People's own files have the same format: `read_sink_file` and `read_call_file` read one each. Every error is a
`CatalogError` that names the file and the key.
"""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path as FilePath
from typing import TypeVar, get_args

import msgspec
from msgspec import structs

from stockade.catalog.call_checks import check_calls, check_places, check_sinks
from stockade.catalog.calls import CallFile, Language, Sink, SinkFile
from stockade.catalog.own.schema import OwnFile
from stockade.errors import CatalogError

_File = TypeVar("_File", CallFile, SinkFile)

LANGUAGES: tuple[Language, ...] = get_args(Language)


def read_sink_file(text: str, file: str) -> SinkFile:
    """Read one file of sinks; errors name `file` and the key, and for broken TOML the line."""
    return _read(text, file, SinkFile)


def read_call_file(text: str, file: str) -> CallFile:
    """Read one file of calls; errors as in `read_sink_file`."""
    return _read(text, file, CallFile)


def read_sinks(root: FilePath) -> tuple[Sink, ...]:
    """Read and check every sink below `root`, with its examples, in the order of the files' names."""
    files = _each(root / "sinks", read_sink_file)
    check_sinks(files)
    return tuple(sink for _, file in files for sink in file.sink)


def read_calls(root: FilePath) -> dict[Language, CallFile]:
    """Read and check what is known of calls below `root`: one `CallFile` a language."""
    files = _each(root / "calls", read_call_file)
    check_calls(files)
    return {language: _joined(language, [file for _, file in files]) for language in LANGUAGES}


def compiled_calls(root: FilePath) -> tuple[bytes, bytes]:
    """Give the compiled sinks and the compiled calls of the catalog below `root`."""
    sinks, calls = read_sinks(root), read_calls(root)
    check_places(sinks, calls)
    return _sinks(sinks), _calls(calls)


def schemas() -> dict[str, bytes]:
    """Give the JSON Schemas of both kinds of files, and of people's own files, by name: for editors."""
    return {
        "own.schema.json": _schema(OwnFile, "stockade own catalog"),
        "sinks.schema.json": _schema(SinkFile, "stockade sinks"),
        "calls.schema.json": _schema(CallFile, "stockade calls"),
    }


def _read(text: str, file: str, kind: type[_File]) -> _File:
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogError(f"{file}: {error}") from None


def _each(folder: FilePath, read: Callable[[str, str], _File]) -> list[tuple[str, _File]]:
    names = [f"{folder.name}/{path.name}" for path in sorted(folder.glob("*.toml"))]
    return [(name, read(_text(folder.parent / name, name), name)) for name in names]


def _text(path: FilePath, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{file}: {error}") from None


def _joined(language: Language, files: Iterable[CallFile]) -> CallFile:
    chosen = [file for file in files if file.language == language]
    names = [field.name for field in structs.fields(CallFile) if field.name != "language"]
    tables = {name: tuple(one for file in chosen for one in getattr(file, name)) for name in names}
    return CallFile(language=language, **tables)


def _sinks(sinks: Sequence[Sink]) -> bytes:
    rows = (msgspec.json.encode(structs.replace(sink, example=())) for sink in sinks)
    return b"[\n" + b",\n".join(rows) + b"\n]\n"


def _calls(calls: dict[Language, CallFile]) -> bytes:
    """Write an object a language, with one entry a line, so that a change is a line of the difference."""
    return b"{\n" + b",\n".join(_language(file) for file in calls.values()) + b"\n}\n"


def _language(file: CallFile) -> bytes:
    tables: list[bytes] = [b'"language":' + msgspec.json.encode(file.language)]
    for field in structs.fields(CallFile):
        if field.name != "language" and getattr(file, field.name):
            rows = b",\n".join(msgspec.json.encode(one) for one in getattr(file, field.name))
            tables.append(msgspec.json.encode(field.name) + b":[\n" + rows + b"\n]")
    return msgspec.json.encode(file.language) + b":{" + b",\n".join(tables) + b"}"


def _schema(kind: type[CallFile] | type[SinkFile] | type[OwnFile], title: str) -> bytes:
    found = msgspec.json.schema(kind)
    found["title"] = title
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"
