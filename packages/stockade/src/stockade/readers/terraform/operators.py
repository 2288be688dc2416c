"""Operators and conditions over values, three-valued: an unknown result keeps its edges."""

import math
from collections.abc import Callable

from stockade.readers.terraform.traversal import Fault, default_of
from stockade.values import (
    Cond,
    List,
    Lit,
    Location,
    Map,
    Ref,
    Truth,
    Unknown,
    Value,
    both,
    either,
    negate,
    number,
    same,
    text,
)

LARGEST = 10.0**300
"""Numbers are computed below this; Terraform's own have no bound."""


def truth(value: Value) -> Truth:
    """Return what a value says as a condition. Raises `Fault` where it cannot be one."""
    known = text(default_of(value))
    match known:
        case None:
            if isinstance(value, List | Map) or (isinstance(value, Lit) and value.value is None):
                raise Fault("a condition must be true or false")
            return "unknown"
        case "true" | "1":
            return "true"
        case "false" | "0":
            return "false"
        case _:
            raise Fault(f"a condition must be true or false, not {known!r}")


def unary(operator: str, value: Value, at: Location) -> Value:
    """Return `!value` or `-value`. Raises `Fault` where Terraform would refuse."""
    if operator == "!":
        return from_truth(negate(truth(value)), (value,), at)
    amount = _amount(value)
    return Lit(whole(-amount), at=at) if amount is not None else _undecided((value,), at)


def binary(operator: str, left: Value, right: Value, at: Location) -> Value:
    """Return `left operator right`. Raises `Fault` where Terraform would refuse."""
    match operator:
        case "&&":
            return from_truth(both(truth(left), truth(right)), (left, right), at)
        case "||":
            return from_truth(either(truth(left), truth(right)), (left, right), at)
        case "==":
            return from_truth(equal(left, right), (left, right), at)
        case "!=":
            return from_truth(negate(equal(left, right)), (left, right), at)
        case _:
            return _arithmetic(operator, left, right, at)


def equal(left: Value, right: Value) -> Truth:
    """Tell whether two values are equal, as far as it is known; a text never equals a number or a list."""
    left, right = default_of(left), default_of(right)
    match left, right:
        case (Lit(value=a), Lit(value=b)):
            return _told(_kind(a) == _kind(b) and a == b)
        case (List(items=a), List(items=b)):
            return _told(False) if len(a) != len(b) else both(*map(equal, a, b))
        case (Map(items=a), Map(items=b)):
            return _told(False) if a.keys() != b.keys() else both(*(equal(a[key], b[key]) for key in a))
        case (List() | Map(), Lit() | List() | Map()) | (Lit(), List() | Map()):
            return "false"
        case (Ref(), Lit(value=None)) | (Lit(value=None), Ref()):
            return "false"
        case (Lit(value=None), _) | (_, Lit(value=None)) | (List() | Map(), _) | (_, List() | Map()):
            return "unknown"
        case _:
            return same(left, right)


def from_truth(answer: Truth, about: tuple[Value, ...], at: Location) -> Value:
    """Return a truth as a value; an unknown one keeps what it was decided from."""
    return _undecided(about, at) if answer == "unknown" else Lit(answer == "true", at=at)


def chosen(condition: Value, then: Value, otherwise: Value, name: str, at: Location) -> Value:
    """Return one side of a condition, or both under its name where it is not known."""
    match truth(condition):
        case "true":
            return then
        case "false":
            return otherwise
        case _:
            return Cond(name, then, otherwise, at=at)


def whole(amount: float) -> int | float:
    """Return a number without a fraction as a whole one. Raises `Fault` where it is none at all."""
    if not abs(amount) < LARGEST:
        raise Fault("the number is too large")
    if isinstance(amount, int):
        return amount
    return int(amount) if amount.is_integer() else amount


def _arithmetic(operator: str, left: Value, right: Value, at: Location) -> Value:
    first, second = _amount(left), _amount(right)
    if first is None or second is None:
        return _undecided((left, right), at)
    try:
        result = _OPERATIONS[operator](first, second)
    except KeyError as error:
        raise Fault(f"Terraform has no operator {operator!r}") from error
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        raise Fault("the number cannot be computed") from error
    return Lit(result if isinstance(result, bool) else whole(result), at=at)


_OPERATIONS: dict[str, Callable[[float, float], float | bool]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": math.fmod,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _amount(value: Value) -> float | None:
    value = default_of(value)
    if isinstance(value, List | Map) or (isinstance(value, Lit) and text(value) is None):
        raise Fault("this is no number")
    known = number(value)
    if known is None and text(value) is not None:
        raise Fault(f"{text(value)!r} is no number")
    return known


def _kind(value: object) -> type:
    """Return what Terraform takes a scalar for; whole and other numbers are one kind."""
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def _told(answer: bool) -> Truth:
    return "true" if answer else "false"


def _undecided(about: tuple[Value, ...], at: Location) -> Value:
    edges = tuple(value for value in about if not isinstance(value, Lit))
    return Unknown("an outcome that is only known at deployment", about=edges, at=at)
