"""JSONata to expressions of `model/program.py`, by the binding powers of its operators.

    a.b, a."b"           Attribute; at the beginning of a step the object is `$`
    a.(x), a.$f(), a.{}  Comprehension over `a` with the element in `$`
    a[0], a[test]        Index, Comprehension with a condition
    a{k: v}              Comprehension that makes an object
    a & b                Concat
    (x := 1; y)          Call of a Closure: a block is a scope
    function($a){...}    Closure
    f ~> g               Call
    *, **, %             Index at any key, the call `descend`, Opaque

Source: docs.jsonata.org. What is not read (binding of focus and index, transforms, partial application) is
`Opaque` with the data of its parts; nothing raises, and every text ends.
"""

from collections.abc import Callable

from msgspec import Struct

from stockade.languages.jsonata.tokens import Broken, Token, number, tokens
from stockade.model import program as ir

DEEPEST = 60
"""Expressions inside one another."""
MOST_STEPS = 120
"""Operators in a row, but for those that join texts."""
LONGEST = 262_144
"""Characters of one expression."""
_POWERS = {
    ".": 75,
    "[": 80,
    "(": 80,
    "@": 80,
    "#": 80,
    "{": 70,
    "^": 40,
    "*": 60,
    "/": 60,
    "%": 60,
    "+": 50,
    "-": 50,
    "&": 50,
    "=": 40,
    "!=": 40,
    "<": 40,
    "<=": 40,
    ">": 40,
    ">=": 40,
    "in": 40,
    "~>": 40,
    "and": 30,
    "or": 25,
    "?": 20,
    "?:": 40,
    "??": 40,
    ":=": 10,
}
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})
_COMPARING = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "in": "in"}
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_CONTEXT = ir.Name("$")


class Read(Struct, frozen=True):
    """An expression with the functions it defines; `unread` says what of it was not read."""

    value: ir.Expression
    functions: dict[str, ir.Function] = {}
    unread: tuple[str, ...] = ()


def read_expression(written: str, line: int = 1, prefix: str = "") -> Read:
    """Return the expression of a text that begins on a line; ids of its functions begin with a prefix."""
    at = ir.position(line, 1)
    if len(written) > LONGEST:
        return Read(
            ir.Opaque("an expression that is too long", at=at), {}, ("an expression that is too long",)
        )
    reader = None
    try:
        reader = _Reader(tokens(written), line, prefix)
        found = reader.whole()
    except Broken as fault:
        parts = tuple(reader.read) if reader is not None else ()
        functions = reader.functions if reader is not None else {}
        return Read(ir.Opaque(str(fault), parts, at), functions, (str(fault),))
    return Read(found, reader.functions, tuple(reader.unread))


