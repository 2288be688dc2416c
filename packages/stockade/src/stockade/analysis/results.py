"""What a run finds: dangerous operations reached, and the facts of what the function does."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from stockade.analysis import placing, regexes
from stockade.analysis.authenticity import Authenticity
from stockade.analysis.behaviour import Observed
from stockade.analysis.confidential import HOLDS, secrets_read
from stockade.analysis.frameworks import Route, called_routes, decorated_route
from stockade.analysis.sinking import dangerous, may_hold_secret, vouched
from stockade.analysis.stores import Where, store_of
from stockade.analysis.taint import ANSWERED, ENTERED, PASSED, WOVEN, Taint
from stockade.analysis.values import Value, everything, join
from stockade.catalog.calls import Argument, Sink, Store
from stockade.catalog.knowledge import Knowledge, ours
from stockade.model import program as ir
from stockade.model.program import column_of, line_of

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.core import Core
    from stockade.analysis.frames import Frame


_ANSWERS = frozenset(
    {"lambda.callback", "lambda.context.succeed", "lambda.context.done", "lambda.context.fail"}
)


class Exhausted(Exception):  # noqa: N818 - no error: the budget of a run is spent
    """The budget of a run is spent."""


class Place(Struct, frozen=True):
    """A place in the source, and what happens there."""

    file: str
    line: int
    column: int
    what: str = ""


class Write(Struct, frozen=True):
    """Somebody's data that is written to a store.

    `where` is how the code names the store, `entry` the attribute it is written to, empty for the whole.
    """

    where: Where
    action: str
    taint: Taint
    steps: tuple[Place, ...]
    entry: str = ""


class Hit(Struct, frozen=True):
    """Somebody's data that reaches a dangerous operation."""

    sink: Sink
    callee: str
    function: str
    place: Place
    taint: Taint
    steps: tuple[Place, ...]

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What makes two hits the same."""
        return self.sink.rule, self.place.file, self.place.line, self.taint.origin, self.taint.path


def _entries(value: Value) -> Iterator[tuple[str, Taint]]:
    """Yield whose data is in which entry of what is written; in all of it where that is not told apart."""
    apart = value.fields is not None and value.pieces is None
    for taint in value.taints | value.keys if apart else everything(value):
        yield "", taint
    if not apart:
        return
    for name, entry in (value.fields or {}).items():
        for taint in everything(entry):
            yield "" if name.startswith(":") or name.isdigit() else name, taint
    if value.items is not None:
        for taint in everything(value.items):
            yield "", taint


def _steps(taint: Taint) -> tuple[Place, ...]:
    way = taint.way.walked() if taint.way is not None else []
    return tuple(
        Place(one.file, line_of(one.at), column_of(one.at), one.what) for one in way if line_of(one.at)
    )


def _answer(steps: tuple[Place, ...], sink: Place) -> Place:
    """Return where the data was put into the answer, or the call that hands a finished text on to be put."""
    put = max((number for number, one in enumerate(steps) if one.what == ANSWERED), default=None)
    return _shown(steps[:put], steps[put]) if put is not None else sink


def _shown(steps: tuple[Place, ...], sink: Place, path: str = "") -> Place:
    """Return where a finding points to: the sink, or what hands a finished text on to it.

    That is the entry of the parameters at the end of `path`, where it was written out; or a call: of a helper
    that runs whatever statement it is given, the fault is with those who give it one.
    """
    entry = f"{ENTERED} {path.rpartition('.')[2]}"
    woven = max((number for number, one in enumerate(steps) if one.what == WOVEN), default=None)
    if woven is None:
        return next((one for one in reversed(steps) if one.what == entry), sink)
    after = steps[woven + 1 :]
    return next((one for one in after if one.what == entry or one.what.startswith(PASSED)), sink)


class Results:
    """Collects what one run finds. `seen` are the calls that people's own catalog speaks of."""

    def __init__(
        self, sources: tuple[str, ...] = (), *, is_http: bool = False, knowledge: Knowledge | None = None
    ) -> None:
        self.knowledge = knowledge or ours()
        self.sources = sources
        self.is_http = is_http
        self.hits: dict[tuple[str, str, int, str, str], Hit] = {}
        self.gaps: dict[tuple[str, int], str] = {}
        self.routes: list[Route] = []
        self.contexts: list[Value] = []
        self.listeners: list[tuple[str | None, Value]] = []
        self.raising: list[list[Value]] = []
        self.settings = ""
        self.schemas = False
        self.pages: set[tuple[str, str]] = set()
        self.resolving: list[list[Value]] = []
        self.writes: dict[tuple[Where, str, str, str], Write] = {}
        self.handler_depth = 1
        self.answer: Value | None = None
        self.seen: set[str] = set()
        self.authenticity = Authenticity(sources)
        self.observed = Observed()
        self.read: set[tuple[str, str]] = set()
        self._logged: list[tuple[Frame, int, Sink, str, Taint]] = []

    def call(self, given: "Given", names: list[str]) -> None:
        """Look at a call of something that is not of the program."""
        self.authenticity.call(given, names)
        for name in names:
            if name in _ANSWERS and given.arguments:
                self._answers(given.arguments[-1])
                if self.is_http:
                    self._answered(given.machine, given.frame, given.at, given.arguments[-1])
            self.routes.extend(called_routes(name, given))
        self.operated(given, names)

    def operated(self, given: "Given", names: Iterable[str]) -> None:
        """Look at what a call of some names does: writes to stores, dangerous operations."""
        if given.catalog.own:
            self.seen |= given.catalog.own.intersection(names)
        table, stores = given.catalog.sinks, given.catalog.stores
        for name in names:
            for store in stores.get(name, ()):
                self._stored(given, store)
            for sink, place in table.get(name, ()):
                if given.fulfils(place.when):
                    for argument in place.arguments:
                        if given.is_given(argument):
                            self.observed.called(given, sink, place, argument, name)
                            self._reached(given, sink, name, argument)

    def _stored(self, given: "Given", store: Store) -> None:
        """Keep whose data is written where."""
        where = store_of(given, store)
        if where is None:
            return
        at = given.at
        place = Place(given.frame.file, line_of(at), column_of(at), f"is written ({store.action})")
        for entry, taint in _entries(given.value(store.content)):
            if taint.control in {"sender", "holds"}:
                write = Write(where, store.action, taint, (*_steps(taint), place), entry)
                self.writes.setdefault((where, entry, taint.origin, taint.path), write)

    def _reached(self, given: "Given", sink: Sink, name: str, argument: Argument) -> None:
        value, part = given.value(argument), placing.given_at(given.node, argument, given.at)
        if sink.needs == "pattern":
            self._pattern(given, sink, name, value)
            return
        for taint in dangerous(sink, value):
            self._hit(given.frame, given.at, sink, name, taint, (part, argument.path))
        if sink.needs == "secret":
            self._logged.extend(
                (given.frame, given.at, sink, name, one) for one in may_hold_secret(sink, value)
            )

    def finish(self) -> None:
        """Look again at what was logged: it holds a secret where one is read of it elsewhere."""
        holding = secrets_read(self.read) if self._logged else frozenset()
        for frame, at, sink, name, taint in self._logged:
            if (taint.origin, taint.path) in holding:
                self._hit(frame, at, sink, name, taint.marked(HOLDS))

    def _pattern(self, given: "Given", sink: Sink, name: str, value: Value) -> None:
        """Look at a pattern that is the sender's, or a super-linear one on a text of the sender's."""
        source = value.fields.get("source") if value.fields is not None else None
        pattern = source if source is not None else value
        for taint in dangerous(sink, pattern):
            self._hit(given.frame, given.at, sink, name, taint)
        if pattern.text is not None and regexes.is_super_linear(pattern.text):
            for taint in given.everything():
                self._hit(given.frame, given.at, sink, name, taint)

    def _hit(
        self,
        frame: "Frame",
        at: int,
        sink: Sink,
        name: str,
        taint: Taint,
        part: tuple[int, str] = (0, ""),
    ) -> None:
        """Keep what reaches a sink at a call; `part`: where what it reads is written, and its path."""
        if sink.needs != "secret" and taint.control not in {"sender", "holds", "stored"}:
            return
        place = Place(frame.file, line_of(at), column_of(at), sink.what)
        told = Place(frame.file, line_of(part[0]), column_of(part[0]), sink.what) if part[0] else place
        steps = _steps(taint)
        function = frame.function.id if frame.function is not None else "<module>"
        hit = Hit(
            sink,
            name,
            function,
            _answer(steps, place) if sink.returned is not None else _shown(steps, told, part[1]),
            taint,
            (*steps, place),
        )
        known = self.hits.setdefault(hit.key, hit)
        if vouched(sink, known.taint) and not vouched(sink, taint):  # clean on one way only
            self.hits[hit.key] = hit

    def returned(self, machine: "Core", frame: "Frame", node: ir.Return, value: Value) -> None:
        """Look at what the handler of an HTTP source returns."""
        self.authenticity.returned(machine, frame, node)
        if machine.depth == self.handler_depth:
            self.authenticity.admission.returned(frame, node.at, value)
            self._answers(value)
        if self.is_http and machine.depth == self.handler_depth:
            self._answered(machine, frame, node.at, value)
        if frame.function is not None and (frame.file, frame.function.id) in self.pages:
            self._page(frame, node.at, value)

    def _answers(self, value: Value) -> None:
        """Keep what the handler answers."""
        self.answer = value if self.answer is None else join(self.answer, value)

    def _page(self, frame: "Frame", at: int, value: Value) -> None:
        """Look at the text that a route of a framework returns as a page."""
        text = value.fields.get("0", value) if value.fields is not None else value
        if text.fields is not None or text.names:
            return
        sink = next(one for one in self.knowledge.returned_sinks if one.rule == "cross-site-scripting")
        for taint in dangerous(sink, text):
            self._hit(frame, at, sink, "response", taint)

    def _answered(self, machine: "Core", frame: "Frame", at: int, value: Value) -> None:
        """Look at an answer to an HTTP request."""
        from stockade.analysis.arguments import Given

        given = Given(machine, frame, at, [value], {}, value, None)
        for sink in self.knowledge.returned_sinks:
            where = sink.returned
            if where is not None and given.surely(where.when):
                found = given.written(value, where.path, where.without)
                for taint in dangerous(sink, found) if found is not None else ():
                    self._hit(frame, at, sink, "response", taint)

    def compared(self, frame: "Frame", node: ir.Operation, found: list[Value]) -> None:
        """Look at a comparison."""
        self.authenticity.compared(frame, node, found)

    def decorated(self, decorator: ir.Expression, callee: Value, function: Value) -> None:
        """Keep what a decorator of a library registers: a route, a handler."""
        for name in callee.names:
            route = decorated_route(name, function, decorator)
            if route is not None:
                self.routes.append(route)

    def bounded(self, frame: "Frame", at: int) -> None:
        """Note that a call was not followed."""
        self.left_out(frame, at, "a call that is nested too deeply is not followed")

    def left_out(self, frame: "Frame", at: int, why: str) -> None:
        """Note that a place was not analysed, and why."""
        self.gaps.setdefault((frame.file, line_of(at)), why)
