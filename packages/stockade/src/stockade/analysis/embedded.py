"""Code inside templates: each piece is run like a handler, and the text it writes judged by its places.

A template is a function that writes; what it writes in each place is known after the run. The text is then
walked along the program: branches from one state, loops once and once more. A script gives an object, which
is the same as its JSON text. Code that runs on one context (the functions of a pipeline) runs in order.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace as changed

from stockade.analysis import contexts, judging
from stockade.analysis.arguments import Given
from stockade.analysis.builtin.velocity import json_pieces
from stockade.analysis.core import Core
from stockade.analysis.frames import Frame, Outcome
from stockade.analysis.interface import Files
from stockade.analysis.machine import Machine
from stockade.analysis.package import Package
from stockade.analysis.results import Hit, Place, Results
from stockade.analysis.sinking import dangerous
from stockade.analysis.shifting import Shifting, source_of
from stockade.analysis.taint import WOVEN, Taint
from stockade.analysis.values import NO_TAINTS, Pieces, Value, everything, record
from stockade.analysis.written import MOST_STATES, START, Position, State, after, behind_hole, position
from stockade.catalog.calls import Sink, Written
from stockade.model import App, Code, CodeFlow, CodeStep, Gap
from stockade.model import program as ir
from stockade.model.embedded import TEMPLATE, WRITE, Embedded, Feed, Parsed
from stockade.values import List, Lit, Location, Map, Value as Written, alternatives, get, is_absent, text

_INLINE = "\0"
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_FILE_NAME = re.compile(r"[\w.@/-]+\.\w{1,8}")
_MOST_VALUES = 6
"""Different values kept of one place that is written."""
_DEEPEST_LOOP = 3
_LIMIT = 200_000
"""Steps of the walk along one template."""


Checked = Callable[[str, str], frozenset[str]]


class Parsers(Struct, frozen=True):
    """What reads the languages of templates: a text under the name of a file into a program.

    `text` gives the text of any file below the root. `statement` reads a statement and the texts it fills.
    `types` gives for the text of a schema what tells of a field which of its arguments hold no free text.
    """

    text: Callable[[str], str | None]
    template: Callable[[str, str], Parsed]
    script: Callable[[str, str], ir.Module | None]
    statement: Callable[[str, tuple[str, ...], str], Parsed]
    types: Callable[[str], Checked]


class _Results(Results):
    """Keeps what a template writes, and what a script gives."""

    def __init__(self, sources: tuple[str, ...], *, is_http: bool) -> None:
        super().__init__(sources, is_http=is_http)
        self.written: dict[int, list[Value]] = {}
        self.answers: list[tuple[int, Value]] = []

    def call(self, given: Given, names: list[str]) -> None:
        if names == [WRITE] or names[:1] == [WRITE]:
            known = self.written.setdefault(id(given.node), [])
            value = given.positional(0)
            if value not in known and len(known) < _MOST_VALUES:
                known.append(value)
            return
        super().call(given, names)

    def returned(self, machine: Core, frame: Frame, node: ir.Return, value: Value) -> None:
        super().returned(machine, frame, node, value)
        if machine.depth == self.handler_depth:
            self.answers.append((node.at, value))


class _Source(Struct, frozen=True):
    """One piece of code as it is read: its text, the name it is parsed under, where its lines are."""

    text: str
    name: str
    place: Callable[[int, int], Location]


class _Found(Struct):
    """What one piece of code was found to do."""

    flows: list[CodeFlow] = []
    gaps: list[Gap] = []


def refine_embedded(app: App, files: Files, parsers: Parsers) -> App:
    """Return the application with the facts of the code inside its templates; what is not read is a gap."""
    if not app.embedded:
        return app
    run = _Run(app, files, parsers)
    code = dict(app.code)
    for group in _groups(app.embedded):
        for one, found in run.group(group):
            code[one.id] = Code(
                function=one.id,
                read=True,
                location=one.location,
                flows=tuple(found.flows),
                entry_points=one.entry_points,
                resource=one.resource,
            )
    return changed(app, code=code, gaps=(*app.gaps, *dict.fromkeys(run.gaps)))


def _groups(embedded: Iterable[Embedded]) -> Iterator[list[Embedded]]:
    """Yield what runs on one context together, in order."""
    found: dict[str, list[Embedded]] = {}
    for one in embedded:
        found.setdefault(one.group if one.event_source == "appsync.resolver" else one.id, []).append(one)
    yield from found.values()


class _Run:
    def __init__(self, app: App, files: Files, parsers: Parsers) -> None:
        self.app = app
        self.files = files
        self.parsers = parsers
        self.gaps: list[Gap] = []
        self._parsed: dict[tuple[str, str], Parsed | None] = {}
        self._schemas: dict[str, Checked | None] = {}

    def group(self, group: list[Embedded]) -> Iterator[tuple[Embedded, _Found]]:
        """Run what shares a context, the stash handed on from one to the next."""
        stash = record({})
        for one in group:
            found = _Found()
            for source in self._sources(one):
                stash = self._piece(one, source, stash, found)
            yield one, found

    def _sources(self, one: Embedded) -> Iterator[_Source]:
        """Yield the texts a piece of code may be; one that cannot be had is a gap."""
        if not is_absent(one.file):
            yield from self._file(one)
            return
        for number, side in enumerate(alternatives(one.text)):
            written = source_of(side)
            if written is None:
                self._gap(one, "its text is known only at deployment")
                continue
            at = side.at if side.at.line else one.location
            file = self._included(written, at)
            if file:
                yield _of_file(one, written, file)
            else:
                name = f"{at.file}{_INLINE}{one.id}{number}.js"
                yield _Source(written, name, Shifting(written, at, self.parsers.text).at)

    def _file(self, one: Embedded) -> Iterator[_Source]:
        named = source_of(one.file) or ""
        for name in (named, f"asset.{posixpath.basename(named)}") if "://" in named else (named,):
            file = _beside(one.location.file, name) if name and "://" not in name else ""
            written = self.parsers.text(file) if file else None
            if written is not None:
                yield _of_file(one, written, file)
                return
        self._gap(one, f"its text is not among the scanned files: {named or 'known only at deployment'}")

    def _included(self, written: str, at: Location) -> str:
        """Return the file that a text was put in from, where the place names one that holds just that."""
        held = (self.parsers.text(at.file) or "").split("\n")[max(at.line - 1, 0) : at.line + 2]
        for found in _FILE_NAME.finditer("\n".join(held)):
            file = _beside(at.file, found[0].lstrip("/"))
            if file and self.parsers.text(file) == written:
                return file
        return ""

    def _gap(self, one: Embedded, reason: str, at: Location | None = None) -> None:
        told = f"the code of {one.id.removeprefix('-/')} was not analysed: {reason}"
        self.gaps.append(Gap(at or one.location, told, "resource"))

    def _piece(self, one: Embedded, source: _Source, stash: Value, found: _Found) -> Value:
        """Run one piece of code; return the stash it leaves."""
        parsed = self._program(one, source)
        if parsed is None:
            return stash
        for at, reason in parsed.unread:
            place = source.place(ir.line_of(at), ir.column_of(at))
            told = f"a part of {one.id.removeprefix('-/')} is not understood: {reason}"
            self.gaps.append(Gap(place, told, "resource"))
        results = _Results((one.event_source,), is_http=one.feed.kind == "edge")
        program = parsed.program
        load = _loading(program, self.files.load)
        roots = (posixpath.dirname(source.name.partition(_INLINE)[0]),)
        machine = Machine(Package(roots, self.files.exists), load, results)
        outcome, context = self._answer(one, machine, program, stash)
        for (_, line), reason in results.gaps.items():
            self._gap(one, reason, source.place(line, 1))
        if outcome is None:
            if not results.gaps:
                self._gap(one, f"it has no {' or '.join(one.exports) or 'text'}")
            return stash
        found.flows.extend(_dropped_twice(self._flows(one, source, program, results)))
        return _stash_of(outcome, context, stash, script=bool(one.exports))

    def _program(self, one: Embedded, source: _Source) -> Parsed | None:
        key = (one.language, source.name)
        if key in self._parsed:
            return self._parsed[key]
        parsed: Parsed | None
        if one.language == "vtl":
            parsed = self.parsers.template(source.text, source.name)
        elif one.language == "iotsql":
            filled = tuple(written for _, written, _ in texts_below(one.filled))
            parsed = self.parsers.statement(source.text, filled, source.name)
        else:
            exported = "\nexports.handler = handler;\n" if one.feed.kind == "edge" else ""
            program = self.parsers.script(source.text + exported, source.name)
            if program is None:
                self._gap(one, self.files.why(source.name) or "it cannot be parsed")
            parsed = Parsed(program) if program is not None else None
        self._parsed[key] = parsed
        return parsed

    def _answer(
        self, one: Embedded, machine: Machine, program: ir.Module, stash: Value
    ) -> tuple[Outcome | None, Value]:
        """Run the code on what it is handed."""
        context = record({})
        if one.event_source == "appsync.resolver":
            context = contexts.resolver_context(one, stash, self._types(one))
            given = [context] if one.exports else contexts.resolver_template(context)
        elif one.feed.kind == "edge":
            given = [contexts.edge_event(one)]
        elif one.language == "iotsql":
            given = [Value(contexts.message())]
        else:
            given = contexts.route_request(one)
        export = one.exports[0] if one.exports else TEMPLATE
        return machine.answer(program.file, export, given), context

    def _types(self, one: Embedded) -> frozenset[str]:
        if one.schema not in self._schemas:
            self._schemas[one.schema] = self._schema(one.schema)
        checked = self._schemas[one.schema]
        type_, _, field = one.detail.partition(".")
        return checked(type_, field) if checked is not None else frozenset()

    def _schema(self, identity: str) -> Checked | None:
        """Return what tells of the types of a schema, None where it cannot be read."""
        schema = self.app.resources.get(identity)
        if schema is None:
            return None
        written = source_of(get(schema.properties, "Definition"))
        named = text(get(schema.properties, "DefinitionS3Location"))
        if written is None and named is not None and "://" not in named:
            file = _beside(schema.location.file, named)
            written = self.parsers.text(file) if file else None
        return self.parsers.types(written) if written is not None else None

    def _flows(
        self, one: Embedded, source: _Source, program: ir.Module, results: _Results
    ) -> Iterator[CodeFlow]:
        for hit in results.hits.values():
            if hit.taint.control == "sender":
                yield _of_hit(one, source, hit)
        if one.part == "response" and one.feed.kind != "response":
            return
        if one.feed.kind == "response" and not one.content_type.startswith("text/html"):
            return
        if one.language == "vtl":
            walk = Walk(results.written, is_page=one.feed.kind == "response")
            walk.body(program.functions[TEMPLATE].body, (START,), 0)
            for at, where, taint, alone in walk.holes:
                yield from _judged(one, source, at, where, taint, alone=alone)
        elif one.language == "iotsql":
            yield from _filled(one, program, results)
        elif one.feed.kind != "edge":
            for at, value in results.answers:
                walk = Walk({})
                walk.text(json_pieces(value), at, (START,))
                for place, where, taint, alone in walk.holes:
                    yield from _judged(one, source, _woven(taint) or place, where, taint, alone=alone)


def _of_file(one: Embedded, written: str, file: str) -> _Source:
    name = file if one.language != "javascript" or file.endswith(_SCRIPTS) else f"{file}.js"
    return _Source(written, name, lambda line, column: Location(file, line, column))


def _beside(file: str, named: str) -> str:
    """Return the path of a file named beside another, empty where it leads out of the root."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(file), named))
    return "" if found.startswith(("../", "/")) else found


