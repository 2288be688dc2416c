"""A definition in the Amazon States Language to the states of the model.

Source: the Amazon States Language specification, states-language.net, and "State machine data" of the Step
Functions Developer Guide (both query languages).
"""

from collections.abc import Iterator
from typing import cast, get_args

from stockade.assembly.index import Index
from stockade.assembly.workflows.payloads import Payloads, written_text
from stockade.assembly.workflows.places import Places
from stockade.assembly.workflows.tasks import task_of
from stockade.languages.jsonpath import reference_steps
from stockade.model import Gap
from stockade.model import program as ir
from stockade.model.workflow import Graph, QueryLanguage, State, StateKind, Task, Turn, Workflow
from stockade.values import (
    ABSENT,
    Lit,
    Location,
    Map,
    Value,
    alternatives,
    as_list,
    entries,
    get,
    is_absent,
    text,
)

DEEPEST = 20
"""Maps and parallels inside one another."""
MOST_STATES = 20_000
"""States read of one definition."""
_EMPTY = ir.Build("dict", ())
_KINDS = get_args(StateKind)


def read_workflow(identity: str, body: Value, at: Location, index: Index, places: Places) -> Workflow:
    """Return the workflow of a definition that is known."""
    start = body.at if body.at.line else at
    apart = any(state.at.line and state.at != body.at for _, state in entries(get(body, "States")))
    start = start if apart else places.held(start)
    payloads = Payloads(places, start.file, apart=apart)
    reader = _Reader(index, payloads, places)
    language = _language(body, "JSONPath")
    graph = reader.graph(body, language, start, 0)
    return Workflow(identity, start.file, start, graph, payloads.functions, tuple(payloads.gaps))


def _language(holder: Value, otherwise: QueryLanguage) -> QueryLanguage:
    known = text(get(holder, "QueryLanguage"))
    if known in {"JSONata", "JSONPath"}:
        return cast("QueryLanguage", known)
    return otherwise


