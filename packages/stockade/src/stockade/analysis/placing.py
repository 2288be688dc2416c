"""Where a fault is, and the way of the data to it."""

from typing import TYPE_CHECKING

from stockade.analysis.taint import Taint
from stockade.model.code import CodeStep
from stockade.model.program import column_of, line_of
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.frames import Frame


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
