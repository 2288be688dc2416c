"""Paths and intrinsic functions to expressions of `model/program.py`.

Source: "Using JSONPath paths" and "Intrinsic functions for JSONPath states" of the Step Functions Developer
Guide, "Amazon EventBridge input transformation" of the EventBridge User Guide. What is not read is `Opaque`
and holds the data of what was read; nothing raises.
"""

import re

from stockade.languages.jsonpath.formatting import formatted
from stockade.languages.jsonpath.testing import Test
from stockade.languages.jsonpath.tokens import Broken, Text
from stockade.model import program as ir

_NAME = re.compile(r"[^\s.\[\](),'\"\\]+")
_PLAIN_NAME = re.compile(r"[\w-]+")
_VARIABLE = re.compile(r"[\w-]*")
_FUNCTION = re.compile(r"States\.[A-Za-z]\w*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_INDEX = re.compile(r"\s*(-?\d{1,9})\s*\]")
_SLICE = re.compile(r"\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*(?::\s*-?\d{0,9}\s*)?\]")
_ANY = re.compile(r"\s*\*\s*\]")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
MOST_STEPS = 120
"""Steps of one path."""
DEEPEST = 40
"""Functions, or filters, inside one another."""
LONGEST = 262_144
"""Characters of an expression: what a definition may hold in all is 1 MB, a path is far less."""


def read_path(written: str, at: int = 0, root: str = "$") -> ir.Expression:
    """Return the expression of a path or an intrinsic function; `root` is the variable for `$`."""
    if len(written) > LONGEST:
        return ir.Opaque("an expression that is too long", at=at)
    reader = _Reader(Text(written.strip()), at, root)
    try:
        found = reader.value(0)
    except Broken as fault:
        return ir.Opaque(str(fault), (*reader.read, *reader.partial), at)
    if not reader.text.ended:
        return ir.Opaque(f"{reader.text.rest[:20]!r} in a path", (found,), at)
    return found


def reference_steps(written: str) -> tuple[str, ...] | None:
    """Return the keys of a reference path (`$.a.b`, `$['a'][0]`); None for what names more than one place."""
    found: list[str] = []
    node = read_path(written)
    while not isinstance(node, ir.Name):
        if isinstance(node, ir.Attribute):
            found.append(node.name)
        elif isinstance(node, ir.Index) and isinstance(node.key, ir.Const):
            found.append(str(node.key.value))
        else:
            return None
        node = node.object
    return tuple(reversed(found)) if node.name == "$" else None


