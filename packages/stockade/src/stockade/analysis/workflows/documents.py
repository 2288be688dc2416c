"""Abstract documents of workflows: what lies at a place in one, and one with something else put there."""

from collections.abc import Callable, Sequence

from stockade.analysis import values as v
from stockade.analysis.sources import loaded
from stockade.analysis.taint import Taint
from stockade.analysis.values import NOTHING, UNKNOWN, Value, everything, join_all, tainted

Noted = Callable[[Taint, Taint], Taint]
"""Given what data was loaded from and the data, return it with the place where it was read."""


def _kept(_holder: Taint, found: Taint) -> Taint:
    return found


def is_list(value: Value) -> bool:
    """Tell whether a value is surely a list: by the numbers of its entries, or as none has a name."""
    if not value.fields:
        return value.items is not None
    return all(key.isdigit() for key in value.fields)


def child(value: Value, key: str, noted: Noted = _kept) -> Value:
    """Return the entry of a document at a key; of a list what its elements have there."""
    if value.fields is not None and key in value.fields:
        return value.fields[key]
    if is_list(value) and not key.isdigit():
        return join_all(child(one, key, noted) for one in v.parts(value))
    found = [value.items] if value.items is not None and key.isdigit() else []
    inner = [noted(one, below) for one in value.taints for below in loaded(one, key, index=key.isdigit())]
    if inner:
        found.append(tainted(frozenset(inner)))
    if not found and value.closed:
        return NOTHING
    return join_all(found)


def element(value: Value, noted: Noted = _kept) -> Value:
    """Return what any element or entry of a document is."""
    found = list(v.parts(value))
    inner = [noted(one, below) for one in value.taints for below in loaded(one, None, index=True)]
    if inner:
        found.append(tainted(frozenset(inner)))
    return join_all(found)


def elements(value: Value) -> Value:
    """Return what is gone through one by one: the elements of a list; a single value is one itself."""
    if value.fields is not None or value.items is not None:
        return element(value) if is_list(value) else value
    return join_all(tainted(frozenset(loaded(one, None, index=True))) for one in value.taints)


def at_path(value: Value, steps: Sequence[str]) -> Value:
    """Return what lies at a path of keys."""
    for step in steps:
        value = child(value, step)
    return value


def put(value: Value, steps: Sequence[str], what: Value) -> Value:
    """Return a document with something put at a path of keys, objects made on the way."""
    if not steps:
        return what
    key, *rest = steps
    inner = put(child(value, key), rest, what)
    holder = value if value.fields is not None or value.taints else Value(fields={}, closed=True)
    fields = {**(holder.fields or {}), key: inner}
    if len(fields) > v.MOST_ENTRIES * 2:
        return Value(taints=holder.taints, fields={key: inner}, items=join_all(fields.values()))
    return holder.changed(fields=fields, constants=None, pieces=None)


def narrowed(value: Value, steps: Sequence[str], text: str) -> Value:
    """Return a document in which a path holds one known text."""
    return put(value, steps, v.constant(text))


def widened(value: Value) -> Value:
    """Return a value of which only whose data it holds is known."""
    found = everything(value)
    return tainted(found) if found else UNKNOWN
