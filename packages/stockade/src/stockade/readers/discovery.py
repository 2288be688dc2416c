"""Which files of a folder may be applications: one pruned walk, each file looked at once."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

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
ENDINGS = (".yaml", ".yml", ".json", ".template")
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


def candidates(root: Path, exclude: tuple[str, ...] = ()) -> Iterator[Path]:
    """Yield the files below a folder that may be templates, sorted; links to folders are not followed."""
    count = 0
    for folder, folders, names in os.walk(root, followlinks=False):
        depth = len(Path(folder).relative_to(root).parts)
        folders[:] = sorted(
            name
            for name in folders
            if name not in PRUNED and depth < DEEPEST and not _excluded(root, folder, name, exclude)
        )
        for name in sorted(names):
            count += 1
            if count > MOST_FILES:
                return
            if name.lower().endswith(ENDINGS) and not _excluded(root, folder, name, exclude):
                yield Path(folder, name)


def _excluded(root: Path, folder: str, name: str, exclude: tuple[str, ...]) -> bool:
    if not exclude:
        return False
    relative = Path(folder, name).relative_to(root).as_posix()
    return any(fnmatch(relative, pattern) for pattern in exclude)


def may_be_template(data: bytes) -> bool:
    """Tell by its bytes whether a file can be a template at all."""
    return b"Resources" in data and any(mark in data for mark in MARKS)
