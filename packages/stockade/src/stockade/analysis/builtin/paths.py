"""Paths and URLs."""

from stockade.analysis import values as v
from stockade.analysis.arguments import Given
from stockade.analysis.taint import mark_all
from stockade.analysis.values import (
    Value,
    constant,
    everything,
)
from stockade.analysis.weaving import concatenated
from stockade.model import program as ir

HOSTS = frozenset({"hostname", "host", "netloc", "origin"})
"""Parts of a parsed URL that tell its host."""


def resolved_path(_given: Given, holder: Value) -> Value | None:
    """Make a path object normal."""
    if not any("pathlib" in one for one in holder.names):
        return None
    return v.mapped(holder, lambda one: one.marked("+resolved"))


def path_join(given: Given) -> Value:
    """Join parts of a path."""
    between: list[Value] = []
    for one in given.arguments:
        if between:
            between.append(constant("/"))
        between.append(one)
    found = concatenated(between)
    if given.language == "javascript":  # `path.join` makes the path normal
        return v.mapped(found, lambda one: one.marked("+resolved"))
    return found


def parsed_url(given: Given) -> Value:
    """Parse a URL: a test of its host is a test of the variable it was parsed from."""
    first = given.first()
    node = given.node
    way = way_to(node.arguments[0]) if node is not None and node.arguments else ()
    basis = ("url", way) if way else None
    if len(given.arguments) > 1 and given.language == "javascript":
        first, basis = concatenated([given.positional(1), first]), None
    return Value(taints=everything(first), pieces=first.pieces, names=("url.Parsed",), basis=basis)


def way_to(place: ir.Expression) -> tuple[str, ...]:
    """Return the way to a variable or a named entry below it, empty for anything else."""
    match place:
        case ir.Name(name=name):
            return (name,)
        case ir.Attribute(object=holder, name=name):
            return (*before, name) if (before := way_to(holder)) else ()
        case ir.Index(object=holder, key=ir.Const(value=str() as name)):
            return (*before, name) if (before := way_to(holder)) else ()
        case _:
            return ()


def resolved(given: Given) -> Value:
    """Make a path normal: a test of its beginning then tells where it is."""
    holder = [given.holder] if given.holder is not None and not given.arguments else []
    found = path_join(
        Given(given.machine, given.frame, given.at, [*holder, *given.arguments], {}, None, None)
    )
    taints = mark_all(everything(found), "+resolved")
    return Value(taints=taints, pieces=(taints,) if taints else found.pieces, names=found.names)
