"""Three-valued logic and equality of values: true, false, or not known."""

from typing import Literal

from stockade.values.access import alternatives, branches, text
from stockade.values.terms import Attr, Concat, Dynamic, Import, Lit, Param, Pseudo, Ref, Unknown, Value

Truth = Literal["true", "false", "unknown"]


def both(*parts: Truth) -> Truth:
    """Conjunction: false wins, then unknown."""
    if "false" in parts:
        return "false"
    return "unknown" if "unknown" in parts else "true"


def either(*parts: Truth) -> Truth:
    """Disjunction: true wins, then unknown."""
    if "true" in parts:
        return "true"
    return "unknown" if "unknown" in parts else "false"


def negate(part: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return {"true": "false", "false": "true", "unknown": "unknown"}[part]  # type: ignore[return-value]


def same(left: Value, right: Value) -> Truth:
    """Compare two scalar values as texts: equal, different, or not known. Positions play no part.

    Two terms whose values are not known are equal where they are the same term: one parameter, one attribute,
    one unknown by its name, one condition between the same sides.
    """
    if _is_one(left, right):
        return "true"
    answers = {
        _same(a, b)
        for needs, one in branches(left)
        for others, other in branches(right)
        if all(others.get(name, answer) == answer for name, answer in needs.items())
        for a in alternatives(one)
        for b in alternatives(other)
    }
    if not answers or "unknown" in answers or len(answers) > 1:
        return "unknown"
    return answers.pop()


def _is_one(left: Value, right: Value) -> bool:
    """Tell whether two values are one unknown, whatever it is."""
    return isinstance(left, Unknown) and isinstance(right, Unknown) and left.name == right.name != ""


def _same(left: Value, right: Value) -> Truth:
    first, second = text(left), text(right)
    if first is not None and second is not None:
        return "true" if first == second else "false"
    if _is_one(left, right):
        return "true"
    match left, right:
        case (Ref(id=a), Ref(id=b)) | (Pseudo(name=a), Pseudo(name=b)) | (Param(name=a), Param(name=b)) if (
            a == b
        ):
            return "true"
        case (Import(name=one), Import(name=other)):
            return "true" if same(one, other) == "true" else "unknown"
        case (Attr(id=a, name=c), Attr(id=b, name=d)) | (
            Dynamic(service=a, key=c),
            Dynamic(service=b, key=d),
        ) if (a, c) == (b, d):
            return "true"
        case (Concat(), Concat()):
            return _same_parts(left.parts, right.parts)
        case _:
            return "unknown"


def _same_parts(left: tuple[Value, ...], right: tuple[Value, ...]) -> Truth:
    if len(left) == len(right) and all(_same(a, b) == "true" for a, b in zip(left, right, strict=True)):
        return "true"
    first, second = left[0], right[0]
    if isinstance(first, Lit) and isinstance(second, Lit):
        a, b = str(first.value), str(second.value)
        if not (a.startswith(b) or b.startswith(a)):
            return "false"
    return "unknown"
