"""Who needs whom, by the comments that pip-tools and uv write into compiled requirements (`# via`)."""

import re
from collections.abc import Iterator

from stockade.dependencies.locking import Lock
from stockade.dependencies.names import python_name

_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)")
_ONE = re.compile(r"#\s+via\s+(\S.*)$")
_MORE = re.compile(r"\s+#\s{2,}(\S.*)$")


def connect(lock: Lock, text: str) -> None:
    """Put the edges that comments tell into a lock; what only others need is no longer asked for directly."""
    if "# via" not in text:
        return
    needed_by: dict[str, set[str]] = {}
    for name, by in _told(text):
        needed_by.setdefault(name, set()).add(by)
    for name, others in needed_by.items():
        for other in sorted(others):
            if other in lock.packages and name in lock.packages:
                lock.packages[other].requires.append(name)
        if name in lock.roots and others <= lock.packages.keys():
            lock.roots.remove(name)
            lock.indirect.append(name)


def _told(text: str) -> Iterator[tuple[str, str]]:
    """Yield who is needed, and by whom; by the empty name where a file or a project asks for it."""
    current, listing = "", False
    for line in text.splitlines():
        begins = _NAME.match(line)
        if begins:
            current, listing = python_name(begins[1]), False
        inline, more = _ONE.search(line), _MORE.match(line)
        if line.strip() == "# via":
            listing = True
        elif inline:
            for by in inline[1].split(","):
                yield current, _by(by)
        elif listing and more:
            yield current, _by(more[1])


def _by(written: str) -> str:
    found = _NAME.fullmatch(written.strip())
    return python_name(found[1]) if found else ""
