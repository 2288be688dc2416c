"""Which files of a folder may be applications: one pruned walk, each folder looked at once.

A candidate is told by its name alone; whether it is an application its format decides on what it holds.
Vendored and generated folders are pruned, what `.gitignore` leaves out too (but for `cdk.out`, which is
generated and yet the only place where a CDK application says what it is). Links to folders are not followed.
"""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from msgspec import Struct

from stockade.readers.files import UTF16_MARKS
from stockade.readers.ignored import Ignored

PRUNED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".aws-sam",
        ".terraform",
        ".serverless",
        "cdk.out",
        ".tox",
        ".mypy_cache",
        ".pytest_cache",
        "site-packages",
        "vendor",
    }
)
TEST_DATA = frozenset({"fixtures", "__fixtures__", "testdata", "test_data", "__snapshots__"})
"""Folders that hold what tests read; they are looked at only to say that they were left out."""
ENDINGS = (".yaml", ".yml", ".json", ".template")
ASSEMBLY = "cdk.out"
PROGRAMS = ("ts", "js", "cjs", "mjs", "mts", "cts")
"""Endings of configurations that are programs."""
TERRAFORM = (".tofu.json", ".tofu", ".tf.json", ".tf")
"""Endings of the files of a Terraform or OpenTofu configuration; of two with one stem and one notation
the earlier ending is read."""
MOST_FILES = 200_000
DEEPEST = 64

MARKS = (
    b"AWSTemplateFormatVersion",
    b"AWS::Serverless-2016-10-31",
    b"AWS::Serverless::",
    b'"AWS::',
    b" AWS::",
)
"""At least one of these stands in every template; a file with none is not parsed."""

Kind = Literal["template", "chalice", "cdk", "serverless", "terraform"]


class Candidate(Struct, frozen=True, order=True):
    """A file or folder that may be an application, and the format its name speaks for.

    `path` is a file, or the folder of an assembly; of a Terraform configuration, which is a whole folder,
    one of its files. `test_data` tells that it lies in a folder of test data.
    """

    path: Path
    kind: Kind
    test_data: bool = False


def candidates(root: Path, exclude: tuple[str, ...] = ()) -> Iterator[Candidate]:
    """Yield what may be an application below a folder, sorted."""
    count = 0
    ignored = Ignored()
    for here, folders, names in os.walk(root, followlinks=False):
        folder = Path(here)
        relative = folder.relative_to(root).as_posix()
        below = "" if relative == "." else f"{relative}/"
        assembly = ASSEMBLY in folders
        ignored.enter(folder, below, names)
        folders[:] = sorted(name for name in folders if is_entered(f"{below}{name}", exclude))
        count += len(names)
        if count > MOST_FILES:
            return
        inside_test_data = bool(TEST_DATA.intersection(folder.parts[len(root.parts) :]))
        configured = False
        for name, kind in _of_folder(names, assembly=assembly):
            if name != ASSEMBLY and (_excluded(f"{below}{name}", exclude) or ignored(f"{below}{name}")):
                continue
            if kind != "terraform" or not configured:
                yield Candidate(folder / name, kind, inside_test_data)
            configured = configured or kind == "terraform"


def _of_folder(names: list[str], *, assembly: bool) -> Iterator[tuple[str, Kind]]:
    if assembly:
        yield ASSEMBLY, "cdk"
    for name in sorted(names):
        kind = kind_of(name)
        if kind is not None and not (kind == "cdk" and assembly):  # the assembly is there, and says more
            yield name, kind


def kind_of(name: str) -> Kind | None:
    """Return the format a file's name speaks for, None for none."""
    lowered = name.lower()
    if lowered == "app.py":
        return "chalice"
    stem, _, ending = lowered.rpartition(".")
    if stem.startswith("serverless") and ending in {"yml", "yaml", "json", *PROGRAMS}:
        return "serverless"
    if lowered in {"cdk.json", "tree.json", "manifest.json"}:
        return "cdk"
    if lowered.endswith(TERRAFORM):
        return "terraform"
    return "template" if lowered.endswith(ENDINGS) else None


def is_entered(relative: str, exclude: tuple[str, ...]) -> bool:
    """Tell whether a folder is walked; what `.gitignore` says is asked of files only, which is cheaper."""
    name = relative.rpartition("/")[2]
    return name not in PRUNED and relative.count("/") < DEEPEST and not _excluded(relative, exclude)


def _excluded(relative: str, exclude: tuple[str, ...]) -> bool:
    return any(fnmatch(relative, pattern) for pattern in exclude)


def may_be_template(data: bytes) -> bool:
    """Tell by its bytes whether a file can be a template at all."""
    if data[:2] in UTF16_MARKS:
        data = data.decode("utf-16", "replace").encode()
    return b"Resources" in data and any(mark in data for mark in MARKS)
