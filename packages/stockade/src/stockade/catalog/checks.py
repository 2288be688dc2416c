"""What the types of the catalog cannot say about one event source, checked before it is compiled."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from stockade.catalog import encodings
from stockade.catalog.lookup import find
from stockade.catalog.paths import parse
from stockade.catalog.schema import Condition, EventSource, Pattern
from stockade.errors import CatalogError

HEADINGS = ("## Attack", "## Trap", "## Check")


def check_source(source: EventSource, folder: str) -> None:
    """Check paths, encodings and expressions of a definition that lies in `folder`.

    Raises `CatalogError` with the key at fault.
    """
    if source.id != folder:
        raise CatalogError(f"`id`: {source.id!r} differs from its folder {folder!r}")
    for key, text in _paths(source):
        _under(key, partial(parse, text))
    for key, chain in _chains(source):
        _under(key, partial(encodings.words, chain))
    _check_condition(source.match, "match", empty_is_fine=source.match.arbitrary)
    if source.carried is not None:
        _check_condition(source.carried.match, "carried.match")


def check_events(source: EventSource, events: Iterable[object], context: object) -> None:
    """Check that every path the definition declares is in one of our own events, or in the context."""
    texts = {field.path: field.encoding for field in source.fields if field.encoding}
    texts |= {wrap.path: wrap.encoding for wrap in source.wraps if wrap.encoding}
    own = tuple(events)
    for key, text, place in _declared(source):
        inside, name = (own, "event.json") if place == "event" else ((context,), "context.json")
        if not any(next(find(held, parse(text), texts), None) for held in inside):
            raise CatalogError(f"`{key}`: {name} has nothing at {text}")


def check_page(text: str) -> None:
    """Check that a page has its three headings, in order, each with something below it."""
    found = tuple(line.strip() for line in text.splitlines() if line.startswith("#"))
    if found != HEADINGS:
        raise CatalogError(f"the headings are {', '.join(HEADINGS)}, in this order and no others")
    if not all(part.strip() for part in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]):
        raise CatalogError("a heading has nothing below it")


def _under(key: str, check: Callable[[], object]) -> None:
    try:
        check()
    except CatalogError as error:
        raise CatalogError(f"`{key}`: {error}") from None


def _declared(source: EventSource) -> Iterator[tuple[str, str, str]]:
    for number, field in enumerate(source.fields):
        yield f"fields[{number}].path", field.path, field.place
    for number, sender in enumerate(source.sender):
        yield f"sender[{number}].path", sender.path, sender.place
    for number, secret in enumerate(source.secrets):
        yield f"secrets[{number}]", secret, "event"
    if source.carried is not None and source.carried.at:
        yield "carried.at", source.carried.at, "event"


def _paths(source: EventSource) -> Iterator[tuple[str, str]]:
    for key, text, _ in _declared(source):
        yield key, text
    for number, wrap in enumerate(source.wraps):
        yield f"wraps[{number}].path", wrap.path
    for number, pattern in enumerate(source.wiring.patterns):
        for name, text in _pattern_paths(pattern):
            yield f"wiring.patterns[{number}].{name}", text


def _pattern_paths(pattern: Pattern) -> Iterator[tuple[str, str]]:
    yield "each", pattern.each
    if pattern.function != ".":
        yield "function", pattern.function
    if pattern.origin != "self":
        yield "origin", pattern.origin
    if not pattern.detail.startswith("="):
        yield "detail", pattern.detail
    if pattern.when is not None:
        yield "when.path", pattern.when.path
    if pattern.origin_when is not None:
        yield "origin_when.path", pattern.origin_when.path


def _chains(source: EventSource) -> Iterator[tuple[str, str]]:
    for number, field in enumerate(source.fields):
        yield f"fields[{number}].encoding", field.encoding
    for number, wrap in enumerate(source.wraps):
        yield f"wraps[{number}].encoding", wrap.encoding


def _check_condition(condition: Condition, key: str, *, empty_is_fine: bool = False) -> None:
    says = condition.path, condition.root, condition.negated
    if not empty_is_fine and all(part is None for part in says):
        lists = condition.keys or condition.only_keys or condition.any_of or condition.all_of
        if not lists:
            raise CatalogError(f"`{key}`: the condition says nothing")
    if condition.path is not None:
        _under(f"{key}.path", partial(parse, condition.path))
    try:
        re.compile(condition.matches)
    except (re.error, OverflowError, RecursionError) as error:
        raise CatalogError(f"`{key}.matches`: {error}") from None
    for name, parts in (("any", condition.any_of), ("all", condition.all_of)):
        for number, part in enumerate(parts):
            _check_condition(part, f"{key}.{name}[{number}]")
    if condition.negated is not None:
        _check_condition(condition.negated, f"{key}.not")
