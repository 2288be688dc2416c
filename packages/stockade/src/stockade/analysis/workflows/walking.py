"""One state machine on abstract documents: from the input of an execution through its states to its ends.

What a state does with data, in order ("Input and output processing" of the Step Functions Developer Guide):
of JSONPath `InputPath`, `Parameters`, the work, `ResultSelector`, `ResultPath`, `OutputPath`;
of JSONata `Arguments`, the work, `Output`; `Assign` beside the output. States are visited until what reaches
them stays the same, a few times each at most.
"""

from collections import deque
from collections.abc import Callable, Mapping

from msgspec import Struct

from stockade.analysis.taint import Taint
from stockade.analysis.values import (
    UNKNOWN,
    Value,
    constant,
    join,
    join_all,
    mapped_all,
    record,
    sequence,
    tainted,
)
from stockade.analysis.workflows.documents import child, elements, narrowed, put, widened
from stockade.analysis.workflows.events import TOKEN
from stockade.analysis.workflows.expressions import Evaluator
from stockade.model import program as ir
from stockade.model.program import position
from stockade.model.workflow import Graph, State, Task, Turn, Workflow
from stockade.values import Location

VISIT = 4
"""Steps that the visit of a state counts for."""
MOST_VISITS = 4
"""Visits of one state in one walk; at the last what reaches it is only told by whose data it is."""
Variables = Mapping[str, Value]


class Handing(Struct, frozen=True):
    """What a task is given: the state, what it calls, its arguments, and the place that says so."""

    state: State
    task: Task
    arguments: Value
    at: Location


Called = Callable[[Handing], Value]
"""Called for each task that is reached; returns what it answers."""


