"""Velocity templates, read into a tree: a text with references and directives in it.

Tolerant: what is not understood stays text and is noted. Every step moves on, so any text comes to an end;
blocks are kept on a stack of their own, so that no nesting can be too deep for the reader.
"""

import re

from stockade.languages.vtl.expressions import Expressions, Unreadable
from stockade.languages.vtl.tree import Assigned, Block, Branch, Each, Node, Output, Stop, Text, Unread, Use
from stockade.model import program as ir

DEEPEST = 40
"""Directives inside one another; those of deeper ones are read as if they were not there."""
MOST_UNREAD = 20
_NEXT = re.compile(r"[$#\\]")
_DIRECTIVE = re.compile(r"#(?:\{(@?\w+)\}|(@?[A-Za-z_]\w*))")
_DASHED = re.compile(r"#set\s*\(\s*\$!?\{?([A-Za-z_]\w*(?:-\w+)+)")
_OVERRIDE = re.compile(r"\$!?\{?([A-Za-z]\w*(?:\.\w+)*\.\w+(?:-\w+)+)(?=\}?\s*=)")
_BRACKETS = re.compile(r"[()]")
_FAR = 5_000
"""Letters of a parenthesis that is passed over."""
_MOST_PASSED = 1_000_000
"""Letters of all of them."""
_BLANK_END = re.compile(r"[ \t]*\r?\n")
_BLOCKS = frozenset({"if", "foreach", "define", "macro"})
_STOPS = frozenset({"stop", "break", "return"})
_SKIPPED = frozenset({"parse", "include", "evaluate"})


class _Open:
    """A block that has not ended: what it is, what stands in it so far."""

    def __init__(self, kind: str, at: int, head: object = None) -> None:
        self.kind = kind
        self.at = at
        self.head = head
        self.body: list[Node] = []
        self.cases: list[tuple[ir.Expression | None, tuple[Node, ...]]] = []
        self.test: ir.Expression | None = None


