"""`read_all`: every application below a path."""

import posixpath
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from stockade.errors import ReadError, UsageError
from stockade.model import Gap, Stack
from stockade.readers.cloudformation import is_template, read_document
from stockade.readers.cloudformation.template import prepare, read_stack
from stockade.readers.collection import paused_collection
from stockade.readers.discovery import candidates, may_be_template
from stockade.readers.files import MOST_BYTES, Root, decode
from stockade.readers.naming import name_stacks
from stockade.readers.nested import with_nested
from stockade.readers.sam import is_sam, read_sam
from stockade.values import Location, Map, Value

LOOKED_FOR = ("SAM and CloudFormation templates (*.yaml, *.yml, *.json, *.template)",)


class Readings(Struct, frozen=True):
    """Every stack found, the gaps of files that are none, and the formats looked for."""

    stacks: tuple[Stack, ...] = ()
    gaps: tuple[Gap, ...] = ()
    looked_for: tuple[str, ...] = LOOKED_FOR


def _silent(_done: int, _all: int) -> None:
    """Report no progress."""


def read_all(
    path: Path,
    *,
    most_bytes: int = MOST_BYTES,
    exclude: tuple[str, ...] = (),
    progress: Callable[[int, int], None] = _silent,
) -> Readings:
    """Read every application below a folder, or the one a file holds.

    Raises `UsageError` when the path is not there, or when a named file cannot be read as a template.
    """
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    with paused_collection():
        return _named(path, most_bytes) if path.is_file() else _folder(path, most_bytes, exclude, progress)


def _folder(
    path: Path, most_bytes: int, exclude: tuple[str, ...], progress: Callable[[int, int], None]
) -> Readings:
    root = Root(path, most_bytes=most_bytes)
    files = list(candidates(root.path, exclude))
    stacks: list[Stack] = []
    gaps: list[Gap] = []
    for done, file in enumerate(files):
        progress(done, len(files))
        stack = _one(root, file, gaps)
        if stack is not None:
            stacks.append(stack)
    progress(len(files), len(files))
    return Readings(name_stacks(with_nested(stacks, root)), tuple(gaps))


def _named(path: Path, most_bytes: int) -> Readings:
    """Read one file named by the user: what would be a gap in a folder is wrong use here."""
    root = Root(path.resolve().parent, most_bytes=most_bytes)
    try:
        stack = read_template(root, path.name)
    except ReadError as error:
        raise UsageError(str(error)) from error
    if stack is None:
        raise UsageError(f"{path}: is no template of a format Stockade reads ({', '.join(LOOKED_FOR)})")
    return Readings(name_stacks(with_nested([stack], root)))


def _one(root: Root, path: Path, gaps: list[Gap]) -> Stack | None:
    file = root.relative(path)
    try:
        data = _bytes(root, path, file)
        if data is None or not may_be_template(data):
            return None
        return read_template(root, file, decode(data, file))
    except ReadError as error:
        place = Location(error.file or file, error.line)
        gaps.append(Gap(place, error.reason, "file"))
        return None


def _bytes(root: Root, path: Path, file: str) -> bytes | None:
    """Return what a candidate holds; links that lead out of the root are left alone."""
    try:
        if not path.resolve().is_relative_to(root.path) or not path.is_file():
            return None
        size = path.stat().st_size
        if size > root.most_bytes:
            if _large_template(path):
                limit = f"limits.file_bytes ({root.most_bytes:,})"
                raise ReadError(f"has {size:,} bytes, more than {limit}; not read", file)
            return None
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        raise ReadError(f"cannot be read: {error}", file) from error


def _large_template(path: Path) -> bool:
    """Tell by its first bytes whether a file too large to read looks like a template."""
    with path.open("rb") as opened:
        return may_be_template(opened.read(65_536) + b"Resources")


def read_template(
    root: Root, file: str, text: str | None = None, passed: dict[str, Value] | None = None
) -> Stack | None:
    """Return the stack of one file, None where it is no template. Raises `ReadError`."""
    document = read_document(root.text(file) if text is None else text, file)
    raw = document.value
    if not isinstance(raw, Map) or not is_template(raw):
        return None
    folder = posixpath.dirname(file)
    try:
        if is_sam(raw):
            stack = read_sam(raw, file, root, folder, passed)
        else:
            gaps: list[Gap] = []
            stack = read_stack(prepare(raw, root, folder, gaps), file, gaps, passed=passed)
    except RecursionError as error:
        raise ReadError("is nested too deeply", file) from error
    return _with_gaps(stack, document.gaps)


def _with_gaps(stack: Stack, gaps: tuple[Gap, ...]) -> Stack:
    if not gaps:
        return stack
    from msgspec.structs import replace

    return replace(stack, gaps=(*gaps, *stack.gaps))
