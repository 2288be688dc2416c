"""Folders above a folder."""

import pytest

from stockade.readers.projects.places import above

FOLDERS = {
    "": [""],
    "a": ["a", ""],
    "a/b": ["a/b", "a", ""],
    "/": ["/"],
    "//": ["//"],
    "/var/task": ["/var/task", "/var", "/"],
    "..": ["..", ""],
}


@pytest.mark.parametrize(("folder", "wanted"), FOLDERS.items())
def test_above_ends_at_the_root(folder: str, wanted: list[str]) -> None:
    assert above(folder) == wanted
