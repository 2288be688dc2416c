"""What a block declares, and the order in which its statements are read."""

from collections.abc import Iterable

from tree_sitter import Node

from stockade.languages.javascript.lowering import Lowering
from stockade.languages.javascript.patterns import bound_names
from stockade.model.program import Statement

_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration"})
_LEXICAL = frozenset({"lexical_declaration", "using_declaration"})
_MODULES = frozenset({"internal_module", "module"})
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration"})
_NAMED = frozenset({*_FUNCTIONS, *_CLASSES, *_MODULES, "enum_declaration"})
_IMPORTED = frozenset({"import_clause", "named_imports", "import_require_clause"})
_WITHIN = frozenset({"export_statement", "ERROR"})


def declared(lower: Lowering, statements: Iterable[Node]) -> list[str]:
    """Return the names that the statements of a block declare in it (`var` is the function's)."""
    names: list[str] = []
    for node in statements:
        kind = node.type
        if kind in _LEXICAL:
            for child in node.children:
                if child.type == "variable_declarator":
                    names.extend(bound_names(lower, child.children[0]))
        elif kind in _NAMED:
            name = node.child_by_field_name("name")
            if name is not None and name.type != "string":
                names.append(lower.text(name).partition(".")[0])
        elif kind == "import_statement":
            names.extend(_imported(lower, node))
        elif kind == "import_alias":
            names.extend(_imported(lower, node)[:1])
        elif kind in _WITHIN or _is_namespace(node):
            names.extend(declared(lower, node.children))
    return names


def _is_namespace(node: Node) -> bool:
    return node.type == "expression_statement" and node.child_count > 0 and node.children[0].type in _MODULES


def _imported(lower: Lowering, node: Node) -> list[str]:
    names: list[str] = []
    for child in node.children:
        kind = child.type
        if kind == "identifier":
            names.append(lower.text(child))
        elif kind in _IMPORTED:
            names.extend(_imported(lower, child))
        elif kind in {"import_specifier", "namespace_import"}:
            names.append(lower.text(child.children[-1]))
    return names


def body_of(lower: Lowering, statements: list[Node], depth: int) -> tuple[Statement, ...]:
    """Read the body of a function: what it declares is the function's."""
    for name in declared(lower, statements):
        lower.scope.declare(name)
    out: list[Statement] = []
    in_order(lower, statements, out, depth)
    return tuple(out)


def in_order(lower: Lowering, statements: list[Node], out: list[Statement], depth: int) -> None:
    """Read statements: functions first, lists of exports last, for they follow their variables."""
    middle, last = [], []
    for node in statements:
        kind = node.type
        kinds = {child.type for child in node.children} if kind == "export_statement" else _NO_KINDS
        if kind in _FUNCTIONS or kinds & _FUNCTIONS:
            lower.statement(node, out, depth)
        elif "export_clause" in kinds:
            last.append(node)
        else:
            middle.append(node)
    for node in (*middle, *last):
        lower.statement(node, out, depth)


_NO_KINDS: frozenset[str] = frozenset()
