"""What a walk found, as the facts of the model: flows, each with the way its data came by."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from stockade.analysis.taint import WOVEN, Taint
from stockade.catalog.calls import Sink
from stockade.model import CodeFlow, CodeStep
from stockade.model.code import Confidence
from stockade.model.exposure import Exposure
from stockade.model.program import column_of, line_of
from stockade.values import Location

NOT_READ = " answers, and its code is not read"
"""What the step says at which data is only believed to be in an answer."""


class Way(Struct, frozen=True):
    """How data got into a workflow: the entry point, or the function that started it and which it is."""

    entry: str = ""
    exposure: Exposure | None = None
    machine: str = ""
    writer: str = ""


class Ways:
    """The ways that data came by, each known by the step it left on it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, str], Way] = {}

    def note(self, at: Location, what: str, way: Way) -> None:
        """Remember a way by its step; the first of several stays."""
        self._known.setdefault((at.file, at.line, what), way)

    def of(self, steps: Iterable[CodeStep]) -> Way | None:
        """Return the first way among the steps of a flow."""
        for step in steps:
            found = self._known.get((step.location.file, step.location.line, step.text))
            if found is not None:
                return found
        return None

    def told(self, flow: CodeFlow) -> CodeFlow:
        """Return a flow with the way its data came by."""
        if flow.confidence == "high" and any(step.text.endswith(NOT_READ) for step in flow.steps):
            flow = replace(flow, confidence="medium")
        way = self.of(flow.steps)
        if way is None or flow.through:
            return flow
        if way.writer:
            return replace(flow, through=way.machine, writer=way.writer)
        return replace(flow, entry=way.entry, exposure=way.exposure)


def steps_of(taint: Taint) -> tuple[CodeStep, ...]:
    """Return the way of a taint as steps of a flow."""
    way = taint.way.walked() if taint.way is not None else []
    return tuple(
        CodeStep(Location(one.file, line_of(one.at), column_of(one.at)), one.what)
        for one in way
        if line_of(one.at)
    )


def flow_of(
    sink: Sink, taint: Taint, at: Location, callee: str, enclosing: str, confidence: Confidence = "high"
) -> CodeFlow:
    """Return the flow of data that reaches a sink; it points to where a text was made of it, else to `at`."""
    steps = steps_of(taint)
    made = next((one.location for one in reversed(steps) if one.text == WOVEN), at)
    return CodeFlow(
        rule=sink.rule,
        sink=sink.id,
        what=sink.what,
        callee=callee,
        enclosing=enclosing,
        event_source=taint.origin,
        field=taint.path or "**",
        location=made if made.line else at,
        steps=(*steps, CodeStep(at, sink.what)),
        severity={
            "public": sink.severity.public,
            "stored": sink.severity.stored,
            "account": sink.severity.account,
        },
        safe=sink.safe,
        confidence=confidence,
    )
