"""Refusals that do not end: the failing side of a test falls through to a call that changes something."""

import re
from typing import TYPE_CHECKING

from stockade.analysis import branches, tokens
from stockade.analysis.values import Value
from stockade.model import program as ir
from stockade.model.code import CodeFault, CodeStep
from stockade.model.program import column_of, line_of
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.frames import Frame

_REFUSED = "#refused"
"""The variable of the engine's own that a refusal leaves, where the function goes on behind it."""
_GUARDING = re.compile(
    r"(?i)role|admin|owner|auth|token|permission|signature|verif|allowed|forbidden|claims|\bsub\b|user_?id|session"
    r"|valid|api_?key|secret|hmac"
)
_VERIFYING = re.compile(
    r"(?i)(?:^|\.)(?:verify\w*|jwt\.decode|(?:validate|check|authenticate|authori[sz]e|require)_?\w*"
    r"(?:token|auth\w*|user|session|signature|permission|access|admin|role))$"
)
_GOES_ON = {"refused": "The side that refuses", "swallowed": "The error of this verification is caught, and"}
_CHANGING = re.compile(
    r"(?:^|\.)(?:(?:find\w*And)?(?:Update|Delete|Remove|Replace)|put|update|delete|create|remove|send|publish|invoke|start|execute|transact|batch_write|insert"
    r"|Put|Update|Delete|Create|Remove|Send|Publish|Invoke|Start|Execute|Transact|BatchWrite)\w*$"
)


def tested(frame: "Frame", node: ir.If) -> None:
    """Take in a test: one that asks for what a refusal has set decides in its place."""
    pending = frame.variables.get(_REFUSED)
    if pending is not None and set(pending.names) & branches.identifiers(node.test):
        frame.put(_REFUSED, None)


def assigned(frame: "Frame", target: ir.Target) -> None:
    """Take in that a variable is set behind a refusal: a test that asks for it may decide as well."""
    pending = frame.variables.get(_REFUSED)
    if pending is not None and isinstance(target, ir.Name) and target.name not in pending.names:
        frame.variables[_REFUSED] = pending.changed(names=(*pending.names, target.name))


def left(frame: "Frame", node: ir.If, body: branches.Body) -> None:
    """Look at the end of a side that the function goes on behind."""
    if not body or branches.stops(body) or not branches.says_no(body):
        return
    if not any(_GUARDING.search(name) for name in branches.identifiers(node.test)):
        return
    place = f"{frame.file}:{line_of(node.at)}:{column_of(node.at)}"
    names = tuple(sorted(branches.bound(body)))
    frame.put(_REFUSED, Value(names=names, basis=("refused", (place,))))


def swallowed(frame: "Frame", node: ir.Try) -> None:
    """Look at a verification whose error is caught, where the function goes on as if there had been none."""
    verified = next((one for one in node.body if _is_verification(one)), None)
    if verified is None:
        return
    for handler in node.handlers:
        if handler.body and not branches.stops(handler.body) and not branches.bound(handler.body):
            place = f"{frame.file}:{line_of(verified.at)}:{column_of(verified.at)}"
            frame.variables[_REFUSED] = Value(names=(), basis=("swallowed", (place,)))


def _is_verification(statement: ir.Statement) -> bool:
    """Tell whether a statement only verifies: what comes of it is kept nowhere."""
    if not isinstance(statement, ir.Do) or not isinstance(statement.value, ir.Call):
        return False
    return _VERIFYING.search(branches.spelled(statement.value.callee)) is not None


def passed(given: "Given", names: list[str]) -> CodeFault | None:
    """Return the fault where a call that changes something is reached behind a refusal."""
    pending = given.frame.variables.get(_REFUSED)
    if pending is None or pending.basis is None:
        return None
    reached = (one for one in names if one.startswith(tokens.SDK) or "mongo" in one.lower())
    callee = next((one for one in reached if _CHANGING.search(one)), "")
    if not callee or tokens.speaks(callee):
        return None
    file, line, column = pending.basis[1][0].rsplit(":", 2)
    message = (
        f"{_GOES_ON[pending.basis[0]]} does not end the function: it goes on, and {callee} in line "
        f"{line_of(given.at)} is called all the same."
    )
    here = Location(given.frame.file, line_of(given.at), column_of(given.at))
    function = given.frame.function
    return CodeFault(
        "missing-refusal",
        message,
        function.id if function is not None else "<module>",
        Location(file, int(line), int(column)),
        steps=(CodeStep(here, f"{callee} is called"),),
    )
