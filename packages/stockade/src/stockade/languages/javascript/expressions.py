"""Names, members, calls, objects and arrays."""

from tree_sitter import Node

from stockade.languages.javascript.lowering import Lowering, first_inner
from stockade.languages.javascript.patterns import key_text, property_key
from stockade.languages.javascript.texts import tagged
from stockade.model.program import (
    Attribute,
    Build,
    Call,
    Concat,
    Const,
    Entry,
    Expression,
    Import,
    Index,
    Name,
    Opaque,
    Spread,
    Yield,
)

_THREE = 3


def identifier(lower: Lowering, node: Node, _depth: int) -> Expression:
    """Read a variable; one that the parser supposes is no variable."""
    name = lower.text(node)
    return lower.variable(name, lower.at(node)) if name else Opaque("missing", (), lower.at(node))


def inner(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read what stands in parentheses, is awaited or has a type."""
    return lower.inner(node, depth)


def asserted(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `<T>x`."""
    return lower.expression(node.children[-1], depth + 1)


def member(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `a.b`; `module.exports` is `exports`."""
    children = node.children
    holder, name = children[0], lower.text(children[-1])
    if name == "exports" and holder.type == "identifier" and lower.text(holder) == "module":
        return lower.variable("exports", lower.at(node))
    return Attribute(lower.expression(holder, depth + 1), name, lower.at(node))


def subscript(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `a[b]`; a text as key is a name."""
    holder, index = node.children[0], node.child_by_field_name("index")
    if index is None:
        return lower.gather(node, "subscript")
    if index.type == "string":
        name = lower.expression(index, depth + 1)
        if isinstance(name, Const) and isinstance(name.value, str):
            return Attribute(lower.expression(holder, depth + 1), name.value, lower.at(node))
    found = lower.expression(holder, depth + 1)
    return Index(found, lower.expression(index, depth + 1), lower.at(node))


def call(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read a call; that of `require` or `import` with a literal is an import."""
    children = node.children
    callee, given = children[0], children[-1]
    if given.type != "arguments":
        return tagged(lower, node, depth) if given.type == "template_string" else lower.gather(node, "call")
    arguments = lower.several(given, depth)
    kind = callee.type
    if kind in {"identifier", "import"}:
        name = lower.text(callee)
        if arguments and (kind == "import" or name == "require"):
            module = arguments[0]
            if isinstance(module, Const) and isinstance(module.value, str):
                return Import(module.value, None, lower.at(node))
        return Call(lower.variable(name, lower.at(callee)), arguments, (), False, lower.at(node))
    if kind == "function_expression" or kind == "arrow_function":  # noqa: PLR1714 - twice as fast as a set
        return Call(lower.expression(callee, depth + 1), arguments, (), False, lower.at(node))
    target = lower.expression(callee, depth + 1)
    if isinstance(target, Attribute) and (target.name == "concat" or target.name == "join"):  # noqa: PLR1714 - speed
        return _joined(target, arguments, lower.at(node)) or Call(
            target, arguments, (), False, lower.at(node)
        )
    return Call(target, arguments, (), False, lower.at(node))


def _joined(target: Attribute, arguments: tuple[Expression, ...], at: int) -> Expression | None:
    """Return `"a".concat(b)` and `[a, b].join(",")` as the texts they make."""
    if any(isinstance(argument, Spread) for argument in arguments):
        return None
    holder = target.object
    if target.name == "concat":
        if isinstance(holder, Const) and isinstance(holder.value, str):
            return Concat((holder, *arguments), at)
        return Concat((*holder.parts, *arguments), at) if isinstance(holder, Concat) else None
    if not isinstance(holder, Build) or not holder.entries or len(arguments) > 1:
        return None
    between = arguments[0] if arguments else Const(",", at)
    if not isinstance(between, Const) or any(isinstance(entry.value, Spread) for entry in holder.entries):
        return None
    parts: list[Expression] = []
    for entry in holder.entries:
        if parts and between.value != "":
            parts.append(between)
        parts.append(entry.value)
    return Concat(tuple(parts), at)


def new(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `new X(a)`."""
    made, given = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if made is None:
        return lower.gather(node, "new")
    arguments = lower.several(given, depth) if given is not None else ()
    return Call(lower.expression(made, depth + 1), arguments, (), True, lower.at(node))


def meta(lower: Lowering, node: Node, _depth: int) -> Expression:
    """Read `new.target` and `import.meta`."""
    return Opaque("".join(child.type for child in node.children), (), lower.at(node))


def yielded(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `yield` and `yield*`."""
    child = first_inner(node)
    at = lower.at(node)
    value = lower.expression(child, depth + 1) if child is not None else Const(None, at)
    return Yield(value, any(part.type == "*" for part in node.children), at)


def array(lower: Lowering, node: Node, depth: int) -> Expression:
    """Read `[a, ...b]`; a hole is undefined."""
    entries: list[Entry] = []
    at, hole = lower.at(node), True
    for child in node.children:
        if child.is_named:
            if child.type != "comment":
                entries.append(Entry(None, lower.expression(child, depth + 2)))
                hole = False
        elif child.type == ",":
            if hole:
                entries.append(Entry(None, Const(None, at)))
            hole = True
    return Build("list", tuple(entries), at)


def mapping(lower: Lowering, node: Node, depth: int, hint: str = "") -> Expression:
    """Read an object; its functions are called by the names around them."""
    entries: list[Entry] = []
    for child in node.children:
        kind = child.type
        if kind == "pair":
            entries.append(_pair(lower, child, depth, hint))
        elif kind == "shorthand_property_identifier":
            name, at = lower.text(child), lower.at(child)
            entries.append(Entry(Const(name, at), lower.variable(name, at)))
        elif kind == "method_definition":
            entries.append(_method(lower, child, depth, hint))
        elif child.is_named and kind != "comment":
            entries.append(Entry(None, lower.expression(child, depth + 2)))
    return Build("dict", tuple(entries), lower.at(node))


def _pair(lower: Lowering, node: Node, depth: int, hint: str) -> Entry:
    children = node.children
    key, value = children[0], children[-1]
    read = property_key(lower, key, depth + 2)
    if value.type in lower.named_readers:
        return Entry(read, lower.named(value, _within(hint, key_text(read)), depth + 2))
    return Entry(read, lower.expression(value, depth + 2))


def _method(lower: Lowering, node: Node, depth: int, hint: str) -> Entry:
    """Read a method of an object; a getter is called by loading it."""
    written = node.child_by_field_name("name")
    key = property_key(lower, written, depth + 2) if written is not None else Const("", lower.at(node))
    closure = lower.functions["method_definition"](lower, node, depth + 1, _within(hint, key_text(key)))
    kinds = {child.type for child in node.children}
    if "get" in kinds:
        return Entry(key, Call(closure, (), (), False, lower.at(node)))
    if "set" in kinds and isinstance(key, Const):
        return Entry(Const(f"set {key.value}", key.at), closure)
    return Entry(key, closure)


def _within(hint: str, name: str) -> str:
    return f"{hint}.{name}" if hint and name else name


def hint_of(target: object) -> str:
    """Return what a function is called that is assigned to this: the names, without `exports` and `this`."""
    names: list[str] = []
    while isinstance(target, Attribute):
        names.append(target.name)
        target = target.object
    if isinstance(target, Name):
        first = target.name.partition("@")[0]
        if not names or first not in {"exports", "this", "module", "globalThis", "window", "self"}:
            names.append(first)
    return ".".join(reversed(names))
