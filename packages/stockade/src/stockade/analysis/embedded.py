"""Code inside templates: each piece is run like a handler, and the text it writes judged by its places.

A template is a function that writes; what it writes in each place is known after the run, and the text is
walked along the program. A script gives an object, which is the same as its JSON text. Code that runs on one
context (the functions of a pipeline) runs in order, and hands its stash on.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace as changed

from stockade.analysis import contexts
from stockade.analysis.files import Files
from stockade.analysis.frames import Outcome
from stockade.analysis.machine import Machine
from stockade.analysis.package import Package
from stockade.analysis.shifting import source_of
from stockade.analysis.sourcing import INLINE, Held, Source, beside, sources
from stockade.analysis.telling import WritingResults, flows, texts_below
from stockade.analysis.values import Value, record
from stockade.model import App, Code, CodeFlow, Gap
from stockade.model import program as ir
from stockade.model.embedded import TEMPLATE, Embedded, Parsed
from stockade.values import Location, get, text

Checked = Callable[[str, str], frozenset[str]]
"""Tells of a type and field which of its arguments hold no free text."""
_EXPORTED = "\nexports.handler = handler;\n"
"""What a function of CloudFront leaves to be said."""


class Parsers(Struct, frozen=True):
    """What reads the languages of templates: a text under the name of a file into a program.

    `text` gives the text of any file below the root. `statement` reads a statement and the texts it fills,
    `types` the text of a schema.
    """

    text: Callable[[str], str | None]
    template: Callable[[str, str], Parsed]
    script: Callable[[str, str], ir.Module | None]
    statement: Callable[[str, tuple[str, ...], str], Parsed]
    types: Callable[[str], Checked]


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
                flows=found,
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
    """Runs the code of one application; what it could not read is in `gaps`."""

    def __init__(self, app: App, files: Files, parsers: Parsers) -> None:
        self.app = app
        self.files = files
        self.parsers = parsers
        self.gaps: list[Gap] = []
        self._held = Held(parsers.text)
        self._parsed: dict[tuple[str, str], Parsed | None] = {}
        self._schemas: dict[str, Checked | None] = {}

    def group(self, group: list[Embedded]) -> Iterator[tuple[Embedded, tuple[CodeFlow, ...]]]:
        """Run what shares a context, the stash handed on from one to the next."""
        stash = record({})
        for one in group:
            found: tuple[CodeFlow, ...] = ()
            for source in sources(one, self._held):
                if isinstance(source, str):
                    self._gap(one, source)
                    continue
                more, stash = self._piece(one, source, stash)
                found = (*found, *more)
            yield one, found

    def _gap(self, one: Embedded, reason: str, at: Location | None = None) -> None:
        told = f"the code of {one.id.removeprefix('-/')} was not analysed: {reason}"
        self.gaps.append(Gap(at or one.location, told, "resource"))

    def _piece(self, one: Embedded, source: Source, stash: Value) -> tuple[tuple[CodeFlow, ...], Value]:
        """Run one piece of code; return its flows and the stash it leaves."""
        parsed = self._program(one, source)
        if parsed is None:
            return (), stash
        for at, reason in parsed.unread:
            told = f"a part of {one.id.removeprefix('-/')} is not understood: {reason}"
            self.gaps.append(Gap(source.place(ir.line_of(at), ir.column_of(at)), told, "resource"))
        results = WritingResults((one.event_source,), is_http=one.feed.kind == "edge")
        outcome, context = self._answer(one, self._machine(source, parsed.program, results), parsed, stash)
        for (_, line), reason in results.gaps.items():
            self._gap(one, reason, source.place(line, 1))
        if outcome is None:
            if not results.gaps:
                self._gap(one, f"it has no {' or '.join(one.exports) or 'text'}")
            return (), stash
        left = _stash_of(outcome, context, stash, 0 if one.exports else 1)
        return flows(one, source, parsed.program, results), left

    def _machine(self, source: Source, program: ir.Module, results: WritingResults) -> Machine:
        """Return a machine that knows the program by its name."""
        roots = (posixpath.dirname(source.name.partition(INLINE)[0]),)
        load = self.files.load
        return Machine(
            Package(roots, self.files.exists),
            lambda file: program if file == program.file else load(file),
            results,
        )

    def _program(self, one: Embedded, source: Source) -> Parsed | None:
        key = (one.language, source.name)
        if one.language == "iotsql":
            filled = tuple(written for _, written, _ in texts_below(one.filled))
            return self.parsers.statement(source.text, filled, source.name)
        if key not in self._parsed:
            read = self.parsers.template if one.language == "vtl" else self._script(one)
            self._parsed[key] = read(source.text, source.name)
        return self._parsed[key]

    def _script(self, one: Embedded) -> Callable[[str, str], Parsed | None]:
        """Return what parses a script; one that cannot be parsed is a gap."""

        def read(written: str, name: str) -> Parsed | None:
            more = _EXPORTED if one.feed.kind == "edge" else ""
            program = self.parsers.script(written + more, name)
            if program is None:
                self._gap(one, self.files.why(name) or "it cannot be parsed")
            return Parsed(program) if program is not None else None

        return read

    def _answer(
        self, one: Embedded, machine: Machine, parsed: Parsed, stash: Value
    ) -> tuple[Outcome | None, Value]:
        """Run the code on what it is handed; return what it gave, and the context it was handed."""
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
        return machine.answer(parsed.program.file, export, given), context

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
            file = beside(schema.location.file, named)
            written = self.parsers.text(file) if file else None
        return self.parsers.types(written) if written is not None else None


def _stash_of(outcome: Outcome, context: Value, stash: Value, position: int) -> Value:
    """Return what is left in the stash of a context, which was handed over at a position."""
    left = outcome.arguments[position] if position < len(outcome.arguments) else None
    kept = ((left if left is not None else context).fields or {}).get("stash")
    return kept if kept is not None else stash
