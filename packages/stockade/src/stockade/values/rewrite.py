"""Building values: texts joined from parts, Python data lifted, references replaced."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace as changed

from stockade.values.terms import (
    NOWHERE,
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
)


def concat(parts: Iterable[Value], at: Location = NOWHERE) -> Value:
    """Join parts to one text: joins inside are opened, neighbouring literals merged."""
    merged: list[Value] = []
    for part in _flat(parts):
        if isinstance(part, Lit):
            written = scalar_text(part.value)
            if not written:
                continue
            if merged and isinstance(merged[-1], Lit):
                merged[-1] = Lit(f"{merged[-1].value}{written}", at=merged[-1].at)
                continue
            merged.append(Lit(written, at=part.at))
        else:
            merged.append(part)
    if not merged:
        return Lit("", at=at)
    if len(merged) == 1:
        only = merged[0]
        return Lit(only.value, at=at) if isinstance(only, Lit) else only
    return Concat(tuple(merged), at=at)


def _flat(parts: Iterable[Value]) -> Iterable[Value]:
    for part in parts:
        if isinstance(part, Concat):
            yield from _flat(part.parts)
        else:
            yield part


def scalar_text(value: str | float | bool | None) -> str:
    """Write a scalar as templates do: `true`, `1.5`; null is no text at all."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def plain(data: object, at: Location = NOWHERE) -> Value:
    """Lift plain data (JSON's types) into a value; everything stands at one place."""
    if isinstance(data, dict):
        return Map({str(key): plain(item, at) for key, item in data.items()}, at=at)
    if isinstance(data, list | tuple):
        return List(tuple(plain(item, at) for item in data), at=at)
    if data is None or isinstance(data, str | int | float | bool):
        return Lit(data, at=at)
    return Lit(str(data), at=at)


def replace(value: Value, change: Callable[[Value], Value]) -> Value:
    """Rebuild a value bottom-up, each term passed through `change`; joins are normalised again."""
    if isinstance(value, Lit):  # by far the most
        return change(value)
    match value:
        case List():
            return change(List(tuple(replace(item, change) for item in value.items), at=value.at))
        case Map():
            return change(Map({key: replace(item, change) for key, item in value.items.items()}, at=value.at))
        case Concat():
            return change(concat((replace(part, change) for part in value.parts), at=value.at))
        case Cond():
            then, otherwise = replace(value.then, change), replace(value.otherwise, change)
            return change(Cond(value.name, then, otherwise, at=value.at))
        case Import():
            return change(Import(replace(value.name, change), at=value.at))
        case Unknown():
            among = tuple(replace(item, change) for item in value.among)
            about = tuple(replace(item, change) for item in value.about)
            return change(changed(value, among=among, about=about))
        case Param():
            default = replace(value.default, change) if value.default is not None else None
            return change(Param(value.name, default, value.allowed, value.no_echo, at=value.at))
        case Ref() | Attr() | Pseudo() | Dynamic():
            return change(value)
