"""From a text to the call, or the answer, that gets it whole; and where its values come from."""

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from stockade.languages.fixing.calls import nodes, parts
from stockade.languages.fixing.names import binds, is_label, names_of, scope_of
from stockade.languages.fixing.sources import Source
from stockade.languages.fixing.texts import Part, parts_of
from stockade.values import Location

MOST_HOPS = 3
"""Variables a text may go through on its way."""
_CARRYING = frozenset(
    {"parenthesized_expression", "pair", "dictionary", "list", "tuple", "keyword_argument", "argument_list"}
)
_NOTED = frozenset({"print", "debug", "info", "warning", "error", "log", "exception", "critical"})
"""Functions that only show what they are given."""


def text_at(source: Source, place: Location) -> tuple[Node, list[Part]] | None:
    """Return the whole text that begins at a position, with its parts."""
    offset = source.offset(place)
    if offset is None:
        return None
    beginning: list[Node] = []
    node = source.root.descendant_for_byte_range(offset, offset)
    while node is not None and node.start_byte == offset:
        beginning.append(node)
        node = node.parent
    for one in reversed(beginning):
        is_side = one.parent is not None and one.parent.type == one.type == "binary_operator"
        made = parts_of(source, one) if not is_side else None
        if made is not None:
            return one, made
    return None


def leads_whole(source: Source, node: Node, goal: Node, hops: int = MOST_HOPS) -> bool:
    """Tell whether a value gets to a call or an answer as it is, and nowhere else but into a log."""
    child, parent = node, node.parent
    while parent is not None:
        if child.id == goal.id:
            return True
        if parent.type == "assignment":
            return hops > 0 and _by_name(source, child, parent, goal, hops - 1)
        if parent.id != goal.id and parent.type not in _CARRYING:
            return False
        if parent.type == "argument_list" and (parent.parent is None or parent.parent.id != goal.id):
            return False
        child, parent = parent, parent.parent
    return False


def _by_name(source: Source, value: Node, assignment: Node, goal: Node, hops: int) -> bool:
    name = assignment.child_by_field_name("left")
    if name is None or name.type != "identifier" or assignment.child_by_field_name("right") != value:
        return False
    used = [one for one in uses(source, name) if not _is_noted(source, one)]
    return (
        binding_of(source, name) == assignment and len(used) == 1 and leads_whole(source, used[0], goal, hops)
    )


def _is_noted(source: Source, use: Node) -> bool:
    """Tell whether a value is only shown where it stands."""
    call = use.parent.parent if use.parent is not None and use.parent.type == "argument_list" else None
    found = parts(source, call) if call is not None and call.type == "call" else None
    return found is not None and source.written(found.name) in _NOTED


class _Variable(NamedTuple):
    """Where a variable is bound and where it is used."""

    bound: list[Node]
    used: list[Node]


def _variable(source: Source, name: Node) -> _Variable:
    """Return a variable, in the function that binds it or else in the file; each is looked for once."""
    scope = scope_of(name)
    key = f"{source.written(name)} {scope.start_byte} {scope.end_byte}"
    known = source.kept.get(key)
    if not isinstance(known, _Variable):
        known = source.kept[key] = _looked_for(source, name)
    return known


def _looked_for(source: Source, name: Node) -> _Variable:
    everywhere = names_of(source).written.get(source.written(name), [])
    for scope in _around(name):
        found = [one for one in everywhere if scope.start_byte <= one.start_byte < scope.end_byte]
        bound = [one for one in found if binds(one)]
        if bound or scope.type == "module":
            return _Variable(bound, [one for one in found if not binds(one)])
    return _Variable([], [])


def _around(name: Node) -> Iterator[Node]:
    """Yield the functions around a name, from the inside out, and the file."""
    scope = scope_of(name)
    yield scope
    while scope.parent is not None:
        scope = scope_of(scope)
        if scope.type != "class_definition":
            yield scope


def uses(source: Source, name: Node) -> list[Node]:
    """Return where a variable is used."""
    return _variable(source, name).used


def binding_of(source: Source, name: Node) -> Node | None:
    """Return the one assignment that gives a variable its value, None where something else does too."""
    found = _variable(source, name).bound
    parent = found[0].parent if len(found) == 1 else None
    if parent is None or parent.type != "assignment" or parent.child_by_field_name("left") != found[0]:
        return None
    return parent if parent.child_by_field_name("right") is not None else None


def value_of(source: Source, node: Node) -> Node:
    """Return the expression that a variable is given once; the node itself where it is no such variable."""
    assignment = binding_of(source, node) if node.type == "identifier" else None
    value = assignment.child_by_field_name("right") if assignment is not None else None
    return value if value is not None else node


def may_read(source: Source, node: Node, offset: int) -> bool:
    """Tell whether an expression reads what is at an offset: itself, or in what its variables are given."""
    if node.start_byte <= offset < node.end_byte:
        return True
    for inner in nodes(node):
        if inner.type == "identifier" and not is_label(inner):
            given = value_of(source, inner)
            if given != inner and given.start_byte <= offset < given.end_byte:
                return True
    return False
