"""Values of senders that are escaped where they stand in a text."""

from collections.abc import Sequence

from tree_sitter import Node

from stockade.catalog.remedies import Escape
from stockade.languages.fixing.contexts import STAND, is_html_text, is_shell_word
from stockade.languages.fixing.kinds import is_known, is_text
from stockade.languages.fixing.names import names_of
from stockade.languages.fixing.sources import Change, Source
from stockade.languages.fixing.texts import Hole, Part, Written
from stockade.languages.fixing.tracing import leads_whole, may_read, text_at
from stockade.model import CodeFlow, Fix
from stockade.values import Location

_READS = "reads "
_WOVEN = "becomes part of a text"


def escaped(source: Source, goal: Node, flows: Sequence[CodeFlow], remedy: Escape) -> Fix | None:
    """Return the fix that escapes what flows put into the text that a call, or the answer, gets."""
    found = woven(source, goal, flows)
    if found is None:
        return None
    _, parts, holes = found
    is_right = is_shell_word if remedy.context == "shell" else is_html_text
    if not all(is_right(*_around(parts, hole)) for hole in holes):
        return None
    names = names_of(source)
    reached = names.reach(remedy.module, remedy.function)
    if reached is None or names.bound["str"]:
        return None
    function, needed = reached
    changes = [change for hole in holes for change in _wrapped(source, hole, flows, function)]
    return source.fix(f"escape the value by {remedy.module}.{remedy.function}", [*changes, *needed])


def woven(
    source: Source, goal: Node, flows: Sequence[CodeFlow]
) -> tuple[Node, list[Part], list[Hole]] | None:
    """Return the one text that all flows go through, its parts, and those that hold what they bring.

    None where another part may hold data of a sender too.
    """
    places = {place for flow in flows for place in _woven_at(flow)}
    found = text_at(source, places.pop()) if len(places) == 1 and all(map(_is_direct, flows)) else None
    if found is None or not leads_whole(source, found[0], goal):
        return None
    text, parts = found
    holes = [part for part in parts if isinstance(part, Hole)]
    mine = [hole for hole in holes if any(_brings(source, flow, hole, len(holes)) for flow in flows)]
    told = all(any(_brings(source, flow, hole, len(holes)) for hole in mine) for flow in flows)
    others = (hole for hole in holes if hole not in mine)
    if not mine or not told or not all(is_known(source, hole.value) for hole in others):
        return None
    return text, parts, mine


def _woven_at(flow: CodeFlow) -> list[Location]:
    return [step.location for step in flow.steps if step.text == _WOVEN]


def _is_direct(flow: CodeFlow) -> bool:
    """Tell whether data goes through one text, which is handed to no other function of the program."""
    texts = [step.text for step in flow.steps]
    if texts.count(_WOVEN) != 1:
        return False
    return not any(text.startswith("passed to") for text in texts[texts.index(_WOVEN) :])


def _brings(source: Source, flow: CodeFlow, hole: Hole, holes: int) -> bool:
    """Tell whether a part of a text holds what a flow brings: the only one, or one that reads it."""
    if holes == 1:
        return True
    read = [step.location for step in flow.steps if step.text.startswith(_READS)]
    offset = source.offset(read[-1]) if read and read[-1].file == source.file else None
    return offset is not None and may_read(source, hole.value, offset)


def _around(parts: Sequence[Part], hole: Hole) -> tuple[str, str]:
    """Return what stands before a value and what behind it, other values as if they were words."""
    number = list(parts).index(hole)
    texts = [part.text if isinstance(part, Written) else STAND for part in parts]
    return "".join(texts[:number]), "".join(texts[number + 1 :])


def _wrapped(source: Source, hole: Hole, flows: Sequence[CodeFlow], function: str) -> list[Change]:
    """Return the changes that put a call around a value; one that may be no text becomes one as it did."""
    value = hole.value
    before, after = (f"{function}(", ")")
    if hole.form != "plus" and not is_text(source, value, flows):
        before, after = f"{function}(str(", "))"
    return [Change(value.start_byte, value.start_byte, before), Change(value.end_byte, value.end_byte, after)]
