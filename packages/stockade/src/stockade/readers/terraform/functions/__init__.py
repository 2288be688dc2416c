"""Terraform's functions, as far as they are pure; three-valued.

    arguments.py   what functions ask of their arguments, and what they may know of files
    texts.py       texts, formats, regular expressions, conversions of scalars
    collecting.py  lists, sets and maps
    encoding.py    JSON, YAML, CSV, Base64, hashes
    numeric.py     numbers and networks
    paths.py       files and their paths
    times.py       points in time that are written

`try`, `can` and templates evaluate expressions, so they are the evaluator's own.
"""

from collections.abc import Callable

from stockade.readers.terraform.functions import collecting, encoding, numeric, paths, texts, times
from stockade.readers.terraform.functions.arguments import Arguments, Files, NotKnown
from stockade.readers.terraform.traversal import Fault
from stockade.values import ABSENT, Cond, Lit, Param, Unknown, Value, is_absent

MOST_CONDITIONS = 3
"""Conditional arguments of one call whose sides are told apart."""

_EACH_TIME = "is another at each deployment"
UNCOMPUTED = {
    "base64gzip": "depends on the program that compresses",
    "bcrypt": _EACH_TIME,
    "plantimestamp": _EACH_TIME,
    "rsadecrypt": "needs a private key",
    "timestamp": _EACH_TIME,
    "uuid": _EACH_TIME,
}
"""Functions whose result is not known here, and why."""
OF_A_PROVIDER = "provider::"
"""What the names of functions begin with that a provider brings."""

TRANSPARENT = frozenset({"ephemeralasnull", "nonsensitive", "sensitive"})
"""Functions that give their argument back."""

FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    **collecting.FUNCTIONS,
    **encoding.FUNCTIONS,
    **numeric.FUNCTIONS,
    **paths.FUNCTIONS,
    **texts.FUNCTIONS,
    **times.FUNCTIONS,
}


def call(name: str, given: Arguments) -> Value:
    """Return what a function gives. Raises `Fault` where Terraform would refuse, or has no such function.

    Of a conditional argument both sides are computed, and the result is conditional.
    """
    name = name.removeprefix("core::")
    reason = "is a function of a provider" if name.startswith(OF_A_PROVIDER) else UNCOMPUTED.get(name)
    if reason is not None:
        return Unknown(f"{name}() {reason}", about=edges(given.values), at=given.at)
    if name == "issensitive":
        return _issensitive(given)
    if name in TRANSPARENT:
        return given.value(0)
    function = FUNCTIONS.get(name)
    if function is None:
        raise Fault(f"the function {name}() is not known")
    return _called(name, function, given, MOST_CONDITIONS)


def _issensitive(given: Arguments) -> Value:
    """Tell of a variable whether it is declared sensitive; marks of other values are not followed."""
    value = given.values[0] if given.values else given.value(0)
    if isinstance(value, Param) and value.no_echo:
        return given.lit(True)
    return Unknown("whether a value is sensitive", about=edges(given.values), at=given.at)


def edges(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return what of the arguments is worth keeping in an unknown: everything but scalars."""
    return tuple(value for value in values if not isinstance(value, Lit))


def _called(name: str, function: Callable[[Arguments], Value], given: Arguments, depth: int) -> Value:
    condition = next((value for value in given.values if isinstance(value, Cond)), None) if depth else None
    if condition is not None:
        then = _side(name, function, given, condition.name, answer=True, depth=depth)
        otherwise = _side(name, function, given, condition.name, answer=False, depth=depth)
        return Cond(condition.name, then, otherwise, at=given.at)
    try:
        return function(given)
    except NotKnown:
        reason = f"{name}() of what is only known at deployment"
        return Unknown(reason, about=edges(given.values), at=given.at)
    except (ArithmeticError, IndexError, ValueError) as error:
        # Too few arguments, an empty list, a number without end: Terraform refuses what Python cannot do.
        raise Fault(f"{name}() cannot be computed of these arguments") from error


def _side(  # noqa: PLR0913 - the call and the side of it
    name: str,
    function: Callable[[Arguments], Value],
    given: Arguments,
    condition: str,
    *,
    answer: bool,
    depth: int,
) -> Value:
    values = tuple(_taken(value, condition, answer=answer) for value in given.values)
    try:
        return _called(name, function, Arguments(values, given.at, given.files), depth - 1)
    except Fault:
        # What is refused on one side of a condition is not there on that side.
        return ABSENT


def _taken(value: Value, condition: str, *, answer: bool) -> Value:
    while isinstance(value, Cond) and value.name == condition:
        value = value.then if answer else value.otherwise
    return Lit(None, at=value.at) if is_absent(value) else value


__all__ = ["Arguments", "Files", "call", "edges"]
