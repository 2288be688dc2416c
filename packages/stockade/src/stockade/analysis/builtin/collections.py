"""Lists, dictionaries, objects, maps and sets."""

import re

from stockade.analysis import values as v
from stockade.analysis.arguments import Given
from stockade.analysis.sources import free_names
from stockade.analysis.taint import joined_taints, mark_all
from stockade.analysis.values import (
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    constants,
    everything,
    join,
    join_all,
    record,
    sequence,
    tainted,
)
from stockade.analysis.weaving import concatenated
from stockade.model import program as ir

MAP = "Map()"
NAMED_TUPLE = "collections.namedtuple()"


def changed(given: Given, value: Value) -> None:
    """Put a changed object back where a method was called on it."""
    node = given.node
    if node is not None and isinstance(node.callee, ir.Attribute):
        given.machine.change(given.frame, node.callee.object, value)


def added(given: Given, holder: Value, *values: Value) -> None:
    """Put an object back with values added."""
    fresh = join_all(values)
    if holder.closed and holder.items is None and len(holder.fields or {}) + len(values) < v.MOST_CONSTANTS:
        fields = dict(holder.fields or {})
        for value in values:
            fields[str(len(fields))] = value
        changed(given, holder.changed(fields=fields))
        return
    items = fresh if holder.items is None else join(holder.items, fresh)
    changed(given, holder.changed(items=items, fields=holder.fields if holder.fields is not None else {}))


def append(given: Given, holder: Value) -> Value:
    """Add elements at the end: `append`, `push`."""
    added(given, holder, *given.arguments)
    return UNKNOWN


def extend(given: Given, holder: Value) -> Value:
    """Add the elements of another list."""
    added(given, holder, given.machine.elements(given.frame, given.first(), given.at))
    return UNKNOWN


def insert(given: Given, holder: Value) -> Value:
    """Add an element somewhere."""
    added(given, holder.changed(closed=False, items=holder.items or given.positional(1)), given.positional(1))
    return UNKNOWN


def get(given: Given, holder: Value) -> Value:
    """Look a key up; the default where it may be missing."""
    found = given.machine.load(given.frame, holder, given.positional(0), given.at)
    known = given.positional(0).text is not None and holder.closed and found != NOTHING
    if holder.closed and not known:
        found = join(found, NOTHING)
    if len(given.arguments) > 1 and not known:
        default = given.positional(1)
        return default if found == NOTHING else join(found, default)
    return found


def update(given: Given, holder: Value) -> Value:
    """Take over the entries of another object."""
    fields = dict(holder.fields or {})
    items, taints, keys = holder.items, holder.taints, holder.keys
    for one in given.arguments:
        for name in fields if one.taints or one.items is not None else ():
            fields[name] = join(fields[name], given.machine.load(given.frame, one, name, given.at))
        fields.update(one.fields or {})
        if one.items is not None:
            items = one.items if items is None else join(items, one.items)
        taints = joined_taints(taints, one.taints)
        keys = joined_taints(keys, one.keys)
    fields.update({key: value for key, value in given.keywords.items() if key})
    changed(given, holder.changed(fields=fields, items=items, taints=taints, keys=keys))
    return UNKNOWN


def set_default(given: Given, holder: Value) -> Value:
    """Look a key up; set it where it is missing."""
    found = given.machine.load(given.frame, holder, given.positional(0), given.at)
    value = given.positional(1) if found == NOTHING else join(found, given.positional(1))
    changed(given, given.machine.stored(holder, given.positional(0), value))
    return value


def keys(_given: Given, holder: Value) -> Value:
    """Return the keys of an object: what they are called is no secret."""
    names = constants(holder.fields) if holder.fields and holder.closed else UNKNOWN
    mine = mark_all(joined_taints(holder.keys, free_names(holder.taints)), "sensitive-data-logged")
    return Value(fields={}, items=join(names, tainted(mine)) if mine else names)


def values_of(given: Given, holder: Value) -> Value:
    """Return the values of an object."""
    return Value(fields={}, items=value_of(given, holder))


def value_of(given: Given, holder: Value) -> Value:
    """Return what any value of an object is: the elements of a map are its pairs."""
    return given.machine.elements(
        given.frame, holder.changed(names=()) if is_map(holder) else holder, given.at
    )


def is_map(holder: Value) -> bool:
    """Tell whether an object is a map of JavaScript."""
    return MAP in holder.names and holder.fields is not None


def items_of(given: Given, holder: Value) -> Value:
    """Return the pairs of an object."""
    key = keys(given, holder).items or UNKNOWN
    value = value_of(given, holder)
    return Value(fields={}, items=Value(fields={"0": key, "1": value}, closed=True))


def copied(_given: Given, holder: Value) -> Value:
    """Return a copy: values never change."""
    return holder


