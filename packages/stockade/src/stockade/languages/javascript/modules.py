"""Imports and exports: CommonJS and ES modules become assignments to `exports`."""

from tree_sitter import Node

from stockade.languages.javascript.classes import declared as class_declared
from stockade.languages.javascript.declaring import declared
from stockade.languages.javascript.effects import straight
from stockade.languages.javascript.functions import decorators_of
from stockade.languages.javascript.lowering import Lowering, first_inner
from stockade.languages.javascript.patterns import bound_names
from stockade.languages.javascript.texts import unescape
from stockade.model.program import (
    Assign,
    Attribute,
    Build,
    Do,
    Entry,
    Expression,
    Import,
    Name,
    Spread,
    Statement,
)

_CLASSES = frozenset({"class_declaration", "abstract_class_declaration"})
_DROPPED = frozenset(
    {"ambient_declaration", "interface_declaration", "type_alias_declaration", "function_signature"}
)


def imported(lower: Lowering, node: Node, out: list[Statement], _depth: int) -> None:
    """Read an import; types alone are left out."""
    kinds = [child.type for child in node.children]
    if "type" in kinds:
        return
    source = node.child_by_field_name("source")
    clause = next((child for child in node.children if child.type == "import_clause"), None)
    required = next((child for child in node.children if child.type == "import_require_clause"), None)
    if required is not None:
        _required(lower, required, out)
    elif source is not None:
        module = unescape(lower.text(source)[1:-1])
        if clause is None:
            out.append(Do(Import(module, None, lower.at(node)), lower.at(node)))
        else:
            _clause(lower, clause, module, out)


def _required(lower: Lowering, node: Node, out: list[Statement]) -> None:
    """Read `import x = require("m")`."""
    source, name = node.child_by_field_name("source"), first_inner(node)
    if source is not None and name is not None:
        module = unescape(lower.text(source)[1:-1])
        out.append(Assign(lower.name(name), Import(module, None, lower.at(node)), lower.at(node)))


def _clause(lower: Lowering, node: Node, module: str, out: list[Statement]) -> None:
    for child in node.children:
        at = lower.at(child)
        if child.type == "identifier":
            out.append(Assign(lower.name(child), Import(module, "default", at), at))
        elif child.type == "namespace_import":
            out.append(Assign(lower.name(child.children[-1]), Import(module, None, at), at))
        elif child.type == "named_imports":
            for specifier in child.children:
                if specifier.type == "import_specifier" and specifier.children[0].type != "type":
                    at = lower.at(specifier)
                    name, local = _names(lower, specifier)
                    out.append(Assign(lower.variable(local, at), Import(module, name, at), at))


def _names(lower: Lowering, specifier: Node) -> tuple[str, str]:
    """Return the two names of `a as b`, twice the same without `as`."""
    parts = [
        unescape(lower.text(child)[1:-1]) if child.type == "string" else lower.text(child)
        for child in specifier.children
        if child.type not in {"as", "comment", "type"}
    ]
    return (parts[0], parts[-1]) if parts else ("", "")


def alias(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `import x = A.B`."""
    name, value = node.child_by_field_name("name"), node.children[-1]
    if value.type == ";":
        value = node.children[-2]
    if name is None:
        name = next((child for child in node.children if child.type == "identifier"), None)
    if name is not None:
        out.append(Assign(lower.name(name), lower.expression(value, depth + 1), lower.at(node)))


def exported(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read an export."""
    kinds = [child.type for child in node.children]
    source = node.child_by_field_name("source")
    if source is not None:
        if "type" not in kinds:
            _again(lower, node, unescape(lower.text(source)[1:-1]), out)
        return
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    if declaration is not None:
        _declaration(lower, node, declaration, out, depth)
    elif value is not None:
        read = _default(lower, value, out, depth)
        _export(lower, "default", read, lower.at(node), out)
    elif "=" in kinds:
        _whole(lower, node, out, depth)
    elif "type" not in kinds:
        for child in node.children:
            if child.type == "export_clause":
                _listed(lower, child, out)


def _export(lower: Lowering, name: str, value: Expression, at: int, out: list[Statement]) -> None:
    out.append(Assign(Attribute(lower.exports, name, at), value, at))


def _default(lower: Lowering, value: Node, out: list[Statement], depth: int) -> Expression:
    own = value.child_by_field_name("name") if value.type in lower.named_readers else None
    return straight(lower, value, out, depth, "" if own is not None else "default")


def _declaration(lower: Lowering, node: Node, declaration: Node, out: list[Statement], depth: int) -> None:
    """Read `export const a = 1`, `export default class C {}` and their like."""
    kind = declaration.type
    if kind in _DROPPED:
        return
    at = lower.at(node)
    default = any(child.type == "default" for child in node.children)
    names = declared(lower, [declaration])
    if kind == "variable_declaration":
        names = [name for child in declaration.children for name in _variables(lower, child)]
    if kind in _CLASSES:
        class_declared(lower, declaration, out, depth, decorators_of(lower, node.children, depth))
    else:
        lower.statement(declaration, out, depth)
    for name in names:
        _export(lower, "default" if default else name, lower.variable(name, at), at, out)


def _variables(lower: Lowering, node: Node) -> list[str]:
    return list(bound_names(lower, node.children[0])) if node.type == "variable_declarator" else []


def _whole(lower: Lowering, node: Node, out: list[Statement], depth: int) -> None:
    """Read `export = x`."""
    value = next((child for child in node.children if child.is_named and child.type != "comment"), None)
    if value is not None:
        read = straight(lower, value, out, depth, "exports")
        out.append(Assign(Name("exports", lower.at(node)), read, lower.at(node)))


def _listed(lower: Lowering, clause: Node, out: list[Statement]) -> None:
    for specifier in clause.children:
        if specifier.type == "export_specifier" and specifier.children[0].type != "type":
            name, outside = _names(lower, specifier)
            at = lower.at(specifier)
            _export(lower, outside, lower.variable(name, at), at, out)


def _again(lower: Lowering, node: Node, module: str, out: list[Statement]) -> None:
    """Read exports of another module's names."""
    at = lower.at(node)
    for child in node.children:
        if child.type == "*":
            before = Entry(None, Spread(lower.exports, at))
            after = Entry(None, Spread(Import(module, None, at), at))
            out.append(Assign(Name("exports", at), Build("dict", (before, after), at), at))
        elif child.type == "namespace_export":
            name = lower.text(child.children[-1])
            _export(lower, name, Import(module, None, at), at, out)
        elif child.type == "export_clause":
            for specifier in child.children:
                if specifier.type == "export_specifier" and specifier.children[0].type != "type":
                    name, outside = _names(lower, specifier)
                    place = lower.at(specifier)
                    _export(lower, outside, Import(module, name, place), place, out)
