"""The JSON syntax (`*.tf.json`): the same bodies as the native syntax, every text a template.

JSON does not tell an argument that is an object from a nested block, and no schema of a provider is at hand:
what may be either is an argument here, an object or a list of objects.
"""

from collections.abc import Iterator

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.cloudformation import read_document
from stockade.readers.terraform.parsing import parse_template
from stockade.readers.terraform.syntax import (
    Attribute,
    Body,
    Expression,
    Literal,
    ObjectOf,
    Stanza,
    Template,
    TupleOf,
)
from stockade.values import List, Lit, Location, Map, Value

LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1}
"""How many labels a block of a type has; what is not listed has none."""

COMMENT = "//"
"""A property of this name is a comment."""


def parse_json_body(text: str, file: str) -> tuple[Body, tuple[Gap, ...]]:
    """Read one file. Raises `ReadError` when it is no JSON or no object."""
    document = read_document(text, file)
    root = document.value
    if not isinstance(root, Map | List):
        raise ReadError("holds no object of JSON", file)
    stanzas: list[Stanza] = []
    attributes: dict[str, Attribute] = {}
    for part in _objects(root):
        for kind, value in part.items.items():
            if kind in LABELS or isinstance(value, Map | List):
                stanzas.extend(_stanzas(kind, (), value))
            elif kind != COMMENT:
                attributes[kind] = Attribute(kind, _expression(value), value.at)
    return Body(attributes, tuple(stanzas), at=root.at), document.gaps


def parse_json_arguments(text: str, file: str) -> Body:
    """Read a file of values (`*.tfvars.json`), where texts are no templates. Raises `ReadError`."""
    root = read_document(text, file).value
    if not isinstance(root, Map):
        raise ReadError("holds no object of JSON", file)
    attributes = {name: Attribute(name, _fixed(value), value.at) for name, value in root.items.items()}
    return Body(attributes, at=root.at)


def _objects(value: Value) -> Iterator[Map]:
    """Yield an object, or the objects of a list: JSON lets a block be written as either."""
    if isinstance(value, Map):
        yield value
    elif isinstance(value, List):
        for item in value.items:
            yield from _objects(item) if isinstance(item, Map) else ()


def _stanzas(kind: str, labels: tuple[str, ...], value: Value) -> Iterator[Stanza]:
    missing = LABELS.get(kind, 0) - len(labels)
    for part in _objects(value):
        if missing > 0:
            for label, inner in part.items.items():
                if label != COMMENT:
                    yield from _stanzas(kind, (*labels, label), inner)
        else:
            yield Stanza(kind, labels, _body(part), at=part.at)


def _body(value: Map) -> Body:
    attributes: dict[str, Attribute] = {}
    stanzas: list[Stanza] = []
    for name, item in value.items.items():
        if name == "dynamic":
            stanzas.extend(_dynamic(item))
        elif name != COMMENT:
            attributes[name] = Attribute(name, _expression(item), item.at)
    return Body(attributes, tuple(stanzas), at=value.at)


def _dynamic(value: Value) -> Iterator[Stanza]:
    for part in _objects(value):
        for name, inner in part.items.items():
            for body in _objects(inner):
                content = body.items.get("content", Map(at=body.at))
                rest = Map({key: item for key, item in body.items.items() if key != "content"}, at=body.at)
                blocks = tuple(
                    Stanza("content", (), _body(found), at=found.at) for found in _objects(content)
                )
                arguments = _body(rest)
                yield Stanza("dynamic", (name,), Body(arguments.attributes, blocks, at=body.at), at=body.at)


def _expression(value: Value) -> Expression:
    match value:
        case Lit(value=str() as written):
            return _template(written, value.at)
        case Lit():
            return Literal(value.value, at=value.at)
        case List():
            return TupleOf(tuple(_expression(item) for item in value.items), at=value.at)
        case Map():
            items = tuple(
                (_template(key, item.at), _expression(item))
                for key, item in value.items.items()
                if key != COMMENT
            )
            return ObjectOf(items, at=value.at)
        case _:
            return Literal(None, at=value.at)


def _template(written: str, at: Location) -> Expression:
    read = parse_template(written, at)
    return Template(read.parts, at=at) if isinstance(read, Template) else read


def _fixed(value: Value) -> Expression:
    match value:
        case Lit():
            return Literal(value.value, at=value.at)
        case List():
            return TupleOf(tuple(_fixed(item) for item in value.items), at=value.at)
        case Map():
            items = tuple((Literal(key, at=item.at), _fixed(item)) for key, item in value.items.items())
            return ObjectOf(items, at=value.at)
        case _:
            return Literal(None, at=value.at)