class Reader:
    """Reads one template."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.unread: list[Unread] = []
        self._expressions = Expressions(text, dashed=frozenset(_DASHED.findall(text)))
        self._stack: list[_Open] = [_Open("", 0)]
        self._ignored = 0
        self._left = _MOST_PASSED
        self._plain: list[str] = []
        self._plain_at = 0

    def read(self) -> tuple[Node, ...]:
        """Return what the template is made of."""
        offset = 0
        while offset < len(self.text):
            found = _NEXT.search(self.text, offset)
            if found is None:
                self._write(self.text[offset:], offset)
                break
            if found.start() > offset:
                self._write(self.text[offset : found.start()], offset)
            offset = max(self._special(found.start()), found.start() + 1)
        self._flush()
        while len(self._stack) > 1:
            self._note(self._stack[-1].at, f"#{self._stack[-1].kind} has no #end")
            self._end()
        return tuple(self._stack[0].body)

    def _special(self, at: int) -> int:
        """Read what begins with `$`, `#` or a backslash; return where it ends."""
        letter = self.text[at]
        if letter == "\\":
            return self._escape(at)
        if letter == "$":
            return self._reference(at)
        if self.text.startswith("##", at):
            end = self.text.find("\n", at)
            return len(self.text) if end < 0 else end + 1
        if self.text.startswith("#*", at):
            end = self.text.find("*#", at + 2)
            return len(self.text) if end < 0 else end + 2
        if self.text.startswith("#[[", at):
            end = self.text.find("]]#", at)
            end = len(self.text) if end < 0 else end
            self._write(self.text[at + 3 : end], at + 3)
            return end + 3
        return self._directive(at)

    def _escape(self, at: int) -> int:
        """Read a backslash: before a reference or directive it keeps it from being one."""
        following = self.text[at + 1 : at + 2]
        if following in {"$", "#"} and following:
            self._write(following, at + 1)
            return at + 2
        length = 2 if following == "\\" else 1
        self._write(self.text[at : at + length], at)
        return at + length

    def _reference(self, at: int) -> int:
        try:
            found = self._expressions.reference(at)
        except Unreadable as error:
            self._note(error.at, error.reason)
            found = None
        if found is None:
            self._write("$", at)
            return at + 1
        value, end = found
        name = value.name.removeprefix("$") if isinstance(value, ir.Name) else ""
        self._add(Output(value, self._expressions.place(at), name))
        return end

    def _directive(self, at: int) -> int:
        found = _DIRECTIVE.match(self.text, at)
        if found is None:
            self._write("#", at)
            return at + 1
        name, end = found[1] or found[2], found.end()
        if not found[1] and name not in _KNOWN:  # `#end` and `#else` may be followed by letters at once
            shorter = next((one for one in ("elseif", "else", "end") if name.startswith(one)), None)
            if shorter is not None:
                name, end = shorter, at + 1 + len(shorter)
        try:
            return self._named(name, at, end)
        except Unreadable as error:
            self._note(error.at, f"#{name}: {error.reason}")
            return self._skipped(name, at, end)

    def _named(self, name: str, at: int, end: int) -> int:
        if name == "set":
            return self._set(at, end)
        if name in _BLOCKS:
            return self._begin(name, at, end)
        if name in {"elseif", "else"}:
            return self._other(name, at, end)
        if name == "end":
            self._end()
            return self._after(end)
        if name in _STOPS:
            return self._stop(name, at, end)
        if name in _SKIPPED:
            self._note(at, f"#{name} is not followed")
            return self._parenthesis(end)
        return self._used(name, at, end)

    def _set(self, at: int, end: int) -> int:
        offset = self._opened(end)
        found = self._target(offset)
        if found is None or not isinstance(found[0], ir.Name | ir.Attribute | ir.Index):
            raise Unreadable(at, "no variable is set")
        offset = self._expressions.space(found[1])
        if not self.text.startswith("=", offset):
            raise Unreadable(at, "'=' is missing")
        value, offset = self._expressions.expression(offset + 1)
        self._add(Assigned(found[0], value, self._expressions.place(at)))
        return self._after(self._closed(offset))

    def _target(self, offset: int) -> tuple[ir.Expression, int] | None:
        """Return what is set; names of headers in it may hold dashes."""
        dashed = _OVERRIDE.match(self.text, offset)
        if dashed is None:
            return self._expressions.reference(offset) if self.text.startswith("$", offset) else None
        first, *rest = dashed[1].split(".")
        place = self._expressions.place(offset)
        value: ir.Expression = ir.Name(f"${first}", place)
        for name in rest:
            value = ir.Attribute(value, name, place)
        return value, dashed.end(1)

    def _begin(self, name: str, at: int, end: int) -> int:
        if len(self._stack) > DEEPEST:
            self._ignored += 1
            if self._ignored == 1:
                self._note(at, "directives are nested too deeply")
            return self._parenthesis(end)
        block = _Open(name, at)
        offset = self._opened(end)
        if name == "if":
            block.test, offset = self._expressions.expression(offset)
        elif name == "foreach":
            block.head, offset = self._each(at, offset)
        else:
            block.head, offset = self._heading(at, offset)
        offset = self._closed(offset)
        self._flush()
        self._stack.append(block)
        return self._after(offset)

    def _each(self, at: int, offset: int) -> tuple[object, int]:
        found = self._expressions.reference(offset) if self.text.startswith("$", offset) else None
        if found is None or not isinstance(found[0], ir.Name):
            raise Unreadable(at, "no variable is set")
        offset = self._expressions.space(found[1])
        if not self.text.startswith("in", offset):
            raise Unreadable(at, "'in' is missing")
        subject, offset = self._expressions.expression(offset + 2)
        return (found[0], subject), offset

    def _heading(self, at: int, offset: int) -> tuple[object, int]:
        """Return the name of a block and its parameters."""
        end = self.text.find(")", offset)
        if end < 0:
            raise Unreadable(at, "')' is missing")
        names = re.findall(r"\w+", self.text[offset:end])
        if not names:
            raise Unreadable(at, "it has no name")
        return (names[0], tuple(names[1:])), end

    def _other(self, name: str, at: int, end: int) -> int:
        if self._ignored:
            return self._parenthesis(end) if name == "elseif" else end
        block = self._stack[-1]
        test: ir.Expression | None = None
        if name == "elseif":
            test, offset = self._expressions.expression(self._opened(end))
            end = self._closed(offset)
        if block.kind != "if":
            self._note(at, f"#{name} stands in no #if")
            return self._after(end)
        self._flush()
        block.cases.append((block.test, tuple(block.body)))
        block.body, block.test = [], test
        return self._after(end)

    def _end(self) -> None:
        if self._ignored:
            self._ignored -= 1
            return
        if len(self._stack) == 1:
            self._note(len(self.text) - 1, "an #end has nothing to end")
            return
        self._flush()
        block = self._stack.pop()
        place = self._expressions.place(block.at)
        body = tuple(block.body)
        if block.kind == "if":
            self._add(Branch((*block.cases, (block.test, body)), place))
        elif block.kind == "foreach" and isinstance(block.head, tuple):
            self._add(Each(block.head[0], block.head[1], body, place))
        elif isinstance(block.head, tuple):
            self._add(Block(block.head[0], block.head[1], body, block.kind == "macro", place))

    def _stop(self, name: str, at: int, end: int) -> int:
        value: ir.Expression | None = None
        offset = self._expressions.space(end)
        if name == "return" and self.text.startswith("(", offset):
            offset = self._expressions.space(offset + 1)
            if not self.text.startswith(")", offset):
                value, offset = self._expressions.expression(offset)
            end = self._closed(offset)
        self._add(Stop(name, self._expressions.place(at), value))
        return end

    def _used(self, name: str, at: int, end: int) -> int:
        """Read `#name(a b)`; what has no parentheses is text such as a colour or a fragment."""
        if not self.text.startswith("(", end):
            self._write(self.text[at:end], at)
            return end
        found: list[ir.Expression] = []
        offset = self._expressions.space(end + 1)
        try:
            while not self.text.startswith(")", offset):
                value, offset = self._expressions.expression(offset)
                found.append(value)
                offset = self._expressions.space(offset)
                if self.text.startswith(",", offset):
                    offset = self._expressions.space(offset + 1)
        except Unreadable:
            self._write(self.text[at:end], at)
            return end
        written = self.text[at : offset + 1]
        self._add(Use(name.removeprefix("@"), tuple(found), written, self._expressions.place(at)))
        return offset + 1

    def _opened(self, offset: int) -> int:
        """Return what stands in the parenthesis of a directive."""
        offset = self._expressions.space(offset)
        if not self.text.startswith("(", offset):
            raise Unreadable(offset, "'(' is missing")
        return self._expressions.space(offset + 1)

    def _closed(self, offset: int) -> int:
        offset = self._expressions.space(offset)
        if not self.text.startswith(")", offset):
            raise Unreadable(offset, "')' is missing")
        return offset + 1

    def _after(self, offset: int) -> int:
        """Return where text goes on: a directive at the end of its line takes the line break with it."""
        found = _BLANK_END.match(self.text, offset)
        return found.end() if found is not None else offset

    def _parenthesis(self, offset: int) -> int:
        """Return where the parenthesis at an offset ends; the offset itself where there is none."""
        start = self._expressions.space(offset)
        if not self.text.startswith("(", start):
            return offset
        depth, end = 0, start + min(_FAR, self._left)
        for found in _BRACKETS.finditer(self.text, start, end):
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            if depth == 0:
                self._left -= found.end() - start
                return found.end()
        self._left -= end - start
        return offset

    def _skipped(self, name: str, at: int, end: int) -> int:
        """Go on behind a directive that is not understood; the block it begins is kept, its test is not."""
        if name in _BLOCKS:
            self._flush()
            block = _Open("if", at)
            block.test = ir.Opaque(f"#{name}", (), self._expressions.place(at))
            self._stack.append(block)
        elif name == "elseif" and self._stack[-1].kind == "if":
            self._flush()
            block = self._stack[-1]
            block.cases.append((block.test, tuple(block.body)))
            block.body, block.test = [], ir.Opaque("#elseif", (), self._expressions.place(at))
        return self._parenthesis(end)

    def _write(self, text: str, at: int) -> None:
        if text:
            if not self._plain:
                self._plain_at = at
            self._plain.append(text)

    def _flush(self) -> None:
        if self._plain:
            text, self._plain = "".join(self._plain), []
            self._stack[-1].body.append(Text(text, self._expressions.place(self._plain_at)))

    def _add(self, node: Node) -> None:
        self._flush()
        self._stack[-1].body.append(node)

    def _note(self, offset: int, reason: str) -> None:
        if len(self.unread) < MOST_UNREAD:
            self.unread.append(Unread(self._expressions.place(max(offset, 0)), reason))


_KNOWN = frozenset({"set", "if", "elseif", "else", "end", "foreach", "define", "macro", *_STOPS, *_SKIPPED})
