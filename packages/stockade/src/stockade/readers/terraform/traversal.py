"""Steps into values: attributes and keys.

Into a resource they stay names: `aws_lb.x.arn` is `Attr("aws_lb.x", "arn")`, and deeper ones keep their path
in Terraform's notation, `Attr("aws_eks_cluster.x", "identity[0].oidc[0].issuer")`.
"""

from collections.abc import Callable

from msgspec.structs import replace as changed

from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    part_of,
    text,
)

MOST_ALTERNATIVES = 24
"""Values listed where any element of a collection may be meant; of more none is listed."""


class Fault(Exception):  # noqa: N818 - what Terraform would refuse; a value in the end, never raised to a caller
    """Something that Terraform would refuse to evaluate; its text says what."""


def default_of(value: Value) -> Value:
    """Return the default of a parameter that has one, any other value as it is."""
    return value.default if isinstance(value, Param) and value.default is not None else value


def described(value: Value) -> str:
    """Return a short text for a value that is not known, to name an instance or a key by."""
    known = text(value)
    if known is not None:
        return known
    match value:
        case Ref():
            return f"${{{value.id}}}"
        case Attr():
            return f"${{{value.id}.{value.name}}}"
        case Param():
            return f"${{var.{value.name}}}"
        case Concat():
            return "".join(described(part) for part in value.parts)
        case Unknown() if len(value.about) == 1:
            return described(value.about[0])
        case _:
            return "${}"


def attribute(value: Value, name: str, at: Location) -> Value:
    """Return what `value.name` is. Raises `Fault` where there is no such thing."""
    value = default_of(value)
    match value:
        case Map():
            if name in value.items:
                return value.items[name]
            raise Fault(f"there is no {name!r} here")
        case Ref():
            return Attr(value.id, name, at=at)
        case Attr():
            return Attr(value.id, f"{value.name}.{name}", at=at)
        case Cond():
            return _of_both(value, lambda side: attribute(side, name, at))
        case List() if name.isdigit():
            return element(value, int(name))
        case List() | Lit():
            raise Fault(f"there is no {name!r} in a {'list' if isinstance(value, List) else 'single value'}")
        case _:
            return inside_unknown(value, name, at)


def index(value: Value, key: Value, at: Location) -> Value:
    """Return what `value[key]` is. Raises `Fault` where there is no such element."""
    value, key = default_of(value), default_of(key)
    known = text(key)
    match value:
        case Cond():
            return _of_both(value, lambda side: index(side, key, at))
        case List() | Map() if known is None:
            return _any_element(value, key, at)
        case List():
            return element(value, _whole(known or ""))
        case Map():
            return attribute(value, known or "", at)
        case Ref() if known is not None:
            # A resource that may have instances, of which only one is told apart.
            return value if known.isdigit() else Attr(value.id, known, at=at)
        case Attr() if known is not None:
            step = known if isinstance(key, Lit) and not isinstance(key.value, str) else f'"{known}"'
            return Attr(value.id, f"{value.name}[{step}]", at=at)
        case Ref() | Attr():
            return Unknown("an element that is only known at deployment", about=(value, key), at=at)
        case Lit():
            raise Fault("a single value has no elements")
        case _:
            return inside_unknown(value, known, at)


def element(value: List, position: int) -> Value:
    """Return an element of a list. Raises `Fault` where it has fewer."""
    if 0 <= position < len(value.items):
        return value.items[position]
    raise Fault(f"there is no element {position} in a list of {len(value.items)}")


def spread(value: Value) -> "tuple[Value, ...] | None":
    """Return what a splat goes over: the elements of a list, one value that is none; None where unknown."""
    value = default_of(value)
    match value:
        case List():
            return value.items
        case Lit(value=None):
            return ()
        case Lit() | Map() | Ref():
            return (value,)
        case Attr():
            return (Attr(value.id, f"{value.name}[*]", at=value.at),)
        case _:
            return None


def inside_unknown(value: Value, step: str | None, at: Location) -> Value:
    """Return what stands for something inside a value that is not known; the edges of that value stay.

    `step` is what it is called there, None where that is not known either.
    """
    match value:
        case Unknown():
            return part_of(value, step) if step is not None else changed(value, name="")
        case Param():
            reason = f"a part of the variable {value.name!r}, which has no value here"
            name = f"var.{value.name}.{step}" if step is not None else ""
            return Unknown(reason, about=(value,), name=name, at=at)
        case Concat() | Dynamic() | Import() | Pseudo():
            reason = "a part of a value that is only known at deployment"
        case _:
            reason = "a part of a value that is not known"
    return Unknown(reason, about=(value,), at=at)


def _any_element(value: List | Map, key: Value, at: Location) -> Value:
    items = value.items if isinstance(value, List) else tuple(value.items.values())
    among = items if len(items) <= MOST_ALTERNATIVES else ()
    return Unknown("an element by a key that is only known at deployment", among, (key,), at=at)


def _whole(written: str) -> int:
    try:
        return int(written)
    except ValueError as error:
        raise Fault(f"{written!r} is no number of an element") from error


def _of_both(value: Cond, step: Callable[[Value], Value]) -> Value:
    """Step into both sides; what is missing on one side is absent there and nothing wrong."""
    sides: list[Value] = []
    for side in (value.then, value.otherwise):
        try:
            sides.append(step(side))
        except Fault:
            sides.append(ABSENT)
    return Cond(value.name, sides[0], sides[1], at=value.at)
