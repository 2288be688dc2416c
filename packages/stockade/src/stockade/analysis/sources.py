"""The fields of an event as a tree: what is reached by a load, and who controls it."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from stockade.analysis.taint import MOST_STEPS, Control, Taint
from stockade.catalog.event_sources import event_source
from stockade.catalog.paths import Index, Key, Wild, parse
from stockade.catalog.schema import EventSource

_CONTROLS: dict[str, Control] = {"sender": "sender", "platform": "platform", "owner": "platform"}


_HARMLESS = frozenset({"httpMethod", "method", "size", "eTag", "etag", "sequencer"})
"""Fields whose values have a form of the platform's: verbs, numbers, hashes; no attack can be in them."""


def _last(path: str) -> str:
    return path.rpartition(".")[2]


class FieldNode:
    """A place in the tree of an event: what lies below, and who chooses it; `holds`: only what is below."""

    __slots__ = ("children", "control", "element", "key", "secret", "subtree")

    def __init__(self) -> None:
        self.children: dict[str, FieldNode] = {}
        self.key: FieldNode | None = None
        self.element: FieldNode | None = None
        self.subtree: FieldNode | None = None
        self.control: Control = "holds"
        self.secret = False

    @property
    def below(self) -> "list[FieldNode]":
        """The nodes one step below."""
        others = (self.key, self.element, self.subtree)
        return [*self.children.values(), *(one for one in others if one is not None)]

    @property
    def holds_secret(self) -> bool:
        """Whether a secret is in it."""
        return self.secret or any(one.holds_secret for one in self.below)

    @property
    def holds_sender(self) -> bool:
        """Whether something the sender controls is in it."""
        return self.control == "sender" or any(one.holds_sender for one in self.below)

    def child(self, step: Key | Index | Wild) -> "FieldNode":
        """Return the node one step below, made where there is none."""
        if isinstance(step, Key):
            return self.children.setdefault(step.name, FieldNode())
        if step is Wild.KEY:
            self.key = self.key or FieldNode()
            return self.key
        if step is Wild.SUBTREE:
            self.subtree = self.subtree or FieldNode()
            return self.subtree
        self.element = self.element or FieldNode()
        return self.element


@cache
def tree_of(identity: str, place: str = "event") -> FieldNode:
    """Return the tree of an event source of ours, or of the context object that it hands over besides."""
    return _tree(event_source(identity), place)


def _tree(source: EventSource, place: str) -> FieldNode:
    root = FieldNode()
    for field in source.fields:
        if field.place == place:
            node = _node(root, field.path)
            node.control = "platform" if _last(field.path) in _HARMLESS else _CONTROLS[field.control]
            if field.control != "sender" and "authorizer" in field.path.lower():
                node.control = "identity"
    if place == "event":
        _secrets(root, source)
    return root


def _secrets(root: FieldNode, source: EventSource) -> None:
    for path in source.secrets:
        node = _node(root, path)
        node.secret = True
        if node.control == "holds" and not node.below:
            node.control = _sibling(root, path)
    for wrap in source.wraps:
        node = _node(root, wrap.path)
        if node.control == "holds":
            node.control = "sender"


def _sibling(root: FieldNode, path: str) -> Control:
    """Return who chooses a field that no definition names: who any key beside it, else the platform."""
    node = root
    for step in parse(path).steps[:-1]:
        node = node.child(step)
    return node.key.control if node.key is not None else "platform"


def _node(root: FieldNode, path: str) -> FieldNode:
    node = root
    for step in parse(path).steps:
        node = node.child(step)
    return node


def event_taints(
    sources: Iterable[str], place: str = "event", own: Mapping[str, EventSource] = MappingProxyType({})
) -> frozenset[Taint]:
    """Return the taints of an event that any of some sources may have sent; `own` are people's own ones."""
    found = []
    for identity in sources:
        root = _tree(own[identity], place) if identity in own else tree_of(identity, place)
        subtree = root.subtree
        control = subtree.control if subtree is not None and not root.children else "holds"
        if root.below:
            found.append(Taint(identity, "", control, frozenset({"+json"}), root))
    return frozenset(found)


def free_names(taints: Iterable[Taint]) -> frozenset[Taint]:
    """Return whose data the names of entries are: not of arguments of GraphQL, which a schema names."""
    return frozenset(
        one for one in taints if not (one.origin == "appsync.resolver" and one.path.startswith("arguments"))
    )


def loaded(taint: Taint, key: str | None, *, index: bool = False) -> list[Taint]:
    """Return the taints one step below: at a key, or (None) at any."""
    node = taint.field
    if not isinstance(node, FieldNode) or not node.below:
        return [_deeper(taint, key, index=index)]
    if key is None:
        found: list[Taint] = []
        if node.element is not None or node.key is not None or node.subtree is not None:
            inner = node.element or node.key or node.subtree
            found.append(_at(taint, inner, "[]" if node.element is not None else "*"))
        known = {name: one for name, one in node.children.items() if not one.secret or node.key is None}
        found.extend(_at(taint, one, name) for name, one in known.items())
        return found
    if node.subtree is not None and key not in node.children:
        return [_at(taint, node if node.control != "holds" else node.subtree, key, same=node)]
    inner = node.children.get(key) or (node.element if index or node.key is None else node.key)
    if inner is None:
        return []
    return [_at(taint, inner, "[]" if inner is node.element else key)]


def _at(taint: Taint, node: FieldNode | None, key: str, *, same: FieldNode | None = None) -> Taint:
    control: Control = node.control if node is not None else taint.control
    kept = same if same is not None else node
    marks = taint.marks
    if node is not None and not node.below and same is None and control == "sender":
        marks = marks - {"+json"}
    steps = taint.steps + 1 if same is not None else 0
    if steps > MOST_STEPS:
        return taint
    return Taint(taint.origin, _joined(taint.path, key), control, marks, kept, steps, taint.way)


def _deeper(taint: Taint, key: str | None, *, index: bool) -> Taint:
    if taint.steps >= MOST_STEPS or taint.path.endswith("**"):
        if taint.path.endswith("**"):
            return taint
        path = f"{taint.path}.**" if taint.path else "**"
        return Taint(taint.origin, path, taint.control, taint.marks, taint.field, taint.steps, taint.way)
    step = "[]" if index else ("*" if key is None else key)
    marks = taint.marks if index or key is None else taint.marks | {"+json"}  # what has keys is no text
    return Taint(
        taint.origin, _joined(taint.path, step), taint.control, marks, taint.field, taint.steps + 1, taint.way
    )


def _joined(path: str, key: str) -> str:
    if key == "[]":
        return f"{path}[]"
    shown = str(Key(key)) if key != "*" else key
    if not path or shown.startswith("["):
        return f"{path}{shown}"
    return f"{path}.{shown}"
