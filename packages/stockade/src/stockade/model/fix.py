"""`Fix`: the change of a source that takes a fault away and nothing else."""

from msgspec import Struct

from stockade.values import Location


class Edit(Struct, frozen=True, order=True):
    """The text from `start` up to `end`, in one file, is replaced by `text`; where both are one, it is added.

    Columns count characters from 1, `end` is the first place that stays. All edits of a fix speak of the
    source as it is before any of them, and no two of them overlap.
    """

    start: Location
    end: Location
    text: str


class Fix(Struct, frozen=True):
    """A change that is safe to make: what it does in a sentence, and its edits from the first to the last.

    `removed` and `added` are the lines that it changes, as they are and as they will be.
    """

    description: str
    edits: tuple[Edit, ...]
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    """Return the text of a file after edits, all of which are of this file."""
    starts = _starts(text)
    parts: list[str] = []
    end = 0
    for edit in sorted(edits):
        first, last = _offset(starts, edit.start), _offset(starts, edit.end)
        parts += (text[end:first], edit.text)
        end = last
    return "".join((*parts, text[end:]))


def _starts(text: str) -> list[int]:
    """Return where each line begins; a mark of the byte order has no column."""
    found = [1 if text.startswith("\ufeff") else 0]
    while (found_at := text.find("\n", found[-1])) >= 0:
        found.append(found_at + 1)
    return found


def _offset(starts: list[int], place: Location) -> int:
    return starts[place.line - 1] + place.column - 1
