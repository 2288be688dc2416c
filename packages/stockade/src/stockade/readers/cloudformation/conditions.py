"""Conditions: decided where constants alone decide them, else left open.

Parameters are never filled in: a condition over one has two feasible sides. Each is decided once, after those
it names; what leads back to itself is never decided, and is a gap.
"""

from collections.abc import Iterator, Mapping

from stockade.model import Gap
from stockade.readers.cloudformation.scope import Scope
from stockade.values import List, Lit, Map, Value, text


def decisions(scope: Scope) -> dict[str, bool]:
    """Return what conditions always are, without those that depend on the deployment or on themselves."""
    answers: dict[str, bool] = {}
    for group in _groups(scope.conditions):
        for name in () if _circular(group, scope.conditions) else group:
            answer = _decide(scope.conditions[name], scope, answers)
            if answer is not None:
                answers[name] = answer
    return answers


def cycles(conditions: Mapping[str, Value]) -> tuple[Gap, ...]:
    """Return a gap for each condition that leads back to itself."""
    circular = {name for group in _groups(conditions) if _circular(group, conditions) for name in group}
    return tuple(
        Gap(body.at, f"the condition {name!r} depends on itself")
        for name, body in conditions.items()
        if name in circular
    )


def _circular(group: list[str], conditions: Mapping[str, Value]) -> bool:
    return len(group) > 1 or group[0] in _named(conditions[group[0]])


def _groups(conditions: Mapping[str, Value]) -> Iterator[list[str]]:
    """Yield the names, those that lead to one another together, and after all that they lead to."""
    if not conditions:
        return
    walk = _Walk(
        {name: [one for one in _named(body) if one in conditions] for name, body in conditions.items()}
    )
    for name in conditions:
        yield from walk.groups_from(name)


class _Walk:
    """Finds the strongly connected parts of a graph (Tarjan's algorithm), without recursion."""

    def __init__(self, edges: dict[str, list[str]]) -> None:
        self.edges = edges
        self.number: dict[str, int] = {}
        self.lowest: dict[str, int] = {}
        self.open: dict[str, None] = {}

    def groups_from(self, start: str) -> Iterator[list[str]]:
        """Yield the parts that can be reached from a node and were not met before."""
        way = [self._enter(start)] if start not in self.number else []
        while way:
            name, rest = way[-1]
            following = next(rest, None)
            if following is None:
                way.pop()
                if way:
                    self._lower(way[-1][0], self.lowest[name])
                if self.lowest[name] == self.number[name]:
                    yield list(self._closed(name))
            elif following not in self.number:
                way.append(self._enter(following))
            elif following in self.open:
                self._lower(name, self.number[following])

    def _enter(self, name: str) -> tuple[str, Iterator[str]]:
        self.number[name] = self.lowest[name] = len(self.number)
        self.open[name] = None
        return name, iter(self.edges[name])

    def _lower(self, name: str, number: int) -> None:
        self.lowest[name] = min(self.lowest[name], number)

    def _closed(self, first: str) -> Iterator[str]:
        name = ""
        while name != first:
            name, _ = self.open.popitem()
            yield name


def _named(raw: Value) -> list[str]:
    """Return the conditions that one names."""
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


def _decide(raw: Value, scope: Scope, answers: Mapping[str, bool]) -> bool | None:
    if not isinstance(raw, Map) or len(raw.items) != 1:
        return None
    name, argument = next(iter(raw.items.items()))
    if name == "Condition" and isinstance(argument, Lit):
        return answers.get(str(argument.value))
    parts = argument.items if isinstance(argument, List) else ()
    if name == "Fn::Equals":
        return _equal(parts, scope)
    sides = [_decide(part, scope, answers) for part in parts]
    if name == "Fn::Not" and len(sides) == 1:
        return None if sides[0] is None else not sides[0]
    if name == "Fn::And" and sides:
        return False if False in sides else (None if None in sides else True)
    if name == "Fn::Or" and sides:
        return True if True in sides else (None if None in sides else False)
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
    known = text(raw) if isinstance(raw, Lit) else None
    return None if known is None or "{{resolve:" in known else known
