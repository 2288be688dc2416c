"""The literal texts of a module, each with the name it stands under and how it comes to stand there.

    password = "..."                          bound: variables, attributes, defaults, returned by its function
    {password: "..."}, f(password="...")      bound: entries and arguments, with the names beside them
    environ.get("PASSWORD", "...")            bound: what is used where nothing is set
    headers.set("Authorization", "...")       bound
    if password == "...", equals(token, "")   compared
    jwt.sign(claims, "..."), login(u, "...")  key: by what is called, and variables that are given there
    secrets = ["...", "..."]                  listed
    anything else                             free

The walk keeps its own stack: no text is too deeply nested for it.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from stockade.model import program as ir

How = Literal["bound", "listed", "compared", "key", "free", "handed"]
HOLE = "${?}"
"""What stands in a joined text for a part that is not written there."""

_KEYS: Final[dict[str, tuple[int, ...]]] = {
    **dict.fromkeys(("jwt.encode", "jwt.decode", "jwt.sign", "jwt.verify", "jsonwebtoken.sign"), (1,)),
    **dict.fromkeys(("jsonwebtoken.verify", "jws.sign", "jws.verify", "hashlib.pbkdf2_hmac"), (1,)),
    **dict.fromkeys(("hmac.new", "hmac.digest", "Fernet", "AES.new", "DES.new", "DES3.new"), (0,)),
    **dict.fromkeys(("cookieParser", "TimestampSigner", "URLSafeTimedSerializer", "URLSafeSerializer"), (0,)),
    **dict.fromkeys(("createHmac", "createCipheriv", "createDecipheriv", "createCipher"), (1,)),
    **dict.fromkeys(("createDecipher", "AES.encrypt", "AES.decrypt", "HmacSHA1", "HmacSHA256"), (1,)),
    **dict.fromkeys(("HmacSHA512", "HTTPBasicAuth", "HTTPDigestAuth", "login"), (1,)),
    **dict.fromkeys(("pymysql.connect", "MySQLdb.connect", "Sequelize"), (2,)),
}
"""Calls with a key or password among their arguments, by the last names of what is called."""
_NAMING = frozenset(
    {
        *("get", "getenv", "pop", "setdefault", "set", "setHeader", "header", "append", "add_header"),
        *("putheader", "setRequestHeader", "env", "config", "getProperty", "put", "add"),
    }
)
"""Calls whose first argument names what the second is."""
_METHODS = frozenset({"encode", "decode", "trim", "strip", "lower", "toLowerCase", "toString"})
"""Methods whose result is what they are called on, in another form."""
_CONVERTING = frozenset(
    {
        *(
            "from",
            "str",
            "bytes",
            "bytearray",
            "b64decode",
            "urlsafe_b64decode",
            "atob",
            "SecretStr",
            "String",
        ),
        *(
            "createSecretKey",
            "importKey",
            "unhexlify",
            "fromhex",
            "quote",
            "quote_plus",
            "encodeURIComponent",
        ),
        *("TextEncoder", "Secret"),
    }
)
"""Calls whose result is their first argument, in another form."""
_COMPARING = frozenset({"compare_digest", "timingSafeEqual", "equals", "localeCompare", "isEqual"})
_EQUALITY = frozenset({"==", "===", "!=", "!==", "is", "is not"})
_MEMBERSHIP = frozenset({"in", "not in"})
_FALLING_BACK = frozenset({"or", "??", "and"})


_ACCOUNT = re.compile(r"AC[0-9a-f]{32}$")
"""The id of an account, which its token follows."""


class NamedText(Struct, frozen=True, gc=False):
    """A text, the name it stands under (empty without one), and the names beside it in its object or call.

    The call itself is among them: `connect()`.
    """

    text: str
    name: str
    how: How
    at: int
    beside: frozenset[str] = frozenset()


class _Standing(Struct, frozen=True, gc=False):
    """What an expression stands under."""

    name: str = ""
    how: How = "free"
    beside: frozenset[str] = frozenset()


_FREE = _Standing()
_Waiting = tuple[ir.Expression | ir.Statement | ir.Target, _Standing]


def named_texts(module: ir.Module) -> Iterator[NamedText]:
    """Yield the texts of a module. A variable that is given as a key holds one, and so does a parameter."""
    walk = _Walk(module)
    found = list(walk.run())
    for one in found:
        if one.how in {"bound", "handed"} and one.name in walk.given_as_keys:
            yield replace(one, how="key")
        else:
            yield replace(one, name="", how="free") if one.how == "handed" else one


class _Walk:
    """One walk over a module."""

    def __init__(self, module: ir.Module) -> None:
        self.module = module
        self.waiting: list[_Waiting] = []
        self.given_as_keys: set[str] = set()

    def run(self) -> Iterator[NamedText]:
        self._statements(self.module.body)
        for function in self.module.functions.values():
            self._function(function)
        for one in self.module.classes.values():
            for field in one.fields:
                self._put(field.value, _Standing(field.name, "bound"))
            for expression in (*one.decorators, *one.bases):
                self._put(expression)
        while self.waiting:
            node, standing = self.waiting.pop()
            if isinstance(node, ir.Const):
                if isinstance(node.value, str) and node.value:
                    yield NamedText(node.value, standing.name, standing.how, node.at, standing.beside)
            elif isinstance(node, ir.Concat):
                yield from self._joined(node, standing)
            else:
                self._open(node, standing)

    def _put(self, node: ir.Expression | ir.Target | None, standing: _Standing = _FREE) -> None:
        if node is not None:
            self.waiting.append((node, standing))

    def _statements(self, body: tuple[ir.Statement, ...]) -> None:
        self.waiting.extend((statement, _FREE) for statement in body)

    def _function(self, function: ir.Function) -> None:
        for parameter in function.parameters:
            self._put(parameter.default, _bound(name_of(parameter.target)))
            self._put(parameter.target)
        for decorator in function.decorators:
            self._put(decorator)
        returned = _Standing(_of_getter(function.name), "bound")
        for statement in function.body:
            if isinstance(statement, ir.Return):
                self._put(statement.value, returned if isinstance(statement.value, ir.Const) else _FREE)
            else:
                self.waiting.append((statement, _FREE))

    def _joined(self, node: ir.Concat, standing: _Standing) -> Iterator[NamedText]:
        """Yield a joined text as one; what is put into it is looked at by itself."""
        written: list[str] = []
        whole = True
        for part in _parts(node):
            if isinstance(part, ir.Const) and isinstance(part.value, str):
                written.append(part.value)
            else:
                written.append(HOLE)
                whole = False
                self._put(part)
        text = "".join(written)
        if whole:
            yield NamedText(text, standing.name, standing.how, node.at, standing.beside)
        elif text.replace(HOLE, ""):
            yield NamedText(text, "", "free", node.at)

    def _open(  # noqa: C901, PLR0912 - one case a kind of node
        self, node: ir.Expression | ir.Statement | ir.Target, standing: _Standing
    ) -> None:
        """Put what is in a node, with what each part stands under."""
        match node:
            case ir.Assign(target=target, value=value) | ir.Assignment(target=target, value=value):
                self._put(value, _bound(name_of(target)))
                self._put(target)
            case ir.Call():
                self._call(node, standing)
            case ir.Build(kind="dict"):
                self._entries(node)
            case ir.Build(entries=entries):
                listed = replace(standing, how="listed") if standing.how == "bound" else standing
                for entry in entries:
                    self._put(entry.value, listed)
            case ir.Operation():
                self._operation(node, standing)
            case ir.Choice(test=test, then=then, otherwise=otherwise):
                self._put(test)
                self._put(then, standing)
                self._put(otherwise, standing)
            case ir.Destructure(elements=elements, rest=rest):
                for element in elements:
                    self._put(element.default, _bound(name_of(element.target) or _literal(element.key)))
                    self._put(element.target)
                self._put(rest)
            case ir.Comprehension():
                self._put(node.element)
                self._put(node.key)
                for clause in node.clauses:
                    self._put(clause.iterable)
                    for condition in clause.conditions:
                        self._put(condition)
            case ir.Attribute(object=inner) | ir.Slice(object=inner):
                self._put(inner)
            case ir.Index(object=inner, key=key):
                self._put(inner)
                self._put(key)
            case ir.Spread(value=inner) | ir.Yield(value=inner) | ir.Do(value=inner):
                self._put(inner)
            case ir.Opaque(parts=parts):
                for part in parts:
                    self._put(part)
            case ir.Return(value=value) | ir.Raise(value=value):
                self._put(value)
            case ir.Delete(target=target):
                self._put(target)
            case _:
                self._branches(node)

    def _branches(self, node: ir.Expression | ir.Statement | ir.Target) -> None:
        match node:
            case ir.If():
                self._put(node.test)
                self._statements(node.then)
                self._statements(node.otherwise)
            case ir.Loop():
                self._put(node.target)
                self._put(node.subject)
                for body in (node.body, node.after, node.otherwise):
                    self._statements(body)
            case ir.Switch():
                self._put(node.subject)
                for case in node.cases:
                    for test in case.tests:
                        self._put(test)
                    self._statements(case.body)
            case ir.Try():
                for body in (node.body, node.otherwise, node.final, *(one.body for one in node.handlers)):
                    self._statements(body)
            case _:
                pass  # names, imports, closures: nothing is written in them

    def _entries(self, node: ir.Build) -> None:
        names = [_literal(entry.key) for entry in node.entries]
        beside = frozenset(name.lower() for name in names if name)
        for name, entry in zip(names, node.entries, strict=True):
            self._put(entry.value, _bound(name, beside))
            if not name:
                self._put(entry.key)

    def _operation(self, node: ir.Operation, standing: _Standing) -> None:
        names = [name_of(one) for one in node.operands]
        for number, operand in enumerate(node.operands):
            if node.name in _EQUALITY and len(node.operands) == 2:  # noqa: PLR2004 - of two
                other = names[1 - number]
                self._put(operand, _Standing(other, "compared") if other else _FREE)
            elif node.name in _MEMBERSHIP and number:
                self._put(operand, _Standing(names[0], "compared") if names[0] else _FREE)
            elif node.name in _FALLING_BACK:
                own = standing if standing.name else _bound(names[0] if number else "")
                self._put(operand, own)
            else:
                self._put(operand)

    def _call(self, node: ir.Call, standing: _Standing) -> None:
        called = dotted(node.callee)
        last = called.rpartition(".")[2]
        keys = _KEYS.get(".".join(called.split(".")[-2:])) or _KEYS.get(last, ())
        beside = frozenset(name.lower() for name, _ in node.keywords) | {f"{last.lower()}()"}
        for name, value in node.keywords:
            if name == "auth" and isinstance(value, ir.Build) and len(value.entries) == 2:  # noqa: PLR2004
                self._put(value.entries[1].value, _Standing("auth", "key"))
            else:
                self._put(value, _bound(name, beside))
        if isinstance(node.callee, ir.Attribute):
            self._put(node.callee.object, standing if last in _METHODS else _FREE)
        else:
            self._put(node.callee)
        for number, argument in enumerate(node.arguments):
            self._put(argument, self._argument(node, number, last, keys, standing))

    def _argument(
        self, node: ir.Call, number: int, last: str, keys: tuple[int, ...], standing: _Standing
    ) -> _Standing:
        if not keys and number == 1 and last == "Client" and _ACCOUNT.match(_literal(node.arguments[0])):
            keys = (1,)
        if number in keys:
            self.given_as_keys.update(_variables(node.arguments[number]))
            return _Standing(last, "key")
        if last in _CONVERTING and number == 0:
            return standing
        first = node.arguments[0]
        if number == 1 and last in _NAMING:
            return _bound(_literal(first))
        if last in _COMPARING:
            others = (*node.arguments[:number], *node.arguments[number + 1 :])
            receiver = node.callee.object if isinstance(node.callee, ir.Attribute) else None
            other = next(filter(None, map(name_of, (*others, *((receiver,) if receiver else ())))), "")
            return _Standing(other, "compared") if other else _FREE
        own = self.module.functions.get(last) if isinstance(node.callee, ir.Name) else None
        if own is not None and number < len(own.parameters):
            return _Standing(name_of(own.parameters[number].target), "handed")
        return _FREE


def _bound(name: str, beside: frozenset[str] = frozenset()) -> _Standing:
    return _Standing(name, "bound", beside) if name else _FREE


def _variables(node: ir.Expression) -> Iterator[str]:
    """Yield the variable an argument is, in whatever form."""
    if isinstance(node, ir.Name):
        yield node.name
    elif isinstance(node, ir.Call):
        last = dotted(node.callee).rpartition(".")[2]
        if last in _METHODS and isinstance(node.callee, ir.Attribute):
            yield from _variables(node.callee.object)
        elif last in _CONVERTING and node.arguments:
            yield from _variables(node.arguments[0])


def _parts(node: ir.Concat) -> Iterator[ir.Expression]:
    """Yield the parts of a joined text, those of joined parts too."""
    waiting: list[ir.Expression] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ir.Concat):
            waiting.extend(reversed(part.parts))
        else:
            yield part


def name_of(node: ir.Expression | ir.Target) -> str:
    """Return what something is called: a variable, an attribute, the entry that is taken."""
    for _ in range(8):
        match node:
            case ir.Name(name=name) | ir.Attribute(name=name):
                return name
            case ir.Index(object=inner, key=key):
                if _literal(key):
                    return _literal(key)
                node = inner
            case ir.Call(callee=ir.Attribute(name=called, object=inner), arguments=arguments):
                if called in {"get", "getenv", "header", "pop"} and arguments:
                    return _literal(arguments[0])
                if called in _METHODS:
                    node = inner
                elif called in _CONVERTING and arguments:
                    node = arguments[0]
                else:
                    return ""
            case ir.Operation(name="or" | "??", operands=(first, *_)):
                node = first
            case _:
                return ""
    return ""


def _of_getter(name: str) -> str:
    for prefix in ("get_", "get", "load_", "fetch_"):
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def _literal(node: ir.Expression | None) -> str:
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else ""


def dotted(node: ir.Expression) -> str:
    """Return the names of what is called, joined with dots; the last ones where it is no plain chain."""
    names: list[str] = []
    while isinstance(node, ir.Attribute):
        names.append(node.name)
        node = node.object
    if isinstance(node, ir.Name):
        names.append(node.name)
    elif isinstance(node, ir.Import):
        names.append(node.name or node.module.rpartition("/")[2])
    return ".".join(reversed(names))
