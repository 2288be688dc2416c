"""One candidate into stacks: what each format makes of a file or folder."""

import posixpath
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from stockade.errors import ReadError
from stockade.model import Gap, Stack
from stockade.readers.cloudformation import is_template, read_document
from stockade.readers.cloudformation.template import prepare, read_stack
from stockade.readers.discovery import ASSEMBLY, PROGRAMS, Candidate, Kind, may_be_template
from stockade.readers.files import Root, decode
from stockade.readers.sam import is_sam, read_sam
from stockade.values import Location, Map, Value

_START = 65_536
_CDK_MARKS = (b"aws:cloudformation:stack", b"cdk:cloud-assembly", b'"tree-0.1"')


def opened(root: Root, candidate: Candidate, gaps: list[Gap]) -> list[Stack]:
    """Return the stacks of a candidate; none where it is no application. What cannot be read is a gap."""
    file = root.relative(candidate.path)
    try:
        return _OPENERS[candidate.kind](root, candidate.path, file, gaps)
    except ReadError as error:
        place = Location(error.file or file, error.line)
        gaps.append(Gap(place, error.reason, "file"))
        return []


def _template(root: Root, path: Path, file: str, _gaps: list[Gap]) -> list[Stack]:
    data = _bytes(root, path, file, may_be_template)
    stack = read_template(root, file, decode(data, file)) if data is not None else None
    return [stack] if stack is not None else []


def _chalice(root: Root, path: Path, file: str, _gaps: list[Gap]) -> list[Stack]:
    from stockade.readers.chalice import is_chalice, read_chalice

    if _bytes(root, path, file, is_chalice) is None:
        return []
    stack = read_chalice(root, posixpath.dirname(file))
    return [stack] if stack is not None else []


def _cdk(root: Root, path: Path, file: str, gaps: list[Gap]) -> list[Stack]:
    from stockade.readers.cdk import PROJECT, read_cdk, unsynthesised

    if path.name == PROJECT:
        if _bytes(root, path, file, lambda data: b'"app"' in data) is not None:
            gaps.append(unsynthesised(file))
        return []
    if path.name != ASSEMBLY and _bytes(root, path, file, _is_assembly) is None:
        return []
    stacks, found = read_cdk(root, file if path.name == ASSEMBLY else posixpath.dirname(file))
    gaps.extend(found)
    return stacks


def _serverless(root: Root, path: Path, file: str, gaps: list[Gap]) -> list[Stack]:
    from stockade.readers.serverless import is_serverless, read_serverless, unreadable

    if path.name.lower().endswith(tuple(f".{ending}" for ending in PROGRAMS)):
        if (
            _stem(path) == "serverless"
            and _bytes(root, path, file, lambda data: b"provider" in data) is not None
        ):
            gaps.append(unreadable(file))
        return []
    data = _bytes(root, path, file, lambda _: True)
    if data is None:
        return []
    document = read_document(decode(data, file), file)
    if not isinstance(document.value, Map) or not is_serverless(document.value):
        return _template(root, path, file, gaps)
    try:
        stack = read_serverless(document.value, file, root, posixpath.dirname(file))
    except RecursionError as error:
        raise ReadError("is nested too deeply", file) from error
    return [replace(stack, gaps=(*document.gaps, *stack.gaps))]


def _stem(path: Path) -> str:
    return path.name.lower().partition(".")[0]


def _is_assembly(data: bytes) -> bool:
    return any(mark in data for mark in _CDK_MARKS)


_OPENERS: dict[Kind, Callable[[Root, Path, str, list[Gap]], list[Stack]]] = {
    "template": _template,
    "chalice": _chalice,
    "cdk": _cdk,
    "serverless": _serverless,
}


def _bytes(root: Root, path: Path, file: str, wanted: Callable[[bytes], bool]) -> bytes | None:
    """Return what a file holds, None where it is of no interest or a link that leads out of the root."""
    try:
        if not path.resolve().is_relative_to(root.path) or not path.is_file():
            return None
        size = path.stat().st_size
        if size > root.most_bytes:
            if _large(path, wanted):
                limit = f"limits.file_bytes ({root.most_bytes:,})"
                raise ReadError(f"has {size:,} bytes, more than {limit}; not read", file)
            return None
        data = path.read_bytes()
    except (OSError, RuntimeError) as error:
        raise ReadError(f"cannot be read: {error}", file) from error
    return data if wanted(data) else None


def _large(path: Path, wanted: Callable[[bytes], bool]) -> bool:
    """Tell by its first bytes whether a file too large to read looks like an application."""
    with path.open("rb") as found:
        return wanted(found.read(_START) + b"Resources")


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
    return replace(stack, gaps=(*document.gaps, *stack.gaps)) if document.gaps else stack


def read_part(root: Root, file: str, passed: dict[str, Value]) -> Stack | None:
    """Return the stack of a template that another one nests. Raises `ReadError`."""
    stack = read_template(root, file, passed=passed)
    if stack is None or posixpath.basename(stack.folder) != ASSEMBLY:
        return stack
    from stockade.readers.cdk import with_code

    return with_code(stack, root)
