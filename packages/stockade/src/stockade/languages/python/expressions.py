"""Expressions as values, as far as they are constant; what is not says why."""

import ast
from collections.abc import Callable, Iterator

from tree_sitter import Node

from stockade.languages.python.module import Call, Expression, Name
from stockade.languages.python.syntax import DEEPEST, place, written
from stockade.values import Dynamic, List, Lit, Location, Map, Unknown, Value, concat

ENVIRONMENT = "environment"
"""The service of a `Dynamic` that stands for a variable of the function's environment."""
_LOOKUPS = frozenset({"os.environ.get", "os.getenv"})
_CONSTANTS = {"true": True, "false": False, "none": None}

Lookup = Callable[[str], "Expression | None"]


class Expressions:
    """Evaluates expressions of one module; `lookup` tells what a name is bound to so far."""

    def __init__(self, file: str, imports: dict[str, str], lookup: Lookup) -> None:
        self.file = file
        self.imports = imports
        self.lookup = lookup

    def of(self, node: Node, depth: int = 0) -> Expression:
        """Return what an expression is."""
        at = place(node, self.file)
        if depth > DEEPEST:
            return Unknown("an expression nested too deeply", at=at)
        read = _READERS.get(node.type)
        return read(self, node, depth) if read else Unknown(f"the result of {_named(node.type)}", at=at)

    def value(self, node: Node, depth: int = 0) -> Value:
        """Return an expression as a value: calls and names of other modules are unknown ones."""
        return as_value(self.of(node, depth))

    def path(self, node: Node) -> str:
        """Return the full path of a dotted name, empty for anything else."""
        if node.type == "identifier":
            name = written(node)
            return self.imports.get(name, name)
        if node.type != "attribute":
            return ""
        holder, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        before = self.path(holder) if holder else ""
        return f"{before}.{written(attribute)}" if before and attribute else ""

    def call(self, node: Node, depth: int = 0) -> Call:
        """Return a call with its arguments."""
        target, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        positional: list[Expression] = []
        keywords: dict[str, Expression] = {}
        for child in _inner(given) if given else ():
            if child.type == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name and value:
                    keywords[written(name)] = self.of(value, depth + 1)
            else:
                positional.append(self.of(child, depth + 1))
        return Call(self.path(target) if target else "", tuple(positional), keywords, place(node, self.file))

    def string(self, node: Node, depth: int) -> Value:
        """Read a text, with what is interpolated into it."""
        at = place(node, self.file)
        if all(child.type != "interpolation" for child in node.children):
            return _literal(written(node), at)
        parts: list[Value] = []
        for child in node.children:
            if child.type == "string_content":
                parts.append(Lit(written(child), at=at))
            elif child.type == "interpolation":
                parts.extend(self.value(inner, depth + 1) for inner in child.named_children[:1])
        return concat(parts, at=at)

    def joined(self, node: Node, depth: int) -> Value:
        """Read texts that stand beside one another."""
        return concat(
            [self.value(child, depth + 1) for child in node.named_children], at=place(node, self.file)
        )

    def inner(self, node: Node, depth: int) -> Expression:
        """Read what stands in parentheses."""
        return self.of(node.named_children[0], depth + 1)

    def sequence(self, node: Node, depth: int) -> Value:
        """Read a list, tuple or set."""
        items = tuple(self.value(child, depth + 1) for child in _inner(node))
        return List(items, at=place(node, self.file))

    def name(self, node: Node, _depth: int) -> Expression:
        """Read a dotted name: what it is bound to in this module, else its full path."""
        at = place(node, self.file)
        bound = self.lookup(written(node)) if node.type == "identifier" else None
        if bound is not None and not isinstance(bound, Call):
            return bound
        path = self.path(node)
        return Name(path, at) if path else Unknown("an attribute of an expression", at=at)

    def called(self, node: Node, depth: int) -> Expression:
        """Read a call; a look-up in the environment is the variable."""
        at = place(node, self.file)
        target = node.child_by_field_name("function")
        if target is not None and target.type == "attribute":
            holder = target.child_by_field_name("object")
            if holder is not None and holder.type in {"string", "concatenated_string"}:
                return Unknown("a formatted text", at=at, about=(self.value(holder, depth + 1),))
        found = self.call(node, depth)
        variable = found.argument(0, "key") if found.target in _LOOKUPS else None
        return Dynamic(ENVIRONMENT, str(variable.value), at=at) if isinstance(variable, Lit) else found

    def subscript(self, node: Node, depth: int) -> Expression:
        """Read an element of a dictionary or of the environment."""
        at = place(node, self.file)
        holder, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
        if holder is None or key is None:
            return Unknown("a subscript", at=at)
        index = self.of(key, depth + 1)
        if self.path(holder) == "os.environ" and isinstance(index, Lit):
            return Dynamic(ENVIRONMENT, str(index.value), at=at)
        found = self.of(holder, depth + 1)
        if isinstance(found, Map) and isinstance(index, Lit) and str(index.value) in found.items:
            return found.items[str(index.value)]
        return Unknown("an element chosen at run time", at=at)

    def mapping(self, node: Node, depth: int) -> Value:
        """Read a dictionary of constant keys."""
        at = place(node, self.file)
        found: dict[str, Value] = {}
        for pair in _inner(node):
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            known = self.of(key, depth + 1) if key else None
            if value is None or not isinstance(known, Lit):
                return Unknown("a dictionary with computed keys", at=at)
            found[str(known.value)] = self.value(value, depth + 1)
        return Map(found, at=at)

    def operator(self, node: Node, depth: int) -> Value:
        """Read an operation on texts, lists or whole numbers."""
        at = place(node, self.file)
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return Unknown("an operation", at=at)
        sides = (self.value(left, depth + 1), self.value(right, depth + 1))
        match written(operator), sides:
            case "+", (List(items=first), List(items=second)):
                return List((*first, *second), at=at)
            case "+", (Lit(value=str()), _) | (_, Lit(value=str())):
                return concat(sides, at=at)
            case "+" | "-" | "*", (Lit(value=int(first)), Lit(value=int(second))):
                return _arithmetic(written(operator), first, second, at)
            case _:
                return Unknown(f"the result of {written(operator)}", about=sides, at=at)


