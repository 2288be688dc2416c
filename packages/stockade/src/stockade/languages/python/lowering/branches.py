"""`elif` and `case` after one another: branches in branches, at last side by side."""

from collections.abc import Sequence

from msgspec import Struct

from stockade.languages.python.lowering.reader import LEVELS
from stockade.model.program import Expression, If, Statement

_NESTED = 60


class Branch(Struct, frozen=True):
    """A branch; `before` runs before its test, in the branch before it. No test is always true."""

    test: Expression | None
    body: tuple[Statement, ...]
    at: int
    before: tuple[Statement, ...] = ()

    @staticmethod
    def level(depth: int, before: int) -> int:
        """Return the level at which the branch behind `before` others stands."""
        return depth + min(before, _room(depth))


def _room(depth: int) -> int:
    return max(1, min(_NESTED, (LEVELS - depth) // 2))


def branched(
    branches: Sequence[Branch], otherwise: tuple[Statement, ...], depth: int
) -> tuple[Statement, ...]:
    """Return branches as one statement, each in the `otherwise` of the one before.

    Of very many the last ones stand side by side: what walks them need not go down thousands of levels.
    """
    room = _room(depth)
    flat = branches[room:]
    result = otherwise
    if flat:
        result = (*(each for branch in flat[:-1] for each in _one(branch, ())), *_one(flat[-1], otherwise))
    for branch in reversed(branches[:room]):
        result = _one(branch, result)
    return result


def _one(branch: Branch, otherwise: tuple[Statement, ...]) -> tuple[Statement, ...]:
    if branch.test is None:
        return (*branch.before, *branch.body)
    return (*branch.before, If(branch.test, branch.body, otherwise, branch.at))
