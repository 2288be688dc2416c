"""One run of one handler, and what is kept of it: plain facts, free of the engine's own objects."""

from msgspec import Struct, field
from msgspec.structs import replace as changed

from stockade.analysis.confidential import holds_secret
from stockade.analysis.files import INLINE, Files
from stockade.analysis.frameworks import HTTP
from stockade.analysis.handlers import Located
from stockade.analysis.importing import imported
from stockade.analysis.machine import Machine
from stockade.analysis.own_machine import OwnMachine
from stockade.analysis.package import Package
from stockade.analysis.results import Hit, Place, Results, Write
from stockade.analysis.sinking import vouched
from stockade.analysis.sources import event_taints
from stockade.analysis.stores import Where
from stockade.analysis.taint import Control
from stockade.analysis.values import Value, join
from stockade.analysis.workflows.events import Event, frozen, thawed
from stockade.model import Behaviour, CodeFault, CodeFlow, CodeSecret, CodeStep, Gap
from stockade.model.program import Module
from stockade.values import Location

_LOGGED, _WHOLE = "sensitive-data-logged", "whole-event-logged"


class Found(Struct, frozen=True):
    """A flow that a run found: who controls its data, and where that was read where it is a store's.

    Of a `secret` the fault is that it gets there, whoever controls it.
    """

    flow: CodeFlow
    control: Control
    stored: Where | None = None
    secret: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether the sender of the event controls the data."""
        return self.control in {"sender", "holds"}


class Written(Struct, frozen=True):
    """Somebody's data that is written to a store: how the code names the store, and which entry of it."""

    where: Where
    action: str
    event_source: str
    field: str
    steps: tuple[CodeStep, ...]
    entry: str = ""


class Analysed(Struct, frozen=True):
    """What one run found. `files` of the program are those that the handler reaches, `seen` own entries."""

    function: str
    file: str = ""
    found: tuple[Found, ...] = ()
    writes: tuple[Written, ...] = ()
    gaps: tuple[Gap, ...] = ()
    identity: tuple[CodeFault, ...] = ()
    files: frozenset[str] = field(default_factory=frozenset)
    secrets: tuple[CodeSecret, ...] = ()
    seen: frozenset[str] = frozenset()
    imports: tuple[str, ...] = ()
    behaviour: Behaviour = Behaviour()
    answer: Event | None = None


class Shaped(Struct, frozen=True):
    """An event that something hands over, and the sources whose events come as the catalog says besides."""

    event: Event
    others: tuple[str, ...] = ()


def run(where: Located, files: Files, sources: tuple[str, ...], shaped: Shaped | None = None) -> Analysed:
    """Run one handler on the events that can start it, or on what is handed over to it."""
    results = Results(sources, is_http=any(_answers(one) for one in sources), knowledge=files.knowledge)
    engine = OwnMachine if files.knowledge.own.additions else Machine
    machine = engine(
        Package(where.roots, files.exists, files.project.imported, files.project.installed),
        files.load,
        results,
    )
    own = files.knowledge.own_sources
    event = Value(taints=event_taints(sources if shaped is None else shaped.others, own=own))
    if shaped is not None:
        event = join(event, thawed(shaped.event)) if shaped.others else thawed(shaped.event)
    context = Value(taints=event_taints(sources, "context", own), names=("lambda.context",))
    there = machine.run(where.file, where.export, event, context)
    results.finish()
    gaps = [
        Gap(_location(Place(file, line, 1)), f"{reason} (in {where.function})", "resource")
        for (file, line), reason in results.gaps.items()
    ]
    if not there:
        reason = files.why(where.file) or f"has no {where.export}"
        told = f"the code of {where.function} was not analysed: {where.file.partition(INLINE)[0]} {reason}"
        gaps.append(Gap(_location(Place(where.file, 1, 1)), told, "resource"))
    reached = [state.program for state in machine.modules.values() if state is not None]
    gaps.extend(_broken(one) for one in reached if one.broken)
    return Analysed(
        function=where.function,
        file=where.file,
        found=tuple(map(_found, results.hits.values())),
        writes=tuple(map(_written, results.writes.values())),
        gaps=tuple(gaps),
        identity=tuple(map(_placed, results.authenticity.faults)),
        files=frozenset(one.file for one in reached),
        secrets=files.hardcoded.of(reached),
        seen=frozenset(results.seen),
        imports=imported(machine.package),
        behaviour=results.observed.behaviour(whole=there and not results.gaps),
        answer=frozen(results.answer) if results.answer is not None and shaped is not None else None,
    )


def _broken(program: Module) -> Gap:
    """Return the gap of a file that is not its language from some place on."""
    language = "Python" if program.language == "python" else "JavaScript"
    why = f"is no {language} from here on; what was understood is read"
    return Gap(_location(Place(program.file, program.broken, 1)), why, "file")


def _answers(source: str) -> bool:
    return source.startswith(HTTP) and "authorizer" not in source


def _found(hit: Hit) -> Found:
    where = hit.taint.field
    stored = where if isinstance(where, Where) else None
    return Found(_flow(hit), hit.taint.control, stored, hit.sink.needs == "secret")


def _written(write: Write) -> Written:
    taint = write.taint
    return Written(
        write.where, write.action, taint.origin, taint.path, tuple(map(_step, write.steps)), write.entry
    )


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
        vouched_by=vouched(sink, hit.taint),
    )


def _rule(hit: Hit) -> str:
    """Return the rule a hit is of: to log what only holds a secret is another fault than to log one."""
    whole = hit.sink.needs == "secret" and holds_secret(hit.taint)
    return _WHOLE if whole and hit.sink.rule == _LOGGED else hit.sink.rule


def _placed(fault: CodeFault) -> CodeFault:
    """Return a fault with the names of the files that people know."""
    steps = tuple(CodeStep(_known(one.location), one.text) for one in fault.steps)
    return changed(fault, location=_known(fault.location), steps=steps)


def _step(place: Place) -> CodeStep:
    return CodeStep(_location(place), place.what)


def _location(place: Place) -> Location:
    return Location(place.file.partition(INLINE)[0], place.line, place.column)


def _known(place: Location) -> Location:
    return changed(place, file=place.file.partition(INLINE)[0])
