"""Whether somebody's data at a place of a written text changes what the text does."""

from functools import cache

from stockade.analysis.builtin.velocity import BASE64, ESCAPED, JSON, TWICE, URL
from stockade.analysis.taint import Taint
from stockade.analysis.written import Position
from stockade.catalog.call_data import written_sinks
from stockade.catalog.calls import Sink, Written
from stockade.model.embedded import Feed

_ENCODED = {"url": URL, "base64": BASE64}
_SELF_WRITTEN = "appsync.resolver"
"""The source whose arguments have types: what stands without quotes there is no text."""


def feeds_of(feed: Feed) -> tuple[str, ...]:
    """Return the names the catalog knows a feed by."""
    if feed.kind == "service":
        return f"service:{feed.service}", "service:*"
    return ("signed", "http") if feed.kind == "http" and feed.service else (feed.kind,)


@cache
def _sinks(feeds: tuple[str, ...]) -> tuple[tuple[Sink, Written], ...]:
    return tuple(
        (sink, sink.written)
        for sink in written_sinks()
        if sink.written is not None and set(feeds) & set(sink.written.feeds)
    )


def judged(feed: Feed, at: Position, taint: Taint, *, alone: bool = True) -> Sink | None:
    """Return what somebody's data does at a position, None where it is what it is meant to be.

    `alone`: it is the whole value that is written there.
    """
    for sink, written in _sinks(feeds_of(feed)):
        if _stands(written, at) and _harms(written, at, taint, alone=alone):
            cleaning = {sink.rule, "*", *sink.guards}
            return None if cleaning & taint.marks else sink
    return None


def _stands(written: Written, at: Position) -> bool:
    """Tell whether a sink speaks of a position."""
    match written.place:
        case "value":
            return _ends(written, at)
        case "structure":
            return at.where in {"string", "key", "bare"}
        case "form":
            return at.where in {"form", "name"}
        case place:
            return at.where == place


def _ends(written: Written, at: Position) -> bool:
    path = (*at.path, "*") if at.where == "key" else at.path
    return any(_matches(key, path) for key in written.keys)


def _matches(key: str, path: tuple[str, ...]) -> bool:
    steps = key.removeprefix("^").split(".")
    if len(path) < len(steps) or (key.startswith("^") and len(path) != len(steps)):
        return False
    return all(_step(step, name) for step, name in zip(steps, path[len(path) - len(steps) :], strict=True))


def _step(step: str, name: str) -> bool:
    return name.endswith(step[1:]) if step.startswith("*") else name == step


def _harms(written: Written, at: Position, taint: Taint, *, alone: bool) -> bool:
    if any(_ENCODED[one] in taint.marks for one in written.clean):
        return False
    if written.place != "structure":
        return True
    if at.where == "bare":
        typed = taint.origin == _SELF_WRITTEN and alone
        return JSON not in taint.marks and not typed and (ESCAPED not in taint.marks or at.levels > 0)
    escapes = 2 if TWICE in taint.marks else int(ESCAPED in taint.marks)
    return escapes < at.levels
