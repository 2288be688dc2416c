"""Where a fault is, and the way of the data to it."""

from typing import TYPE_CHECKING

from stockade.analysis import branches
from stockade.analysis.taint import Taint
from stockade.catalog.calls import Argument
from stockade.model import program as ir
from stockade.model.code import CodeStep
from stockade.model.program import column_of, line_of
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.frames import Frame

_MOST_CALLERS = 6
_MOST_AROUND = 16


def enclosing(frame: "Frame") -> str:
    """Return the function a frame runs."""
    return frame.function.id if frame.function is not None else "<module>"


def around(frame: "Frame") -> frozenset[tuple[str, str]]:
    """Return the functions that are being run, by file and name, from a frame up to what started it."""
    found: set[tuple[str, str]] = set()
    one: Frame | None = frame
    for _ in range(_MOST_AROUND):
        if one is None:
            break
        if one.function is not None:
            found.add((one.file, one.function.id))
        one = one.caller[0] if one.caller is not None else None
    return frozenset(found)


def located(file: str, at: int) -> Location:
    """Return a position in a file."""
    return Location(file, line_of(at), column_of(at))


def steps_of(taint: Taint) -> tuple[CodeStep, ...]:
    """Return the way that data came."""
    way = taint.way.walked() if taint.way is not None else []
    return tuple(CodeStep(located(one.file, one.at), one.what) for one in way if line_of(one.at))


def _told(node: ir.Call, function: ir.Function | None) -> ir.Expression | None:
    """Return what a call is told: its first argument, or the key or item in it."""
    first = node.arguments[0] if node.arguments else None
    if isinstance(first, ir.Name) and function is not None:
        first = _written(function, first.name) or first
    entries = dict(node.keywords)
    if isinstance(first, ir.Build) and first.kind == "dict":
        entries |= {
            one.key.value: one.value
            for one in first.entries
            if isinstance(one.key, ir.Const) and isinstance(one.key.value, str)
        }
    return entries.get("Key", entries.get("Item", first))


def _written(function: ir.Function, name: str) -> ir.Build | None:
    """Return the object that a function writes out under a name."""
    for statement in function.body:
        for node in branches.walked(statement):
            if isinstance(node, ir.Assign) and isinstance(node.target, ir.Name) and node.target.name == name:
                return node.value if isinstance(node.value, ir.Build) else None
    return None


def given_at(node: ir.Call | None, argument: Argument, at: int) -> int:
    """Return where a call is given an argument: at its entry, where the object is written in the call."""
    value = _argument(node, argument) if node is not None and argument.path else None
    for step in argument.path.split("."):
        entries = value.entries if isinstance(value, ir.Build) and value.kind == "dict" else ()
        for entry in entries:
            if isinstance(entry.key, ir.Const) and entry.key.value == step:
                value, at = entry.value, entry.key.at or at
                break
        else:
            break
    return at


def _argument(node: ir.Call, argument: Argument) -> ir.Expression | None:
    for name, value in node.keywords:
        if name and name == argument.name:
            return value
    position = argument.position
    return node.arguments[position] if position is not None and position < len(node.arguments) else None


def told_at(given: "Given") -> tuple["Frame", int]:
    """Return where a call is told what to do: of a wrapper that hands on what it is given, its caller."""
    frame, at = given.frame, given.at
    told = _told(given.node, frame.function) if given.node is not None else None
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
