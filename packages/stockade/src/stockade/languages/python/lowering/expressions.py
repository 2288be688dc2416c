"""Expressions: names, operators, collections, comprehensions."""

from tree_sitter import Node

from stockade.languages.python.lowering.formatting import joined, percent
from stockade.languages.python.lowering.reader import (
    LEVELS,
    TOO_DEEP,
    Read,
    Reading,
    inner,
    sides,
    spoilt,
)
from stockade.languages.python.lowering.targets import target
from stockade.model.program import (
    Assignment,
    Attribute,
    Build,
    Call,
    Choice,
    Clause,
    Comprehension,
    Concat,
    Const,
    Entry,
    Expression,
    Opaque,
    Operation,
    Spread,
    Yield,
)

_SHORT = 40
"""Characters of an operand that may be read twice (`a < b < c`); longer ones would double in one another."""
_WRAPPERS = frozenset({"parenthesized_expression", "await"})


def identifier(r: Reading, node: Node, _depth: int) -> Expression:
    """Read a name."""
    return r.load(r.word(node), r.at(node))


def wrapped(r: Reading, node: Node, depth: int) -> Expression:
    """Read what stands in parentheses or is awaited."""
    found = unwrapped(r, node)
    return r.opaque(node.type, node, depth) if found is node else r.expression(found, depth + 1)


def unwrapped(r: Reading, node: Node) -> Node:
    """Return what stands in parentheses, however many."""
    while node.type in _WRAPPERS and not (r.broken and spoilt(node)):
        found = inner(node)
        if len(found) != 1:
            break
        node = found[0]
    return node


def _operands(node: Node) -> tuple[Node, str, Node]:
    children = node.children
    if len(children) != 3:  # noqa: PLR2004 - two sides and the operator; else comments are among them
        children = sides(node)
    return children[0], children[1].type, children[-1]


def binary(r: Reading, node: Node, depth: int) -> Expression:
    """Read `a + b + c`, from the inside out, and any other operator on two."""
    chain: list[tuple[str, Node, Node]] = []
    levels, before, left = 0, "", node
    while left.type == "binary_operator" and not (r.broken and spoilt(left)):
        inside, operator, right = _operands(left)
        chain.append((operator, right, left))
        levels += operator != "+" or before != "+"
        before = operator
        left = unwrapped(r, inside)
    if depth + levels > LEVELS:
        operands = [left, *(right for _, right, _ in reversed(chain))]
        return Opaque(TOO_DEEP, tuple([r.expression(each, depth + 1) for each in operands]), r.at(node))
    sum_of = [r.expression(left, depth + levels)]
    for operator, right, whole in reversed(chain):
        value = r.expression(right, depth + levels)
        if operator == "+":
            sum_of.append(value)
        else:
            sum_of = [_operation(r, operator, _sum(sum_of, left, r), value, r.at(whole))]
    return _sum(sum_of, node, r)


def _sum(parts: list[Expression], node: Node, r: Reading) -> Expression:
    return joined(parts, r.at(node)) if len(parts) > 1 else parts[0]


def _operation(r: Reading, operator: str, left: Expression, right: Expression, at: int) -> Expression:
    if operator == "%" and isinstance(left, Const) and isinstance(left.value, str):
        return percent(r, left.value, right, at)
    return Operation(operator, (left, right), at)


def boolean(r: Reading, node: Node, depth: int) -> Expression:
    """Read `a and b and c` as one operation."""
    operator = _operands(node)[1]
    found: list[Node] = []
    left = node
    while left.type == "boolean_operator" and not (r.broken and spoilt(left)):
        inside, each, right = _operands(left)
        if each != operator:
            break
        found.append(right)
        left = inside
    operands = [r.expression(each, depth + 1) for each in (left, *reversed(found))]
    return Operation(operator, tuple(operands), r.at(node))


def comparison(r: Reading, node: Node, depth: int) -> Expression:
    """Read `a < b`; `a < b < c` is `a < b and b < c`."""
    children = sides(node)
    at = r.at(node)
    left = r.expression(children[0], depth + 2)
    found: list[Expression] = []
    for sign, operand in zip(children[1::2], children[2::2], strict=False):
        right = r.expression(operand, depth + 2)
        found.append(Operation("!=" if sign.type == "<>" else sign.type, (left, right), at))
        short = operand.end_byte - operand.start_byte <= _SHORT
        left = right if short else Opaque("the operand before", (), right.at)
    return found[0] if len(found) == 1 else Operation("and", tuple(found), at)


def unary(r: Reading, node: Node, depth: int) -> Expression:
    """Read `-x`, `+x`, `~x`, `not x`; the sign of a number is the number's."""
    children = sides(node)
    sign, value = children[0].type, r.expression(children[-1], depth + 1)
    number = isinstance(value, Const) and type(value.value) in {int, float}
    if number and sign == "-" and isinstance(value, Const) and isinstance(value.value, int | float):
        return Const(-value.value, r.at(node)) if value.value < 2**63 else Opaque("a number", (), r.at(node))
    return Operation(sign, (value,), r.at(node))


def choice(r: Reading, node: Node, depth: int) -> Expression:
    """Read `a if test else b`."""
    found = inner(node)
    if len(found) != 3:  # noqa: PLR2004 - a choice has three parts
        return r.opaque(node.type, node, depth)
    then, test, otherwise = [r.expression(each, depth + 1) for each in found]
    return Choice(test, then, otherwise, r.at(node))


