"""The analysis of an application: each function's handler is run on the events that can start it."""

import posixpath
from collections.abc import Iterable, Iterator
from functools import partial

from msgspec.structs import replace as changed

from stockade.analysis import inline
from stockade.analysis.behaviour import with_environment
from stockade.analysis.files import Files, Unread
from stockade.analysis.handlers import Located, Missing, locate
from stockade.analysis.joining import DIRECT, flows_of, handed_over, writes_of
from stockade.analysis.package import Package
from stockade.analysis.remembering import Memory, inline_file
from stockade.analysis.runs import Analysed, Shaped
from stockade.analysis.workflows import Carrying
from stockade.analysis.workflows.interface import MOST_ROUNDS
from stockade.model import App, Code, Function, Gap
from stockade.model.code import Confidence, least
from stockade.values import Location, text

_WEB = ("apigw.rest",)
_HOSTED: Confidence = "medium"


def refine(app: App, memory: Memory) -> App:
    """Return the application with the facts of its code, and a gap for what was not read."""
    carrying = Carrying(app)
    found = _analysed(app, carrying, memory)
    written = writes_of(app, found)
    handed = handed_over(app, written, lambda identity: _function(app, identity, memory, DIRECT))
    code = {
        identity: Code(
            function=identity,
            read=bool(one.file),
            location=Location(one.file, 1, 1) if one.file else app.functions[identity].location,
            flows=(
                *(
                    carrying.told(flow)
                    for each in one.found
                    for flow in flows_of(app, one.function, each, written)
                ),
                *handed.get(identity, ()),
            ),
            identity=one.identity,
            secrets=one.secrets,
            imports=one.imports,
            behaviour=with_environment(one.behaviour, partial(_variable, app.functions[identity])),
        )
        for identity, one in found.items()
    }
    gaps = (*(gap for one in found.values() for gap in one.gaps), *carrying.gaps())
    seen = app.seen.union(*(one.seen for one in found.values()))
    return changed(app, code={**code, **carrying.code()}, gaps=(*app.gaps, *gaps), seen=seen)


def _analysed(app: App, carrying: Carrying, memory: Memory) -> dict[str, Analysed]:
    """Run every function; those that state machines call on what these make of their input."""
    found = {one: _function(app, one, memory) for one in app.functions if not carrying.carries(one)}
    for _ in range(MOST_ROUNDS):
        events = carrying.round(found)
        for identity, event in events.items():
            shaped = Shaped(event, carrying.others(identity))
            found[identity] = _function(app, identity, memory, shaped=shaped)
        if not events:
            break
    return {identity: found[identity] for identity in app.functions}


def _variable(function: Function, name: str) -> str | None:
    value = function.environment.get(name)
    return text(value) if value is not None else None


def _function(
    app: App, identity: str, memory: Memory, sources: tuple[str, ...] = (), shaped: Shaped | None = None
) -> Analysed:
    function = app.functions[identity]
    triggers = app.triggers_of(identity)
    sources = sources or tuple(dict.fromkeys(one.event_source for one in triggers)) or DIRECT
    written = inline.written(function.inline)
    if written and function.runtime.startswith(("python", "nodejs")):
        return _inline(function, written, memory, sources, shaped)
    where = locate(app, function, memory.files.exists, memory.files.find, memory.files.project)
    if isinstance(where, Missing):
        reason = f"the code of {identity} was not analysed: {where.reason}"
        return Analysed(identity, gaps=(Gap(function.location, reason, "resource"),))
    return memory.run(where, sources, shaped)


def _inline(
    function: Function, written: str, memory: Memory, sources: tuple[str, ...], shaped: Shaped | None
) -> Analysed:
    """Run a handler that is written in the template, its lines those of the template."""
    at = function.inline.at
    file = at.file or function.location.file
    name = inline_file(file, "index.py" if function.runtime.startswith("python") else "index.js")
    start = function.location.line if function.location.file == file else at.line
    lines = inline.lines_of(written, memory.files.project.text(file) or "", start)
    where = Located(function.id, name, function.handler.rpartition(".")[2], ())
    return memory.run_text(where, sources, written, lines, shaped)


def by_shape(app: App, unread: Iterable[Unread], memory: Memory) -> App:
    """Return the application with the facts of handlers that no template names, told by their shape."""
    code = dict(app.code)
    folder = posixpath.dirname(app.template)
    own = memory.files.knowledge.own_sources
    reached: set[str] = set()
    seen = set(app.seen)
    gaps: list[Gap] = []
    unread = tuple(one for one in unread if not memory.files.project.source_of(one.file))
    served = dict(_hosted(memory.files, unread))
    for one in unread:
        hosted = served.get(one.file)
        shaped = memory.shaped(one, folder) if hosted is None else ((hosted, _HOSTED, _WEB),)
        for where, sure, sources in shaped:
            named = tuple(source.id for source in own.values() if source.starts(where.function))
            found = memory.run(where, named or sources)
            reached |= found.files
            seen |= {*found.seen, *named}
            gaps.extend(found.gaps)
            told = (each.flow for each in found.found if each.is_sent or each.secret)
            code[where.function] = Code(
                function=where.function,
                read=True,
                location=Location(one.file, 1, 1),
                flows=tuple(changed(flow, confidence=sure) for flow in told),
                identity=tuple(
                    changed(one, confidence=least(one.confidence, sure)) for one in found.identity
                ),
                secrets=found.secrets,
                imports=found.imports,
                behaviour=found.behaviour,
            )
    loose = tuple(secret for one in unread if one.file not in reached for secret in memory.loose(one))
    return changed(
        app,
        code=code,
        secrets=loose,
        own_sources=dict(own),
        seen=frozenset(seen),
        gaps=(*app.gaps, *gaps),
    )


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
