"""The call at a position, and its parts."""

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from stockade.languages.fixing.sources import Source
from stockade.values import Location

_CALLS = frozenset({"call", "call_expression", "new_expression"})
_LISTS = frozenset({"argument_list", "arguments"})
_MEMBERS = {"attribute": ("object", "attribute"), "member_expression": ("object", "property")}


class Call(Struct, frozen=True):
    """A call: `owner` and `name` of what is called (`yaml`, `load`), its arguments by position and by name.

    `given` is the list of arguments with its brackets. `plain`: none of them is a spread.
    """

    node: Node
    owner: Node | None
    name: Node
    given: Node
    positional: tuple[Node, ...]
    keywords: dict[str, Node]
    plain: bool

    def argument(self, name: str, position: int | None) -> Node | None:
        """Return the value of an argument, None where it is not given."""
        if name in self.keywords:
            return self.keywords[name]
        return self.positional[position] if position is not None and position < len(self.positional) else None


def call_at(source: Source, place: Location, callee: str) -> Call | None:
    """Return the call of a function at a position: by the last name of its path, once on its line."""
    offset = source.offset(place)
    if offset is None:
        return None
    name = callee.rpartition(".")[2]
    there = [one for one in _on_line(source, source.row(offset)) if source.written(one.name) == name]
    return there[0] if len(there) == 1 and there[0].node.start_byte == offset else None


def _on_line(source: Source, row: int) -> Iterator[Call]:
    """Yield the calls that begin on a line."""
    for node in nodes(source.around(row), row):
        if node.type in _CALLS and node.start_point[0] == row:
            found = parts(source, node)
            if found is not None:
                yield found


def nodes(root: Node, row: int | None = None) -> Iterator[Node]:
    """Yield the nodes of a tree, of those that stand on a line where one is asked for."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if row is None or node.start_point[0] <= row <= node.end_point[0]:
            yield node
            waiting.extend(reversed(node.children))


def parts(source: Source, node: Node) -> Call | None:
    """Return the parts of a call."""
    callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    given = node.child_by_field_name("arguments")
    if callee is None or given is None or given.type not in _LISTS or node.has_error:
        return None
    owner, name = None, callee
    if callee.type in _MEMBERS:
        owner, last = (callee.child_by_field_name(field) for field in _MEMBERS[callee.type])
        if owner is None or last is None:
            return None
        name = last
    elif callee.type != "identifier":
        return None
    positional: list[Node] = []
    keywords: dict[str, Node] = {}
    plain = True
    for child in given.named_children:
        if child.type == "keyword_argument":
            keywords[source.written(child.children[0])] = child.children[-1]
        elif child.type in {"dictionary_splat", "list_splat", "spread_element"}:
            plain = False
        elif child.type != "comment":
            positional.append(child)
    return Call(node, owner, name, given, tuple(positional), keywords, plain)
