"""One requirement of Python: `name[extras] >=1.2 ; marker`, or an address (PEP 508)."""

import re
from urllib.parse import unquote

from stockade.dependencies.locking import Package
from stockade.dependencies.names import address, python_name, version_of
from stockade.dependencies.python.environment import Environment

_COMMIT = re.compile(r"@[0-9a-f]{40}(?:[0-9a-f]{24})?(?=$|[#?/])")
_HASHED = re.compile(r"[#&](sha(?:256|384|512))=([0-9A-Fa-f]{64,128})")
_WHEEL = re.compile(r"([^/\\#?]+)-([^-/]+)(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl")
_SDIST = re.compile(r"([^/\\#?]+)-(\d[^-/]*)\.(?:tar\.gz|zip|tar\.bz2|tgz)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")


def read(
    written: str, environment: Environment, line: int = 0, hashes: tuple[str, ...] = ()
) -> Package | str | None:
    """Return the package of a requirement; None where its marker does not hold, a reason where it is none."""
    from packaging.requirements import InvalidRequirement, Requirement

    written = written.strip()
    if _is_address(written):
        return of_address(written, "", line, hashes)
    try:
        found = Requirement(written)
    except (InvalidRequirement, ValueError, RecursionError):
        return "is no requirement"
    name = python_name(found.name)
    if found.marker is not None and not environment.holds(str(found.marker)):
        return None
    if found.url:
        return of_address(found.url, name, line, hashes)
    return of_range(name, str(found.specifier), line, hashes)


def _is_address(written: str) -> bool:
    head = written.partition(" ")[0]
    return "://" in head and "@" not in written.partition("://")[0].replace("git+ssh", "")


def of_range(name: str, wanted: str, line: int = 0, hashes: tuple[str, ...] = ()) -> Package | str:
    """Return the package that a name and version specifiers ask for; exact ones fix the version."""
    if not name:
        return "names no package"
    version = exact(wanted)
    return Package(
        name,
        version,
        wanted="" if version else wanted,
        line=line,
        pinned=bool(version or hashes),
        hashes=hashes,
    )


def exact(wanted: str) -> str:
    """Return the version that specifiers fix (`==1.2`, `===1.2`), empty where they leave a choice."""
    parts = [part.strip() for part in wanted.split(",") if part.strip()]
    fixed = [part.lstrip("=").strip() for part in parts if part.startswith("==") and "*" not in part]
    return version_of(fixed[0]) if fixed and len(set(fixed)) == 1 else ""


def of_address(written: str, name: str, line: int = 0, hashes: tuple[str, ...] = ()) -> Package | str:
    """Return the package at an address: what its file's name, or `#egg=`, says of it."""
    path = unquote(written.partition("#")[0].partition("?")[0])
    file = _WHEEL.fullmatch(path.rpartition("/")[2]) or _SDIST.fullmatch(path.rpartition("/")[2])
    egg = _EGG.search(written)
    named = name or python_name(egg[1] if egg else file[1] if file else "")
    if not named:
        return f"does not say which package is at {address(written)}"
    hashes = hashes or tuple(f"{kind}:{value.lower()}" for kind, value in _HASHED.findall(written))
    return Package(
        named,
        version_of(file[2]) if file and not written.startswith(("git+", "hg+", "svn+", "bzr+")) else "",
        line=line,
        pinned=bool(hashes or (written.startswith(("git+", "hg+")) and _COMMIT.search(written))),
        hashes=hashes,
        source=address(written),
    )