def sequence(r: Reading, node: Node, depth: int) -> Expression:
    """Read a list, tuple or set written out."""
    entries = [Entry(None, r.expression(child, depth + 1)) for child in inner(node)]
    kind = node.type
    return Build(
        "list" if kind == "list" else "set" if kind == "set" else "tuple", tuple(entries), r.at(node)
    )


def dictionary(r: Reading, node: Node, depth: int) -> Expression:
    """Read a dictionary written out."""
    entries: list[Entry] = []
    for child in inner(node):
        pair = inner(child) if child.type == "pair" else []
        if len(pair) == 2 and not (r.broken and spoilt(child)):  # noqa: PLR2004 - a key and its value
            entries.append(Entry(r.expression(pair[0], depth + 1), r.expression(pair[1], depth + 1)))
        else:
            entries.append(Entry(None, r.expression(child, depth + 1)))
    return Build("dict", tuple(entries), r.at(node))


def spread(r: Reading, node: Node, depth: int) -> Expression:
    """Read `*xs` or `**d`."""
    found = inner(node)
    return (
        Spread(r.expression(found[-1], depth + 1), r.at(node)) if found else r.opaque(node.type, node, depth)
    )


def comprehension(r: Reading, node: Node, depth: int) -> Expression:
    """Read a list, set, dictionary or generator made by loops."""
    body, *rest = inner(node)
    clauses: list[Clause] = []
    tests: list[Expression] = []
    for child in reversed(rest):
        if child.type == "for_in_clause":
            clauses.append(_clause(r, child, tests, depth + 1))
            tests = []
        elif child.type == "if_clause":
            tests.extend(r.expression(each, depth + 1) for each in inner(child)[-1:])
    clauses.reverse()
    key = None
    if body.type == "pair" and len(inner(body)) == 2:  # noqa: PLR2004 - a key and its value
        name, body = inner(body)
        key = r.expression(name, depth + 1)
    element = r.expression(body, depth + 1)
    kind = node.type
    return Comprehension(
        "dict" if kind.startswith("dict") else "set" if kind.startswith("set") else
        "list" if kind.startswith("list") else "generator",
        element, tuple(clauses), key, r.at(node),
    )  # fmt: skip


def _clause(r: Reading, node: Node, tests: list[Expression], depth: int) -> Clause:
    left, rights = node.child_by_field_name("left"), node.children_by_field_name("right")
    found = [r.expression(each, depth + 1) for each in rights if each.is_named]
    iterable: Expression = (
        found[0]
        if len(found) == 1
        else Build("tuple", tuple(Entry(None, each) for each in found), r.at(node))
    )
    around = r.scope
    r.scope = around.holder
    bound = target(r, left, depth + 1) if left is not None else r.opaque(node.type, node, depth)
    r.scope = around
    return Clause(bound, iterable, tuple(reversed(tests)))


def yielded(r: Reading, node: Node, depth: int) -> Expression:
    """Read `yield`, `yield x`, `yield from xs`."""
    r.scope.generator = True
    found, at = inner(node), r.at(node)
    whole = any(child.type == "from" for child in node.children)
    value = r.expression(found[-1], depth + 1) if found else Const(None, at)
    return Yield(value, whole, at)


def assigned(r: Reading, node: Node, depth: int) -> Expression:
    """Read an assignment whose value is used: `(a := b)`, `x = y = z`."""
    left = node.child_by_field_name("name") or node.child_by_field_name("left")
    right = node.child_by_field_name("value") or node.child_by_field_name("right")
    if left is None or right is None:
        return r.opaque(node.type, node, depth)
    value = r.expression(right, depth + 1)
    return Assignment(target(r, left, depth + 1), value, r.at(node))


def augmented(r: Reading, node: Node, depth: int) -> Expression:
    """Return what `a += b` assigns."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = node.child_by_field_name("operator")
    if left is None or right is None or sign is None:
        return r.opaque(node.type, node, depth)
    sides = (r.expression(left, depth + 1), r.expression(right, depth + 1))
    operator = sign.type[:-1]
    return Concat(sides, r.at(node)) if operator == "+" else Operation(operator, sides, r.at(node))


def entered(r: Reading, node: Node, depth: int) -> Expression:
    """Read `open(p) as f` that stands in parentheses of its own."""
    found, at = inner(node), r.at(node)
    value = Call(Attribute(r.expression(found[0], depth + 3), "__enter__", at), at=at)
    return Assignment(target(r, found[-1], depth + 1), value, at)


EXPRESSIONS: dict[str, Read] = {
    "identifier": identifier,
    "parenthesized_expression": wrapped,
    "await": wrapped,
    "binary_operator": binary,
    "boolean_operator": boolean,
    "comparison_operator": comparison,
    "unary_operator": unary,
    "not_operator": unary,
    "conditional_expression": choice,
    **dict.fromkeys(("list", "tuple", "set", "expression_list", "pattern_list"), sequence),
    **dict.fromkeys(("tuple_pattern", "list_pattern"), sequence),
    "dictionary": dictionary,
    **dict.fromkeys(("list_splat", "list_splat_pattern"), spread),
    **dict.fromkeys(("dictionary_splat", "dictionary_splat_pattern"), spread),
    "list_comprehension": comprehension,
    "set_comprehension": comprehension,
    "dictionary_comprehension": comprehension,
    "generator_expression": comprehension,
    "yield": yielded,
    "named_expression": assigned,
    "assignment": assigned,
    "augmented_assignment": augmented,
    "as_pattern": entered,
}
"""What reads each kind of expression; literals, chains and functions have modules of their own."""
