"""What code in a template was found to do, as flows: of its calls, and of the text it writes or gives."""

from collections.abc import Callable, Iterator
from typing import Literal

from stockade.analysis import judging
from stockade.analysis.arguments import Given
from stockade.analysis.builtin.velocity import json_pieces
from stockade.analysis.core import Core
from stockade.analysis.frames import Frame
from stockade.analysis.results import Hit, Results
from stockade.analysis.shifting import source_of
from stockade.analysis.sinking import dangerous
from stockade.analysis.sourcing import Source
from stockade.analysis.taint import WOVEN, Taint
from stockade.analysis.values import Value, everything
from stockade.analysis.walking import Walk
from stockade.analysis.written import Position
from stockade.catalog.calls import Sink, Written
from stockade.model import CodeFlow, CodeStep
from stockade.model import program as ir
from stockade.model.code import Confidence, Width
from stockade.model.embedded import TEMPLATE, WRITE, Embedded
from stockade.values import List, Location, Map
from stockade.values import Value as Term

_MOST_VALUES = 6
"""Different values kept of one place that is written."""


class WritingResults(Results):
    """Keeps what a template writes, by the identity of the call, and what a script gives."""

    def __init__(self, sources: tuple[str, ...], *, is_http: bool) -> None:
        super().__init__(sources, is_http=is_http)
        self.written: dict[int, list[Value]] = {}
        self.answers: list[tuple[int, Value]] = []

    def call(self, given: Given, names: list[str]) -> None:
        """Keep what is written; look at any other call."""
        if names[:1] != [WRITE]:
            super().call(given, names)
            return
        known = self.written.setdefault(id(given.node), [])
        value = given.positional(0)
        if value not in known and len(known) < _MOST_VALUES:
            known.append(value)

    def returned(self, machine: Core, frame: Frame, node: ir.Return, value: Value) -> None:
        """Keep what the script gives."""
        super().returned(machine, frame, node, value)
        if machine.depth == self.handler_depth:
            self.answers.append((node.at, value))


def flows(one: Embedded, source: Source, program: ir.Module, results: WritingResults) -> tuple[CodeFlow, ...]:
    """Return what a run of a piece of code found, each flow once."""
    found = [_of_hit(one, source, hit) for hit in results.hits.values() if hit.taint.control == "sender"]
    if one.language == "vtl" and _is_judged(one):
        walk = Walk(results.written, is_page=one.feed.kind == "response")
        walk.body(program.functions[TEMPLATE].body)
        found.extend(_of_walk(one, source, walk))
    elif one.language == "iotsql":
        found.extend(_of_texts(one, program, results))
    elif one.language == "javascript" and one.feed.kind != "edge" and _is_judged(one):
        for at, value in results.answers:
            walk = Walk({})
            walk.text(json_pieces(value), at)
            found.extend(_of_walk(one, source, walk))
    return tuple({(flow.rule, flow.location, flow.field): flow for flow in reversed(found)}.values())[::-1]


def _is_judged(one: Embedded) -> bool:
    """Tell whether what a piece of code writes is a request, or a page."""
    if one.feed.kind == "response":
        return one.content_type.startswith("text/html")
    return one.part != "response"


def _of_walk(one: Embedded, source: Source, walk: Walk) -> Iterator[CodeFlow]:
    for hole in walk.holes:
        sink = judging.judged(one.feed, hole.where, hole.taint, alone=hole.alone)
        if sink is not None:
            at = (one.language == "javascript" and _woven(source, hole.taint)) or hole.at
            yield _flow(one, source, sink, hole.taint, at, ".".join(hole.where.path))


def _woven(source: Source, taint: Taint) -> int:
    """Return where in a script somebody's data became part of a text, 0 where it did not."""
    steps = taint.way.walked() if taint.way is not None else []
    found = (step.at for step in reversed(steps) if step.what == WOVEN and step.file == source.name)
    return next(found, 0)


