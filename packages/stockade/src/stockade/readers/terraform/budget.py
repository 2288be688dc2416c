"""Bounds of an evaluation: how long, how deep, how large; and what was found wrong on the way.

A configuration of a few lines can stand for more values than any machine holds (locals that double one
another, `for` inside `for`); every bound that is met gives an unknown value and one gap.
"""

from stockade.model import Gap
from stockade.values import Lit, Location, Param, Unknown, Value
from stockade.values.access import inside

MOST_STEPS = 300_000
"""Expressions evaluated of one configuration, about a second; the largest of 195 real ones took 3,187."""
DEEPEST_EVALUATION = 60
"""Expressions under evaluation at a time, one inside another or one named by another."""
DEEPEST_VALUE = 60
"""Levels of a value; what reads it recurses."""
HEAVIEST = 400_000
"""Terms of one value, each place counted, with every 16 characters of text as one."""

_TOO_LARGE = f"is too large: more than {HEAVIEST:,} values once it is written out"
_TOO_DEEP = f"is nested more than {DEEPEST_VALUE} levels deep"


class Budget:
    """What is left of an evaluation, and the faults met; `depth` is counted by the evaluator."""

    def __init__(self) -> None:
        self.steps = 0
        self.depth = 0
        self.stopped = False
        self.faults: list[Gap] = []
        self._weights: dict[int, tuple[Value, int, int]] = {}

    def fault(self, at: Location, reason: str) -> Unknown:
        """Note what is wrong at a place and return the unknown that stands for its value."""
        self.faults.append(Gap(at, reason))
        return Unknown(reason, at=at)

    def bounded(self, value: Value, at: Location) -> Value:
        """Return a value made of others, an unknown in its place when it is too large or too deep.

        To be asked of every value that holds others, from the inside out: what is inside is then weighed
        already.
        """
        try:
            weight, depth = self._weighed(value)
        except RecursionError:  # decoded data comes in one piece, as deep as it likes
            return self.fault(at, _TOO_DEEP)
        if weight > HEAVIEST:
            return self.fault(at, _TOO_LARGE)
        self.steps += weight // 64
        return self.fault(at, _TOO_DEEP) if depth > DEEPEST_VALUE else value

    def charge(self, values: tuple[Value, ...]) -> None:
        """Count the arguments of a function as steps: a heavy one takes its time to go through."""
        self.steps += sum(self.weight(value) for value in values) // 8

    def weight(self, value: Value) -> int:
        """Return how many terms a value has."""
        return self._weighed(value)[0]

    def _weighed(self, value: Value) -> tuple[int, int]:
        if isinstance(value, Lit):
            return (1 + len(value.value) // 16 if isinstance(value.value, str) else 1), 1
        inside = _inside(value)
        if not inside:
            return 1, 1
        known = self._weights.get(id(value))
        if known is not None:
            return known[1], known[2]
        weight, depth = 1, 0
        for item in inside:
            more, deeper = self._weighed(item)
            weight += more
            depth = max(depth, deeper)
        # The value is kept with its weight, as its identity is the key.
        self._weights[id(value)] = (value, weight, depth + 1)
        return weight, depth + 1


def _inside(value: Value) -> "tuple[Value, ...]":
    if isinstance(value, Param):
        return () if value.default is None else (value.default,)
    return inside(value)
