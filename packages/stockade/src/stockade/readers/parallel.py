"""Reading an estate: its candidates one after another, or over several processes.

A candidate is read by itself, so any process may read it; what belongs together is joined later. A process
takes a few candidates at a time and gives back their stacks, so that memory holds the result and no more.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from stockade.cache import Cache
from stockade.readers.collection import paused_collection
from stockade.readers.discovery import Candidate
from stockade.readers.files import Root
from stockade.readers.kept import Kept, Read, may_be_kept, packed, unpacked
from stockade.readers.opening import Opener

Progress = Callable[[int, int], None]
"""Called with the candidates read and those there are."""

FEWEST = 400
"""Candidates from which on further processes are worth the half second they take to start."""
FEW = 20
"""Where more than one in so many candidates is known from the last time, most of the others are nothing."""
AT_ONCE = 24
"""Candidates a process takes at a time."""


_Asked = dict[tuple[str, str], str]


def read_each(
    root: Root, found: Sequence[Candidate], jobs: int, progress: Progress, cache: Cache | None = None
) -> list[Read]:
    """Return what became of each candidate, in their order; `jobs` is the number of processes at most.

    With a cache, readings that hold no secret are kept there.
    """
    kept = Kept(root, cache) if cache is not None else None
    read = kept.known(found) if kept is not None else {}
    left = [place for place in range(len(found)) if place not in read]
    if jobs > 1 and len(left) >= FEWEST and len(read) * FEW < len(left):
        read.update(_over_processes(root, found, left, jobs, progress, kept))
    opener = Opener(root, found)
    for place, candidate in enumerate(found):
        if place not in read:
            progress(len(read), len(found))
            read[place], asked = _read(opener, candidate, witnessed=kept is not None)
            if kept is not None and asked:
                kept.keep(candidate, asked, packed(read[place]))
    progress(len(found), len(found))
    return [read[place] for place in range(len(found))]


def _over_processes(  # noqa: PLR0913, PLR0917 - what is read, by whom, and who is told
    root: Root,
    found: Sequence[Candidate],
    left: Sequence[int],
    jobs: int,
    progress: Progress,
    kept: Kept | None,
) -> dict[int, Read]:
    """Return what further processes read, by place; what they could not hand over is not there."""
    # Late: a run on one template needs none of it.
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    read: dict[int, Read] = {}
    parts = _parts(found, left)
    with_root = (root.path, root.most_bytes, tuple(found), kept is not None)
    with ProcessPoolExecutor(min(jobs, len(parts)), get_context("spawn"), _begin, with_root) as pool:
        waiting = {pool.submit(_read_part, part): part for part in parts}
        try:
            for done in as_completed(waiting):
                for place, (data, asked) in zip(waiting[done], done.result(), strict=True):
                    reading = unpacked(data)
                    if reading is not None:
                        read[place] = reading
                        if kept is not None:
                            kept.keep(found[place], asked, data)
                progress(len(read), len(found))
        except BrokenProcessPool:
            pass  # a process was killed: what is missing is read by this one
    return read


def _read(opener: Opener, candidate: Candidate, *, witnessed: bool) -> tuple[Read, _Asked]:
    """Return what became of a candidate, and what was asked for it where it may be kept."""
    root = opener.root
    root.asked = {} if witnessed else None
    stacks, gaps = opener.open(candidate)
    read, asked, root.asked = Read(tuple(stacks), tuple(gaps)), root.asked, None
    return read, asked if asked and may_be_kept(read) else {}


def _parts(found: Sequence[Candidate], left: Sequence[int]) -> list[tuple[int, ...]]:
    """Return what is read together: Terraform, whose folders name one another, and the rest in pieces."""
    together = tuple(place for place in left if found[place].kind == "terraform")
    others = [place for place in left if found[place].kind != "terraform"]
    pieces = [tuple(others[start : start + AT_ONCE]) for start in range(0, len(others), AT_ONCE)]
    return [together, *pieces] if together else pieces


class _Process:
    """What one process reads with."""

    opener: Opener
    found: tuple[Candidate, ...]
    witnessed: bool


def _begin(path: Path, most_bytes: int, found: tuple[Candidate, ...], witnessed: bool) -> None:
    """Set a process up."""
    _Process.opener = Opener(Root(path, most_bytes=most_bytes), found)
    _Process.found = found
    _Process.witnessed = witnessed


def _read_part(part: tuple[int, ...]) -> list[tuple[bytes, _Asked]]:
    """Read some candidates; each is packed by itself, so that one that cannot be does not hold up others."""
    handed: list[tuple[bytes, _Asked]] = []
    with paused_collection():
        for place in part:
            read, asked = _read(_Process.opener, _Process.found[place], witnessed=_Process.witnessed)
            handed.append((packed(read), asked))
    return handed
