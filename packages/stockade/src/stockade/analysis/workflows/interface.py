"""What the analysis of an application asks: what the functions behind state machines get as their event."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from stockade.analysis.stores import resource_id
from stockade.analysis.workflows.carrying import Round, Started
from stockade.analysis.workflows.events import Event, frozen
from stockade.model import App, Code, CodeFlow, Gap, Trigger
from stockade.model.workflow import Graph

if TYPE_CHECKING:
    from stockade.analysis.runs import Written

MOST_ROUNDS = 3
"""Rounds: each lets what one function answers reach the next."""
_STARTING = "states:Start"
_SCHEDULE = "eventbridge.schedule"
_NOTHING = Event()


class Ran(Protocol):
    """What a run of a function's handler found."""

    @property
    def file(self) -> str:
        """The file of the handler, empty where it was not read."""

    @property
    def writes(self) -> "tuple[Written, ...]":
        """What it writes to stores."""

    @property
    def answer(self) -> Event | None:
        """What it answers, None where that is not known."""


class Carrying:
    """The events of the functions that state machines call, and of those that get events in another shape."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._shaped = {
            (one.by, one.event_source or _SCHEDULE, one.target)
            for one in app.workflows.deliveries
            if one.target and not one.plain
        }
        self._children = frozenset(
            child for one in app.workflows.machines.values() for child in _children(one.graph)
        )
        self._events: dict[str, Event] = {}
        self._last: Round | None = None

    def carries(self, function: str) -> bool:
        """Tell whether the event of a function is known from what hands it over."""
        return any(self._covered(one) for one in self.app.triggers_of(function))

    def others(self, function: str) -> tuple[str, ...]:
        """Return the event sources of a function whose events come as the catalog says."""
        left = (one.event_source for one in self.app.triggers_of(function) if not self._covered(one))
        return tuple(dict.fromkeys(left))

    def _covered(self, trigger: Trigger) -> bool:
        if trigger.event_source == "stepfunctions":
            return trigger.origin in self.app.workflows.machines
        return (trigger.declared_by, trigger.event_source, trigger.function or "") in self._shaped

    def round(self, found: Mapping[str, Ran]) -> dict[str, Event]:
        """Carry once more with what was found so far; return the functions whose event is another now."""
        if not self.app.workflows.machines and not self.app.workflows.deliveries:
            return {}
        answers = {name: one.answer for name, one in found.items() if one.answer is not None}
        unread = frozenset(name for name, one in found.items() if not one.file)
        this = self._last = Round(self.app, answers, unread)
        this.deliver()
        for machine, started in self._started(found):
            this.start(machine, started)
        for machine in self.app.workflows.machines:
            if machine not in this.started and machine not in self._children:
                (this.nothing if self._known(machine, found) else this.anything)(machine)
        this.walk()
        events = {name: frozen(one) for name, one in this.events.items()}
        wanted = [name for name in self.app.functions if self.carries(name)]
        changed = {name: events.get(name, _NOTHING) for name in wanted}
        changed = {name: event for name, event in changed.items() if self._events.get(name) != event}
        self._events.update(changed)
        return changed

    def _started(self, found: Mapping[str, Ran]) -> Iterator[tuple[str, Started]]:
        """Yield the machines that functions start, with what of somebody's data they start them."""
        for name, one in found.items():
            for write in one.writes:
                if write.action.startswith(_STARTING):
                    machine = resource_id(self.app, self.app.functions[name], write.where)
                    if machine in self.app.workflows.machines:
                        yield machine, Started(name, write)

    def _known(self, machine: str, found: Mapping[str, Ran]) -> bool:
        """Tell whether a machine that gets nobody's data is started by code that was read alone."""
        starters = {
            flow.source for flow in self.app.flows if flow.target == machine and flow.kind == "invokes"
        }
        loose = any(
            write.action.startswith(_STARTING)
            and resource_id(self.app, self.app.functions[name], write.where)
            not in self.app.workflows.machines
            for name in starters & set(found)
            for write in found[name].writes
        )
        return bool(starters) and not loose and all(name in found and found[name].file for name in starters)

    def told(self, flow: CodeFlow) -> CodeFlow:
        """Return a flow of a function with the entry point that its data came by."""
        return self._last.ways.told(flow) if self._last is not None else flow

    def code(self) -> dict[str, Code]:
        """Return the facts of state machines, and of what delivers events, by the id of the resource."""
        if self._last is None:
            return {}
        return {
            owner: Code(owner, True, self.app.resources[owner].location, tuple(flows.values()))
            for owner, flows in self._last.flows.items()
            if owner in self.app.resources
        }

    def gaps(self) -> tuple[Gap, ...]:
        """Return what was not followed."""
        return tuple(dict.fromkeys(self._last.gaps)) if self._last is not None else ()


def _children(graph: Graph) -> Iterator[str]:
    """Yield the machines that the states of a graph start."""
    for state in graph.states.values():
        if state.task.machine:
            yield state.task.machine
        for inner in state.graphs:
            yield from _children(inner)
