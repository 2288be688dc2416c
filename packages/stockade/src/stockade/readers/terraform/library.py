"""The folders of modules below a scanned root, each file of them parsed once.

What Terraform loads of a folder: `*.tf`, `*.tf.json`, OpenTofu's `*.tofu`, `*.tofu.json`; no subfolder. Where
`x.tofu` stands beside `x.tf` the former is read alone. Override files (`override.tf`, `*_override.tf`) come
last and change what the others declare.
"""

import os
import posixpath

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.discovery import TERRAFORM
from stockade.readers.files import Root
from stockade.readers.terraform.declarations import Module, declared
from stockade.readers.terraform.jsonsyntax import parse_json_body
from stockade.readers.terraform.parsing import parse_body, parse_template
from stockade.readers.terraform.syntax import Body, Expression
from stockade.values import Location

MOST_FILES = 1_000
"""Files read of one folder."""


class Library:
    """Modules by folder, relative to the root, and template files by path."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self._modules: dict[str, Module] = {}
        self._templates: dict[str, Expression] = {}

    def module(self, folder: str) -> Module:
        """Return what the files of a folder declare; nothing at all where there are none."""
        if folder not in self._modules:
            self._modules[folder] = self._read(folder)
        return self._modules[folder]

    def template(self, file: str) -> Expression:
        """Return a template file. Raises `ReadError` where it cannot be opened."""
        if file not in self._templates:
            self._templates[file] = parse_template(self.root.text(file), Location(file, 1, 1))
        return self._templates[file]

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, sorted; none where it is not there."""
        try:
            with os.scandir(self.root.path / self.root.inside("", folder)) as entries:
                return sorted(entry.name for entry in entries if entry.is_file())
        except (OSError, ReadError):
            return []

    def _read(self, folder: str) -> Module:
        bodies: list[Body] = []
        overrides: list[Body] = []
        gaps: list[Gap] = []
        files = configuration_files(self.names(folder))
        if len(files) > MOST_FILES:
            gaps.append(
                Gap(Location(folder), f"more than {MOST_FILES:,} files; the rest is not read", "file")
            )
        for name in files[:MOST_FILES]:
            body = self._body(posixpath.join(folder, name), gaps)
            if body is not None:
                (overrides if is_override(name) else bodies).append(body)
        return declared(folder, files[:MOST_FILES], bodies, overrides, tuple(gaps))

    def _body(self, file: str, gaps: list[Gap]) -> Body | None:
        try:
            text = self.root.text(file)
            body, found = parse_json_body(text, file) if file.endswith(".json") else parse_body(text, file)
        except ReadError as error:
            gaps.append(Gap(Location(error.file or file, error.line), error.reason, "file"))
            return None
        gaps.extend(found)
        return body


def configuration_files(names: list[str]) -> list[str]:
    """Return the names that Terraform or OpenTofu would load, in their order."""
    chosen: dict[tuple[str, bool], str] = {}
    for name in names:
        ending = next((ending for ending in TERRAFORM if name.endswith(ending)), None)
        if ending is None or name.startswith((".", "#")) or name.endswith("~"):
            continue
        key = (name.removesuffix(ending), ending.endswith(".json"))
        if key not in chosen or ending.startswith(".tofu"):
            chosen[key] = name
    return sorted(chosen.values())


def is_override(name: str) -> bool:
    """Tell whether a configuration file overrides what the others declare."""
    stem = next(name.removesuffix(ending) for ending in TERRAFORM if name.endswith(ending))
    return stem == "override" or stem.endswith("_override")