class _Reader:
    """Reads the tokens of one expression; `read` are the paths in it so far."""

    def __init__(self, found: list[Token], line: int, prefix: str) -> None:
        self.tokens = found
        self.place = 0
        self.line = line
        self.prefix = prefix
        self.depth = 0
        self.functions: dict[str, ir.Function] = {}
        self.unread: list[str] = []
        self.read: list[ir.Expression] = []

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.place]

    @property
    def at(self) -> int:
        """Where it stands."""
        return ir.position(self.line + self.token.line, 1)

    def next(self) -> Token:
        """Read a token."""
        found = self.tokens[self.place]
        self.place += found.kind != "end"
        return found

    def sees(self, sign: str) -> bool:
        """Tell whether a sign comes next."""
        return self.token.kind == "sign" and self.token.value == sign

    def skip(self, sign: str) -> bool:
        """Read a sign if it comes next."""
        found = self.sees(sign)
        self.place += found
        return found

    def expect(self, sign: str) -> None:
        """Read a sign that must come next."""
        if not self.skip(sign):
            raise Broken(f"{sign!r} is missing before {self.token.value or 'the end'!r}")

    def whole(self) -> ir.Expression:
        """Read all of the text."""
        found = self.expression(0)
        if self.token.kind != "end":
            raise Broken(f"{self.token.value!r} after an expression")
        return found

    def expression(self, power: int) -> ir.Expression:
        """Read an expression whose operators bind more tightly than a power."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Broken("expressions too deep inside one another")
        found = self.first()
        length = 0
        while self._binding() > power:
            found = self.further(found)
            length += not isinstance(found, ir.Concat)
            if length > MOST_STEPS:
                raise Broken("a path that is too long")
        self.depth -= 1
        return found

    def _binding(self) -> int:
        token = self.token
        if token.kind == "sign" or (token.kind == "name" and not token.flags):
            return _POWERS.get(token.value, 0)
        return 0

    def first(self) -> ir.Expression:
        """Read what an expression begins with."""
        at, token = self.at, self.next()
        match token.kind:
            case "text":
                return ir.Const(token.value, at)
            case "number":
                return ir.Const(number(token.value), at)
            case "variable":
                return ir.Name(token.value, at)
            case "regex":
                return ir.Regex(token.value, token.flags, at)
            case "name":
                return self.named(token, at)
            case "sign":
                return self.begun(token.value, at)
            case "end":
                raise Broken("an expression that ends too early")

    def named(self, token: Token, at: int) -> ir.Expression:
        """Read a word: a constant, a function, a field of the context."""
        if not token.flags and token.value in _WORDS:
            return ir.Const(_WORDS[token.value], at)
        if not token.flags and token.value == "function" and self.sees("("):
            return self.function(at)
        found = ir.Attribute(ir.Name("$", at), token.value, at)
        self.read.append(found)
        return found

    def begun(self, sign: str, at: int) -> ir.Expression:
        """Read what a sign begins."""
        match sign:
            case "(":
                return self.block(at)
            case "[":
                return self.array(at)
            case "{":
                return ir.Build("dict", self.pairs(), at)
            case "-":
                return ir.Operation("-", (self.expression(70),), at)
            case "*":
                return ir.Index(_CONTEXT, ir.Name("*"), at)
            case "**":
                return ir.Call(ir.Name("descend"), (_CONTEXT, ir.Const("")), at=at)
            case "%":
                return self.opaque("the parent of a step", (_CONTEXT,), at)
            case "λ":
                return self.function(at)
            case "|":
                return self.transform(at)
            case _:
                raise Broken(f"{sign!r} at the beginning of an expression")

    def further(self, left: ir.Expression) -> ir.Expression:
        """Read an operator and what is right of it."""
        at, token = self.at, self.next()
        sign = token.value
        if sign in _ARITHMETIC:
            return ir.Operation(sign, (left, self.expression(_POWERS[sign])), at)
        if sign in _COMPARING:
            return ir.Operation(_COMPARING[sign], (left, self.expression(40)), at)
        if sign in {"and", "or"}:
            return ir.Operation(sign, (left, self.expression(_POWERS[sign])), at)
        return _FURTHER[sign](self, left, at)

    def dot(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read the next step of a path."""
        token = self.token
        if token.kind in {"name", "text"}:
            self.next()
            found = ir.Attribute(left, token.value, at)
            self.read.append(found)
            return found
        if self.skip("*"):
            return ir.Index(left, ir.Name("*"), at)
        if self.skip("**"):
            return ir.Call(ir.Name("descend"), (left, ir.Const("")), at=at)
        return _over(left, self.expression(75), at)

    def bracket(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read an index, a test of elements, or `[]`."""
        if self.skip("]"):
            return left
        inner = self.expression(0)
        self.expect("]")
        if isinstance(inner, ir.Const) and isinstance(inner.value, int | float):
            return ir.Index(left, ir.Const(int(inner.value), at), at)
        if isinstance(inner, ir.Operation) and inner.name == "-" and len(inner.operands) == 1:
            return ir.Index(left, inner, at)
        return ir.Comprehension("list", _CONTEXT, (ir.Clause(_CONTEXT, left, (inner,)),), at=at)

    def called(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read the arguments of a call."""
        arguments: list[ir.Expression] = []
        partial = False
        while not self.skip(")"):
            if self.sees("?") and self.tokens[self.place + 1].value in {",", ")"}:
                self.next()
                partial = True
            else:
                arguments.append(self.expression(0))
            if not self.skip(",") and not self.sees(")"):
                raise Broken(f"a call without an end before {self.token.value!r}")
        if partial:
            return self.opaque("a partial application", tuple(arguments), at)
        return ir.Call(left, tuple(arguments), at=at)

    def grouped(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read the object that elements are grouped into."""
        pairs = self.pairs()
        clauses = (ir.Clause(_CONTEXT, left),)
        if len(pairs) == 1 and pairs[0].key is not None:
            return ir.Comprehension("dict", pairs[0].value, clauses, pairs[0].key, at)
        return _over(left, ir.Build("dict", pairs, at), at)

    def sorted(self, left: ir.Expression, _at: int) -> ir.Expression:
        """Read what elements are sorted by: they stay what they are."""
        self.expect("(")
        while not self.skip(")"):
            self.skip("<") or self.skip(">")
            self.expression(0)
            if not self.skip(",") and not self.sees(")"):
                raise Broken("an order without an end")
        return left

    def joined(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read the text that follows another."""
        right = self.expression(50)
        before = left.parts if isinstance(left, ir.Concat) else (left,)
        return ir.Concat((*before, right), at)

    def chained(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read what a value is handed to."""
        right = self.expression(40)
        if isinstance(right, ir.Call):
            return ir.Call(right.callee, (left, *right.arguments), at=at)
        return ir.Call(right, (left,), at=at)

    def chosen(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read both sides of a choice."""
        then = self.expression(0)
        otherwise = self.expression(0) if self.skip(":") else ir.Const(None, at)
        return ir.Choice(left, then, otherwise, at)

    def otherwise(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read what stands in where the left is nothing, or is false."""
        return ir.Operation("or", (left, self.expression(40)), at)

    def bound(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read the value of a variable."""
        value = self.expression(9)
        if not isinstance(left, ir.Name):
            raise Broken("':=' after what is no variable")
        return ir.Assignment(left, value, at)

    def focused(self, left: ir.Expression, at: int) -> ir.Expression:
        """Read the variable that a step binds: what it holds is not followed."""
        self.next()
        return self.opaque("a variable bound to a step", (left,), at)

    def array(self, at: int) -> ir.Expression:
        """Read the elements of a list; `a..b` are numbers."""
        found: list[ir.Entry] = []
        while not self.skip("]"):
            element = self.expression(0)
            if self.skip(".."):
                element = ir.Operation("..", (element, self.expression(0)), at)
            found.append(ir.Entry(None, element))
            if not self.skip(",") and not self.sees("]"):
                raise Broken(f"a list without an end before {self.token.value!r}")
        return ir.Build("list", tuple(found), at)

    def pairs(self) -> tuple[ir.Entry, ...]:
        """Read keys and values up to the closing brace."""
        found: list[ir.Entry] = []
        while not self.skip("}"):
            key = self.expression(0)
            self.expect(":")
            found.append(ir.Entry(key, self.expression(0)))
            if not self.skip(",") and not self.sees("}"):
                raise Broken(f"an object without an end before {self.token.value!r}")
        return tuple(found)

    def block(self, at: int) -> ir.Expression:
        """Read expressions in parentheses: one is itself, several or a binding are a scope of their own."""
        found: list[ir.Expression] = []
        while not self.skip(")"):
            found.append(self.expression(0))
            if not self.skip(";") and not self.sees(")"):
                raise Broken(f"')' is missing before {self.token.value or 'the end'!r}")
        if not found:
            return ir.Const(None, at)
        if len(found) == 1 and not isinstance(found[0], ir.Assignment):
            return found[0]
        body: list[ir.Statement] = [ir.Do(one, at) for one in found[:-1]]
        body.append(ir.Return(found[-1], at))
        return ir.Call(self.closure((), tuple(body), at), at=at)

    def closure(self, parameters: tuple[str, ...], body: tuple[ir.Statement, ...], at: int) -> ir.Closure:
        """Keep a function and return it as a value."""
        name = f"{self.prefix}<function>{len(self.functions)}"
        taken = tuple(ir.Parameter(ir.Name(one, at)) for one in parameters)
        self.functions[name] = ir.Function(name, "", taken, body, at=at)
        return ir.Closure(name, at)

    def function(self, at: int) -> ir.Expression:
        """Read a function: parameters, a signature that is skipped, the body."""
        self.expect("(")
        parameters: list[str] = []
        while not self.skip(")"):
            token = self.next()
            if token.kind != "variable":
                raise Broken("a parameter that is no variable")
            parameters.append(token.value)
            self.skip(",")
        if self.skip("<"):
            self.signature()
        self.expect("{")
        body = self.expression(0)
        self.expect("}")
        return self.closure(tuple(parameters), (ir.Return(body, at),), at)

    def signature(self) -> None:
        """Skip the types of a function, `<` being read already."""
        depth = 1
        while depth:
            token = self.next()
            if token.kind == "end":
                raise Broken("a signature without an end")
            depth += (token.value == "<") - (token.value == ">")

    def transform(self, at: int) -> ir.Expression:
        """Read `|place|update, delete|`."""
        parts = [self.expression(0)]
        self.expect("|")
        parts.append(self.expression(0))
        if self.skip(","):
            parts.append(self.expression(0))
        self.expect("|")
        return self.opaque("a transform", tuple(parts), at)

    def opaque(self, what: str, parts: tuple[ir.Expression, ...], at: int) -> ir.Expression:
        """Note what is not read, with its parts."""
        self.unread.append(what)
        return ir.Opaque(what, parts, at)


def _over(subject: ir.Expression, element: ir.Expression, at: int) -> ir.Expression:
    """Return an expression for each element of a subject."""
    return ir.Comprehension("list", element, (ir.Clause(_CONTEXT, subject),), at=at)


_FURTHER: dict[str, Callable[[_Reader, ir.Expression, int], ir.Expression]] = {
    ".": _Reader.dot,
    "[": _Reader.bracket,
    "(": _Reader.called,
    "{": _Reader.grouped,
    "^": _Reader.sorted,
    "&": _Reader.joined,
    "~>": _Reader.chained,
    "?": _Reader.chosen,
    "?:": _Reader.otherwise,
    "??": _Reader.otherwise,
    ":=": _Reader.bound,
    "@": _Reader.focused,
    "#": _Reader.focused,
}
