"""References and expressions of Velocity, read into the code model.

A variable `$x` is the name `$x`, so that it is never taken for something of another language. Methods of
Java's texts, lists and maps become what the code model has for them; any other is a call.
"""

import re

from stockade.languages.vtl.methods import method
from stockade.languages.vtl.places import Places
from stockade.model import program as ir

DEEPEST = 40
"""Expressions inside one another."""
MOST = 150_000
"""Expressions of one text, those that are tried and given up counted too."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_PROPERTY = re.compile(r"[A-Za-z_]\w*(?:-[A-Za-z]\w*)*")
_FILLED = re.compile(r"\$\{[\w:]+\}")
"""A name that is put in at deployment (`$context.result.data.${Table}`)."""
_ENDS = {"'": re.compile(r"['\\]"), '"': re.compile(r'["\\]')}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPACE = re.compile(r"\s+")
_BINARY: tuple[dict[str, str], ...] = (
    {"||": "or", "or": "or"},
    {"&&": "and", "and": "and"},
    {"==": "==", "eq": "==", "!=": "!=", "ne": "!="},
    {"<=": "<=", ">=": ">=", "<": "<", ">": ">", "lt": "<", "gt": ">", "le": "<=", "ge": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "%": "%"},
)
_SAME = {"ctx": "context", "utils": "util"}
"""Names of one thing."""
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Unreadable(Exception):  # noqa: N818 - no error: the text is kept as it is, with a gap
    """An expression that is not understood, at an offset."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


