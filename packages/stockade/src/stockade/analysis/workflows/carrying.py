"""One round over an application: what every state machine, and every function behind one, gets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from stockade.analysis import values as v
from stockade.analysis.sources import event_taints
from stockade.analysis.taint import Taint, mark_all
from stockade.analysis.values import UNKNOWN, Value, everything, join, mapped_all, record, tainted
from stockade.analysis.workflows.documents import child
from stockade.analysis.workflows.events import Event, field_of, thawed
from stockade.analysis.workflows.expressions import Budget, Evaluator, Exhausted, Structural
from stockade.analysis.workflows.reports import NOT_READ, Way, Ways, flow_of
from stockade.analysis.workflows.sinks import RESOURCE, STRUCTURE, UNREAD, is_told, reached, woven
from stockade.analysis.workflows.walking import Handing, Walk, answered, payload, stepped
from stockade.model import App, CodeFlow, Gap
from stockade.model.program import line_of, position
from stockade.model.workflow import Delivery, Workflow
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.runs import Written

MOST_HOPS = 3
"""Machines that start one another in a row."""
ANYTHING = ("stepfunctions",)
"""The event source of a machine of whose starts nothing is known."""
_OUTSIDE = frozenset({"public", "authenticated"})
_TEMPLATED = ("apigw.", "appsync.")
_LEAVES = 200
_NO_CODE = "the state machine is too large to be followed to its end"


class Started(NamedTuple):
    """A function that starts a machine, and what it writes into the input."""

    function: str
    write: "Written"


class Round:
    """Walks every machine once for what is known of its starts and of what its functions answer.

    `answers` are by function, `unread` the functions whose code was not read.
    `events` are what functions get, `flows` the flows that end in a machine or a delivery, by its id.
    """

    def __init__(self, app: App, answers: Mapping[str, Event], unread: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.answers = answers
        self.unread = unread
        self.ways = Ways()
        self.events: dict[str, Value] = {}
        self.flows: dict[str, dict[tuple[object, ...], CodeFlow]] = {}
        self.gaps: list[Gap] = []
        self._inputs: dict[str, Value] = {}
        self._budget = Budget()

    def deliver(self) -> None:
        """Hand on what rules, pipes, schedules and routes deliver."""
        for delivery in self.app.workflows.deliveries:
            if not delivery.plain or delivery.target in self.app.workflows.machines:
                self._deliver(delivery)

    def start(self, machine: str, started: Started) -> None:
        """Start a machine with what a function writes into its input."""
        write, last = started.write, started.write.steps[-1]
        self.ways.note(last.location, last.text, Way(machine=machine, writer=started.function))
        taint = field_of(write.event_source, write.field)
        for one in write.steps:  # its way in the function, the call that starts the machine last
            taint = taint.stepped(
                one.location.file, position(one.location.line, one.location.column), one.text
            )
        given = tainted(frozenset({taint}))
        self._give(machine, record({write.entry: given}) if write.entry else given)

    def anything(self, machine: str) -> None:
        """Start a machine with what anybody who may start it chooses."""
        self._give(machine, Value(taints=event_taints(ANYTHING)))

    def nothing(self, machine: str) -> None:
        """Start a machine with nobody's data."""
        self._give(machine, UNKNOWN)

    @property
    def started(self) -> frozenset[str]:
        """The machines of whose starts something is known."""
        return frozenset(self._inputs)

    def walk(self) -> None:
        """Walk every machine that gets something; those that others start again as long as they get more."""
        waiting: Sequence[str] = list(self._inputs)
        for _ in range(MOST_HOPS + 1):
            more = [one for machine in waiting for one in self._walk(self.app.workflows.machines[machine])]
            waiting = list(dict.fromkeys(more))

    def _give(self, machine: str, value: Value) -> bool:
        """Join to the input of a machine; tell whether that is more than it was."""
        before = self._inputs.get(machine)
        self._inputs[machine] = value if before is None else join(before, value)
        return self._inputs[machine] != before

    def _hand(self, function: str, value: Value) -> None:
        known = self.events.get(function)
        self.events[function] = value if known is None else join(known, value)

    def _deliver(self, delivery: Delivery) -> None:
        """Hand an event on to its target, in the shape it is given."""
        source, at = delivery.event_source, delivery.at
        event = Value(taints=event_taints((source,))) if source else UNKNOWN
        quoted: list[tuple[Value, int]] = []

        def found(what: Structural, value: Value, place: int) -> None:
            if what == "quoted":
                quoted.append((value, place))

        try:
            evaluator = Evaluator(at.file, {}, self._budget, found)
            value = evaluator.evaluate(delivery.payload, {"$": event}) if delivery.payload else event
        except (Exhausted, RecursionError):
            self.gaps.append(Gap(at, _NO_CODE, "resource"))
            return
        what = f"{delivery.by} hands it to {delivery.target or delivery.task.service or 'its target'}"
        self.ways.note(at, what, Way(delivery.entry, delivery.exposure))
        value = stepped(value, at, what)
        self._quoted(delivery, quoted, value, what)
        self._reach(delivery.by, Handed(delivery.task.service, delivery.task.action, delivery.by), value, at)
        if delivery.target in self.app.workflows.machines:
            self._give(delivery.target, value)
        elif delivery.target:
            self._hand(delivery.target, value)

    def _quoted(self, delivery: Delivery, quoted: list[tuple[Value, int]], whole: Value, what: str) -> None:
        """Report texts that can close the quotes they stand in, where there is more than them to change."""
        templated = delivery.event_source.startswith(_TEMPLATED)  # its template has a front end of its own
        read = delivery.target or delivery.task.service  # the target takes what it gets apart
        if templated or not read or all(everything(one) for one in _leaves(whole)):
            return
        for value, place in quoted:
            at = Location(delivery.at.file, line_of(place), 1) if line_of(place) else delivery.at
            told = stepped(value, delivery.at, what)
            for taint in _sent(told, STRUCTURE.rule, "sender"):
                flow = flow_of(STRUCTURE, taint, at, "InputTemplate", delivery.by, "medium")
                self._keep(delivery.by, flow)

    def _walk(self, workflow: Workflow) -> list[str]:
        """Walk one machine; return the machines that get more by it."""
        more: list[str] = []

        def found(what: Structural, value: Value, place: int) -> None:
            if what == "parsed":
                self._parsed(workflow, value, place)

        evaluator = Evaluator(workflow.file, workflow.functions, self._budget, found)
        unread = mark_all(event_taints(ANYTHING), UNREAD)
        walk = Walk(
            workflow, evaluator, lambda handing: self._called(workflow, handing, more), tainted(unread)
        )
        try:
            walk.run(self._inputs[workflow.id])
        except (Exhausted, RecursionError):
            self.gaps.append(Gap(workflow.at, _NO_CODE, "resource"))
        return more

    def _parsed(self, workflow: Workflow, value: Value, place: int) -> None:
        """Report whose data is woven into a text that is then read as JSON."""
        at = Location(workflow.file, line_of(place), 1)
        for taint in sorted(woven(value), key=_order):
            if is_told(taint):
                self._keep(workflow.id, flow_of(STRUCTURE, taint, at, "States.StringToJson", workflow.id))

    def _called(self, workflow: Workflow, handing: Handing, more: list[str]) -> Value:
        """Look at a task, hand its arguments on, and return its result."""
        task, at, where = handing.task, handing.at, f"the state {handing.state.name}"
        if not task.direct:  # else what it is given is all payload
            self._reach(workflow.id, Handed(task.service, task.action, where), handing.arguments, at)
        if task.machine in self.app.workflows.machines:
            given = stepped(child(handing.arguments, "Input"), at, f"{where} starts {task.machine}")
            more += [task.machine] if self._give(task.machine, given) else []
        if task.service != "lambda":
            return UNKNOWN
        name = task.function or "a function"
        given = stepped(payload(handing), at, f"{where} hands it to {name}")
        if not task.function or task.function in self.unread:
            given = mapped_all(given, lambda one: one.marked("+json", UNREAD))
            return answered(handing, tainted(everything(stepped(given, at, f"{name}{NOT_READ}"))))
        self._hand(task.function, given)
        answer = self.answers.get(task.function)
        return answered(handing, thawed(answer)) if answer is not None else UNKNOWN

    def _reach(self, owner: str, handed: "Handed", value: Value, at: Location) -> None:
        """Report what data of a sender reaches in the arguments of a service."""
        for one in reached(handed.service, handed.action, value):
            callee = f"{handed.service}:{handed.action} {one.argument}"
            self._keep(owner, flow_of(one.sink, one.taint, at, callee, handed.where))

    def _keep(self, owner: str, flow: CodeFlow) -> None:
        """Keep a flow; the choice of a resource alone matters only where outsiders make it."""
        told = self.ways.told(flow)
        if flow.rule == RESOURCE.rule and told.exposure not in _OUTSIDE:
            return
        key = (flow.rule, flow.location, flow.callee, flow.event_source, flow.field)
        self.flows.setdefault(owner, {}).setdefault(key, told)


class Handed(NamedTuple):
    """A service that is handed something, and in what."""

    service: str
    action: str
    where: str


def _order(taint: Taint) -> tuple[str, str]:
    return taint.origin, taint.path


def _sent(value: Value, rule: str, control: str) -> list[Taint]:
    """Return the data of a sender in a value that is not clean for a rule."""
    found = (
        one for one in everything(value) if one.control == control and not {rule, "*", UNREAD} & one.marks
    )
    return sorted(found, key=_order)


def _leaves(value: Value) -> Iterator[Value]:
    """Yield the values in a document that hold no others."""
    waiting = [value]
    for _ in range(_LEAVES):
        if not waiting:
            return
        one = waiting.pop()
        inner = list(v.parts(one))
        if not inner:
            yield one
        waiting.extend(inner)
