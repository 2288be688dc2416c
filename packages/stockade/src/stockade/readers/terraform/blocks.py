"""Bodies of blocks into maps of arguments; nested blocks are lists, `dynamic` ones written out."""

from collections.abc import Iterator

from stockade.readers.terraform.evaluator import Evaluator, Frame, pairs, placed
from stockade.readers.terraform.syntax import (
    Attribute,
    Body,
    Call,
    Expression,
    Literal,
    Name,
    Stanza,
    Traversal,
)
from stockade.readers.terraform.traversal import default_of, described
from stockade.values import ABSENT, Cond, List, Lit, Map, Unknown, Value, is_absent

META = frozenset({"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"})
"""What steers Terraform itself and says nothing about the resource."""

META_OF_CALLS = frozenset({"count", "depends_on", "for_each", "providers", "source", "version"})
"""The same of a module's call."""

MOST_DYNAMIC = 1_000
"""Blocks one `dynamic` writes out."""


def arguments(body: Body, frame: Frame, evaluator: Evaluator, *, without: frozenset[str] = META) -> Map:
    """Return the arguments of a block, each placed where it is written."""
    found: dict[str, Value] = {
        name: placed(
            evaluator.evaluate(attribute.expression, frame)
            if without is META_OF_CALLS
            else _argument(attribute, frame, evaluator),
            attribute.at,
        )
        for name, attribute in body.attributes.items()
        if name not in without
    }
    nested: dict[str, list[Value]] = {}
    for stanza in body.stanzas:
        if stanza.type == "dynamic" and stanza.labels:
            nested.setdefault(stanza.labels[0], []).extend(_dynamic(stanza, frame, evaluator))
        elif stanza.type not in without:
            nested.setdefault(stanza.type, []).append(_nested(stanza, frame, evaluator))
    for name, blocks in nested.items():
        if not blocks:  # a dynamic block over nothing: the block is not there
            continue
        before = found.get(name)
        items = (*before.items, *blocks) if isinstance(before, List) else tuple(blocks)
        found[name] = List(items, at=items[0].at if items else body.at)
    return Map(found, at=body.at)


def _argument(attribute: Attribute, frame: Frame, evaluator: Evaluator) -> Value:
    """Return what an argument is given; a policy or body written with `jsonencode()` as what was encoded.

    The text would have one line, what was encoded has those of its statements and routes. A module's input
    keeps its text, which its own functions may take apart.
    """
    match attribute.expression:
        case Call(name="jsonencode", arguments=(written,)) if _is_document(attribute):
            value = evaluator.evaluate(written, frame)
            if isinstance(value, Map):
                return value
    return evaluator.evaluate(attribute.expression, frame)


def _is_document(attribute: Attribute) -> bool:
    """Tell whether an argument is a document whose keys are its own; JSON does not tell one from a block."""
    named = attribute.name == "body" or attribute.name.endswith("policy")
    return named and not attribute.at.file.endswith(".json")


def _nested(stanza: Stanza, frame: Frame, evaluator: Evaluator) -> Value:
    """Return the arguments of a block inside another one, placed at the line of its name.

    The names that steer a resource are ordinary arguments there.
    """
    inside = arguments(stanza.body, frame, evaluator, without=frozenset())
    return placed(evaluator.budget.bounded(inside, stanza.at), stanza.at)


def _dynamic(stanza: Stanza, frame: Frame, evaluator: Evaluator) -> Iterator[Value]:
    each = stanza.body.attributes.get("for_each")
    content = next((inner for inner in stanza.body.stanzas if inner.type == "content"), None)
    if each is None or content is None:
        evaluator.budget.fault(stanza.at, "a dynamic block needs for_each and content")
        return
    name = _iterator(stanza)
    over = default_of(evaluator.evaluate(each.expression, frame))
    written = " ".join(each.written.split())
    yield from _written_out(over, content, name, frame, evaluator, frame.condition(written))


def _iterator(stanza: Stanza) -> str:
    """Return the name the content gives its element: the block's own, unless `iterator` says another."""
    named = stanza.body.attributes.get("iterator")
    return (_written_name(named.expression) if named is not None else None) or stanza.labels[0]


def _written_name(expression: Expression) -> str | None:
    match expression:
        case Name(name=name):
            return name
        case Literal(value=str() as name):
            return name
        case Traversal(of=Name(name=name)):
            return name
        case _:
            return None


def _written_out(  # noqa: PLR0913, PLR0917 - what is gone through, by what, where
    over: Value, content: Stanza, name: str, frame: Frame, evaluator: Evaluator, condition: str
) -> Iterator[Value]:
    if isinstance(over, Cond):
        for side, answer in ((over.then, True), (over.otherwise, False)):
            for block in _written_out(default_of(side), content, name, frame, evaluator, condition):
                yield Cond(over.name, block, ABSENT) if answer else Cond(over.name, ABSENT, block)
    elif isinstance(over, List | Map):
        for position, (key, item) in enumerate(pairs(over)):
            if position >= MOST_DYNAMIC:
                evaluator.budget.fault(content.at, f"more than {MOST_DYNAMIC:,} blocks; the rest is not read")
                return
            # The elements of a set have themselves as keys; a list's position is never asked for by name.
            shown = item if isinstance(over, List) else key
            yield _element(shown, item, content, name, frame, evaluator)
    elif not is_absent(over):
        about = () if isinstance(over, Lit) else (over,)
        item = Unknown("an element that is only known at deployment", about=about, at=over.at)
        yield Cond(f"for each of {condition}", _element(item, item, content, name, frame, evaluator), ABSENT)


def _element(  # noqa: PLR0913, PLR0917 - key and value of the element, and where it is evaluated
    key: Value, item: Value, content: Stanza, name: str, frame: Frame, evaluator: Evaluator
) -> Value:
    inner = frame.within({name: Map({"key": key, "value": item})}, f"[{described(key)}]")
    return _nested(content, inner, evaluator)
