"""The documentation page of an event source: the hand-written page, and tables made from the definition."""

from collections.abc import Iterable, Iterator, Sequence

from stockade.catalog.event_sources import page
from stockade.catalog.schema import Control, EventSource, Field, Match, Pattern, Sender, Wiring

_EXPOSURES = {
    "public": "anyone on the Internet, by mail or by telephone",
    "authenticated": "an outsider who has proved who he is",
    "account": "a principal let in by a policy",
    "stored": "data that somebody stored earlier flows in",
    "operator": "the operator alone",
}

_CONTROLS: dict[Control, str] = {
    "sender": "What the sender chooses",
    "platform": "What the platform writes",
    "owner": "What the owner of the application sets",
}


def render(source: EventSource) -> str:
    """Give the page of `source` as Markdown: facts, the hand-written part, then one section a table."""
    sections = [_head(source), page(source.id), *_tables(source), _wiring(source.wiring)]
    return "\n\n".join(section.strip() for section in sections if section) + "\n"


def index(sources: Iterable[EventSource]) -> str:
    """Give the table of all event sources as Markdown, with links to the pages beside it."""
    rows = [(f"[`{each.id}`]({each.id}.md)", each.title, each.invocation, each.exposure) for each in sources]
    return f"# Event sources\n\n{_table(('event source', 'what', 'invocation', 'exposure'), rows)}\n"


def _head(source: EventSource) -> str:
    reach = f"{source.exposure}: {_EXPOSURES[source.exposure]}, when the deployment says nothing"
    rows = [("service", source.service), ("invocation", source.invocation), ("exposure", reach)]
    if source.principals:
        rows.append(("service principal", _codes(source.principals)))
    rows.append(("recognised by its shape", _shape(source)))
    return f"# {source.title} (`{source.id}`)\n\n{_table(('', ''), rows)}"


def _shape(source: EventSource) -> str:
    if not source.match.arbitrary:
        return "yes"
    only = source.match == Match(arbitrary=True)
    return "no: it sends any JSON" if only else "in part: it sends any JSON, and events of this shape"


def _tables(source: EventSource) -> Iterator[str]:
    for control, heading in _CONTROLS.items():
        if fields := source.controlled_by(control):
            yield f"## {heading}\n\n{_table(('field', 'encoding', 'note'), map(_field, fields))}"
    if source.content:
        rows = [(f"`{each.fetch}`", each.note) for each in source.content]
        table = _table(("read by", "note"), rows)
        yield f"## What the event points to\n\nAs untrusted as the event.\n\n{table}"
    if source.wraps:
        rows = [(f"`{each.path}`", each.encoding or "none") for each in source.wraps]
        yield f"## Events carried inside\n\n{_table(('field', 'encoding'), rows)}"
    if source.secrets:
        yield f"## Secrets\n\nNever logged or recorded: {_codes(source.secrets)}."
    if source.sender:
        yield f"## Sender\n\n{_table(('field', 'check', 'note'), map(_sender, source.sender))}"


def _field(field: Field) -> tuple[str, str, str]:
    return _place(field.path, field.place), field.encoding or "none", field.note


def _sender(sender: Sender) -> tuple[str, str, str]:
    check = f"{sender.check} `{sender.equals}`" if sender.equals else sender.check
    return _place(sender.path, sender.place), check, sender.note


def _place(path: str, place: str) -> str:
    return f"`{path}`" if place == "event" else f"`{path}` of the context"


def _wiring(wiring: Wiring) -> str:
    if wiring.none:
        return f"## Wiring\n\nNo template wires it: {wiring.none}."
    if wiring.module is not None:
        return f"## Wiring\n\nIrregular; read by `{wiring.module}`."
    heads = ("resource", "function", "condition", "origin", "detail", "authentication")
    return f"## Wiring\n\n{_table(heads, map(_pattern, wiring.patterns))}"


def _pattern(pattern: Pattern) -> tuple[str, ...]:
    parts = [pattern.each, "" if pattern.function == "." else pattern.function]
    function = ".".join(part for part in parts if part)
    when = ""
    if pattern.when is not None:
        test = f"is `{pattern.when.equals}`" if pattern.when.equals is not None else "is set"
        when = f"`{pattern.when.path}` {test}"
    detail = pattern.detail.removeprefix("=") if pattern.detail.startswith("=") else _code(pattern.detail)
    return f"`{pattern.resource}`", f"`{function}`", when, _origin(pattern), detail, pattern.authentication


def _origin(pattern: Pattern) -> str:
    if pattern.origin == "self":
        return "the resource itself"
    types = f" ({_codes(pattern.origin_types)})" if pattern.origin_types else ""
    return f"`{pattern.origin}`{types}"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)
