"""The test of a filter: `@.price < 10 && (@.kind == 'a' || !@.sold)`."""

import re
from collections.abc import Callable

from stockade.languages.jsonpath.tokens import Broken, Text
from stockade.model import program as ir

_COMPARING = re.compile(r"==|!=|<=|>=|=~|<|>|\bin\b|\bnin\b|\bsubsetof\b|\bempty\b|\bsize\b")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"true|false|null")
_PATTERN = re.compile(r"/(?:[^/\\]|\\.)*/[a-z]*")
_LIST = re.compile(r"\[[^\]]*\]")
_BARE = re.compile(r"\w+")
_WORDS = {"true": True, "false": False, "null": None}
_DEEPEST = 30


class Test:
    """Reads one test; `path` reads what follows a root."""

    def __init__(self, text: Text, at: int, path: Callable[[str], ir.Expression]) -> None:
        self.text = text
        self.at = at
        self.path = path

    def whole(self) -> ir.Expression:
        """Read the test, with or without parentheses around it."""
        return self._either(0)

    def _either(self, depth: int) -> ir.Expression:
        if depth > _DEEPEST:
            raise Broken("a filter too deep inside itself")
        found = self._both(depth)
        while self._skip("||"):
            found = ir.Operation("or", (found, self._both(depth)), self.at)
        return found

    def _both(self, depth: int) -> ir.Expression:
        found = self._one(depth)
        while self._skip("&&"):
            found = ir.Operation("and", (found, self._one(depth)), self.at)
        return found

    def _one(self, depth: int) -> ir.Expression:
        if depth > _DEEPEST:
            raise Broken("a filter too deep inside itself")
        if self._skip("!"):
            return ir.Operation("not", (self._one(depth + 1),), self.at)
        if self._skip("("):
            found = self._either(depth + 1)
            self.text.blank()
            self.text.expect(")")
            return found
        return self._comparison()

    def _comparison(self) -> ir.Expression:
        left = self._operand()
        self.text.blank()
        operator = self.text.take(_COMPARING)
        if operator is None:
            return left
        self.text.blank()
        return ir.Operation(operator[0], (left, self._operand()), self.at)

    def _operand(self) -> ir.Expression:
        self.text.blank()
        for root in ("@", "$"):
            if self.text.skip(root):
                return self.path(root)
        if self.text.sees("'") or self.text.sees('"'):
            return ir.Const(self.text.quoted(), self.at)
        number = self.text.take(_NUMBER)
        if number is not None:
            return ir.Const(float(number[0]), self.at)
        word = self.text.take(_WORD)
        if word is not None:
            return ir.Const(_WORDS[word[0]], self.at)
        if self.text.take(_PATTERN) is not None or self.text.take(_LIST) is not None:
            return ir.Opaque("a pattern or list of a filter", at=self.at)
        bare = self.text.take(_BARE)
        if bare is not None:  # a text without quotes, which the service takes
            return ir.Const(bare[0], self.at)
        raise Broken(f"{self.text.rest[:20]!r} in a filter")

    def _skip(self, piece: str) -> bool:
        self.text.blank()
        return self.text.skip(piece)