def _of_texts(one: Embedded, program: ir.Module, results: WritingResults) -> Iterator[CodeFlow]:
    """Judge the texts of an action that a statement fills: each call that writes fills one of them."""
    for call, (path, _, at) in zip(_writes(program), texts_below(one.filled), strict=True):
        where = Position("string", tuple(path.split(".")), "", 1)
        source = Source("", "", _always(at))
        for value in results.written.get(id(call), ()):
            for taint in sorted(everything(value), key=lambda found: found.path):
                sink = judging.judged(one.feed, where, taint) if taint.control == "sender" else None
                if sink is not None and taint in dangerous(sink, value):
                    yield _flow(one, source, sink, taint, 0, path)


def _always(at: Location) -> Callable[[int, int], Location]:
    return lambda _line, _column: at


def _writes(program: ir.Module) -> list[ir.Call]:
    """Return the calls of a statement's program that write, in order."""
    body = program.functions[TEMPLATE].body
    if body and isinstance(body[0], ir.If):  # what a message must fulfil
        body = body[0].then
    return [node.value for node in body if isinstance(node, ir.Do) and isinstance(node.value, ir.Call)]


def texts_below(value: Term, path: str = "") -> list[tuple[str, str, Location]]:
    """Return the texts of an action that are filled (`${...}`): path, text, place."""
    if isinstance(value, Map):
        inner = ((f"{path}.{key}" if path else key, one) for key, one in value.items.items())
        return [found for below, one in inner for found in texts_below(one, below)]
    if isinstance(value, List):
        return [found for one in value.items for found in texts_below(one, path)]
    written = source_of(value)
    return [(path, written, value.at)] if written is not None and "${" in written else []


def _of_hit(one: Embedded, source: Source, hit: Hit) -> CodeFlow:
    """Return a flow to a dangerous call of a script, or to what it answers."""
    return _flow(one, source, hit.sink, hit.taint, ir.position(hit.place.line, hit.place.column), hit.callee)


def _flow(one: Embedded, source: Source, sink: Sink, taint: Taint, at: int, callee: str) -> CodeFlow:
    written = sink.written
    script = written.script if written is not None and one.language == "javascript" else ""
    place = source.place(ir.line_of(at), ir.column_of(at))
    sure = "high" if written is None else _confidence(one, written, taint)
    reach = sink.severity
    found: dict[Literal["public", "stored", "account"], Width]
    found = {"public": reach.public, "stored": reach.stored, "account": reach.account}
    return CodeFlow(
        rule=script or sink.rule,
        sink=sink.id,
        what=sink.what,
        callee=callee or "the text",
        enclosing=f"the {one.part} of {one.detail or one.resource}",
        event_source=taint.origin,
        field=taint.path or "**",
        location=place,
        steps=(*_steps(source, taint), CodeStep(place, sink.what)),
        severity={by: _LOWER[width] for by, width in found.items()} if sure == "low" else found,
        safe=sink.safe,
        confidence=sure,
    )


_LOWER: dict[Width, Width] = {"critical": "high", "high": "medium", "medium": "low", "low": "low"}


def _confidence(one: Embedded, written: Written, taint: Taint) -> Confidence:
    """Return how sure it is that what breaks a text can be sent there.

    Whether a parameter of a path comes decoded is not documented; an argument may have a type that no schema
    here tells; the parent object of a field was stored before.
    """
    if taint.path.startswith("source"):
        return "medium"
    if written.place not in {"structure", "form"}:
        return "high"
    if taint.origin == "appsync.resolver":
        return "high" if one.schema and taint.path.startswith("arguments") else "medium"
    return "low" if taint.path.startswith("pathParameters") else "high"


def _steps(source: Source, taint: Taint) -> tuple[CodeStep, ...]:
    way = taint.way.walked() if taint.way is not None else []
    return tuple(
        CodeStep(source.place(ir.line_of(step.at), ir.column_of(step.at)), step.what)
        for step in way
        if ir.line_of(step.at) and step.file == source.name
    )