def _woven(taint: Taint) -> int:
    """Return where somebody's data became part of a text, 0 where it did not."""
    steps = taint.way.walked() if taint.way is not None else []
    return next((step.at for step in reversed(steps) if step.what == WOVEN), 0)


def _loading(program: ir.Module, load: Callable[[str], ir.Module | None]) -> Callable[[str], ir.Module | None]:
    return lambda file: program if file == program.file else load(file)


def _stash_of(outcome: Outcome, context: Value, stash: Value, *, script: bool) -> Value:
    """Return what is left in the stash of a context."""
    left = outcome.arguments[0 if script else 1 : (1 if script else 2)]
    after_ = left[0] if left else None
    kept = ((after_ if after_ is not None else context).fields or {}).get("stash")
    return kept if kept is not None else stash


class Walk:
    """Walks along what a program writes; `holes` are the places of somebody's data in it.

    `written` are the values of each call that writes, by the identity of the node. In a page every place is
    the same.
    """

    def __init__(self, written: dict[int, list[Value]], *, is_page: bool = False) -> None:
        self._written = written
        self._is_page = is_page
        self._left = _LIMIT
        self.holes: list[tuple[int, Position, Taint, bool]] = []
        self._seen: set[tuple[int, Position, Taint]] = set()

    def body(self, body: Iterable[ir.Statement], states: tuple[State, ...], loops: int) -> tuple[State, ...]:
        """Walk statements from any of some states; return those behind, none where nothing comes out."""
        for statement in body:
            self._left -= len(states)
            if not states or self._left < 0:
                return states
            states = self._statement(statement, states, loops)
        return states

    def _statement(self, node: ir.Statement, states: tuple[State, ...], loops: int) -> tuple[State, ...]:
        match node:
            case ir.Do(value=ir.Const(value=str() as literal)):
                return _distinct(after(state, literal) for state in states)
            case ir.Do(value=ir.Call(callee=ir.Name(name=name)) as call) if name == WRITE:
                found = [self._value(value, node.at, states) for value in self._written.get(id(call), ())]
                return _distinct(state for one in found for state in one) if found else states
            case ir.If():
                then = self.body(node.then, states, loops)
                return _distinct((*then, *self.body(node.otherwise, states, loops)))
            case ir.Loop():
                once = _distinct((*states, *self.body(node.body, states, loops + 1)))
                if loops >= _DEEPEST_LOOP or once == states:
                    return once
                return _distinct((*once, *self.body(node.body, once, loops + 1)))
            case ir.Return() | ir.Raise():
                return ()
            case _:
                return states

    def _value(self, value: Value, at: int, states: tuple[State, ...]) -> tuple[State, ...]:
        texts = value.texts
        if texts is not None and not value.taints:
            return _distinct(after(state, one) for one in sorted(texts) for state in states)
        if value.constants is not None and not value.taints:
            return _distinct(map(behind_hole, states))
        if value.pieces is not None:
            return self.text(value.pieces, at, states)
        return self.text((everything(value),), at, states)

    def text(self, pieces: Pieces, at: int, states: tuple[State, ...]) -> tuple[State, ...]:
        """Walk the pieces of one value."""
        alone = len(pieces) == 1
        for piece in pieces:
            if isinstance(piece, str):
                states = _distinct(after(state, piece) for state in states)
                continue
            for state in states:
                where = Position("page") if self._is_page else position(state)
                for taint in piece if where is not None else NO_TAINTS:
                    if taint.control == "sender" and where is not None:
                        self._hole(at, where, taint, alone=alone)
            states = _distinct(map(behind_hole, states))
        return states

    def _hole(self, at: int, where: Position, taint: Taint, *, alone: bool) -> None:
        key = (at, where, taint)
        if key not in self._seen:
            self._seen.add(key)
            self.holes.append((at, where, taint, alone))


