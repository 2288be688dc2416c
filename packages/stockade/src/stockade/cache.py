"""What was worked out before, kept by what it was worked out from.

A piece of work asks questions (the text of a file, whether there is one) and comes to a result. Kept are
the questions with digests of their answers, and the result: it holds as long as every answer is the same,
which is asked of the files that are there now, never of their dates. The cache of a scanned folder is one
file in the user's own cache folder; what cannot be read there is worked out again.

It is msgpack, which holds data and no program. Still, who can write to the cache can hide findings: it is no
better than the account it lies in, and `--no-cache` does without.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from stockade import __version__

Question = tuple[str, str]
"""A kind of question, and what is asked about."""
Answer = Callable[[str, str], str]
"""Gives the digest of the answer to a question."""

FOLDER = "STOCKADE_CACHE"
"""The variable of the environment that names the folder of caches, or says `off`."""
MOST_BYTES = 64_000_000
"""Bytes of the cache of one folder; a larger one is not kept."""
OLDEST = 30 * 86_400
"""Seconds after which the cache of a folder that nobody scans is removed."""
_PACKAGE = Path(__file__).parent
_ENDING = ".stockade"


class Kept(Struct, frozen=True, array_like=True, gc=False):
    """A result, and what it was worked out from: kind, what was asked about, digest of the answer."""

    asked: tuple[tuple[str, str, str], ...]
    result: bytes


class _Content(Struct, frozen=True, array_like=True):
    salt: str
    kept: dict[str, Kept]


def digest(data: bytes | str) -> str:
    """Return what stands for a content, 32 characters."""
    written = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.blake2b(written, digest_size=16).hexdigest()


class Cache:
    """The results of one scanned folder; one without a file keeps nothing beyond the process."""

    def __init__(self, file: Path | None = None, salt: str = "") -> None:
        self._file = file
        self._salt = salt
        self._kept: dict[str, Kept] = _loaded(file, salt) if file is not None else {}
        self._used: set[str] = set()
        self._changed = False

    def find(self, key: str, answer: Answer) -> bytes | None:
        """Return the result kept under a key, where every answer is still the one it was."""
        kept = self._kept.get(key)
        if kept is None or any(answer(kind, about) != told for kind, about, told in kept.asked):
            return None
        self._used.add(key)
        return kept.result

    def asked(self, key: str) -> tuple[tuple[str, str, str], ...]:
        """Return what the result under a key was worked out from."""
        return self._kept[key].asked

    def keep(self, key: str, asked: Mapping[Question, str], result: bytes) -> None:
        """Keep a result with the questions it was worked out from."""
        rows = tuple((kind, about, told) for (kind, about), told in asked.items())
        self._kept[key] = Kept(rows, result)
        self._used.add(key)
        self._changed = True

    def save(self, *, whole: bool) -> None:
        """Write what was kept; of a scan of the `whole` folder only what it used."""
        stale = len(self._kept) - len(self._used) if whole else 0
        if self._file is None:
            return
        if not (self._changed or stale):
            with suppress(OSError):
                os.utime(self._file)  # it is still of use
            return
        kept = {key: one for key, one in self._kept.items() if key in self._used} if whole else self._kept
        data = msgspec.msgpack.encode(_Content(self._salt, kept))
        if len(data) <= MOST_BYTES:
            with suppress(OSError):  # a cache that cannot be written is none
                _write(self._file, data)
                _tidy(self._file.parent)


def open_cache(root: Path, settings: str = "") -> Cache:
    """Return the cache of a folder; `settings` is all that results depend on besides files and ourselves."""
    folder = _folder()
    if folder is None:
        return Cache()
    salt = digest(f"{__version__}\0{_engine()}\0{settings}")
    return Cache(folder / f"{digest(str(root.resolve()))}{_ENDING}", salt)


def _folder() -> Path | None:
    named = os.environ.get(FOLDER, "")
    if named:
        return None if named == "off" else Path(named)
    if "XDG_CACHE_HOME" in os.environ:
        return Path(os.environ["XDG_CACHE_HOME"]) / "stockade"
    with suppress(RuntimeError):  # there is no home
        return Path.home() / ".cache" / "stockade"
    return None


def _engine() -> str:
    """Return what stands for the program and its catalog: a changed file of the package is another engine."""
    found = []
    for here, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        for name in sorted(names):
            about = os.stat(os.path.join(here, name))  # noqa: PTH116, PTH118 - some hundred files at each start
            found.append(f"{name}:{about.st_size}:{about.st_mtime_ns}")
    return digest("\n".join(found))


def _loaded(file: Path, salt: str) -> dict[str, Kept]:
    try:
        if file.stat().st_size > MOST_BYTES:
            return {}
        content = msgspec.msgpack.decode(file.read_bytes(), type=_Content)
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return {}
    return content.kept if content.salt == salt else {}


def _write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(data)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Remove the caches of folders that nobody scans any longer."""
    oldest = time.time() - OLDEST
    for file in folder.glob(f"*{_ENDING}"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
