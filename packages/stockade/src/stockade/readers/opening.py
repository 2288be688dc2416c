"""One candidate into stacks: what each format makes of a file or folder."""

import posixpath
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from stockade.errors import ReadError
from stockade.model import Gap, Stack
from stockade.readers.cloudformation import is_template, read_document
from stockade.readers.cloudformation.template import prepare, read_stack
from stockade.readers.discovery import ASSEMBLY, PROGRAMS, Candidate, Kind, may_be_template
from stockade.readers.files import Root, decode
from stockade.readers.sam import is_sam, read_sam
from stockade.values import Location, Map, Value

if TYPE_CHECKING:
    from stockade.readers.terraform import Library

PLAN_MARKS = (b'"planned_values"', b'"format_version"')
"""Both stand in every plan of Terraform."""

_START = 65_536
_CDK_MARKS = (b"aws:cloudformation:stack", b"cdk:cloud-assembly", b'"tree-0.1"')


class Opener:
    """Opens the candidates below one root; what several of them share is read once.

    `found` are all candidates: which folder of Terraform is an application is known only from the others.
    """

    def __init__(self, root: Root, found: Iterable[Candidate] = ()) -> None:
        self.root = root
        self.gaps: list[Gap] = []
        self._configured = [one for one in found if one.kind == "terraform"]
        self._openers: dict[Kind, Callable[[Path, str], list[Stack]]] = {
            "template": self._template,
            "chalice": self._chalice,
            "cdk": self._cdk,
            "serverless": self._serverless,
            "terraform": self._terraform,
        }

    def open(self, candidate: Candidate) -> tuple[list[Stack], list[Gap]]:
        """Return the stacks of a candidate, none where it is no application, and the gaps of its files."""
        file = self.root.relative(candidate.path)
        self.gaps = []
        try:
            stacks = self._openers[candidate.kind](candidate.path, file)
        except ReadError as error:
            place = Location(error.file or file, error.line)
            return [], [*self.gaps, Gap(place, error.reason, "file")]
        return stacks, self.gaps

    def _template(self, path: Path, file: str) -> list[Stack]:
        data = _bytes(self.root, path, file, _may_be_template_or_plan)
        if data is None:
            return []
        if may_be_template(data):
            stack = read_template(self.root, file, self.root.opened(file, decode(data, file)))
        else:
            from stockade.readers.terraform import read_plan_file

            stack = read_plan_file(self._library, file, decode(data, file))
        return [stack] if stack is not None else []

    def _chalice(self, path: Path, file: str) -> list[Stack]:
        from stockade.readers.chalice import is_chalice, read_chalice

        if _bytes(self.root, path, file, is_chalice) is None:
            return []
        stack = read_chalice(self.root, posixpath.dirname(file))
        return [stack] if stack is not None else []

    def _cdk(self, path: Path, file: str) -> list[Stack]:
        from stockade.readers.cdk import PROJECT, read_cdk, unsynthesised

        if path.name == PROJECT:
            if _bytes(self.root, path, file, lambda data: b'"app"' in data) is not None:
                self.gaps.append(unsynthesised(file))
            return []
        if path.name != ASSEMBLY and _bytes(self.root, path, file, _is_assembly) is None:
            return []
        stacks, found = read_cdk(self.root, file if path.name == ASSEMBLY else posixpath.dirname(file))
        self.gaps.extend(found)
        return stacks

    def _serverless(self, path: Path, file: str) -> list[Stack]:
        from stockade.readers.serverless import is_serverless, read_serverless, unreadable

        if path.name.lower().endswith(tuple(f".{ending}" for ending in PROGRAMS)):
            if (
                _stem(path) == "serverless"
                and _bytes(self.root, path, file, lambda data: b"provider" in data) is not None
            ):
                self.gaps.append(unreadable(file))
            return []
        data = _bytes(self.root, path, file, lambda _: True)
        if data is None:
            return []
        document = read_document(self.root.opened(file, decode(data, file)), file)
        if not isinstance(document.value, Map) or not is_serverless(document.value):
            return self._template(path, file)
        try:
            stack = read_serverless(document.value, file, self.root, posixpath.dirname(file))
        except RecursionError as error:
            raise ReadError("is nested too deeply", file) from error
        return [replace(stack, gaps=(*document.gaps, *stack.gaps))]

    def _terraform(self, _path: Path, file: str) -> list[Stack]:
        from stockade.readers.terraform import read_configuration_folder

        folder = posixpath.dirname(file)
        if self._configured and folder not in self._root_modules:
            return []
        try:
            stack = read_configuration_folder(self._library, folder, self.gaps)
        except RecursionError as error:
            raise ReadError("is nested too deeply", file) from error
        return [stack] if stack is not None else []

    @cached_property
    def _library(self) -> "Library":
        from stockade.readers.terraform import Library

        return Library(self.root)

    @cached_property
    def _root_modules(self) -> frozenset[str]:
        """Return the folders of Terraform that are applications; what test data calls is one all the same."""
        from stockade.readers.terraform import root_modules

        folders = {posixpath.dirname(self.root.relative(one.path)): one.test_data for one in self._configured}
        test_data = {folder for folder, is_test_data in folders.items() if is_test_data}
        return root_modules(self._library, folders.keys() - test_data).union(test_data)


def _stem(path: Path) -> str:
    return path.name.lower().partition(".")[0]


def _is_assembly(data: bytes) -> bool:
    return any(mark in data for mark in _CDK_MARKS)


def _may_be_template_or_plan(data: bytes) -> bool:
    return may_be_template(data) or all(mark in data for mark in PLAN_MARKS)


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