class _Reader:
    """Reads one expression; `read` are the paths in it so far, `partial` is the one that is being read."""

    def __init__(self, text: Text, at: int, root: str) -> None:
        self.text = text
        self.at = at
        self.root = root
        self.read: list[ir.Expression] = []
        self.partial: tuple[ir.Expression, ...] = ()

    def value(self, depth: int) -> ir.Expression:
        """Read a path, a function's call or a literal."""
        if depth > DEEPEST:
            raise Broken("functions too deep inside one another")
        self.text.blank()
        if self.text.sees("$"):
            return self.path()
        name = self.text.take(_FUNCTION)
        if name is not None:
            return self.call(name[0], depth)
        return self.literal()

    def literal(self) -> ir.Expression:
        """Read a text in single quotes, a number or a word."""
        if self.text.sees("'"):
            return ir.Const(self.text.quoted(), self.at)
        number = self.text.take(_NUMBER)
        if number is not None:
            written = number[0]
            return ir.Const(float(written) if set(written) & set(".eE") else int(written), self.at)
        word = self.text.take(_NAME)
        if word is not None and word[0] in _WORDS:
            return ir.Const(_WORDS[word[0]], self.at)
        raise Broken(f"{(word[0] if word else self.text.rest)[:20]!r} in an expression")

    def call(self, name: str, depth: int) -> ir.Expression:
        """Read the arguments of a function; a format whose text is known is the text with its parts."""
        self.text.expect("(")
        arguments: list[ir.Expression] = []
        self.text.blank()
        while not self.text.skip(")"):
            arguments.append(self.value(depth + 1))
            self.text.blank()
            if not self.text.skip(",") and not self.text.sees(")"):
                raise Broken(f"{name} without an end")
        if name == "States.Format" and arguments and isinstance(arguments[0], ir.Const):
            return formatted(str(arguments[0].value), arguments[1:], self.at)
        return ir.Call(ir.Name(name, self.at), tuple(arguments), at=self.at)

    def path(self) -> ir.Expression:
        """Read a path from `$`, `$$` or `$variable` on."""
        self.text.expect("$")
        if self.text.skip("$"):
            node: ir.Expression = ir.Name("$$", self.at)
        else:
            name = self.text.take(_VARIABLE)
            node = ir.Name(f"${name[0]}" if name is not None and name[0] else self.root, self.at)
        return self.steps(node)

    def steps(self, node: ir.Expression) -> ir.Expression:
        """Read the steps that follow a place."""
        for _ in range(MOST_STEPS):
            self.partial = (node,)
            if self.text.skip(".."):
                node = self.descent(node)
            elif self.text.skip("."):
                node = node if self.text.sees("[") else self.step(node)
            elif self.text.skip("["):
                node = self.bracket(node)
            else:
                self.partial = ()
                self.read.append(node)
                return node
        raise Broken("a path that is too long")

    def descent(self, node: ir.Expression) -> ir.Expression:
        """Read `..name`, `..*`, `..[...]`: what is anywhere below."""
        name = "" if self.text.sees("[") else self.name()
        below = ir.Call(ir.Name("descend"), (node, ir.Const(name)), at=self.at)
        return below if name in {"", "*"} else ir.Attribute(below, name, self.at)

    def step(self, node: ir.Expression) -> ir.Expression:
        """Read `.name`, `.*`, or a function of a list (`.length()`)."""
        name = self.name()
        if self.text.skip("()"):
            return ir.Call(ir.Name(f"path.{name}"), (node,), at=self.at)
        return ir.Index(node, ir.Name("*"), self.at) if name == "*" else ir.Attribute(node, name, self.at)

    def name(self) -> str:
        """Read a key; a backslash before a character takes it as it is."""
        found: list[str] = []
        while True:
            piece = self.text.take(_PLAIN_NAME if self.text.depth else _NAME)
            if piece is not None:
                found.append(piece[0])
            elif self.text.skip("\\"):
                found.append(self.text.next())
            elif found:
                return "".join(found)
            else:
                raise Broken("a path that ends in a dot")

    def bracket(self, node: ir.Expression) -> ir.Expression:
        """Read what stands in brackets: keys, an index, a slice, any, a filter."""
        number = self.text.take(_INDEX)
        if number is not None:
            return ir.Index(node, ir.Const(int(number[1]), self.at), self.at)
        if self.text.take(_ANY) is not None:
            return ir.Index(node, ir.Name("*"), self.at)
        part = self.text.take(_SLICE)
        if part is not None:
            start, stop = (int(one) if one else None for one in (part[1], part[2]))
            return ir.Slice(node, start, stop, self.at)
        self.text.blank()
        if self.text.skip("?"):
            return self.filtered(node)
        if self.text.sees("'") or self.text.sees('"'):
            return self.keys(node)
        return self.unread(node)

    def keys(self, node: ir.Expression) -> ir.Expression:
        """Read `['a']`, `['a', 'b']`: several keys give a list."""
        names = [self.text.quoted()]
        self.text.blank()
        while self.text.skip(","):
            self.text.blank()
            names.append(self.text.quoted())
            self.text.blank()
        self.text.expect("]")
        found = [ir.Attribute(node, name, self.at) for name in names]
        entries = tuple(ir.Entry(None, one) for one in found)
        return found[0] if len(found) == 1 else ir.Build("list", entries, self.at)

    def filtered(self, node: ir.Expression) -> ir.Expression:
        """Read `?(test)]`: the elements for which the test holds, `@` being the element."""
        self.text.depth += 1
        if self.text.depth > DEEPEST:
            raise Broken("filters too deep inside one another")
        test = Test(self.text, self.at, lambda root: self.steps(ir.Name(root, self.at))).whole()
        self.text.depth -= 1
        self.text.blank()
        self.text.expect("]")
        element = ir.Name("@", self.at)
        return ir.Comprehension("list", element, (ir.Clause(element, node, (test,)),), at=self.at)

    def unread(self, node: ir.Expression) -> ir.Expression:
        """Read what is in brackets and not known (`[(@.length-1)]`, `[0,1]`): some element."""
        if not self.text.beyond("]"):
            raise Broken("a bracket without an end")
        return ir.Index(node, ir.Name("*"), self.at)