class Walk:
    """One walk through the states of a workflow; `unread` is what a file that a map reads may hold."""

    def __init__(
        self, workflow: Workflow, evaluator: Evaluator, called: Called, unread: Value = UNKNOWN
    ) -> None:
        self.workflow = workflow
        self.evaluator = evaluator
        self.called = called
        self.unread = unread
        self.execution = UNKNOWN

    def run(self, given: Value) -> Value:
        """Walk from the input of an execution; return what the machine answers."""
        self.execution = given
        return self.graph(self.workflow.graph, given, {}, UNKNOWN)

    def graph(self, graph: Graph, given: Value, variables: Variables, item: Value) -> Value:
        """Walk through a graph; return what its ends answer."""
        reached: dict[str, tuple[Value, Variables]] = {graph.start: (given, variables)}
        visits: dict[str, int] = {}
        waiting = deque([graph.start] if graph.start in graph.states else [])
        ends: dict[str, Value] = {}
        while waiting:
            name = waiting.popleft()
            visits[name] = visits.get(name, 0) + 1
            self.evaluator.budget.spend(VISIT)
            state = graph.states[name]
            document, own = reached[name]
            if visits[name] >= MOST_VISITS:
                document = widened(document)
            for following, output, left in self._state(state, document, own, item):
                if following not in graph.states:
                    ends[name] = output if name not in ends else join(ends[name], output)
                    continue
                more = self._reaches(reached, following, output, left)
                if more and visits.get(following, 0) < MOST_VISITS and following not in waiting:
                    waiting.append(following)
        return join_all(ends.values())

    @staticmethod
    def _reaches(
        reached: dict[str, tuple[Value, Variables]], name: str, document: Value, variables: Variables
    ) -> bool:
        """Note what reaches a state; tell whether it is more than what was known to."""
        if name not in reached:
            reached[name] = document, variables
            return True
        before, known = reached[name]
        joined = join(before, document)
        both = {key: join(known[key], one) if key in known else one for key, one in variables.items()}
        together = {**known, **both}
        if joined == before and together == known:
            return False
        reached[name] = joined, together
        return True

    def _around(self, given: Value, variables: Variables, item: Value, result: Value) -> dict[str, Value]:
        """Return the variables that expressions of a state may name."""
        context = record(
            {
                "Execution": record({"Input": self.execution, "Id": UNKNOWN, "Name": UNKNOWN}),
                "Map": record({"Item": record({"Value": item, "Index": UNKNOWN, "Key": UNKNOWN})}),
                "State": UNKNOWN,
                "StateMachine": UNKNOWN,
                "Task": record({"Token": tainted(frozenset({TOKEN}))}),
            }
        )
        states = {"input": given, "context": context, "result": result, "errorOutput": UNKNOWN}
        own = {"$": given, "$$": context, "$states": record(states)}
        own["read"] = Value(fields={}, items=self.unread)
        return {**variables, **own}

    def _state(
        self, state: State, document: Value, variables: Variables, item: Value
    ) -> list[tuple[str, Value, Variables]]:
        """Return the ways on from a state: the next one (empty: none), its document, the variables."""
        given = document
        around = self._around(document, variables, item, UNKNOWN)
        if state.input_path is not None:
            given = self.evaluator.evaluate(state.input_path, around)
            around = self._around(given, variables, item, UNKNOWN)
        if state.kind == "Choice":
            return [self._turn(state, one, document, given, around, variables) for one in state.turns]
        effective = given
        if state.parameters is not None:
            effective = self.evaluator.evaluate(state.parameters, around)
        result = self._work(state, effective, given, around, variables)
        output, left = self._output(state, document, given, effective, result, variables, item)
        following = state.following if state.kind not in {"Succeed", "Fail"} else ""
        found: list[tuple[str, Value, Variables]] = [(following, output, left)]
        found += [self._caught(one, document, around, variables) for one in state.catches]
        return found

    def _turn(
        self,
        state: State,
        turn: Turn,
        document: Value,
        given: Value,
        around: dict[str, Value],
        variables: Variables,
    ) -> tuple[str, Value, Variables]:
        """Return one way on from a choice; where it asks for one text, that text is there."""
        output = document
        if turn.output is not None:
            output = self.evaluator.evaluate(turn.output, around)
        elif turn.equals is not None and state.input_path is None:
            output = narrowed(document, *turn.equals)
        elif state.input_path is not None:
            output = given
        if state.output_path is not None:
            output = self.evaluator.evaluate(state.output_path, {**around, "$": output})
        return turn.following, output, self._assigned(turn.assign, around, variables)

    def _work(
        self, state: State, effective: Value, given: Value, around: dict[str, Value], variables: Variables
    ) -> Value:
        """Return what the work of a state answers."""
        if state.kind == "Task":
            return self.called(Handing(state, state.task, effective, state.at))
        if state.kind == "Parallel":
            return sequence([self.graph(one, effective, variables, UNKNOWN) for one in state.graphs])
        if state.kind == "Map":
            return self._map(state, given, around, variables)
        if state.result is not None:
            return self.evaluator.evaluate(state.result, around)
        return effective

    def _map(self, state: State, given: Value, around: dict[str, Value], variables: Variables) -> Value:
        """Return the list of what a map's workflow answers for an item."""
        listed = given if state.items is None else self.evaluator.evaluate(state.items, around)
        one = elements(listed)
        inner = one
        if state.item is not None:
            inner = self.evaluator.evaluate(state.item, self._around(given, variables, one, UNKNOWN))
        if state.batched:
            inner = record({"Items": Value(fields={}, items=inner), "BatchInput": UNKNOWN})
        results = [self.graph(graph, inner, variables, one) for graph in state.graphs]
        return Value(fields={}, items=join_all(results))

    def _output(
        self,
        state: State,
        document: Value,
        given: Value,
        effective: Value,
        result: Value,
        variables: Variables,
        item: Value,
    ) -> tuple[Value, Variables]:
        """Return what a state hands on, and the variables after it."""
        works = state.kind in {"Task", "Parallel", "Map"}
        around = self._around(given, variables, item, result)
        if state.language == "JSONata":
            left = self._assigned(state.assign, around, variables)
            if state.output is not None:
                return self.evaluator.evaluate(state.output, around), left
            return (result if works else document), left
        if state.selector is not None:
            result = self.evaluator.evaluate(state.selector, {**around, "$": result})
        left = self._assigned(state.assign, {**around, "$": result if works else effective}, variables)
        if works or state.kind == "Pass":
            output = document if state.result_path is None else put(document, state.result_path, result)
        else:
            output = given
        if state.output_path is not None:
            output = self.evaluator.evaluate(state.output_path, {**around, "$": output})
        return output, left

    def _caught(
        self, catch: Turn, document: Value, around: dict[str, Value], variables: Variables
    ) -> tuple[str, Value, Variables]:
        """Return the way on after an error, of which nothing is known."""
        left = self._assigned(catch.assign, around, variables)
        if catch.output is not None:
            return catch.following, self.evaluator.evaluate(catch.output, around), left
        if catch.result_path is None:
            return catch.following, document, left
        return catch.following, put(document, catch.result_path, UNKNOWN), left

    def _assigned(
        self, assign: ir.Expression | None, around: dict[str, Value], variables: Variables
    ) -> Variables:
        """Return the variables with those that a state assigns."""
        if assign is None:
            return variables
        found = self.evaluator.evaluate(assign, around)
        return {**variables, **{f"${name}": one for name, one in (found.fields or {}).items()}}


def payload(handing: Handing) -> Value:
    """Return what a function that a task calls gets as its event."""
    if handing.task.direct:
        return handing.arguments
    return child(handing.arguments, "Payload")


def answered(handing: Handing, answer: Value) -> Value:
    """Return the result of a task whose function answers a value."""
    if handing.task.waits == "token":
        return UNKNOWN
    if handing.task.direct:
        return answer
    return record({"Payload": answer, "StatusCode": constant(200), "ExecutedVersion": UNKNOWN})


def stepped(value: Value, at: Location, what: str) -> Value:
    """Return a value whose data has been at one place more."""
    place = position(at.line, 1)

    def step(taint: Taint) -> Taint:
        return taint.stepped(at.file, place, what)

    return mapped_all(value, step)


__all__ = ["Called", "Handing", "Walk", "answered", "payload", "stepped"]
