"""Expressions of the native syntax: one walk over the tree, by the type of each node.

The grammar leaves three things to be set right here: it trims the text between holes, so fixed text is cut
out of the source; it reads `a ? b : c ? d : e` from the left; and it does not wrap the operands of operators.
"""

import math
import re
from collections.abc import Callable, Sequence

from tree_sitter import Node

from stockade.model import Gap
from stockade.readers.terraform.syntax import (
    THE_ELEMENT,
    Binary,
    Broken,
    Call,
    Conditional,
    Expression,
    For,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Traversal,
    TupleOf,
    Unary,
)
from stockade.readers.terraform.templates import heredoc_template, quoted, quoted_template
from stockade.values import Location

DEEPEST = 64
"""Levels of brackets and calls inside one another; deeper ones are a gap."""
MOST_DIGITS = 300
"""Digits of a number that is read; Python takes quadratic time over longer ones."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class Lowering:
    """Turns the nodes of one source text into expressions; `first_row` is the text's first line, from 0."""

    def __init__(self, source: bytes, file: str, *, first_row: int = 0) -> None:
        self.source = source
        self.file = file
        self.first_row = first_row
        self.gaps: list[Gap] = []
        self._depth = 0
        self._by_type: dict[str, Callable[[Node], Expression]] = {
            "expression": self.expression,
            "literal_value": self._literal,
            "variable_expr": self._name,
            "template_expr": self._template,
            "collection_value": lambda node: self._by_type[node.children[0].type](node.children[0]),
            "tuple": self._tuple,
            "object": self._object,
            "function_call": self._call,
            "for_expr": lambda node: self._for(node.children[0]),
            "conditional": self._conditional,
            "operation": lambda node: self._by_type[node.children[0].type](node.children[0]),
            "unary_operation": self._unary,
            "binary_operation": self._binary,
        }

    def place(self, node: Node) -> Location:
        """Return where a node begins; lines and columns count from 1."""
        row, column = node.start_point
        return Location(self.file, self.first_row + row + 1, column + 1)

    def text(self, node: Node) -> str:
        """Return the source text of a node."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def gap(self, at: Location, reason: str) -> None:
        """Note what cannot be understood."""
        self.gaps.append(Gap(at, reason))

    def expression(self, node: Node) -> Expression:
        """Return the expression of a node of the grammar's type `expression`."""
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                return Broken(f"is nested more than {DEEPEST} levels deep", at=self.place(node))
            return self._term(node.children)
        finally:
            self._depth -= 1

    def _term(self, nodes: Sequence[Node]) -> Expression:
        """Return a term and the steps after it, from nodes that stand beside one another."""
        if len(nodes) > 1:
            nodes = [node for node in nodes if node.is_named and node.type != "comment"]
        base, *after = nodes
        lower = self._by_type.get(base.type)
        if lower is None:
            return Broken(f"an expression of an unknown kind ({base.type})", at=self.place(base))
        found = lower(base)
        return self._stepped(found, after, self.place(base)) if after else found

    def _stepped(self, of: Expression, nodes: Sequence[Node], at: Location) -> Expression:
        steps: list[str | Expression] = []
        for index, node in enumerate(nodes):
            kind = node.type
            if kind == "get_attr":
                steps.append(self.text(node.children[-1]))
            elif kind == "index":
                steps.append(self._key(node.children[0]))
            elif kind == "splat":
                each = self._stepped(Name(THE_ELEMENT, at=at), node.children[0].named_children, at)
                whole = Splat(Traversal(of, tuple(steps), at=at) if steps else of, each, at=at)
                return self._stepped(whole, nodes[index + 1 :], at)
        return Traversal(of, tuple(steps), at=at) if steps else of

    def _key(self, node: Node) -> Expression:
        if node.type == "legacy_index":
            written = self.text(node)[1:]
            return Literal(int(written) if written.isdigit() else written, at=self.place(node))
        return next(
            (self.expression(child) for child in node.children if child.type == "expression"),
            Broken("a key is missing", at=self.place(node)),
        )

    def _literal(self, node: Node) -> Expression:
        value, at = node.children[0], self.place(node)
        match value.type:
            case "string_lit":
                return Literal(quoted(value, self), at=at)
            case "numeric_lit":
                written = self.text(value)
                read = number(written)
                return (
                    Literal(read, at=at)
                    if read is not None
                    else Broken(f"{written} is no decimal number", at=at)
                )
            case "bool_lit":
                return Literal(self.text(value) == "true", at=at)
            case _:
                return Literal(None, at=at)

    def _name(self, node: Node) -> Expression:
        return Name(self.text(node), at=self.place(node))

    def _tuple(self, node: Node) -> Expression:
        items = tuple(self.expression(child) for child in node.children if child.type == "expression")
        return TupleOf(items, at=self.place(node))

    def _object(self, node: Node) -> Expression:
        items: list[tuple[Expression, Expression]] = []
        for child in node.children:
            if child.type == "object_elem":
                sides = [side for side in child.children if side.type == "expression"]
                if len(sides) == 2:  # noqa: PLR2004 - key and value
                    items.append((self._object_key(sides[0]), self.expression(sides[1])))
        return ObjectOf(tuple(items), at=self.place(node))

    def _object_key(self, node: Node) -> Expression:
        if len(node.children) == 1 and node.children[0].type in {"variable_expr", "literal_value"}:
            only = node.children[0]
            if only.children[0].type != "string_lit":
                return Literal(self.text(only), at=self.place(only))
        return self.expression(node)

    def _call(self, node: Node) -> Expression:
        name, *rest = node.children
        given = next((child for child in rest if child.type == "function_arguments"), None)
        nodes = given.children if given is not None else []
        arguments = tuple(self.expression(child) for child in nodes if child.type == "expression")
        spread = any(child.type == "ellipsis" for child in nodes)
        return Call(self.text(name), arguments, spread, at=self.place(node))

    def _conditional(self, node: Node) -> Expression:
        sides = [child for child in node.children if child.type == "expression"]
        if len(sides) != 3:  # noqa: PLR2004 - condition and two sides
            return Broken("a condition without its two sides", at=self.place(node))
        then, otherwise = self.expression(sides[1]), self.expression(sides[2])
        return self._chosen(sides[0], then, otherwise)

    def _chosen(self, condition: Node, then: Expression, otherwise: Expression) -> Expression:
        """Build a conditional; `(a ? b : c) ? d : e` as the grammar reads it means `a ? b : (c ? d : e)`."""
        only = condition.children[0]
        if only.type == "conditional":
            sides = [child for child in only.children if child.type == "expression"]
            if len(sides) == 3:  # noqa: PLR2004 - condition and two sides
                last = self._chosen(sides[2], then, otherwise)
                return self._chosen(sides[0], self.expression(sides[1]), last)
        written = self.condition_text(condition)
        return Conditional(self.expression(condition), then, otherwise, written, at=self.place(condition))

    def _unary(self, node: Node) -> Expression:
        operator, *operand = node.children
        return Unary(operator.type, self._nested(operand), at=self.place(node))

    def _binary(self, node: Node) -> Expression:
        for index, child in enumerate(node.children):
            if not child.is_named and child.type not in {"(", ")"}:
                left, right = node.children[:index], node.children[index + 1 :]
                return Binary(child.type, self._nested(left), self._nested(right), at=self.place(node))
        return Broken("an operator without its operands", at=self.place(node))

    def _nested(self, nodes: Sequence[Node]) -> Expression:
        """Return an operand; long chains of operators are nested as deeply as they are long."""
        self._depth += 1
        try:
            if self._depth > DEEPEST or not nodes:
                return Broken("an operand is missing or nested too deeply", at=Location(self.file))
            return self._term(nodes)
        finally:
            self._depth -= 1

    def _for(self, node: Node) -> Expression:
        intro = next(child for child in node.children if child.type == "for_intro")
        key_name, value_name, collection = self._bound(intro)
        *key, value = (self.expression(child) for child in node.children if child.type == "expression")
        condition = next((child for child in node.children if child.type == "for_cond"), None)
        return For(
            "object" if node.type == "for_object_expr" else "list",
            key_name,
            value_name,
            collection,
            value,
            key=key[0] if key else None,
            condition=self.expression(condition.children[-1]) if condition is not None else None,
            grouped=any(child.type == "ellipsis" for child in node.children),
            at=self.place(node),
        )

    def _bound(self, intro: Node) -> tuple[str, str, Expression]:
        names = [self.text(child) for child in intro.children if child.type == "identifier"]
        collection = next(child for child in intro.children if child.type == "expression")
        return names[0] if len(names) > 1 else "", names[-1], self.expression(collection)

    def _template(self, node: Node) -> Expression:
        inner = node.children[0]
        if inner.type == "heredoc_template":
            return heredoc_template(inner, self)
        return quoted_template(inner, self)

    def condition_text(self, node: Node) -> str:
        """Return the source text of an expression on one line."""
        return " ".join(self.text(node).split())


def number(written: str) -> int | float | None:
    """Read a number, None for what is none: HCL has decimal ones only, with a fraction and an exponent.

    One without a fraction is whole, as Terraform has one kind of number only. Source: "Numeric Literals" of
    the specification of HCL's native syntax.
    """
    if not _NUMBER.fullmatch(written):
        return None
    if written.isdigit() and len(written) < MOST_DIGITS:
        return int(written)
    read = float(written)
    if not math.isfinite(read):
        return None
    return int(read) if read.is_integer() else read