def as_value(expression: Expression) -> Value:
    """Return an expression as a value: calls and names of other modules are unknown ones."""
    match expression:
        case Call(target=target, at=at):
            return Unknown(f"the result of {target or 'a call'}()", at=at)
        case Name(path=path, at=at):
            return Unknown(f"the value of {path}", at=at)
        case value:
            return value


def _inner(node: Node) -> Iterator[Node]:
    return (child for child in node.named_children if child.type != "comment")


def _named(kind: str) -> str:
    return "an expression" if kind in {"ERROR", ""} else f"a {kind.replace('_', ' ')}"


_LONGEST_NUMBER = 40


def _number(reading: Expressions, node: Node, _depth: int) -> Value:
    """Read a number; one of absurd length is no configuration and is not computed."""
    text, at = written(node), place(node, reading.file)
    return _literal(text, at) if len(text) <= _LONGEST_NUMBER else Unknown("a number of many digits", at=at)


def _signed(reading: Expressions, node: Node, depth: int) -> Value:
    """Read a number with its sign."""
    at = place(node, reading.file)
    argument = node.child_by_field_name("argument")
    value = reading.of(argument, depth + 1) if argument else None
    if isinstance(value, Lit) and isinstance(value.value, int | float) and written(node).startswith("-"):
        return Lit(-value.value, at=at)
    return Unknown("an operation", at=at)


def _constant(reading: Expressions, node: Node, _depth: int) -> Value:
    return Lit(_CONSTANTS[node.type], at=place(node, reading.file))


def _literal(text: str, at: Location) -> Value:
    """Read a literal by the language's own rules for escapes; nothing is executed."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return Unknown("a literal that cannot be read", at=at)
    if isinstance(value, str | int | float):
        return Lit(value, at=at)
    return Unknown("bytes", at=at)


def _arithmetic(operator: str, first: int, second: int, at: Location) -> Value:
    match operator:
        case "+":
            return Lit(first + second, at=at)
        case "-":
            return Lit(first - second, at=at)
        case _:
            return Lit(first * second, at=at)


_READERS: dict[str, Callable[[Expressions, Node, int], Expression]] = {
    "string": Expressions.string,
    "concatenated_string": Expressions.joined,
    "identifier": Expressions.name,
    "attribute": Expressions.name,
    "call": Expressions.called,
    "subscript": Expressions.subscript,
    "parenthesized_expression": Expressions.inner,
    "dictionary": Expressions.mapping,
    "unary_operator": _signed,
    "binary_operator": Expressions.operator,
    "list": Expressions.sequence,
    "tuple": Expressions.sequence,
    "set": Expressions.sequence,
    "integer": _number,
    "float": _number,
    **dict.fromkeys(_CONSTANTS, _constant),
}
"""What reads each kind of expression; any other is unknown."""
