"""Chains of attributes, calls and subscripts: read from the inside out, in a loop."""

from tree_sitter import Node

from stockade.languages.python.lowering.formatting import brackets
from stockade.languages.python.lowering.reader import LEVELS, TOO_DEEP, Read, Reading, inner, sides, spoilt
from stockade.model.program import (
    Attribute,
    Build,
    Call,
    Const,
    Entry,
    Expression,
    Index,
    Opaque,
    Slice,
)

_LINKS = frozenset({"attribute", "call", "subscript"})


def chain(r: Reading, node: Node, depth: int) -> Expression:
    """Read `a.b(c)[d]`; of one that is too long the inner links are opaque, with all their arguments."""
    links: list[Node] = []
    base = node
    while base.type in _LINKS and not (r.broken and spoilt(base)):
        links.append(base)
        base = base.children[0]
    room = (LEVELS - depth) // 2
    if len(links) <= room:
        value = r.expression(base, depth + len(links))
    else:
        value = _flat(r, base, links[room:], depth + room)
        del links[room:]
    for left in range(len(links) - 1, -1, -1):
        value = _link(r, value, links[left], depth + left + 1)
    return value


def _flat(r: Reading, base: Node, links: list[Node], depth: int) -> Expression:
    parts = [r.expression(base, depth + 1)]
    for link in reversed(links):
        if link.type != "attribute":
            parts.extend(r.expression(each, depth + 1) for each in _given(link))
    return Opaque(TOO_DEEP, tuple(parts), r.at(base))


def _given(link: Node) -> list[Node]:
    last = link.children[-1]
    return inner(last) if last.type == "argument_list" else inner(link)[1:]


def _link(r: Reading, value: Expression, node: Node, depth: int) -> Expression:
    """Return a value after one link; `depth` is that of what stands in it."""
    at, kind = r.at(node), node.type
    if kind == "attribute":
        return Attribute(value, r.word(node.children[-1]), at)
    if kind == "subscript":
        return _subscript(r, value, node, depth, at)
    call = called(r, value, node.children[-1], depth, at)
    if isinstance(value, Attribute) and value.name.startswith("format") and isinstance(value.object, Const):
        return _formatted(r, value.object.value, value.name, call)
    return call


def _formatted(r: Reading, template: object, name: str, call: Call) -> Expression:
    if not isinstance(template, str) or name not in {"format", "format_map"}:
        return call
    given = call
    if name == "format_map":
        given = Call(call.callee, (), tuple(("", value) for value in call.arguments), at=call.at)
    return brackets(r, template, given) or call


def called(r: Reading, callee: Expression, given: Node, depth: int, at: int) -> Call:
    """Read the arguments of a call."""
    if given.type != "argument_list":  # f(x for x in xs)
        return Call(callee, (r.expression(given, depth),), at=at)
    arguments: list[Expression] = []
    keywords: list[tuple[str, Expression]] = []
    for child in inner(given):
        kind = child.type
        if kind == "keyword_argument" and not (r.broken and spoilt(child)):
            keywords.append((r.word(child.children[0]), r.expression(child.children[-1], depth)))
        elif kind == "dictionary_splat" and child.child_count > 1:
            keywords.append(("", r.expression(child.children[-1], depth)))
        else:
            arguments.append(r.expression(child, depth))
    return Call(callee, tuple(arguments), tuple(keywords), at=at)


def _subscript(r: Reading, value: Expression, node: Node, depth: int, at: int) -> Expression:
    found = inner(node)[1:]
    if len(found) != 1 or any(child.type == "," for child in node.children):
        entries = tuple([Entry(None, r.expression(each, depth + 1)) for each in found])
        return Index(value, Build("tuple", entries, at), at)
    if found[0].type == "slice" and not (r.broken and spoilt(found[0])):
        return _slice(r, value, found[0], depth, at)
    return Index(value, r.expression(found[0], depth), at)


def _slice(r: Reading, value: Expression, node: Node, depth: int, at: int) -> Expression:
    """Read `x[a:b]`; with a step it is opaque."""
    bounds: list[Expression | None] = [None]
    for child in sides(node):
        if child.type == ":":
            bounds.append(None)
        else:
            bounds[-1] = r.expression(child, depth + 1)
    start, stop, step = (*bounds, None)[:3]
    if step is not None and not (isinstance(step, Const) and step.value in {1, None}):
        return Opaque("a slice with a step", (value, *(each for each in bounds if each is not None)), at)
    return Slice(value, _bound(start), _bound(stop), at)


def _bound(value: Expression | None) -> int | None:
    return value.value if isinstance(value, Const) and type(value.value) is int else None


def _slice_alone(r: Reading, node: Node, depth: int) -> Expression:
    """Read a slice among several subscripts (`x[1:2, 3]`)."""
    return Opaque("a slice", tuple([r.expression(each, depth + 1) for each in inner(node)]), r.at(node))


CHAINS: dict[str, Read] = {"attribute": chain, "call": chain, "subscript": chain, "slice": _slice_alone}
"""What reads each link."""
