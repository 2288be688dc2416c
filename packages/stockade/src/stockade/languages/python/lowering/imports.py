"""Imports: each name bound is a module or a name of one."""

from tree_sitter import Node

from stockade.languages.python.lowering.reader import Reading, Take, inner
from stockade.model.program import Assign, Do, Import, Name, Statement


def _dotted(r: Reading, node: Node | None) -> str:
    return "".join(r.written(node).split()) if node is not None else ""


def modules(r: Reading, node: Node, _depth: int, out: list[Statement]) -> None:
    """Read `import a.b, c as d`: `a.b` is imported, and `a` is bound."""
    for child in inner(node):
        at = r.at(child)
        if child.type == "aliased_import":
            alias = child.child_by_field_name("alias")
            _bind(r, alias or child, Import(_dotted(r, child.child_by_field_name("name")), None, at), out)
        elif child.type == "dotted_name":
            path = _dotted(r, child)
            first, dot, _ = path.partition(".")
            if dot:
                out.append(Do(Import(path, None, at), at))
            if first:
                _bind(r, child.children[0], Import(first, None, at), out)


def names(r: Reading, node: Node, _depth: int, out: list[Statement]) -> None:
    """Read `from m import a as b` and `from m import *`."""
    module = _dotted(r, node.child_by_field_name("module_name"))
    for child in node.children_by_field_name("name"):
        name, alias, at = child, child, r.at(child)
        if child.type == "aliased_import":
            name = child.child_by_field_name("name") or child
            alias = child.child_by_field_name("alias") or child
        if r.written(alias):
            _bind(r, alias, Import(module, _dotted(r, name), at), out)
    out.extend(
        Do(Import(module, "*", r.at(child)), r.at(child))
        for child in node.children
        if child.type == "wildcard_import"
    )


def _bind(r: Reading, node: Node, value: Import, out: list[Statement]) -> None:
    name = r.word(node)
    r.scope.bind(name)
    out.append(Assign(Name(name, r.at(node)), value, value.at))


IMPORTS: dict[str, Take] = {"import_statement": modules, "import_from_statement": names}
"""What reads each kind of import; `from __future__` binds nothing that matters."""
