"""Methods of Java's texts, lists and maps, and of the utilities, as the code model knows them."""

import re
from collections.abc import Callable

from stockade.model import program as ir

Arguments = tuple[ir.Expression, ...]
_Made = Callable[[ir.Expression, Arguments, int], ir.Expression]
_TESTING = {
    "isEmpty",
    "isNullOrEmpty",
    "containsKey",
    "containsValue",
    "startsWith",
    "endsWith",
    "indexOf",
    "lastIndexOf",
    "size",
    "length",
    "hashCode",
    "compareTo",
}
"""What tells something of a value without giving any of it away."""
ENDING = frozenset({"error", "unauthorized"})
_UTILITIES = frozenset({"$util"})


def is_utility(value: ir.Expression, *names: str) -> bool:
    """Tell whether a value is a call of one of some utilities (`$util.error(...)`)."""
    if not isinstance(value, ir.Call) or not isinstance(value.callee, ir.Attribute):
        return False
    holder = value.callee.object
    return isinstance(holder, ir.Name) and holder.name in _UTILITIES and value.callee.name in names


def method(holder: ir.Expression, name: str, arguments: Arguments, at: int) -> ir.Expression:
    """Return the call of a method on a value."""
    if isinstance(holder, ir.Name) and holder.name in _UTILITIES:
        return _utility(holder, name, arguments, at)
    if name in _TESTING:
        return ir.Operation("tells", (holder, *arguments), at)
    made = _MADE.get((name, len(arguments)))
    return made(holder, arguments, at) if made is not None else _call(holder, name, arguments, at)


def _utility(holder: ir.Name, name: str, arguments: Arguments, at: int) -> ir.Expression:
    if name in {"qr", "quiet"} and len(arguments) == 1:
        return ir.Operation("quiet", arguments, at)
    if name == "matches" and len(arguments) == 2 and isinstance(arguments[0], ir.Const):  # noqa: PLR2004
        pattern = ir.Regex(str(arguments[0].value), "", at)
        return ir.Call(ir.Attribute(pattern, "test", at), (arguments[1],), at=at)
    return _call(holder, name, arguments, at)


def _call(holder: ir.Expression, name: str, arguments: Arguments, at: int) -> ir.Expression:
    return ir.Call(ir.Attribute(holder, name, at), arguments, at=at)


def _put(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
    target = ir.Index(holder, arguments[0], at)
    return ir.Assignment(target, arguments[1], at)


def _of_object(name: str) -> _Made:
    def made(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
        return ir.Call(ir.Attribute(ir.Name("Object", at), name, at), (holder, *arguments), at=at)

    return made


def _of_template(name: str) -> _Made:
    def made(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
        return ir.Call(ir.Attribute(ir.Name("vtl", at), name, at), (holder, *arguments), at=at)

    return made


def _comparing(sign: str, *, turned: bool = False) -> _Made:
    def made(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
        operands = (arguments[0], holder) if turned else (holder, arguments[0])
        return ir.Operation(sign, operands, at)

    return made


def _matching(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
    if not isinstance(arguments[0], ir.Const):
        return ir.Operation("tells", (holder, *arguments), at)
    pattern = ir.Regex(f"^(?:{arguments[0].value})$", "", at)
    return ir.Call(ir.Attribute(pattern, "test", at), (holder,), at=at)


def _replacing(name: str) -> _Made:
    def made(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
        pattern = arguments[0]
        if isinstance(pattern, ir.Const) and '"' in str(pattern.value):
            return ir.Call(ir.Attribute(ir.Name("vtl", at), "unquoted", at), (holder,), at=at)
        if isinstance(pattern, ir.Const):
            written = str(pattern.value)
            source = written if name == "replaceAll" else re.escape(written)
            pattern = ir.Regex(source, "g", at)
        return ir.Call(ir.Attribute(holder, "replace", at), (pattern, arguments[1]), at=at)

    return made


def _cut(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
    bounds = [
        one.value if isinstance(one, ir.Const) and isinstance(one.value, int) else None for one in arguments
    ]
    return ir.Slice(holder, bounds[0], bounds[1] if len(bounds) > 1 else None, at)


def _joined(holder: ir.Expression, arguments: Arguments, at: int) -> ir.Expression:
    return ir.Concat((holder, *arguments), at)


_MADE: dict[tuple[str, int], _Made] = {
    ("get", 1): lambda holder, arguments, at: ir.Index(holder, arguments[0], at),
    ("getOrDefault", 2): lambda holder, arguments, at: ir.Operation(
        "??", (ir.Index(holder, arguments[0], at), arguments[1]), at
    ),
    ("put", 2): _put,
    ("set", 2): _put,
    ("putAll", 1): _of_object("assign"),
    ("add", 1): lambda holder, arguments, at: _call(holder, "push", arguments, at),
    ("addAll", 1): lambda holder, arguments, at: _call(holder, "push", (ir.Spread(arguments[0], at),), at),
    ("values", 0): _of_object("values"),
    ("keySet", 0): _of_template("keys"),
    ("entrySet", 0): _of_template("entries"),
    ("equals", 1): _comparing("=="),
    ("equalsIgnoreCase", 1): _comparing("=="),
    ("contains", 1): _comparing("in", turned=True),
    ("matches", 1): _matching,
    ("replace", 2): _replacing("replace"),
    ("replaceAll", 2): _replacing("replaceAll"),
    ("replaceFirst", 2): _replacing("replaceFirst"),
    ("substring", 1): _cut,
    ("substring", 2): _cut,
    ("concat", 1): _joined,
}