class _Reader:
    """Reads the states of one definition."""

    def __init__(self, index: Index, payloads: Payloads, places: Places) -> None:
        self.index = index
        self.payloads = payloads
        self.places = places
        self.left = MOST_STATES

    def graph(self, body: Value, language: QueryLanguage, near: Location, depth: int) -> Graph:
        """Return the states of a machine, or of a part of it."""
        if depth > DEEPEST:
            self.payloads.gaps.append(
                Gap(near, "maps and parallels too deep inside one another are not read")
            )
            return Graph("")
        found: dict[str, State] = {}
        for name, state in entries(get(body, "States")):
            self.left -= 1
            if self.left < 0:
                self.payloads.gaps.append(Gap(near, f"only the first {MOST_STATES:,} states are read"))
                break
            near_state = self._place(name, state, near)
            found.setdefault(name, self.state(name, state, _language(state, language), near_state, depth))
        start = text(get(body, "StartAt")) or ""
        return Graph(start if start in found else next(iter(found), ""), found)

    def _place(self, name: str, state: Value, near: Location) -> Location:
        if self.payloads.apart:
            return state.at if state.at.line else near
        return self.places.of_key(near, name)

    def state(self, name: str, state: Value, language: QueryLanguage, at: Location, depth: int) -> State:
        """Return one state."""
        kind = text(get(state, "Type")) or "unknown"
        is_map = kind == "Map"
        selector = get(state, "ItemSelector")
        parameters = _first(get(state, "Parameters"), get(state, "Arguments"))
        if is_map and is_absent(selector):
            selector, parameters = parameters, ABSENT
        return State(
            name=name,
            kind=cast("StateKind", kind) if kind in _KINDS else "unknown",
            at=at,
            language=language,
            following=text(get(state, "Next")) or "",
            task=task_of(self.index, state) if kind == "Task" else Task(),
            input_path=self._path(state, "InputPath", at),
            parameters=self._payload(parameters, language, at),
            selector=self._payload(get(state, "ResultSelector"), language, at),
            result_path=_result_path(state),
            output_path=self._path(state, "OutputPath", at),
            output=self._payload(get(state, "Output"), language, at) if language == "JSONata" else None,
            result=self._payload(get(state, "Result"), "JSONPath", at),
            assign=self._payload(get(state, "Assign"), language, at),
            items=self._items(state, language, at) if is_map else None,
            item=self._payload(selector, language, at) if is_map else None,
            batched=is_map and not is_absent(get(state, "ItemBatcher")),
            turns=tuple(self._turns(state, language, at)) if kind == "Choice" else (),
            catches=tuple(self._catch(one, language, at) for one in as_list(get(state, "Catch"))),
            graphs=tuple(self.graph(one, language, at, depth + 1) for one in _inner(state)),
        )

    def _payload(self, value: Value, language: QueryLanguage, at: Location) -> ir.Expression | None:
        return self.payloads.lowered(value, language, at)

    def _path(self, state: Value, key: str, at: Location) -> ir.Expression | None:
        """Return a path of a state: None where it is not given, an empty object where it is `null`."""
        if isinstance(state, Map) and key in state.items:
            value = state.items[key]
            return _EMPTY if isinstance(value, Lit) and value.value is None else self.payloads.path(value, at)
        return None

    def _items(self, state: Value, language: QueryLanguage, at: Location) -> ir.Expression | None:
        if not is_absent(get(state, "ItemReader")):
            return ir.Name("read")
        if language == "JSONata":
            return self._payload(get(state, "Items"), language, at)
        return self._path(state, "ItemsPath", at)

    def _turns(self, state: Value, language: QueryLanguage, at: Location) -> Iterator[Turn]:
        """Yield the ways on from a choice."""
        for rule in as_list(get(state, "Choices")):
            yield Turn(
                following=text(get(rule, "Next")) or "",
                assign=self._payload(get(rule, "Assign"), language, at),
                output=self._payload(get(rule, "Output"), language, at),
                equals=self._equals(rule, language, at),
            )
        otherwise = text(get(state, "Default"))
        if otherwise:
            yield Turn(
                otherwise,
                assign=self._payload(get(state, "Assign"), language, at),
                output=self._payload(get(state, "Output"), language, at) if language == "JSONata" else None,
            )

    def _equals(
        self, rule: Value, language: QueryLanguage, at: Location
    ) -> tuple[tuple[str, ...], str] | None:
        """Return a path that has one known text wherever the rule holds."""
        if language == "JSONata":
            return _same_text(self._payload(get(rule, "Condition"), language, at))
        for one in (rule, *as_list(get(rule, "And"))):
            wanted = text(get(one, "StringEquals"))
            variable = reference_steps(text(get(one, "Variable")) or "")
            if wanted is not None and variable:
                return variable, wanted
        return None

    def _catch(self, catch: Value, language: QueryLanguage, at: Location) -> Turn:
        return Turn(
            following=text(get(catch, "Next")) or "",
            assign=self._payload(get(catch, "Assign"), language, at),
            output=self._payload(get(catch, "Output"), language, at),
            result_path=_result_path(catch),
        )


def _same_text(condition: ir.Expression | None) -> tuple[tuple[str, ...], str] | None:
    """Return the field of the input that a condition compares with a text, and that text."""
    if isinstance(condition, ir.Operation) and condition.name == "and":
        found = (_same_text(one) for one in condition.operands)
        return next((one for one in found if one is not None), None)
    if not isinstance(condition, ir.Operation) or condition.name != "==":
        return None
    place, wanted = condition.operands
    steps: list[str] = []
    while isinstance(place, ir.Attribute):
        steps.append(place.name)
        place = place.object
    if not isinstance(place, ir.Name) or place.name != "$states" or not isinstance(wanted, ir.Const):
        return None
    if len(steps) < 2 or steps[-1] != "input" or not isinstance(wanted.value, str):  # noqa: PLR2004 - below input
        return None
    return tuple(reversed(steps[:-1])), wanted.value


def _first(*values: Value) -> Value:
    return next((one for one in values if not is_absent(one)), ABSENT)


def _inner(state: Value) -> Iterator[Value]:
    for key in ("ItemProcessor", "Iterator"):
        yield from (one for one in alternatives(get(state, key)) if isinstance(one, Map))
    yield from as_list(get(state, "Branches"))


def _result_path(holder: Value) -> tuple[str, ...] | None:
    """Return where a result goes: nowhere (None) where it is `null`, in place of all where it is not said."""
    if not isinstance(holder, Map) or "ResultPath" not in holder.items:
        return ()
    written = written_text(holder.items["ResultPath"])
    return None if written is None else reference_steps(written) or ()