def _distinct(states: Iterable[State]) -> tuple[State, ...]:
    return tuple(dict.fromkeys(states))[:MOST_STATES]


def _judged(
    one: Embedded, source: _Source, at: int, where: Position, taint: Taint, *, alone: bool
) -> Iterator[CodeFlow]:
    sink = judging.judged(one.feed, where, taint, alone=alone)
    if sink is not None:
        yield _flow(one, source, sink, taint, at, ".".join(where.path))


def _filled(one: Embedded, program: ir.Module, results: _Results) -> Iterator[CodeFlow]:
    """Judge the texts of an action that a statement fills: each call that writes fills one of them."""
    for call, (path, _, at) in zip(writes(program), texts_below(one.filled), strict=True):
        where = Position("string", tuple(path.split(".")), "", 1)
        for value in results.written.get(id(call), ()):
            for taint in sorted(everything(value), key=lambda found: found.path):
                sink = judging.judged(one.feed, where, taint) if taint.control == "sender" else None
                if sink is not None and taint in dangerous(sink, value):
                    yield _flow(one, _Source("", "", lambda _line, _column, at=at: at), sink, taint, 0, path)


def writes(program: ir.Module) -> list[ir.Call]:
    """Return the calls of a statement's program that write, in order."""
    found: list[ir.Call] = []
    waiting = list(program.functions[TEMPLATE].body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ir.If):
            waiting = [*node.then, *waiting]
        elif isinstance(node, ir.Do) and isinstance(node.value, ir.Call):
            found.append(node.value)
    return found