def concat(given: Given, holder: Value) -> Value:
    """Put texts, or lists, one after another."""
    if holder.texts is not None or holder.pieces is not None:
        return concatenated([holder, *given.arguments])
    parts = [given.machine.elements(given.frame, one, given.at) for one in (holder, *given.arguments)]
    return Value(
        fields={},
        items=join_all(parts),
        taints=frozenset().union(*(one.taints for one in (holder, *given.arguments))),
    )


def map_set(given: Given, holder: Value) -> Value:
    """Set an entry of a map; add to a set."""
    if len(given.arguments) < 2:  # noqa: PLR2004 - Set.add
        added(given, holder, *given.arguments)
        return holder
    after = given.machine.stored(holder, given.positional(0), given.positional(1))
    changed(given, after)
    return holder


def popped(given: Given, holder: Value) -> Value:
    """Take an element out."""
    if given.arguments and given.positional(0).texts is not None:
        return get(given, holder)
    return given.machine.elements(given.frame, holder, given.at)


def sliced(_given: Given, holder: Value) -> Value | None:
    """Return a part."""
    if holder.fields is not None or holder.items is not None:
        return Value(taints=holder.taints, fields={}, items=join_all(v.parts(holder)))
    return tainted(holder.taints)


def object_assign(given: Given) -> Value:
    """Copy entries into the first object."""
    whole = Value(fields={}, closed=True)
    for one in given.arguments:
        fields = {**(whole.fields or {}), **(one.fields or {})}
        whole = join(whole, one).changed(fields=fields, closed=whole.closed and one.closed)
    place = given.node.arguments[0] if given.node is not None and given.node.arguments else None
    if isinstance(place, ir.Name | ir.Attribute | ir.Index):
        given.machine.change(given.frame, place, whole)
    return whole


def entries(given: Given) -> Value:
    """Return the pairs of the argument."""
    return items_of(given, given.first())


def object_keys(given: Given) -> Value:
    """Return the keys of the argument."""
    return keys(given, given.first())


def object_values(given: Given) -> Value:
    """Return the values of the argument."""
    return values_of(given, given.first())


def from_entries(given: Given) -> Value:
    """Make an object of pairs."""
    pair = given.machine.elements(given.frame, given.first(), given.at)
    key = given.machine.load(given.frame, pair, constant(0), given.at)
    return Value(
        fields={}, keys=everything(key), items=given.machine.load(given.frame, pair, constant(1), given.at)
    )


def dictionary(given: Given) -> Value:
    """Make a dictionary."""
    base = given.arguments[0] if given.arguments else Value(fields={}, closed=True)
    fields = {**(base.fields or {}), **{key: one for key, one in given.keywords.items() if key}}
    return base.changed(fields=fields, constants=None)


def listed(given: Given) -> Value:
    """Make a list of elements."""
    if not given.arguments:
        return Value(fields={}, closed=True)
    first = given.first()
    if first.fields is not None and first.closed:
        return first
    return Value(fields={}, items=given.machine.elements(given.frame, first, given.at))


def enumerated(given: Given) -> Value:
    """Return numbered elements."""
    element = given.machine.elements(given.frame, given.first(), given.at)
    return Value(fields={}, items=Value(fields={"0": UNKNOWN, "1": element}, closed=True))


def zipped(given: Given) -> Value:
    """Return elements side by side."""
    pair = [given.machine.elements(given.frame, one, given.at) for one in given.arguments]
    return Value(fields={}, items=sequence(pair))


def map_of(given: Given) -> Value:
    """Make a map, with the pairs it is given."""
    first = given.first()
    found = Value(fields={}, closed=True, names=(MAP,))
    pairs = list(first.fields.values()) if first.fields and first.closed and first.items is None else []
    if not pairs and first.constants is None and given.arguments:
        pair = given.machine.elements(given.frame, first, given.at)
        pairs = [pair.changed(fields={**(pair.fields or {}), "0": (pair.fields or {}).get("0", UNKNOWN)})]
    for pair in pairs:
        key, value = (given.machine.load(given.frame, pair, constant(number), given.at) for number in (0, 1))
        found = given.machine.stored(found, key, value)
    return found


def named_tuple_of(given: Given) -> Value:
    """Return what makes named tuples: `namedtuple("Pair", ["a", "b"])`."""
    written = given.keywords.get("field_names", given.positional(1))
    names = re.split(r"[,\s]+", written.text.strip()) if written.text is not None else []
    for one in (written.fields or {}).values():
        names.append(one.text or (one.fields or {}).get("0", UNKNOWN).text or "")
    return Value(
        names=(NAMED_TUPLE,), fields={str(number): constant(one) for number, one in enumerate(names)}
    )


def named_tuple(given: Given, kind: Value) -> Value:
    """Return a named tuple: its elements by name and by number."""
    fields: dict[str, Value] = {}
    for number, one in enumerate((kind.fields or {}).values()):
        name = one.text or ""
        value = given.keywords.get(name, given.positional(number))
        fields[str(number)] = fields[name] = value
    return record(fields)
