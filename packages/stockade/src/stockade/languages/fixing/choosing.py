"""Which remedy of the catalog fits what was found at one place."""

import re
from collections.abc import Sequence
from functools import cache

from tree_sitter import Node

from stockade.catalog.call_data import place_of, sinks
from stockade.catalog.calls import Language
from stockade.catalog.remedies import Bind, Escape, Give, Option, Remedy, Rename
from stockade.languages.fixing.arguments import chosen, given, renamed
from stockade.languages.fixing.binding import bound
from stockade.languages.fixing.calls import call_at
from stockade.languages.fixing.escaping import escaped
from stockade.languages.fixing.sources import Source
from stockade.model import CodeFlow, Fix

Version = tuple[int, ...]
_ANSWER = "response"
"""What a flow names as called that ends in what the handler returns."""


@cache
def _remedies() -> dict[tuple[str, Language], tuple[Remedy, ...]]:
    """Return the remedies there are, by sink and language."""
    languages: tuple[Language, ...] = ("python", "javascript")
    found = {
        (sink.id, language): place.fix
        for sink in sinks()
        for language in languages
        if (place := place_of(sink, language)) is not None and place.fix
    }
    returned = {
        (sink.id, languages[0]): sink.returned.fix
        for sink in sinks()
        if sink.returned is not None and sink.returned.fix
    }
    return {**returned, **found}


def is_fixable(flow: CodeFlow, language: Language) -> bool:
    """Tell whether there is any remedy for what a flow reaches."""
    return (flow.sink, language) in _remedies()


def fix_of(source: Source, flows: Sequence[CodeFlow], versions: Sequence[Version | None]) -> Fix | None:
    """Return the fix that takes all flows of one place away; `versions` are those the functions run on."""
    first = flows[0]
    same = {(one.sink, one.callee, one.steps[-1].location) for one in flows}
    if len(same) != 1 or not source.is_readable:
        return None
    for remedy in _remedies().get((first.sink, "python" if source.is_python else "javascript"), ()):
        if _is_meant(remedy, first.callee, source, versions):
            found = _made(source, flows, remedy)
            if found is not None:
                return found
    return None


def _is_meant(remedy: Remedy, callee: str, source: Source, versions: Sequence[Version | None]) -> bool:
    if remedy.calls and callee not in remedy.calls:
        return False
    if remedy.unless and re.search(remedy.unless, source.text):
        return False
    since = version(remedy.since)
    return since is None or all(one is not None and one >= since for one in versions)


def version(written: str) -> Version | None:
    """Return the version at the end of a text (`python3.12`), None where there is none."""
    found = re.search(r"(\d+(?:\.\d+)*)(?:\.x)?$", written)
    return tuple(map(int, found[1].split("."))) if found is not None else None


def _made(source: Source, flows: Sequence[CodeFlow], remedy: Remedy) -> Fix | None:
    first = flows[0]
    place = first.steps[-1].location
    if isinstance(remedy, Escape) and first.callee == _ANSWER:
        goal = _answer(source, source.offset(place))
        return escaped(source, goal, flows, remedy) if goal is not None else None
    call = call_at(source, place, first.callee)
    if call is None:
        return None
    match remedy:
        case Rename():
            return renamed(source, call, first.callee, remedy)
        case Give():
            return given(source, call, first.callee, remedy)
        case Option():
            return chosen(source, call, remedy)
        case Escape():
            return escaped(source, call.node, flows, remedy)
        case Bind():
            return bound(source, call, flows, remedy)


def _answer(source: Source, offset: int | None) -> Node | None:
    """Return the statement at an offset that returns the answer."""
    node = source.root.descendant_for_byte_range(offset, offset) if offset is not None else None
    while node is not None and node.start_byte == offset:
        if node.type == "return_statement":
            return node
        node = node.parent
    return None
