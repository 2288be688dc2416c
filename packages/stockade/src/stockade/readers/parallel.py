"""Reading an estate: its candidates one after another, or over several processes.

A candidate is read by itself, so any process may read it; what belongs together is joined later. A process
takes a few candidates at a time and gives back their stacks, so that memory holds the result and no more.
"""

import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from stockade.model import Gap, Stack
from stockade.readers.collection import paused_collection
from stockade.readers.discovery import Candidate
from stockade.readers.files import Root
from stockade.readers.opening import Opener

Progress = Callable[[int, int], None]
"""Called with the candidates read and those there are."""

FEWEST = 400
"""Candidates from which on further processes are worth the half second they take to start."""
AT_ONCE = 24
"""Candidates a process takes at a time."""


class Read(Struct, frozen=True, gc=False):
    """What became of a candidate: the stacks of it, and the gaps of what could not be read."""

    stacks: tuple[Stack, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_each(root: Root, found: Sequence[Candidate], jobs: int, progress: Progress) -> list[Read]:
    """Return what became of each candidate, in their order; `jobs` is the number of processes at most."""
    read: dict[int, Read] = {}
    if jobs > 1 and len(found) >= FEWEST:
        read = _over_processes(root, found, jobs, progress)
    opener = Opener(root, found)
    for place, candidate in enumerate(found):
        if place not in read:
            progress(len(read), len(found))
            read[place] = _read(opener, candidate)
    progress(len(found), len(found))
    return [read[place] for place in range(len(found))]


def _over_processes(root: Root, found: Sequence[Candidate], jobs: int, progress: Progress) -> dict[int, Read]:
    """Return what further processes read, by place; what they could not hand over is not there."""
    # Late: a run on one template needs none of it.
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    read: dict[int, Read] = {}
    parts = _parts(found)
    with_root = (root.path, root.most_bytes, tuple(found))
    with ProcessPoolExecutor(min(jobs, len(parts)), get_context("spawn"), _begin, with_root) as pool:
        waiting = {pool.submit(_read_part, part): part for part in parts}
        try:
            for done in as_completed(waiting):
                packed = zip(waiting[done], done.result(), strict=True)
                read.update({place: pickle.loads(data) for place, data in packed if data})  # noqa: S301 - our own
                progress(len(read), len(found))
        except BrokenProcessPool:
            pass  # a process was killed: what is missing is read by this one
    return read


def _read(opener: Opener, candidate: Candidate) -> Read:
    stacks, gaps = opener.open(candidate)
    return Read(tuple(stacks), tuple(gaps))


def _parts(found: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """Return what is read together: Terraform, whose folders name one another, and the rest in pieces."""
    together = tuple(place for place, one in enumerate(found) if one.kind == "terraform")
    others = [place for place, one in enumerate(found) if one.kind != "terraform"]
    pieces = [tuple(others[start : start + AT_ONCE]) for start in range(0, len(others), AT_ONCE)]
    return [together, *pieces] if together else pieces


class _Process:
    """What one process reads with."""

    opener: Opener
    found: tuple[Candidate, ...]


def _begin(path: Path, most_bytes: int, found: tuple[Candidate, ...]) -> None:
    """Set a process up."""
    _Process.opener = Opener(Root(path, most_bytes=most_bytes), found)
    _Process.found = found


def _read_part(part: tuple[int, ...]) -> list[bytes]:
    """Read some candidates; each is packed by itself, so that one that cannot be does not hold up others."""
    with paused_collection():
        return [_packed(_read(_Process.opener, _Process.found[place])) for place in part]


def _packed(read: Read) -> bytes:
    """Return what a process hands over; nothing where it is nested too deeply for that."""
    try:
        return pickle.dumps(read, pickle.HIGHEST_PROTOCOL)
    except RecursionError:
        return b""
