"""State machines: every task state that calls a function, however deep.

Reads `AWS::StepFunctions::StateMachine`: `Definition` or `DefinitionString`, with `DefinitionSubstitutions`.
"""

import re
from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import StackResource
from stockade.values import (
    ABSENT,
    Lit,
    Value,
    alternatives,
    as_list,
    concat,
    entries,
    get,
    is_absent,
    parse_json,
    replace,
    text,
)

MACHINE = "AWS::StepFunctions::StateMachine"
_HOLE = re.compile(r"\$\{([A-Za-z0-9_.-]+)\}")
_INVOKE = re.compile(r":states:[^:]*:[^:]*:(?:aws-sdk:)?lambda:invoke(?:Async)?(?:\.|$)")
DEEPEST = 20
"""Maps and parallels inside one another."""


def wire(draft: Draft) -> None:
    """Add a trigger for each task state that calls a function of the stack."""
    for machine in draft.of_type(MACHINE):
        known = definitions(machine)
        if not known or None in known:
            draft.gap(machine.at, f"the definition of the state machine {machine.id!r} is not known")
        for body in known:
            for name, state in states(body or ABSENT):
                _task(draft, machine, name, state)


def definitions(machine: StackResource) -> tuple[Value | None, ...]:
    """Return each definition it may have, substitutions filled in; None stands for one that is not known."""
    given = get(machine.properties, "Definition")
    if is_absent(given):
        given = get(machine.properties, "DefinitionString")
    names = dict(entries(get(machine.properties, "DefinitionSubstitutions")))

    def fill(term: Value) -> Value:
        if not isinstance(term, Lit) or not isinstance(term.value, str) or "${" not in term.value:
            return term
        pieces = _HOLE.split(term.value)
        parts = [
            names.get(piece, Lit("${" + piece + "}")) if index % 2 else Lit(piece)
            for index, piece in enumerate(pieces)
        ]
        return concat(parts, at=term.at)

    return tuple(parse_json(replace(side, fill) if names else side) for side in alternatives(given))


def states(body: Value, depth: int = 0) -> Iterator[tuple[str, Value]]:
    """Yield every state of a definition, those inside maps and parallels too."""
    if depth > DEEPEST:
        return
    for name, state in entries(get(body, "States")):
        yield name, state
        for inner in ("ItemProcessor", "Iterator"):
            yield from states(get(state, inner), depth + 1)
        for branch in as_list(get(state, "Branches")):
            yield from states(branch, depth + 1)


def _task(draft: Draft, machine: StackResource, name: str, state: Value) -> None:
    if text(get(state, "Type")) != "Task":
        return
    for function in draft.index.find_all(_called(state), FUNCTION):
        draft.trigger(
            Wired(
                event_source="stepfunctions",
                function=function,
                origin=machine.id,
                detail=f"{machine.id}/{name}",
                location=state.at if state.at.line else machine.at,
                declared_by=machine.id,
            )
        )


def _called(state: Value) -> Value:
    """Return what names the function of a task: its resource, or an argument of the invoke integration.

    Integrations with other services call no function, whatever their name ends in.
    """
    resource = get(state, "Resource")
    written = text(resource) or _written(resource)
    if ":states:" not in written:
        return resource
    if not _INVOKE.search(written):
        return ABSENT
    for section in ("Arguments", "Parameters"):
        name = get(state, f"{section}.FunctionName")
        if not is_absent(name):
            return name
    return ABSENT


def _written(value: Value) -> str:
    return "".join(text(part) or "" for part in getattr(value, "parts", ()))
