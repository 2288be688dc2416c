"""Names of packages, as their ecosystems write them, and addresses without what nobody may see."""

import re
from urllib.parse import urlsplit, urlunsplit

LONGEST = 214
"""Characters of a name; npm allows no more, and no project of Python has more."""
_PYTHON = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_NPM = re.compile(r"(?:@[A-Za-z0-9~_.-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~_-][A-Za-z0-9._~!'()*-]*")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_~-]{0,127}")


def python_name(written: str) -> str:
    """Return the normalised name of a Python project, empty for what is none (PEP 503, PEP 508)."""
    if len(written) > LONGEST or not _PYTHON.fullmatch(written):
        return ""
    return re.sub(r"[-_.]+", "-", written).lower()


def npm_name(written: str) -> str:
    """Return the name of an npm package, empty for what is none."""
    return written if len(written) <= LONGEST and _NPM.fullmatch(written) else ""


def version_of(written: object) -> str:
    """Return a version that can be one, empty for anything else."""
    return written if isinstance(written, str) and _VERSION.fullmatch(written) else ""


def address(written: str) -> str:
    """Return an address without user, password, query and fragment; what is none as it is.

    `git@host:path` and paths hold nothing to hide.
    """
    if "://" not in written:
        return written.partition("#")[0].partition("?")[0]
    try:
        parts = urlsplit(written)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    except ValueError:
        return f"{written.partition('://')[0]}://..."