class Expressions:
    """Reads expressions of one text, from any offset."""

    def __init__(
        self, text: str, places: Places | None = None, *, dashed: frozenset[str] = frozenset()
    ) -> None:
        self.text = text
        self.places = places if places is not None else Places(text)
        self._dashed = dashed
        self._depth = 0
        self._left = MOST

    def place(self, offset: int) -> int:
        """Return the position of an offset."""
        return self.places.at(offset)

    def reference(self, at: int) -> tuple[ir.Expression, int] | None:
        """Return the reference at a `$` and where it ends; None where there is none."""
        offset = at + 1
        if self.text.startswith("!", offset):
            offset += 1
        braced = self.text.startswith("{", offset)
        offset += braced
        name = self._variable(offset)
        if name is None:
            return None
        value: ir.Expression = ir.Name(f"${_SAME.get(name, name)}", self.place(at))
        value, offset = self._steps(value, offset + len(name), at)
        if braced:
            if self.text.startswith("|", offset):  # ${name|'otherwise'}
                other, offset = self.expression(offset + 1)
                value, offset = ir.Operation("or", (value, other), self.place(at)), self.space(offset)
            if not self.text.startswith("}", offset):
                return None
            offset += 1
        return value, offset

    def _variable(self, offset: int) -> str | None:
        found = _NAME.match(self.text, offset)
        if found is None:
            return None
        longer = re.compile(r"[\w-]+").match(self.text, offset) if self._dashed else None
        return longer[0] if longer is not None and longer[0] in self._dashed else found[0]

    def _steps(self, value: ir.Expression, offset: int, at: int) -> tuple[ir.Expression, int]:
        while True:
            if self.text.startswith("[", offset):
                key, end = self._bracket(offset)
                if key is None:
                    return value, offset
                value, offset = ir.Index(value, key, self.place(at)), end
                continue
            name = (
                (_PROPERTY.match(self.text, offset + 1) or _FILLED.match(self.text, offset + 1))
                if self.text.startswith(".", offset)
                else None
            )
            if name is None:
                return value, offset
            if self.text.startswith("(", name.end()):
                arguments, end = self.arguments(name.end())
                value, offset = method(value, name[0], arguments, self.place(at)), end
            else:
                value, offset = ir.Attribute(value, name[0], self.place(at)), name.end()

    def _bracket(self, offset: int) -> tuple[ir.Expression | None, int]:
        """Return the key in brackets; none where what stands there is text behind a reference."""
        try:
            key, end = self.expression(offset + 1)
        except Unreadable:
            return None, offset
        end = self.space(end)
        return (key, end + 1) if self.text.startswith("]", end) else (None, offset)

    def arguments(self, offset: int) -> tuple[tuple[ir.Expression, ...], int]:
        """Return the arguments of a call, from its `(`, and where it ends."""
        found: list[ir.Expression] = []
        offset = self.space(offset + 1)
        while not self.text.startswith(")", offset):
            value, offset = self.expression(offset)
            found.append(value)
            offset = self.space(offset)
            if self.text.startswith(",", offset):
                offset = self.space(offset + 1)
            elif not self.text.startswith(")", offset):
                raise Unreadable(offset, "an argument list does not end")
        return tuple(found), offset + 1

    def space(self, offset: int) -> int:
        """Return where the next thing that is no space stands."""
        found = _SPACE.match(self.text, offset)
        return found.end() if found is not None else offset

    def expression(self, offset: int) -> tuple[ir.Expression, int]:
        """Return the expression at an offset and where it ends; raises `Unreadable`."""
        self._depth += 1
        self._left -= 1
        try:
            if self._depth > DEEPEST:
                raise Unreadable(offset, "an expression is nested too deeply")
            if self._left < 0:
                raise Unreadable(offset, "the template is too large to be read to its end")
            return self._binary(offset, 0)
        finally:
            self._depth -= 1

    def _binary(self, offset: int, level: int) -> tuple[ir.Expression, int]:
        if level == len(_BINARY):
            return self._unary(offset)
        value, offset = self._binary(offset, level + 1)
        while True:
            at = self.space(offset)
            sign = self._sign(at, _BINARY[level])
            if sign is None:
                return value, offset
            other, offset = self._binary(at + len(sign), level + 1)
            value = _operation(_BINARY[level][sign], value, other, self.place(at))

    def _sign(self, at: int, table: dict[str, str]) -> str | None:
        for sign in table:
            if self.text.startswith(sign, at):
                after = self.text[at + len(sign) : at + len(sign) + 1]
                if not sign.isalpha() or not (after.isalnum() or after == "_"):
                    return sign
        return None

    def _unary(self, offset: int) -> tuple[ir.Expression, int]:
        at = self.space(offset)
        word = _NAME.match(self.text, at)
        if self.text.startswith("!", at) or (word is not None and word[0] == "not"):
            self._depth += 1
            if self._depth > DEEPEST:
                raise Unreadable(at, "an expression is nested too deeply")
            value, end = self._unary(at + (1 if word is None else 3))
            self._depth -= 1
            return ir.Operation("not", (value,), self.place(at)), end
        if self.text.startswith("-", at) and self.text[at + 1 : at + 2].isdigit():
            found = _NUMBER.match(self.text, at + 1)
            return ir.Const(f"-{found[0]}" if found else "-", self.place(at)), found.end() if found else at
        return self._primary(at)

    def _primary(self, at: int) -> tuple[ir.Expression, int]:
        letter = self.text[at : at + 1]
        if letter == "$":
            found = self.reference(at)
            if found is not None:
                return found
        elif letter in {"'", '"'} and letter:
            return self._quoted(at, letter)
        elif letter == "(":
            value, end = self.expression(at + 1)
            return value, self._closed(end, ")")
        elif letter == "[":
            return self._list(at)
        elif letter == "{":
            return self._map(at)
        elif letter.isdigit():
            number = _NUMBER.match(self.text, at)
            if number is not None:
                return ir.Const(_number(number[0]), self.place(at)), number.end()
        word = _NAME.match(self.text, at)
        if word is not None and word[0] in _CONSTANTS:
            return ir.Const(_CONSTANTS[word[0]], self.place(at)), word.end()
        raise Unreadable(at, "an expression is not understood")

    def _closed(self, offset: int, letter: str) -> int:
        offset = self.space(offset)
        if not self.text.startswith(letter, offset):
            raise Unreadable(offset, f"{letter!r} is missing")
        return offset + 1

    def _list(self, at: int) -> tuple[ir.Expression, int]:
        entries: list[ir.Entry] = []
        offset = self.space(at + 1)
        while not self.text.startswith("]", offset):
            value, offset = self.expression(offset)
            offset = self.space(offset)
            if self.text.startswith("..", offset):
                _, offset = self.expression(offset + 2)
                return ir.Opaque("a range", (), self.place(at)), self._closed(offset, "]")
            entries.append(ir.Entry(None, value))
            offset = self._next(offset, "]")
        return ir.Build("list", tuple(entries), self.place(at)), offset + 1

    def _map(self, at: int) -> tuple[ir.Expression, int]:
        entries: list[ir.Entry] = []
        offset = self.space(at + 1)
        while not self.text.startswith("}", offset):
            word = _NAME.match(self.text, offset)
            if word is not None and self.text.startswith(":", self.space(word.end())):
                key, offset = ir.Const(word[0], self.place(offset)), word.end()
            else:
                key_, offset = self.expression(offset)
                key = key_  # type: ignore[assignment]
            value, offset = self.expression(self._closed(offset, ":"))
            entries.append(ir.Entry(key, value))
            offset = self._next(offset, "}")
        return ir.Build("dict", tuple(entries), self.place(at)), offset + 1

    def _next(self, offset: int, end: str) -> int:
        """Return where the next element stands, or the end."""
        offset = self.space(offset)
        if self.text.startswith(",", offset):
            return self.space(offset + 1)
        if not self.text.startswith(end, offset):
            raise Unreadable(offset, f"{end!r} is missing")
        return offset

    def _quoted(self, at: int, quote: str) -> tuple[ir.Expression, int]:
        """Return a text in quotes; in double ones references are put in."""
        end = at + 1
        while True:
            stop = _ENDS[quote].search(self.text, end)
            if stop is None:
                raise Unreadable(at, "a text in quotes does not end")
            end = stop.start()
            if self.text[end] == "\\":
                end += 2
            elif self.text.startswith(quote, end + 1):  # a doubled quote is one
                if end == at + 1:
                    break
                end += 2
            else:
                break
        if quote == "'":
            return ir.Const(_plain(self.text[at + 1 : end], quote), self.place(at)), end + 1
        return self._woven(at, end), end + 1

    def _woven(self, at: int, end: int) -> ir.Expression:
        parts: list[ir.Expression] = []
        offset = start = at + 1
        while offset < end:
            offset = self.text.find("$", offset, end)
            if offset < 0:
                break
            self._depth += 1
            try:
                found = self.reference(offset) if self._depth <= DEEPEST else None
            except Unreadable:
                found = None
            finally:
                self._depth -= 1
            if found is None or found[1] > end:
                offset += 1
                continue
            if offset > start:
                parts.append(ir.Const(_plain(self.text[start:offset], '"'), self.place(start)))
            parts.append(found[0])
            offset = start = found[1]
        if start < end or not parts:
            parts.append(ir.Const(_plain(self.text[start:end], '"'), self.place(start)))
        if len(parts) == 1 and isinstance(parts[0], ir.Const):
            return parts[0]
        return ir.Concat((ir.Const("", self.place(at)), *parts), self.place(at))


def _plain(text: str, quote: str) -> str:
    """Return a text without what keeps a quote from ending it."""
    return text.replace(f"\\{quote}", quote).replace(quote * 2, quote) if quote in text else text


def _number(written: str) -> int | float:
    return float(written) if "." in written or len(written) > 18 else int(written)  # noqa: PLR2004


def _operation(name: str, left: ir.Expression, right: ir.Expression, at: int) -> ir.Expression:
    return ir.Concat((left, right), at) if name == "+" else ir.Operation(name, (left, right), at)
