"""One YAML or JSON file into raw values: `Lit`, `List` and `Map` with locations, intrinsics in long form.

One pass over the node graph of the C loader; nothing is loaded twice. Short forms become what they stand
for (`!Ref X` is `{"Ref": "X"}`), so that one evaluator serves both notations.
"""

import re

import yaml

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.values import List, Lit, Location, Map, Value

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 200
"""Levels of nesting read; CloudFormation itself allows far fewer. The C loader dies of some 10,000."""
MOST_VALUES = 2_000_000
"""Values one file may hold once its aliases are written out."""
MOST_ADDED = 500_000
"""Values that the loops of one template, or the files it includes, may add; a template that can be deployed
holds far fewer."""

_BRACKETS = re.compile(r"[\[\]{}]")
_INDENT = re.compile(r"^[ \t\-?:]+", re.MULTILINE)
_ESCAPED = r"(?<!\\)((?:\\\\)*)"
"""Backslashes that escape one another: what follows them is no part of them."""
_SLASH = re.compile(_ESCAPED + r"\\/")
_PAIR = re.compile(_ESCAPED + r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LONE = re.compile(_ESCAPED + r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_PLAIN = "tag:yaml.org,2002:"
_TEXT = _PLAIN + "str"


class Document:
    """A file read: its value and what was odd about it."""

    def __init__(self, value: Value, gaps: tuple[Gap, ...]) -> None:
        self.value = value
        self.gaps = gaps


def size(raw: Value) -> int:
    """Count the values inside a raw value, itself included."""
    count, waiting = 0, [raw]
    while waiting:
        value = waiting.pop()
        count += 1
        if isinstance(value, Map):
            waiting.extend(value.items.values())
        elif isinstance(value, List):
            waiting.extend(value.items)
    return count


def read_document(text: str, file: str) -> Document:
    """Read one YAML or JSON document. Raises `ReadError` with the line of the fault."""
    _check_depth(text, file)
    node = _compose(text, file)
    builder = _Builder(file)
    try:
        value = builder.build(node)
    except RecursionError as error:
        raise ReadError("is nested too deeply", file) from error
    return Document(value, tuple(builder.gaps))


def _compose(text: str, file: str) -> yaml.Node | None:
    try:
        return _single_node(text)
    except yaml.YAMLError as error:
        if _looks_like_json(text):
            return _compose_json(text, file, error)
        raise _fault(error, file) from error
    except (ValueError, RecursionError) as error:
        raise ReadError(f"is no YAML: {error}", file) from error


def _single_node(text: str) -> yaml.Node | None:
    loader = Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _compose_json(text: str, file: str, first: yaml.YAMLError) -> yaml.Node | None:
    r"""Read JSON that is no YAML 1.1: tabs between tokens, `\/` in texts, pairs of surrogates."""
    softened = _SLASH.sub(r"\1/", text.replace("\t", " "))
    softened = _PAIR.sub(lambda pair: pair[1] + _character(pair[2], pair[3]), softened)
    softened = _LONE.sub(r"\1\\ufffd", softened)
    try:
        return _single_node(softened)
    except yaml.YAMLError:
        raise _fault(first, file) from first


def _character(high: str, low: str) -> str:
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)


def _fault(error: yaml.YAMLError, file: str) -> ReadError:
    mark: yaml.Mark | None = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = mark.line + 1 if mark is not None else 0
    return ReadError(f"is no valid YAML: {problem}", file, line)


def _check_depth(text: str, file: str) -> None:
    """Refuse nesting that would exhaust the C stack; the exact count is made only where it may matter."""
    indent = max((len(found.group()) for found in _INDENT.finditer(text)), default=0)
    if indent <= DEEPEST and _flow_depth(text) <= DEEPEST:
        return
    try:
        depth, line = _exact_depth(text)
    except yaml.YAMLError as error:
        raise _fault(error, file) from error
    if depth > DEEPEST:
        raise ReadError(f"is nested more than {DEEPEST} levels deep", file, line)


def _flow_depth(text: str) -> int:
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        depth += 1 if found.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _exact_depth(text: str) -> tuple[int, int]:
    depth = deepest = line = 0
    for event in yaml.parse(text.replace("\t", " ") if _looks_like_json(text) else text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > deepest:
                deepest, line = depth, event.start_mark.line + 1 if event.start_mark else 0
            if deepest > DEEPEST:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest, line


class _Builder:
    """Builds values from nodes; an aliased node is built once and shared, its written-out size counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.gaps: list[Gap] = []
        self._built: dict[int, tuple[Value, int]] = {}
        self._open: set[int] = set()

    def build(self, node: yaml.Node | None) -> Value:
        if node is None:
            return Lit(None, at=Location(self.file, 1, 1))
        return self._value(node, self._place(node))[0]

    def _place(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file)

    def _value(self, node: yaml.Node, at: Location) -> tuple[Value, int]:
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _TEXT:
                return Lit(node.value, at=at), 1
            return self._tagged(node.tag, _scalar(node, at), at), 1
        known = self._built.get(id(node))
        if known is not None:
            return known
        if id(node) in self._open:
            raise ReadError("an alias contains itself", self.file, at.line)
        self._open.add(id(node))
        value, size = (
            self._sequence(node, at) if isinstance(node, yaml.SequenceNode) else self._mapping(node, at)
        )
        self._open.discard(id(node))
        if size > MOST_VALUES:
            raise ReadError(f"its aliases write out to more than {MOST_VALUES:,} values", self.file, at.line)
        built = self._tagged(node.tag, value, at), size + 1
        self._built[id(node)] = built
        return built

    def _sequence(self, node: yaml.SequenceNode, at: Location) -> tuple[Value, int]:
        items, size = [], 0
        for child in node.value:
            value, count = self._value(child, self._place(child))
            items.append(value)
            size += count
        return List(tuple(items), at=at), size

    def _mapping(self, node: yaml.Node, at: Location) -> tuple[Value, int]:
        found: dict[str, Value] = {}
        size = 0
        merged: dict[str, Value] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            value, count = self._value(value_node, place)
            size += count
            if key_node.tag == _PLAIN + "merge":
                merged = {**_merged(value), **merged}
                continue
            key = self._key(key_node, place)
            if key in found:
                self.gaps.append(Gap(place, f"the key {key!r} stands here twice; the last one is read"))
            found[key] = value
        return Map({**merged, **found} if merged else found, at=at), size + len(merged)

    def _key(self, node: yaml.Node, place: Location) -> str:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        raise ReadError("a key must be a text", self.file, place.line)

    def _tagged(self, tag: str, value: Value, at: Location) -> Value:
        if not tag.startswith("!") or tag == "!":
            return value
        name = tag[1:]
        if name in {"Ref", "Condition"}:
            return Map({name: value}, at=at)
        if name == "GetAtt" and isinstance(value, Lit):
            head, _, rest = str(value.value).partition(".")
            value = List((Lit(head, at=at), Lit(rest, at=at)), at=at)
        return Map({f"Fn::{name}": value}, at=at)


def _merged(value: Value) -> dict[str, Value]:
    if isinstance(value, Map):
        return value.items
    if isinstance(value, List):
        return {key: item for part in reversed(value.items) for key, item in _merged(part).items()}
    return {}


def _scalar(node: yaml.ScalarNode, at: Location) -> Lit:
    written: str = node.value
    match node.tag.removeprefix(_PLAIN):
        case "bool":
            return Lit(written.lower() in {"true", "yes", "on"}, at=at)
        case "null":
            return Lit(None, at=at)
        case "int" if _is_exact(written, int):
            return Lit(int(written), at=at)
        case "float" if _is_exact(written, float):
            return Lit(float(written), at=at)
        case _:
            return Lit(written, at=at)


def _is_exact(written: str, kind: type[int] | type[float]) -> bool:
    """Tell whether a number reads back as written: `0012` and `1_000` stay texts, as accounts do."""
    try:
        return str(kind(written)) == written
    except ValueError:
        return False
