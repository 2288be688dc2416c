"""Comments that accept: `# stockade: accept[RULE] reason`, beside a finding or alone on the line above it."""

import re
from collections.abc import Iterator

from msgspec import Struct

_COMMENT = re.compile(r"(?:#|//)\s*stockade:\s*accept\[([^\]\n]*)\][ \t]*:?[ \t]*([^\n]*)")
LONGEST_LINE = 4_000
"""Characters of a line looked at."""


class Comment(Struct, frozen=True):
    """One comment: the rules it names, its reason, its line, and the lines it holds for."""

    rules: tuple[str, ...]
    reason: str
    line: int
    lines: tuple[int, ...]


def comments_of(written: str) -> tuple[Comment, ...]:
    """Return the accepting comments of a file's text, in order."""
    return tuple(_comments(written)) if "stockade:" in written else ()


def _comments(written: str) -> Iterator[Comment]:
    for number, line in enumerate(written.split("\n"), 1):
        match = _COMMENT.search(line[:LONGEST_LINE])
        if match is None:
            continue
        rules = tuple(name.strip() for name in match[1].split(",") if name.strip())
        alone = not line[: match.start()].strip()
        reason = f" {match[2]}".partition(" # ")[0].strip()
        yield Comment(rules, reason, number, (number + 1,) if alone else (number,))
