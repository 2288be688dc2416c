"""The analysis of an application: each function's handler is run on the events that can start it."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace as changed

from stockade.analysis import inline
from stockade.analysis.confidential import holds_secret
from stockade.analysis.frameworks import HTTP
from stockade.analysis.handlers import Exists, Find, Located, Missing, Project, Unsettled, locate
from stockade.analysis.hardcoded import Hardcoded, may_hold
from stockade.analysis.machine import Machine
from stockade.analysis.package import Package
from stockade.analysis.results import Hit, Place, Results, Write
from stockade.analysis.sources import event_taints
from stockade.analysis.stores import Where, meet, resource_id
from stockade.analysis.unclaimed import handlers, may_handle, sources_of
from stockade.analysis.values import Value
from stockade.model import App, Code, CodeFault, CodeFlow, CodeSecret, CodeStep, Function, Gap
from stockade.model.code import Confidence
from stockade.model.program import Module
from stockade.values import Location

_INLINE = "\0"
"""Stands between the name of a template and that of code written in it."""
_DIRECT = ("lambda.invoke",)
_WEB = ("apigw.rest",)
_HOSTED: Confidence = "medium"
_LOGGED, _WHOLE = "sensitive-data-logged", "whole-event-logged"


class Files(Struct, frozen=True):
    """The source files: whether there is one, those that end alike, the program of one or why there is none.

    `parse` makes a program of a text under the name of a file. `project` is what settings say of the code.
    """

    exists: Exists
    find: Find
    load: Callable[[str], Module | None]
    parse: Callable[[str, str], Module | None]
    why: Callable[[str], str]
    hardcoded: Hardcoded = field(default_factory=Hardcoded)
    project: Project = field(default_factory=Unsettled)


class Unread(Struct, frozen=True):
    """A source file that no handler of a template reaches, with its text."""

    file: str
    text: str


class Analysed(Struct, frozen=True):
    """What one run found."""

    function: str
    file: str = ""
    hits: tuple[Hit, ...] = ()
    writes: tuple[Write, ...] = ()
    gaps: tuple[Gap, ...] = ()
    identity: tuple[CodeFault, ...] = ()
    files: frozenset[str] = frozenset()
    secrets: tuple[CodeSecret, ...] = ()


def refine(app: App, files: Files) -> App:
    """Return the application with the facts of its code, and a gap for what was not read."""
    found = {identity: _function(app, identity, files) for identity in app.functions}
    written = _written(app, found)
    handed = _handed(app, written, files)
    code = {
        identity: Code(
            function=identity,
            read=bool(one.file),
            location=Location(one.file, 1, 1) if one.file else app.functions[identity].location,
            flows=(
                *(flow for hit in one.hits for flow in _flows(app, one, hit, written)),
                *handed.get(identity, ()),
            ),
            identity=one.identity,
            secrets=one.secrets,
        )
        for identity, one in found.items()
    }
    gaps = tuple(gap for one in found.values() for gap in one.gaps)
    return changed(app, code=code, gaps=(*app.gaps, *gaps))


def _function(app: App, identity: str, files: Files, sources: tuple[str, ...] = ()) -> Analysed:
    function = app.functions[identity]
    triggers = app.triggers_of(identity)
    sources = sources or tuple(dict.fromkeys(one.event_source for one in triggers)) or _DIRECT
    written = inline.written(function.inline)
    if written and function.runtime.startswith(("python", "nodejs")):
        return _inline(function, written, files, sources)
    where = locate(app, function, files.exists, files.find, files.project)
    if isinstance(where, Missing):
        reason = f"the code of {identity} was not analysed: {where.reason}"
        return Analysed(identity, gaps=(Gap(function.location, reason, "resource"),))
    return run(where, files, sources)


def _inline(function: Function, written: str, files: Files, sources: tuple[str, ...]) -> Analysed:
    """Run a handler that is written in the template, its lines those of the template."""
    at = function.inline.at
    file = at.file or function.location.file
    name = f"{file}{_INLINE}{'index.py' if function.runtime.startswith('python') else 'index.js'}"
    start = function.location.line if function.location.file == file else at.line
    lines = inline.lines_of(written, files.project.text(file) or "", start)
    above, code = inline.shift_of(lines), inline.filled(written)
    program = files.parse("\n" * (above or 0) + code, name)
    if program is not None and above is None:
        program = inline.relocated(program, lines)
    export = function.handler.rpartition(".")[2]
    inside = changed(files, load=lambda file: program if file == name else files.load(file))
    return run(Located(function.id, name, export, ()), inside, sources)


def by_shape(app: App, unread: Iterable[Unread], files: Files) -> App:
    """Return the application with the facts of handlers that no template names, told by their shape."""
    code = dict(app.code)
    folder = posixpath.dirname(app.template)
    reached: set[str] = set()
    gaps: list[Gap] = []
    unread = tuple(one for one in unread if not files.project.source_of(one.file))
    served = dict(_hosted(files, unread))
    for one in unread:
        hosted = served.get(one.file)
        module = files.load(one.file) if hosted is None and may_handle(one.file, one.text) else None
        told = handlers(module, (folder,)) if module is not None else ()
        for where, sure in told if hosted is None else ((hosted, _HOSTED),):
            found = run(where, files, sources_of(one.text) if hosted is None else _WEB)
            reached |= found.files
            gaps.extend(found.gaps)
            sent = [hit for hit in found.hits if _is_sent(hit) or hit.sink.needs == "secret"]
            flows = tuple(changed(_flow(hit), confidence=sure) for hit in sent)
            code[where.function] = Code(
                function=where.function,
                read=True,
                location=Location(one.file, 1, 1),
                flows=flows,
                identity=tuple(changed(fault, confidence=sure) for fault in found.identity),
                secrets=found.secrets,
            )
    left = [files.load(one.file) for one in unread if one.file not in reached and may_hold(one.text)]
    loose = tuple(secret for module in left if module is not None for secret in files.hardcoded.loose(module))
    return changed(app, code=code, secrets=loose, gaps=(*app.gaps, *gaps))


def _hosted(files: Files, unread: tuple[Unread, ...]) -> Iterator[tuple[str, Located]]:
    """Yield the files of web applications that a tool without template puts behind an adapter."""
    there = {one.file for one in unread}
    for one in files.project.hosted():
        package = Package((one.folder,), files.exists)
        settings = one.settings.rpartition(".settings")[0] or one.settings.rpartition(".")[0]
        module = one.module or f"{settings}.urls".lstrip(".")
        file = package.resolve(module, posixpath.join(one.folder, "zappa.py"), None)
        if file in there and file is not None:
            yield file, Located(file, file, "", (posixpath.dirname(file), one.folder))


def _is_sent(hit: Hit) -> bool:
    return hit.taint.control in {"sender", "holds"}


def run(where: Located, files: Files, sources: tuple[str, ...]) -> Analysed:
    """Run one handler on the events that can start it."""
    results = Results(sources, is_http=any(_answers(one) for one in sources))
    package = Package(where.roots, files.exists, files.project.imported)
    machine = Machine(package, files.load, results)
    event = Value(taints=event_taints(sources))
    context = Value(taints=event_taints(sources, "context"), names=("lambda.context",))
    there = machine.run(where.file, where.export, event, context)
    gaps = [
        Gap(_location(Place(file, line, 1)), f"{reason} (in {where.function})", "resource")
        for (file, line), reason in results.gaps.items()
    ]
    if not there:
        reason = files.why(where.file) or f"has no {where.export}"
        told = f"the code of {where.function} was not analysed: {where.file.partition(_INLINE)[0]} {reason}"
        gaps.append(Gap(_location(Place(where.file, 1, 1)), told, "resource"))
    hits, writes = tuple(results.hits.values()), tuple(results.writes.values())
    identity = tuple(map(_placed, results.authenticity.faults))
    reached = [state.program for state in machine.modules.values() if state is not None]
    names = frozenset(one.file for one in reached)
    secrets = files.hardcoded.of(reached)
    return Analysed(where.function, where.file, hits, writes, tuple(gaps), identity, names, secrets)


def _placed(fault: CodeFault) -> CodeFault:
    """Return a fault with the names of the files that people know."""
    steps = tuple(CodeStep(_known(one.location), one.text) for one in fault.steps)
    return changed(fault, location=_known(fault.location), steps=steps)


def _known(place: Location) -> Location:
    return changed(place, file=place.file.partition(_INLINE)[0])


def _answers(source: str) -> bool:
    return source.startswith(HTTP) and "authorizer" not in source


_Written = dict[str, list[tuple[str, Write]]]


def _written(app: App, found: dict[str, Analysed]) -> _Written:
    """Return who writes somebody's data to which resource."""
    written: _Written = {}
    for one in found.values():
        for write in one.writes:
            resource = resource_id(app, app.functions[one.function], write.where)
            if resource:
                written.setdefault(resource, []).append((one.function, write))
    return written


