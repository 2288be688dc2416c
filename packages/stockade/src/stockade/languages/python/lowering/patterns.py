"""Patterns of `match`: what they test of a subject, and which names they bind to which part of it."""

from collections.abc import Sequence

from msgspec import Struct
from tree_sitter import Node

from stockade.languages.python.lowering.reader import LEVELS, Reading, inner
from stockade.model.program import (
    Attribute,
    Call,
    Choice,
    Const,
    Expression,
    Index,
    Opaque,
    Operation,
    Slice,
)

_WHOLE_SUBJECT = frozenset(
    ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")
)
_LITERALS = frozenset({"string", "concatenated_string", "integer", "float", "complex_pattern"})
_SINGLETONS = frozenset({"true", "false", "none"})
_SEQUENCES = frozenset({"list_pattern", "tuple_pattern"})


class Pattern(Struct, frozen=True):
    """What a pattern tests (all of it must hold) and what it binds."""

    tests: tuple[Expression, ...] = ()
    bound: tuple[tuple[str, Expression], ...] = ()


def all_of(tests: Sequence[Expression], at: int) -> Expression | None:
    """Return tests as one, None where there is none."""
    return Operation("and", tuple(tests), at) if len(tests) > 1 else next(iter(tests), None)


def _both(patterns: Sequence[Pattern]) -> Pattern:
    return Pattern(
        tuple(test for each in patterns for test in each.tests),
        tuple(bound for each in patterns for bound in each.bound),
    )


