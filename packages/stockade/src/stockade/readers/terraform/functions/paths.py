"""Functions over files and their paths.

Paths are relative to the root module's folder and stay that: an absolute path would name the machine that
scans.
"""

import posixpath
from collections.abc import Callable

from stockade.readers.terraform.functions.arguments import Arguments
from stockade.values import Unknown, Value


def _file(given: Arguments) -> Value:
    return given.files.text(given.text(0))


def _fileexists(given: Arguments) -> Value:
    return given.lit(given.files.exists(given.text(0)))


def _fileset(given: Arguments) -> Value:
    found = given.files.matching(given.text(0), given.text(1))
    return given.list([given.lit(name) for name in found])


def _abspath(given: Arguments) -> Value:
    return given.lit(posixpath.normpath(given.text(0)))


def _basename(given: Arguments) -> Value:
    return given.lit(posixpath.basename(given.text(0)))


def _dirname(given: Arguments) -> Value:
    return given.lit(posixpath.dirname(given.text(0)) or ".")


def _hash_of_file(given: Arguments) -> Value:
    return Unknown("a hash of a file", about=given.values, at=given.at)


FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    "abspath": _abspath,
    "basename": _basename,
    "dirname": _dirname,
    "file": _file,
    "filebase64sha256": _hash_of_file,
    "filebase64sha512": _hash_of_file,
    "fileexists": _fileexists,
    "filemd5": _hash_of_file,
    "fileset": _fileset,
    "filesha1": _hash_of_file,
    "filesha256": _hash_of_file,
    "filesha512": _hash_of_file,
    "pathexpand": _abspath,
}
