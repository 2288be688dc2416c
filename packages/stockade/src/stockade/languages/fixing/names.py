"""What names mean in a file of Python: imports, what else binds a name, and how to get at another module."""

from collections import Counter
from functools import cached_property

from tree_sitter import Node

from stockade.languages.fixing.calls import nodes
from stockade.languages.fixing.sources import Change, Source

_IMPORTS = frozenset({"import_statement", "import_from_statement"})
_BINDING = {
    "assignment": "left",
    "augmented_assignment": "left",
    "named_expression": "name",
    "for_statement": "left",
    "for_in_clause": "left",
    "function_definition": "name",
    "class_definition": "name",
    "default_parameter": "name",
    "typed_default_parameter": "name",
    "type_alias_statement": "left",
}
_WHOLE = frozenset(
    {
        "parameters",
        "lambda_parameters",
        "typed_parameter",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "as_pattern_target",
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "delete_statement",
        "global_statement",
        "nonlocal_statement",
        "case_pattern",
        "case_clause",
        "keyword_pattern",
        "splat_pattern",
    }
)
_SCOPES = frozenset({"function_definition", "lambda", "class_definition", "module"})


class Names:
    """The names of one file."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def modules(self) -> dict[str, str]:
        """The imports at the top of the file: the name each binds, and the path it stands for."""
        return {
            name: path
            for node in self._source.root.children
            if node.type in _IMPORTS
            for name, path in self._bound_by(node)
        }

    @cached_property
    def bound(self) -> Counter[str]:
        """How often each name is bound in the file, anywhere, by anything."""
        found: Counter[str] = Counter()
        for node in self._all:
            if node.type in _IMPORTS:
                found.update(name for name, _ in self._bound_by(node))
        for name, written in self.written.items():
            found[name] += sum(map(binds, written))
        return found

    @cached_property
    def written(self) -> dict[str, list[Node]]:
        """Where each variable is written in the file, in order; names of attributes are none."""
        found: dict[str, list[Node]] = {}
        for node in self._all:
            if node.type == "identifier" and not is_label(node):
                found.setdefault(self._source.written(node), []).append(node)
        return found

    @cached_property
    def _all(self) -> list[Node]:
        kinds = {"identifier", "wildcard_import", *_IMPORTS}
        return [node for node in nodes(self._source.root) if node.type in kinds]

    @cached_property
    def is_open(self) -> bool:
        """Whether any name may be bound: by `from m import *`."""
        return b"import *" in self._source.data or any(node.type == "wildcard_import" for node in self._all)

    def _bound_by(self, node: Node) -> list[tuple[str, str]]:
        written = self._source.written
        module = node.child_by_field_name("module_name")
        before = f"{written(module)}." if module is not None else ""
        found: list[tuple[str, str]] = []
        for child in node.children_by_field_name("name"):
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                found.append((written(alias), before + written(name)))
            elif module is not None:
                found.append((written(child), before + written(child)))
            else:
                first = written(child).partition(".")[0]
                found.append((first, first))
        return found

    def means(self, name: str) -> str:
        """Return the path that a name stands for everywhere in the file, empty where it is not known."""
        return self.modules.get(name, "") if self.bound[name] == 1 and not self.is_open else ""

    def path(self, node: Node) -> str:
        """Return the path that a name or attributes of one stand for, empty where it is not known."""
        last: list[str] = []
        while node.type == "attribute":
            last.append(self._source.written(node.children[-1]))
            node = node.children[0]
        base = self.means(self._source.written(node)) if node.type == "identifier" else ""
        return ".".join((base, *reversed(last))) if base else ""

    def reach(self, module: str, name: str, *, alone: bool = False) -> tuple[str, list[Change]] | None:
        """Return how a name of a module is written in this file, and the import it needs; None: not at all.

        `alone`: rather by itself than behind its module.
        """
        ways = [(module, "import {0}", "{2}.{1}"), (name, "from {0} import {1}", "{2}")]
        paths = [module, f"{module}.{name}"]
        order = (1, 0) if alone else (0, 1)
        for number in order:
            for local, path in self.modules.items():
                if path == paths[number] and self.means(local):
                    return ways[number][2].format(module, name, local), []
        for number in () if self.is_open else order:
            local, statement, way = ways[number]
            if not self.bound[local] and "." not in local:
                change = self._import(module, statement.format(module, name))
                return (way.format(module, name, local), [change]) if change is not None else None
        return None

    def _import(self, module: str, statement: str) -> Change | None:
        """Return the change that adds an import where imports are, in their order as far as they have one."""
        root = self._source.root
        imports = [node for node in root.children if node.type in _IMPORTS]
        if not imports:
            return self._line_before(self._first_statement(), statement)
        block = _together(imports)
        kind = "import_from_statement" if statement.startswith("from") else "import_statement"
        like = [node for node in block if node.type == kind]
        after = [node for node in like if self._module(node) >= module]
        if after or not (like or kind == "import_from_statement"):
            return self._line_before((after or block)[0], statement)
        return self._line_after((like or block)[-1], statement)

    def _module(self, node: Node) -> str:
        name = node.child_by_field_name("module_name") or node.child_by_field_name("name")
        return self._source.written(name) if name is not None else ""

    def _first_statement(self) -> Node | None:
        """Return the first statement that is no docstring and nothing of the future."""
        for node in self._source.root.children:
            is_text = node.type == "expression_statement" and node.children[0].type == "string"
            if node.type not in {"comment", "future_import_statement"} and not is_text:
                return node
        return None

    def _line_before(self, node: Node | None, statement: str) -> Change | None:
        if node is None or node.start_point[1] != 0:
            return None
        return Change(node.start_byte, node.start_byte, f"{statement}{self._source.eol}")

    def _line_after(self, node: Node, statement: str) -> Change | None:
        """Return the change that adds a line; at the end of the one before, for the next may be empty."""
        rest = self._source.data[node.end_byte : self._source.start_of(node.end_point[0] + 1)]
        line = rest.rstrip(b"\r\n")
        if line.strip() and not line.strip().startswith(b"#"):
            return None
        end = node.end_byte + len(line)
        return Change(end, end, f"{self._source.eol}{statement}")


def _together(imports: list[Node]) -> list[Node]:
    """Return the imports of the first block of lines."""
    found = imports[:1]
    for node in imports[1:]:
        if node.start_point[0] != found[-1].end_point[0] + 1:
            break
        found.append(node)
    return found


def names_of(source: Source) -> Names:
    """Return the names of a source, which are looked at once."""
    known = source.kept.get("names")
    if not isinstance(known, Names):
        known = source.kept["names"] = Names(source)
    return known


def binds(node: Node) -> bool:
    """Tell whether an identifier is bound where it stands."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.type in _WHOLE:
            return True
        if parent.type in _BINDING:
            return parent.child_by_field_name(_BINDING[parent.type]) == child
        if parent.type not in {"tuple", "parenthesized_expression", "list"}:
            return False
        child, parent = parent, parent.parent
    return False


def is_label(node: Node) -> bool:
    """Tell whether an identifier names an attribute or an argument, not a variable."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "attribute":
        return parent.children[-1] == node
    return parent.type == "keyword_argument" and parent.children[0] == node


def scope_of(node: Node) -> Node:
    """Return the function, class or module whose names are those of a node."""
    found = node.parent
    while found is not None and found.type not in _SCOPES:
        found = found.parent
    return found if found is not None else node
