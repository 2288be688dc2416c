"""Source to `Module`: the statements of the top level, those inside `if`, `try` and `with` too."""

from collections.abc import Iterator

from tree_sitter import Node

from stockade.languages.python.expressions import Expressions, as_value
from stockade.languages.python.module import Call, Expression, Function, Module, Name
from stockade.languages.python.syntax import parse, place, written
from stockade.languages.trees import first_error
from stockade.values import Unknown

_BLOCKS = {
    "block",
    "if_statement",
    "elif_clause",
    "else_clause",
    "try_statement",
    "except_clause",
    "finally_clause",
    "with_statement",
}


def read_module(source: str, file: str) -> Module:
    """Read one source text. What cannot be parsed is left out, and `broken` tells where it begins."""
    root = parse(source.encode("utf-8", "replace"))
    reading = _Reading(file)
    for statement in _statements(root):
        reading.take(statement)
    return Module(
        file=file,
        imports=reading.imports,
        names=reading.names,
        functions=tuple(reading.functions),
        calls=tuple(reading.calls),
        broken=first_error(root),
    )


def _statements(root: Node) -> Iterator[Node]:
    """Yield the statements of the top level in order; blocks of branches are opened."""
    waiting = list(reversed(root.named_children))
    while waiting:
        node = waiting.pop()
        if node.type in _BLOCKS:
            waiting.extend(reversed(node.named_children))
        else:
            yield node


class _Reading:
    """What was read of a module so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.imports: dict[str, str] = {}
        self.names: dict[str, Expression] = {}
        self.functions: list[Function] = []
        self.calls: list[Call] = []
        self.expressions = Expressions(file, self.imports, self.names.get)

    def take(self, statement: Node) -> None:
        """Take in one statement of the top level."""
        match statement.type:
            case "import_statement":
                self._import(statement)
            case "import_from_statement":
                self._import_from(statement)
            case "expression_statement":
                self._expression(statement)
            case "decorated_definition":
                self._decorated(statement)
            case "function_definition":
                self._function(statement, ())
            case _:
                pass  # classes, loops and the like bind nothing that a reader asks for

    def _import(self, statement: Node) -> None:
        for child in statement.named_children:
            if child.type == "aliased_import":
                name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
                if name and alias:
                    self.imports[written(alias)] = written(name)
            elif child.type == "dotted_name":
                first = written(child).split(".")[0]
                self.imports[first] = first

    def _import_from(self, statement: Node) -> None:
        module = statement.child_by_field_name("module_name")
        base = written(module) if module else ""
        for child in statement.children_by_field_name("name"):
            name, alias = child, child
            if child.type == "aliased_import":
                name, alias = (
                    child.child_by_field_name("name") or child,
                    child.child_by_field_name("alias") or child,
                )
            joined = base if base.endswith(".") else f"{base}."
            self.imports[written(alias)] = f"{joined}{written(name)}"

    def _expression(self, statement: Node) -> None:
        for child in statement.named_children:
            if child.type == "assignment":
                self._assignment(child)
            elif child.type == "call":
                self.calls.append(self.expressions.call(child))

    def _assignment(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or left.type != "identifier" or right is None:
            return
        if right.type == "assignment":  # a = b = value
            self._assignment(right)
            right = right.child_by_field_name("left") or right
        self._bind(written(left), self.expressions.of(right))

    def _bind(self, name: str, found: Expression) -> None:
        before = self.names.get(name)
        if before is None or before == found:
            self.names[name] = found
            return
        earlier = before.among if isinstance(before, Unknown) and before.among else (as_value(before),)
        self.names[name] = Unknown(
            f"{name} is bound more than once", among=(*earlier, as_value(found)), at=as_value(found).at
        )

    def _decorated(self, statement: Node) -> None:
        definition = statement.child_by_field_name("definition")
        if definition is None or definition.type != "function_definition":
            return
        decorators = [
            self._decorator(child.named_children[0])
            for child in statement.named_children
            if child.type == "decorator" and child.named_children
        ]
        self._function(definition, tuple(decorators))

    def _decorator(self, node: Node) -> Call:
        found = self.expressions.of(node)
        if isinstance(found, Call):
            return found
        path = found.path if isinstance(found, Name) else ""
        return Call(path, at=place(node, self.file))

    def _function(self, definition: Node, decorators: tuple[Call, ...]) -> None:
        name = definition.child_by_field_name("name")
        if name is not None:
            self.functions.append(Function(written(name), decorators, place(definition, self.file)))