def texts_below(value: Written, path: str = "") -> list[tuple[str, str, Location]]:
    """Return the texts of an action that are filled (`${...}`): path, text, place."""
    if isinstance(value, Map):
        inner = ((f"{path}.{key}" if path else key, one) for key, one in value.items.items())
        return [found for below, one in inner for found in texts_below(one, below)]
    if isinstance(value, List):
        return [found for one in value.items for found in texts_below(one, path)]
    written = source_of(value)
    return [(path, written, value.at)] if written is not None and "${" in written else []


def _of_hit(one: Embedded, source: _Source, hit: Hit) -> CodeFlow:
    """Return a flow to a dangerous call of a script."""
    at = hit.place.line * 4096 + hit.place.column
    return _flow(one, source, hit.sink, hit.taint, at, hit.callee)


def _flow(one: Embedded, source: _Source, sink: Sink, taint: Taint, at: int, callee: str) -> CodeFlow:
    written = sink.written
    script = written.script if written is not None and one.language == "javascript" else ""
    place = source.place(ir.line_of(at), ir.column_of(at))
    return CodeFlow(
        rule=script or sink.rule,
        sink=sink.id,
        what=sink.what,
        callee=callee or "the text",
        enclosing=_enclosing(one),
        event_source=taint.origin,
        field=taint.path or "**",
        location=place,
        steps=(*_steps(source, taint), CodeStep(place, sink.what)),
        severity={
            "public": sink.severity.public,
            "stored": sink.severity.stored,
            "account": sink.severity.account,
        },
        safe=sink.safe,
        confidence="high" if written is None or _sure(one, written, taint) else "medium",
    )


