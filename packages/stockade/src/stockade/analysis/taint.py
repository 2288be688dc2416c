"""Whose data: an origin, the path in it, what was done to it on the way, and the way itself.

Two taints are the same where origin, path and marks are; the way is one witness of it.
"""

from collections.abc import Iterable
from typing import Final, Literal

PASSED = "passed to"
WOVEN = "becomes part of a text"
ANSWERED = "is put into the answer"
ENTERED = "becomes the entry"
"""What happens at a step: the words before the name of a function; a text is made with the data in it; the
words before the name of an entry of an object, of a call's parameters."""
Control = Literal["sender", "platform", "holds", "identity", "stored", "secret"]
QUOTED = "+quoted"
"""The mark of data that a call made clean as a whole: a part of it need not be."""
OVERRIDDEN = "+overridden"
"""The mark of an entry that was written out, and then an object was spread over it."""
TEXT = "+text"
"""The mark of data that is a text, for a method was called on it that nothing else has."""
REST = "+rest"
"""The mark of what is left of an object when some of its entries were taken out by name."""
MOST_STEPS = 4
"""Steps of a path told apart below a field of the catalog."""


class Step:
    """A place on the way of the data: what happens there, and what was before."""

    __slots__ = ("at", "before", "file", "what")

    def __init__(self, file: str, at: int, what: str, before: "Step | None" = None) -> None:
        self.file = file
        self.at = at
        self.what = what
        self.before = before

    def walked(self) -> "list[Step]":
        """Return the steps from the first to this."""
        found: list[Step] = []
        step: Step | None = self
        while step is not None:
            found.append(step)
            step = step.before
        return found[::-1]


class Taint:
    """Data of an origin.

    `origin` is the id of an event source, or what a resource holds. `path` is written as in the catalog
    (`Records[].s3.object.key`), `field` the step of the catalog's tree it has reached, None below a field.
    `marks` are the rules it is clean for and what was done to it (`+json`: parsed, an object may be there;
    `+resolved`: a normal path; `+nodots`).
    """

    __slots__ = ("_hash", "control", "field", "marks", "origin", "path", "steps", "way")

    def __init__(
        self,
        origin: str,
        path: str = "",
        control: Control = "sender",
        marks: frozenset[str] = frozenset(),
        field: "object | None" = None,
        steps: int = 0,
        way: Step | None = None,
    ) -> None:
        self.origin = origin
        self.path = path
        self.control = control
        self.marks = marks
        self.field = field
        self.steps = steps
        self.way = way
        self._hash = hash((origin, path, marks, control))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Taint)
            and self._hash == other._hash
            and self.origin == other.origin
            and self.path == other.path
            and self.control == other.control
            and self.marks == other.marks
        )

    def __repr__(self) -> str:
        return f"<{self.origin}:{self.path} {self.control} {','.join(sorted(self.marks))}>"

    def marked(self, *marks: str) -> "Taint":
        """Return it with marks added."""
        added = self.marks.union(marks)
        if added == self.marks:
            return self
        return Taint(self.origin, self.path, self.control, added, self.field, self.steps, self.way)

    def unmarked(self, *marks: str) -> "Taint":
        """Return it with marks taken away."""
        left = self.marks.difference(marks)
        if left == self.marks:
            return self
        return Taint(self.origin, self.path, self.control, left, self.field, self.steps, self.way)

    def stepped(self, file: str, at: int, what: str) -> "Taint":
        """Return it one step further on its way."""
        way = self.way
        if way is not None and way.file == file and way.at == at and way.what == what:
            return self
        step = Step(file, at, what, way)
        return Taint(self.origin, self.path, self.control, self.marks, self.field, self.steps, step)


Taints = frozenset[Taint]
MOST_TAINTS: Final = 24


def joined_taints(left: Taints, right: Taints) -> Taints:
    """Return the taints of both; of very many only some are kept, those of the sender first."""
    if not right or left is right:
        return left
    if not left:
        return right
    found = left | right
    if len(found) > MOST_TAINTS:
        ranked = sorted(found, key=lambda one: (one.control != "sender", len(one.path), one.path))
        return frozenset(ranked[:MOST_TAINTS])
    return found


def mark_all(taints: Iterable[Taint], *marks: str) -> Taints:
    """Return taints with marks added."""
    return frozenset(one.marked(*marks) for one in taints)
