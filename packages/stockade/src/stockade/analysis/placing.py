"""Where a fault is, and the way of the data to it."""

from typing import TYPE_CHECKING

from stockade.analysis.taint import Taint
from stockade.model import program as ir
from stockade.model.code import CodeStep
from stockade.model.program import column_of, line_of
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.frames import Frame

_MOST_CALLERS = 6


def enclosing(frame: "Frame") -> str:
    """Return the function a frame runs."""
    return frame.function.id if frame.function is not None else "<module>"


def located(file: str, at: int) -> Location:
    """Return a position in a file."""
    return Location(file, line_of(at), column_of(at))


def steps_of(taint: Taint) -> tuple[CodeStep, ...]:
    """Return the way that data came."""
    way = taint.way.walked() if taint.way is not None else []
    return tuple(CodeStep(located(one.file, one.at), one.what) for one in way if line_of(one.at))


def told_at(given: "Given") -> tuple["Frame", int]:
    """Return where a call is told what to do: of a wrapper that hands on what it is given, its caller."""
    frame, at, node = given.frame, given.at, given.node
    told = node.arguments[0] if node is not None and node.arguments else None
    for _ in range(_MOST_CALLERS):
        function, caller = frame.function, frame.caller
        if function is None or caller is None or not isinstance(told, ir.Name):
            break
        if told.name not in {
            one.target.name for one in function.parameters if isinstance(one.target, ir.Name)
        }:
            break
        frame, at = caller
        told = None
    return frame, at