class Patterns:
    """Reads the patterns of one case."""

    def __init__(self, r: Reading) -> None:
        self.r = r

    def pattern(self, node: Node, subject: Expression, depth: int) -> Pattern:
        """Read a pattern."""
        at, kind = self.r.at(node), node.type
        if depth > LEVELS:
            return Pattern((self.r.deep(node),))
        if kind == "case_pattern":
            return self._case(node, subject, depth)
        if kind in _LITERALS:
            return Pattern((Operation("==", (subject, self._literal(node, depth)), at),))
        if kind in _SINGLETONS:
            return Pattern((Operation("is", (subject, self.r.expression(node, depth + 1)), at),))
        if kind in _SEQUENCES:
            found = inner(node)
            if kind == "tuple_pattern" and len(found) == 1 and all(c.type != "," for c in node.children):
                return self.pattern(found[0], subject, depth + 1)
            return self.sequence(found, subject, at, depth)
        read = _READERS.get(kind)
        return read(self, node, subject, depth) if read else Pattern((self.r.opaque(kind, node, depth),))

    def _case(self, node: Node, subject: Expression, depth: int) -> Pattern:
        """Read what a case or an element holds: `_`, a signed number, or one pattern."""
        found = inner(node)
        if not found:
            return Pattern()
        if node.children[0].type == "-":
            value = self._signed(self.r.expression(found[-1], depth + 1), self.r.at(node))
            return Pattern((Operation("==", (subject, value), self.r.at(node)),))
        return self.pattern(found[0], subject, depth + 1)

    def _signed(self, value: Expression, at: int) -> Expression:
        if isinstance(value, Const) and isinstance(value.value, int | float) and value.value < 2**63:
            return Const(-value.value, at)
        return Operation("-", (value,), at)

    def _literal(self, node: Node, depth: int) -> Expression:
        if node.type == "complex_pattern":
            return Opaque("a number", (), self.r.at(node))
        return self.r.expression(node, depth + 1)

    def sequence(self, nodes: Sequence[Node], subject: Expression, at: int, depth: int) -> Pattern:
        """Read `[a, *rest, b]`: its length, and each element; those behind the starred one from the end."""
        items = [_bare(node) for node in nodes]
        starred = next((n for n, item in enumerate(items) if item.type == "splat_pattern"), len(items))
        several = starred < len(items)
        size = Const(len(items) - several, at)
        length = Call(self.r.builtin("len", at), (subject,), at=at)
        found = [Pattern((Operation(">=" if several else "==", (length, size), at),))]
        for place, node in enumerate(nodes):
            if place == starred:
                found.append(self._rest(items[place], subject, starred, len(items)))
                continue
            key = Const(place if place < starred else place - len(items), at)
            found.append(self.pattern(node, Index(subject, key, self.r.at(node)), depth + 1))
        return _both(found)

    def _rest(self, node: Node, subject: Expression, starred: int, size: int) -> Pattern:
        names = [child for child in inner(node) if child.type == "identifier"]
        stop = starred + 1 - size
        rest = Slice(subject, starred or None, stop or None, self.r.at(node))
        return Pattern(bound=tuple((self.r.word(name), rest) for name in names))

    def name(self, node: Node, subject: Expression, _depth: int) -> Pattern:
        """Read a name, which binds, or a dotted one, which is compared with."""
        first, *rest = inner(node)
        if not rest:
            name = self.r.word(first)
            return Pattern() if name == "_" else Pattern(bound=((name, subject),))
        return Pattern((Operation("==", (subject, self._dotted(node)), self.r.at(node)),))

    def _dotted(self, node: Node) -> Expression:
        first, *rest = inner(node)
        value = self.r.load(self.r.word(first), self.r.at(first))
        if len(rest) > LEVELS // 2:
            return self.r.deep(node)
        for each in rest:
            value = Attribute(value, self.r.word(each), self.r.at(first))
        return value

    def captured(self, node: Node, subject: Expression, depth: int) -> Pattern:
        """Read `pattern as name`."""
        pattern, name = inner(node)[0], inner(node)[-1]
        own = Pattern(bound=((self.r.word(name), subject),))
        return _both([self.pattern(pattern, subject, depth + 1), own])

    def either(self, node: Node, subject: Expression, depth: int) -> Pattern:
        """Read `a | b`: a name is bound to what the first alternative that holds binds it to."""
        at = self.r.at(node)
        found: list[Pattern] = []
        negative = False
        for child in node.children:
            if child.is_named and child.type != "comment":
                read = self.pattern(child, subject, depth + 2)
                found.append(self._negated(read, at) if negative else read)
            elif child.type == "_":
                found.append(Pattern())
            negative = child.type == "-"
        tests = [all_of(each.tests, at) for each in found]
        open_ended = any(test is None for test in tests)
        one = Operation("or", tuple(test for test in tests if test is not None), at)
        bound = dict(found[-1].bound) if found else {}
        for each, test in list(zip(found, tests, strict=True))[-2::-1][:_ALTERNATIVES]:
            for name, value in each.bound:
                before = bound.get(name)
                either = Opaque("an alternative", (), at)
                bound[name] = value if test is None or before is None else Choice(either, value, before, at)
        return Pattern(() if open_ended else (one,), tuple(bound.items()))

    def _negated(self, pattern: Pattern, at: int) -> Pattern:
        """Return the test of a number that has a sign before it."""
        test = pattern.tests[0] if pattern.tests else None
        if not isinstance(test, Operation):
            return pattern
        subject, value = test.operands
        return Pattern((Operation("==", (subject, self._signed(value, at)), at),))

    def mapping(self, node: Node, subject: Expression, depth: int) -> Pattern:
        """Read `{"a": x, **rest}`: the keys it has, and what they hold."""
        keys = node.children_by_field_name("key")
        values = node.children_by_field_name("value")
        found: list[Pattern] = []
        for key, value in zip((k for k in keys if k.is_named), values, strict=False):
            at = self.r.at(key)
            name = self._dotted(key) if key.type == "dotted_name" else self._literal(key, depth)
            found.append(Pattern((Operation("in", (name, subject), at),)))
            found.append(self.pattern(value, Index(subject, name, at), depth + 1))
        rest = [name for child in inner(node) if child.type == "splat_pattern" for name in inner(child)]
        found.append(Pattern(bound=tuple((self.r.word(name), subject) for name in rest)))
        return _both(found)

    def instance(self, node: Node, subject: Expression, depth: int) -> Pattern:
        """Read `Point(x, y=0)`: its class, and attributes; of `str(x)` the subject itself."""
        kind, *given = inner(node)
        at = self.r.at(node)
        test = Call(self.r.builtin("isinstance", at), (subject, self._dotted(kind)), at=at)
        found = [Pattern((test,))]
        whole = self.r.written(kind) in _WHOLE_SUBJECT
        for child in given:
            item = _bare(child)
            if item.type == "keyword_pattern":
                name, *value = inner(item)
                part: Expression = Attribute(subject, self.r.word(name), self.r.at(name))
                found.extend(self._value(item, each, part, depth) for each in value or [item])
                continue
            part = subject if whole else Opaque("a positional attribute", (subject,), self.r.at(child))
            found.append(self.pattern(child, part, depth + 1))
        return _both(found)

    def _value(self, item: Node, value: Node, part: Expression, depth: int) -> Pattern:
        """Read the pattern of an attribute; `_` has no node of its own."""
        if value is item:
            return Pattern()
        read = self.pattern(value, part, depth + 1)
        negative = any(child.type == "-" for child in item.children)
        return self._negated(read, self.r.at(value)) if negative else read


def _bare(node: Node) -> Node:
    found = inner(node) if node.type == "case_pattern" else []
    return found[0] if len(found) == 1 else node


_ALTERNATIVES = 30
_READERS = {
    "dotted_name": Patterns.name,
    "as_pattern": Patterns.captured,
    "union_pattern": Patterns.either,
    "dict_pattern": Patterns.mapping,
    "class_pattern": Patterns.instance,
}