def _sure(one: Embedded, written: Written, taint: Taint) -> bool:
    """Tell whether what breaks a text can be sent there.

    A path of an address comes encoded, an argument may have a type that no schema here tells; the parent
    object of a field was stored before.
    """
    if written.place not in {"structure", "form"}:
        return not taint.path.startswith("source")
    if taint.origin == "appsync.resolver":
        return bool(one.schema) and taint.path.startswith("arguments")
    return not taint.path.startswith("pathParameters")


def _enclosing(one: Embedded) -> str:
    of = f" of {one.detail}" if one.detail else f" of {one.resource}"
    return f"the {one.part}{of}"


def _steps(source: _Source, taint: Taint) -> tuple[CodeStep, ...]:
    way = taint.way.walked() if taint.way is not None else []
    return tuple(
        CodeStep(source.place(ir.line_of(step.at), ir.column_of(step.at)), step.what)
        for step in way
        if ir.line_of(step.at) and step.file == source.name
    )


def _dropped_twice(flows: Iterable[CodeFlow]) -> Iterator[CodeFlow]:
    """Yield each flow once: of one place and field the first."""
    seen: set[tuple[str, Location, str]] = set()
    for flow in flows:
        key = (flow.rule, flow.location, flow.field)
        if key not in seen:
            seen.add(key)
            yield flow