def _flows(app: App, one: Analysed, hit: Hit, written: _Written) -> Iterator[CodeFlow]:
    """Yield the flow of a hit; of stored data with its first half, where somebody's data is stored there."""
    if _is_sent(hit) or hit.sink.needs == "secret":
        yield _flow(hit)
    elif hit.taint.control == "stored":
        where = hit.taint.field
        if not isinstance(where, Where):
            return
        resource = resource_id(app, app.functions[one.function], where)
        path = re.findall(r"\w+", hit.taint.path)
        for writer, write in [one for one in written.get(resource, ()) if _joins(one[1], where, path)][:1]:
            yield _through(hit, writer, write, resource.rpartition(":")[2])


def _through(hit: Hit, writer: str, write: Write, resource: str) -> CodeFlow:
    """Return the flow of a hit with its first half: who wrote it, and to which resource."""
    flow = _flow(hit)
    return changed(
        flow,
        event_source=write.taint.origin,
        field=write.taint.path or "**",
        steps=(*map(_step, write.steps), *flow.steps),
        through=resource,
        writer=writer,
    )


def _handed(app: App, written: _Written, files: Files) -> dict[str, tuple[CodeFlow, ...]]:
    """Return the flows of functions that others invoke: their event is what those hand over."""
    found: dict[str, tuple[CodeFlow, ...]] = {}
    for identity in app.functions:
        direct = any(one.event_source in _DIRECT for one in app.triggers_of(identity))
        if identity in written and not direct:
            writer, write = written[identity][0]
            again = _function(app, identity, files, _DIRECT)
            found[identity] = tuple(
                _through(hit, writer, write, identity) for hit in again.hits if _is_sent(hit)
            )
    return found


def _joins(write: Write, read: Where, path: list[str]) -> bool:
    return write.where.may_be(read) and meet(write.entry, path)


def _flow(hit: Hit) -> CodeFlow:
    sink = hit.sink
    kept = hit.taint.control == "secret"
    return CodeFlow(
        rule=_rule(hit),
        sink=sink.id,
        what=sink.what,
        callee=hit.callee,
        enclosing=hit.function,
        event_source="" if kept else hit.taint.origin,
        field=hit.taint.path or "**",
        location=_location(hit.place),
        steps=tuple(map(_step, hit.steps)),
        severity={
            "public": sink.severity.public,
            "stored": sink.severity.stored,
            "account": sink.severity.account,
        },
        safe=sink.safe,
    )


def _rule(hit: Hit) -> str:
    """Return the rule a hit is of: to log what only holds a secret is another fault than to log one."""
    whole = hit.sink.needs == "secret" and holds_secret(hit.taint)
    return _WHOLE if whole and hit.sink.rule == _LOGGED else hit.sink.rule


def _step(place: Place) -> CodeStep:
    return CodeStep(_location(place), place.what)


def _location(place: Place) -> Location:
    return Location(place.file.partition(_INLINE)[0], place.line, place.column)
