"""What is assigned to."""

from tree_sitter import Node

from stockade.languages.python.lowering.reader import LEVELS, Reading, inner
from stockade.model.program import (
    Attribute,
    Const,
    Destructure,
    Element,
    Index,
    Name,
    Opaque,
    Slice,
    Target,
)

_SEQUENCES = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"})
_SPREADS = frozenset({"list_splat_pattern", "list_splat", "dictionary_splat_pattern"})
_WRAPPERS = frozenset({"parenthesized_expression", "as_pattern_target", *_SPREADS})


def target(r: Reading, node: Node, depth: int) -> Target:
    """Read a target and bind its names."""
    kind = node.type
    if kind == "identifier":
        name = r.word(node)
        r.scope.bind(name)
        return Name(name, r.at(node))
    if depth > LEVELS:
        return r.deep(node)
    if kind in _SEQUENCES:
        return _sequence(r, node, depth)
    found = inner(node)
    if kind in _WRAPPERS and len(found) == 1:
        return target(r, found[0], depth + 1)
    value = r.expression(node, depth)
    if isinstance(value, Slice):
        return Index(value.object, Opaque("a slice", (), value.at), value.at)
    return (
        value if isinstance(value, Attribute | Index | Opaque) else Opaque("a target", (value,), r.at(node))
    )


def _sequence(r: Reading, node: Node, depth: int) -> Target:
    """Read `a, *b, c`: what stands behind the starred one counts from the end."""
    found = inner(node)
    if node.type == "tuple_pattern" and len(found) == 1 and all(child.type != "," for child in node.children):
        return target(r, found[0], depth + 1)  # (a) = x
    starred = next((place for place, child in enumerate(found) if child.type in _SPREADS), len(found))
    rest: Target | None = None
    elements: list[Element] = []
    for place, child in enumerate(found):
        bound = target(r, child, depth + 1)
        if place == starred:
            rest = bound
            continue
        key = place if place < starred else place - len(found)
        elements.append(Element(Const(key, r.at(child)), bound))
    return Destructure(tuple(elements), rest, r.at(node))
