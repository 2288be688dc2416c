"""Where the source of a module call leads: a folder below the scanned root, or what is not at hand."""

import json
import posixpath

from msgspec import Struct

from stockade.errors import ReadError
from stockade.readers.files import Root

INSTALLED = ".terraform/modules/modules.json"
"""What `terraform init` writes: which folder holds which module it has fetched."""


class Place(Struct, frozen=True, gc=False):
    """Where a module lies: `folder` relative to the scanned root, or None; `reason` says why not."""

    folder: str | None = None
    reason: str = ""


def is_local(source: str) -> bool:
    """Tell whether a source is a path; any other text is an address, of a registry or a repository."""
    return source.startswith(("./", "../")) or source in {".", ".."}


def locate(root: Root, folder: str, source: str, installed: dict[str, str], key: str) -> Place:
    """Return where a module lies; `key` is the path of calls to it (`a.b`), as `installed` names them."""
    if is_local(source):
        try:
            inside = root.inside(folder, source)
            return Place("" if inside == "." else inside)
        except ReadError as error:
            return Place(reason=error.reason)
    return Place(installed.get(key))


def installed_modules(root: Root, folder: str) -> dict[str, str]:
    """Return the folders of modules fetched before, by path of calls; none where that cannot be read."""
    file = posixpath.join(folder, INSTALLED)
    if not (root.path / file).is_file():
        return {}
    try:
        entries = json.loads(root.text(file))["Modules"]
        listed = {str(entry["Key"]): str(entry["Dir"]) for entry in entries if entry.get("Key")}
        return {key: root.inside(folder, place) for key, place in listed.items()}
    except (ReadError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # The file is a cache: without it the modules are calls like any others.
        return {}
