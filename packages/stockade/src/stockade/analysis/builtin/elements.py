"""Calls of a function for every element."""

from stockade.analysis.arguments import Given
from stockade.analysis.builtin import collections
from stockade.analysis.frames import FunctionValue
from stockade.analysis.values import (
    NOTHING,
    UNKNOWN,
    Value,
    join,
    join_all,
)


def each(given: Given, holder: Value) -> Value:
    """Call a function for every element."""
    given.called_back(given.first(), element(given, holder))
    return UNKNOWN


def mapped(given: Given, holder: Value) -> Value:
    """Return what a function makes of every element."""
    return Value(fields={}, items=given.called_back(given.first(), element(given, holder)))


def flat_mapped(given: Given, holder: Value) -> Value:
    """Return the elements of what a function makes of every element."""
    found = given.called_back(given.first(), element(given, holder))
    return Value(fields={}, items=given.machine.elements(given.frame, found, given.at))


def filtered(given: Given, holder: Value) -> Value:
    """Keep the elements that a predicate lets through: what its answer tells of them holds for all."""
    kept = passing(given, holder)
    given.called_back(given.first(), element(given, holder))
    if kept is not None:
        return Value(fields={}, items=kept)
    return Value(taints=holder.taints, fields={}, items=given.machine.elements(given.frame, holder, given.at))


def passing(given: Given, holder: Value) -> Value | None:
    """Return what is left of an element for which a function of the program answered true, if that tells."""
    element = given.machine.elements(given.frame, holder, given.at)
    left: list[Value] = []
    for one in given.first().functions:
        if not isinstance(one, FunctionValue):
            return None
        outcome = given.machine.invoke(given.frame, one, [element], {}, given.at)
        given.frame.live = True
        if outcome.true is None or not outcome.true or outcome.true[0] is None:
            return None
        left.append(outcome.true[0])
    return join_all(left) if left else None


def found(given: Given, holder: Value) -> Value:
    """Return an element that a predicate finds, or nothing."""
    given.called_back(given.first(), element(given, holder))
    return join(given.machine.elements(given.frame, holder, given.at), NOTHING)


def tested(given: Given, holder: Value) -> Value:
    """Call a predicate for every element."""
    given.called_back(given.first(), element(given, holder))
    return UNKNOWN


def reduced(given: Given, holder: Value) -> Value:
    """Fold elements into one value."""
    element = given.machine.elements(given.frame, holder, given.at)
    value = given.positional(1) if len(given.arguments) > 1 else element
    for _ in range(2):
        value = join(value, given.called_back(given.first(), [value, element]))
    return value


def element(given: Given, holder: Value) -> list[Value]:
    """Return what a function gets for an element: of a map the value and its key."""
    if collections.is_map(holder):
        return [collections.value_of(given, holder), collections.keys(given, holder).items or UNKNOWN, holder]
    return [given.machine.elements(given.frame, holder, given.at), UNKNOWN, holder]


def mapped_by(given: Given) -> Value:
    """Return what a function makes of every element (Python)."""
    element = given.machine.elements(given.frame, given.positional(1), given.at)
    return Value(fields={}, items=given.called_back(given.first(), [element]))


def filtered_by(given: Given) -> Value:
    """Return the elements that a function lets through (Python)."""
    element = given.machine.elements(given.frame, given.positional(1), given.at)
    given.called_back(given.first(), [element])
    return Value(fields={}, items=element)
