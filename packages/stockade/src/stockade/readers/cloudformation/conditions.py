"""Conditions: decided where constants alone decide them, else left open.

Parameters are never filled in: a condition over one has two feasible sides.
"""

from stockade.model import Gap
from stockade.readers.cloudformation.scope import Scope
from stockade.values import List, Lit, Map, Value

DEEPEST = 100
"""Conditions followed through one another."""


def decide(name: str, scope: Scope) -> bool | None:
    """Return what a condition always is, None where it depends on the deployment or is a cycle."""
    return _decide(scope.conditions.get(name), scope, (name,))


def cycles(conditions: dict[str, Value]) -> tuple[Gap, ...]:
    """Return a gap for each condition that leads back to itself."""
    return tuple(
        Gap(body.at, f"the condition {name!r} depends on itself")
        for name, body in conditions.items()
        if _reaches(name, conditions)
    )


def _reaches(name: str, conditions: dict[str, Value]) -> bool:
    seen: set[str] = set()
    waiting = list(_named(conditions[name]))
    while waiting:
        other = waiting.pop()
        if other == name:
            return True
        if other not in seen and other in conditions:
            seen.add(other)
            waiting.extend(_named(conditions[other]))
    return False


def _named(raw: Value) -> list[str]:
    found: list[str] = []
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, List):
            waiting.extend(value.items)
        elif isinstance(value, Map):
            target = value.items.get("Condition")
            if isinstance(target, Lit) and len(value.items) == 1:
                found.append(str(target.value))
            waiting.extend(value.items.values())
    return found


def _decide(raw: Value | None, scope: Scope, open_names: tuple[str, ...]) -> bool | None:
    if not isinstance(raw, Map) or len(raw.items) != 1 or len(open_names) > DEEPEST:
        return None
    name, argument = next(iter(raw.items.items()))
    if name == "Condition" and isinstance(argument, Lit):
        other = str(argument.value)
        if other in open_names:
            return None
        return _decide(scope.conditions.get(other), scope, (*open_names, other))
    parts = argument.items if isinstance(argument, List) else ()
    if name == "Fn::Equals":
        return _equal(parts, scope)
    answers = [_decide(part, scope, open_names) for part in parts]
    if name == "Fn::Not" and answers:
        return None if answers[0] is None else not answers[0]
    if name == "Fn::And":
        return False if False in answers else (None if None in answers else True)
    if name == "Fn::Or":
        return True if True in answers else (None if None in answers else False)
    return None


def _equal(parts: tuple[Value, ...], scope: Scope) -> bool | None:
    known = [_constant(part, scope) for part in parts]
    if len(known) != 2 or None in known:  # noqa: PLR2004 - two sides
        return None
    return known[0] == known[1]


def _constant(raw: Value, scope: Scope) -> str | None:
    """Return a text that no deployment can change: a literal, or what an outer stack passes as one."""
    if isinstance(raw, Map) and list(raw.items) == ["Ref"] and isinstance(raw.items["Ref"], Lit):
        raw = scope.parameters.get(str(raw.items["Ref"].value), raw)
    if isinstance(raw, Lit):
        return str(raw.value).lower() if isinstance(raw.value, bool) else str(raw.value)
    return None
