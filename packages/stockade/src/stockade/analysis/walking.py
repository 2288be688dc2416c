"""Along what a program writes: every place where somebody's data comes into the text.

Branches go on from one state each, loops once and once more; what ends the template ends the walk.
"""

from collections.abc import Iterable
from typing import NamedTuple

from stockade.analysis.taint import Taint
from stockade.analysis.values import NO_TAINTS, Pieces, Value, everything
from stockade.analysis.written import MOST_STATES, START, Position, State, after, behind_hole, position
from stockade.model import program as ir
from stockade.model.embedded import WRITE

_DEEPEST_LOOP = 3
LIMIT = 200_000
"""Steps of the walk along one template."""


class Hole(NamedTuple):
    """A place of somebody's data: where in the code, where in the text; `alone`: it is all of the value."""

    at: int
    where: Position
    taint: Taint
    alone: bool


class Walk:
    """Walks along what a program writes; `holes` are the places of somebody's data in it.

    `written` are the values of each call that writes, by the identity of the node. In a page every place is
    the same.
    """

    def __init__(self, written: dict[int, list[Value]], *, is_page: bool = False) -> None:
        self._written = written
        self._is_page = is_page
        self._left = LIMIT
        self.holes: list[Hole] = []
        self._seen: set[tuple[int, Position, Taint]] = set()

    def body(
        self, body: Iterable[ir.Statement], states: tuple[State, ...] = (START,), loops: int = 0
    ) -> tuple[State, ...]:
        """Walk statements from any of some states; return those behind, none where nothing comes out."""
        for statement in body:
            self._left -= len(states)
            if not states or self._left < 0:
                return states
            states = self._statement(statement, states, loops)
        return states

    def _statement(self, node: ir.Statement, states: tuple[State, ...], loops: int) -> tuple[State, ...]:
        match node:
            case ir.Do(value=ir.Const(value=str() as literal)):
                return _distinct(after(state, literal) for state in states)
            case ir.Do(value=ir.Call(callee=ir.Name(name=name)) as call) if name == WRITE:
                found = [self._value(value, node.at, states) for value in self._written.get(id(call), ())]
                return _distinct(state for one in found for state in one) if found else states
            case ir.If():
                then = self.body(node.then, states, loops)
                return _distinct((*then, *self.body(node.otherwise, states, loops)))
            case ir.Loop():
                once = _distinct((*states, *self.body(node.body, states, loops + 1)))
                if loops >= _DEEPEST_LOOP or once == states:
                    return once
                return _distinct((*once, *self.body(node.body, once, loops + 1)))
            case ir.Return() | ir.Raise():
                return ()
            case _:
                return states

    def _value(self, value: Value, at: int, states: tuple[State, ...]) -> tuple[State, ...]:
        texts = value.texts
        if texts is not None and not value.taints:
            return _distinct(after(state, one) for one in sorted(texts) for state in states)
        if value.constants is not None and not value.taints:
            return _distinct(map(behind_hole, states))
        if value.pieces is not None:
            return self.text(value.pieces, at, states)
        return self.text((everything(value),), at, states)

    def text(self, pieces: Pieces, at: int, states: tuple[State, ...] = (START,)) -> tuple[State, ...]:
        """Walk the pieces of one value."""
        alone = len(pieces) == 1
        for piece in pieces:
            if isinstance(piece, str):
                states = _distinct(after(state, piece) for state in states)
                continue
            for state in states:
                where = Position("page") if self._is_page else position(state)
                for taint in piece if where is not None else NO_TAINTS:
                    if taint.control == "sender" and where is not None:
                        self._hole(at, where, taint, alone=alone)
            states = _distinct(map(behind_hole, states))
        return states

    def _hole(self, at: int, where: Position, taint: Taint, *, alone: bool) -> None:
        key = (at, where, taint)
        if key not in self._seen:
            self._seen.add(key)
            self.holes.append(Hole(at, where, taint, alone))


def _distinct(states: Iterable[State]) -> tuple[State, ...]:
    return tuple(dict.fromkeys(states))[:MOST_STATES]
