"""Expressions of IoT SQL, read into the code model: a name is a field of the message."""

import re
from collections.abc import Callable

from stockade.languages.vtl.places import Places
from stockade.model import program as ir

MESSAGE = "$message"
DEEPEST = 40
_TOKEN = re.compile(
    r"""\s+|(?P<text>'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*|`[^`]*`)|(?P<sign><>|!=|<=|>=|\|\||[-+*/%=<>(),.\[\]{}:])"""
)
_PLATFORM = frozenset(
    {
        *(
            "topic",
            "clientid",
            "principal",
            "timestamp",
            "newuuid",
            "accountid",
            "traceid",
            "sourceip",
            "rand",
        ),
        *("get_thing_shadow", "get_dynamodb", "get_secret", "get_registry_data", "aws_lambda"),
        *("machinelearning_predict", "nanvl", "pi", "numbytes", "length", "indexof", "isnull", "isundefined"),
        *(
            "md2",
            "md5",
            "sha1",
            "sha224",
            "sha256",
            "sha384",
            "sha512",
            "abs",
            "ceil",
            "floor",
            "round",
            "sign",
        ),
        *(
            "sqrt",
            "mod",
            "power",
            "exp",
            "ln",
            "log",
            "trunc",
            "time_to_epoch",
            "parse_time",
            "bitand",
            "bitor",
        ),
        *("bitxor", "bitnot", "startswith", "endswith", "chr"),
    }
)
"""Functions that give nothing of the message: of the platform, what is stored, numbers, hashes.

`topic()` is what the device may publish to, which its policy decides."""
_NUMBERS = frozenset({"int", "decimal", "float", "double", "bool", "boolean", "integer"})
_COMPARING = {"=": "==", "<>": "!=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}
_NO_NAMES = frozenset({"from", "where", "as", "and", "or", "not", "in", "then", "else", "when", "end"})


class Unreadable(Exception):  # noqa: N818 - no error: the place is noted
    """What is not understood, at an offset."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


class Token(tuple[str, str, int]):
    """The kind of a token, its text, and where it begins."""

    __slots__ = ()


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a part of a text; raises `Unreadable`."""
    found: list[Token] = []
    offset = start
    while offset < end:
        one = _TOKEN.match(text, offset, end)
        if one is None:
            raise Unreadable(offset, "a letter is not understood")
        if one.lastgroup is not None:
            found.append(Token((one.lastgroup, one[0], offset)))
        offset = one.end()
    return found


class Expressions:
    """Reads expressions from tokens."""

    def __init__(self, found: list[Token], places: Places, end: int) -> None:
        self.tokens = found
        self.number = 0
        self._places = places
        self._end = end
        self._depth = 0

    def peek(self, *words: str) -> bool:
        """Tell whether the next token is one of some words or signs."""
        if self.number >= len(self.tokens):
            return False
        kind, text, _ = self.tokens[self.number]
        return kind in {"name", "sign"} and text.lower() in words

    def take(self, *words: str) -> bool:
        """Go on behind one of some words or signs, where it is next."""
        found = self.peek(*words)
        self.number += found
        return found

    def _offset(self) -> int:
        return self.tokens[self.number][2] if self.number < len(self.tokens) else self._end

    def _place(self) -> int:
        return self._places.at(self._offset())

    def _demand(self, sign: str) -> None:
        if not self.take(sign):
            raise Unreadable(self._offset(), f"{sign!r} is missing")

    def whole(self) -> ir.Expression:
        """Return the one expression that all tokens are; raises `Unreadable`."""
        found = self.expression()
        if self.number < len(self.tokens):
            raise Unreadable(self._offset(), "the expression goes on")
        return found

    def expression(self) -> ir.Expression:
        """Return the next expression; raises `Unreadable`."""
        return self._nested(lambda: self._joined("or", lambda: self._joined("and", self._negated)))

    def _nested(self, read: Callable[[], ir.Expression]) -> ir.Expression:
        """Read one level deeper."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(self._offset(), "an expression is nested too deeply")
        found = read()
        self._depth -= 1
        return found

    def _joined(self, word: str, read: Callable[[], ir.Expression]) -> ir.Expression:
        value = read()
        while self.peek(word):
            at = self._place()
            self.number += 1
            value = ir.Operation(word, (value, read()), at)
        return value

    def _negated(self) -> ir.Expression:
        at = self._place()
        if self.take("not"):
            return ir.Operation("not", (self._nested(self._negated),), at)
        return self._compared()

    def _compared(self) -> ir.Expression:
        value = self._sum()
        while True:
            at = self._place()
            sign = next((one for one in _COMPARING if self.peek(one)), None)
            if sign is not None:
                self.number += 1
                value = ir.Operation(_COMPARING[sign], (value, self._sum()), at)
            elif self.take("in"):
                value = ir.Operation("in", (value, self._sum()), at)
            elif self.take("like"):
                value = ir.Operation("tells", (value, self._sum()), at)
            else:
                return value

    def _sum(self) -> ir.Expression:
        value = self._factor()
        while self.peek("+", "-", "||"):
            at, adds = self._place(), not self.peek("-")
            self.number += 1
            other = self._factor()
            value = ir.Concat((value, other), at) if adds else ir.Operation("-", (value, other), at)
        return value

    def _factor(self) -> ir.Expression:
        value = self._steps()
        while self.peek("*", "/", "%") and not self._ends_after():
            at = self._place()
            self.number += 1
            value = ir.Operation("arithmetic", (value, self._steps()), at)
        return value

    def _ends_after(self) -> bool:
        return self.number + 1 >= len(self.tokens)

    def _steps(self) -> ir.Expression:
        value = self._primary()
        while True:
            at = self._place()
            if self.take("."):
                kind, text, _ = self._next()
                if kind != "name" and text != "*":
                    raise Unreadable(self._offset(), "a field has no name")
                value = ir.Attribute(value, text.strip("`"), at)
            elif self.take("["):
                key = self.expression()
                self._demand("]")
                value = ir.Index(value, key, at)
            else:
                return value

    def _next(self) -> Token:
        if self.number >= len(self.tokens):
            raise Unreadable(self._end, "an expression does not end")
        self.number += 1
        return self.tokens[self.number - 1]

    def _primary(self) -> ir.Expression:
        at = self._place()
        kind, text, offset = self._next()
        if kind == "text":
            return ir.Const(text[1:-1].replace("''", "'"), at)
        if kind == "number":
            return ir.Const(float(text), at)
        if kind == "sign":
            return self._signed(text, at, offset)
        if text.lower() in _NO_NAMES:
            raise Unreadable(offset, "an expression is not understood")
        if text.lower() == "case":
            return self._case(at)
        if self.take("("):
            return self._called(text.lower(), at)
        if text.lower() in _CONSTANTS:
            return ir.Const(_CONSTANTS[text.lower()], at)
        return ir.Attribute(ir.Name(MESSAGE, at), text.strip("`"), at)

    def _signed(self, sign: str, at: int, offset: int) -> ir.Expression:
        """Read what begins with a sign."""
        if sign == "-":
            return ir.Operation("-", (self._nested(self._steps),), at)
        if sign == "*":
            return ir.Name(MESSAGE, at)
        if sign == "(":
            return self._parenthesis(at)
        if sign == "[":
            return ir.Build("list", tuple(ir.Entry(None, one) for one in self._listed("]")), at)
        if sign == "{":
            return self._object(at)
        raise Unreadable(offset, "an expression is not understood")

    def _parenthesis(self, at: int) -> ir.Expression:
        if self.peek("select"):
            depth = 1
            while depth:
                sign = self._next()[1]
                depth += {"(": 1, ")": -1}.get(sign, 0)
            return ir.Opaque("a nested statement", (ir.Name(MESSAGE, at),), at)
        value = self.expression()
        self._demand(")")
        return value

    def _listed(self, end: str) -> list[ir.Expression]:
        found: list[ir.Expression] = []
        while not self.take(end):
            found.append(self.expression())
            if not self.take(","):
                self._demand(end)
                break
        return found

    def _object(self, at: int) -> ir.Expression:
        entries: list[ir.Entry] = []
        while not self.take("}"):
            key = self._primary()
            self._demand(":")
            entries.append(ir.Entry(key, self.expression()))
            if not self.take(","):
                self._demand("}")
                break
        return ir.Build("dict", tuple(entries), at)

    def _case(self, at: int) -> ir.Expression:
        """Read a value by cases: it is what stands behind THEN and ELSE."""
        results: list[ir.Expression] = []
        if not self.peek("when"):
            self.expression()
        while self.take("when"):
            self.expression()
            self._demand("then")
            results.append(self.expression())
        if self.take("else"):
            results.append(self.expression())
        self._demand("end")
        return ir.Opaque("a choice", tuple(results), at)

    def _called(self, name: str, at: int) -> ir.Expression:
        if name == "cast":
            value = self.expression()
            self._demand("as")
            kind = self._next()[1].lower()
            self._demand(")")
            return ir.Opaque("a number", (), at) if kind in _NUMBERS else value
        arguments = self._listed(")")
        if name in _PLATFORM:
            return ir.Opaque(f"{name}()", (), at)
        if name == "regexp_matches" and len(arguments) == 2 and isinstance(arguments[1], ir.Const):  # noqa: PLR2004
            pattern = ir.Regex(str(arguments[1].value), "", at)
            return ir.Call(ir.Attribute(pattern, "test", at), (arguments[0],), at=at)
        if name == "concat":
            return ir.Concat((ir.Const("", at), *arguments), at)
        return ir.Opaque(f"{name}()", tuple(arguments), at)
