"""The code of functions, the same for every language: what front ends make and the analysis walks.

A module is a tree of statements and expressions, structured as the source is: no blocks, no jumps. What a
language has of its own is lowered to it:

    await, casts, non-null, parentheses   the expression itself
    a += b                                Assign(a, Concat((a, b)))
    with open(p) as f: ...                Assign(f, Call(Attribute(open(p), "__enter__"))), then the body
    from m import a as b, import b from   Assign(Name("b"), Import("m", "a"))
    export const a = 1                    Assign(a, 1), Assign(Attribute(Name("exports"), "a"), a)
    module.exports = x                    Assign(Name("exports"), x); `module.exports.a` is `exports.a`
    export * from "m"                     Assign(exports, Build("dict", exports and Import("m") spread))
    match, chained comparisons            If, Operation
    a?.b                                  a.b
    def f, function f                     Assign(Name("f"), Closure(id)), hoisted in JavaScript
    class C                               Assign(Name("C"), ClassOf(id))
    x if t else y, t ? x : y              Choice
    f"a{b}", `a${b}`, "a %s" % b          Concat: each part remembers whether it is a literal
    "a {}".format(b), ",".join(xs)        Concat where the text is a literal; else a Call
    tag`a${b}`                            Call(tag, (Build("list", texts), b))

What a front end cannot read is `Opaque`, and the rest of the file is read. Positions are one number, `at`
(`position`, `line_of`, `column_of`); the file is the module's.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

Language = Literal["python", "javascript", "typescript", "vtl", "iotsql"]

_COLUMNS = 4096


def position(line: int, column: int) -> int:
    """Return line and column, both from 1, as one number; columns beyond 4,095 are that."""
    return line * _COLUMNS + min(column, _COLUMNS - 1)


def line_of(at: int) -> int:
    """Return the line of a position, from 1."""
    return at // _COLUMNS


def column_of(at: int) -> int:
    """Return the column of a position, from 1."""
    return at % _COLUMNS


class _Node(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A node; `at` is where it begins."""


class Const(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A literal; texts of bytes are texts. `None` stands for `null` and `undefined` too."""

    value: str | int | float | bool | None
    at: int = 0


class Regex(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A regular expression written as a literal."""

    pattern: str
    flags: str = ""
    at: int = 0


class Name(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A variable; which one, its function's `bound` and the functions around it decide."""

    name: str
    at: int = 0


class Attribute(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """`object.name`. In JavaScript `object["name"]` is the same; in Python it is an `Index`."""

    object: "Expression"
    name: str
    at: int = 0


class Index(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """`object[key]`."""

    object: "Expression"
    key: "Expression"
    at: int = 0


class Slice(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A part of a text or list: `object[a:b]`; bounds that are no constants are `None`."""

    object: "Expression"
    start: int | None = None
    stop: int | None = None
    at: int = 0


class Spread(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """`*xs`, `...xs` among arguments or elements; `**d`, `...o` among entries."""

    value: "Expression"
    at: int = 0


class Call(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A call; `keywords` by name, `**d` under the empty name. `new` makes an instance (JavaScript)."""

    callee: "Expression"
    arguments: "tuple[Expression, ...]" = ()
    keywords: "tuple[tuple[str, Expression], ...]" = ()
    new: bool = False
    at: int = 0


class Concat(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Texts one after another, or a sum: which of the two, the values decide."""

    parts: "tuple[Expression, ...]"
    at: int = 0


class Operation(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """An operator on operands.

    `and or ?? not`; `== != === !== < <= > >= in "not in" is "is not" instanceof` (`has`: JavaScript's `in`);
    `typeof`; any other is arithmetic.
    """

    name: str
    operands: "tuple[Expression, ...]"
    at: int = 0


class Choice(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """One of two by a test."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"
    at: int = 0


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """An element (`key` None) or an entry of a `Build`; a spread is a value without key."""

    key: "Expression | None"
    value: "Expression"


class Build(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A dictionary, object, list, tuple or set written out."""

    kind: Literal["dict", "list", "tuple", "set"]
    entries: tuple[Entry, ...]
    at: int = 0


class Clause(Struct, frozen=True, array_like=True, gc=False):
    """One `for target in iterable if conditions` of a comprehension."""

    target: "Target"
    iterable: "Expression"
    conditions: "tuple[Expression, ...]" = ()


class Comprehension(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A list, set, dictionary (with `key`) or generator made by loops."""

    kind: Literal["dict", "list", "set", "generator"]
    element: "Expression"
    clauses: tuple[Clause, ...]
    key: "Expression | None" = None
    at: int = 0


class Closure(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A function as a value: its id in `Module.functions`."""

    function: str
    at: int = 0


class ClassOf(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A class as a value: its id in `Module.classes`."""

    name: str
    at: int = 0


class Import(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A module, or a name of it (`default` is JavaScript's default export).

    `module` is as written; relative ones of Python keep their dots. `*` binds every public name (Python, as a
    statement). `require("m")` and `import("m")` of a literal are imports.
    """

    module: str
    name: str | None = None
    at: int = 0


class Assignment(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """An assignment whose value is used: `(a := b)`, `x = y = z`."""

    target: "Target"
    value: "Expression"
    at: int = 0


class Yield(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """`yield value`; `whole`: `yield from`, `yield*`."""

    value: "Expression"
    whole: bool = False
    at: int = 0


class Opaque(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """What is not read; `parts` are the expressions in it, whose data may be in the result."""

    what: str
    parts: "tuple[Expression, ...]" = ()
    at: int = 0


class Element(Struct, frozen=True, array_like=True, gc=False):
    """One target of a destructuring: the element at `key` (an index or a name), with its default."""

    key: "Expression"
    target: "Target"
    default: "Expression | None" = None


class Destructure(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """`[a, b] = x`, `{a, b: c = 1, ...rest} = x`; `rest` gets what is left."""

    elements: tuple[Element, ...]
    rest: "Target | None" = None
    at: int = 0


Target: TypeAlias = Name | Attribute | Index | Destructure | Opaque
"""What can be assigned to."""

Expression: TypeAlias = (
    Const
    | Regex
    | Name
    | Attribute
    | Index
    | Slice
    | Spread
    | Call
    | Concat
    | Operation
    | Choice
    | Build
    | Comprehension
    | Closure
    | ClassOf
    | Import
    | Assignment
    | Yield
    | Opaque
)


class Assign(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Binds a value."""

    target: Target
    value: Expression
    at: int = 0


class Do(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """An expression for its effects."""

    value: Expression
    at: int = 0


class If(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A branch."""

    test: Expression
    then: "tuple[Statement, ...]"
    otherwise: "tuple[Statement, ...]" = ()
    at: int = 0


class Loop(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """A loop over elements (`of`), over keys (`in`, JavaScript) or while a test holds (None: for ever).

    `after` runs after each round (the third part of a C-style `for`); `otherwise` where nothing broke out.
    """

    kind: Literal["of", "in", "while"]
    target: Target | None
    subject: Expression | None
    body: "tuple[Statement, ...]"
    after: "tuple[Statement, ...]" = ()
    otherwise: "tuple[Statement, ...]" = ()
    at: int = 0


class Case(Struct, frozen=True, array_like=True, gc=False):
    """A case of a `Switch`: no tests is the default. Without a `break` the next body runs too."""

    tests: tuple[Expression, ...]
    body: "tuple[Statement, ...]"


class Switch(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """JavaScript's `switch`; `Break` leaves it."""

    subject: Expression
    cases: tuple[Case, ...]
    at: int = 0


class Handler(Struct, frozen=True, array_like=True, gc=False):
    """What catches: `types` empty catches everything."""

    target: Target | None
    types: tuple[Expression, ...]
    body: "tuple[Statement, ...]"


class Try(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Errors caught; `otherwise` runs where there was none, `final` always."""

    body: "tuple[Statement, ...]"
    handlers: tuple[Handler, ...] = ()
    otherwise: "tuple[Statement, ...]" = ()
    final: "tuple[Statement, ...]" = ()
    at: int = 0


class Return(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Ends the function with a value, None for nothing."""

    value: Expression | None = None
    at: int = 0


class Raise(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Ends with an error: `raise`, `throw`; `value` None raises again."""

    value: Expression | None = None
    at: int = 0


class Break(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Leaves a loop or switch."""

    at: int = 0


class Continue(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """Begins the next round."""

    at: int = 0


class Delete(_Node, frozen=True, tag=True, array_like=True, gc=False):
    """`del x`, `delete o.x`."""

    target: Target
    at: int = 0


Statement: TypeAlias = Assign | Do | If | Loop | Switch | Try | Return | Raise | Break | Continue | Delete


class Parameter(Struct, frozen=True, array_like=True, gc=False):
    """A parameter: `rest` takes the other positional ones, `keywords` the other named ones (Python).

    `annotation` is the type as written, empty without one. `only`: given by name alone. `decorators` are
    those of TypeScript: a framework may take from them where the argument comes from (`@Body() body`).
    """

    target: Target
    kind: Literal["plain", "rest", "keywords"] = "plain"
    default: Expression | None = None
    annotation: str = ""
    only: bool = False
    decorators: tuple[Expression, ...] = ()


class Function(Struct, frozen=True, array_like=True):
    """A function, method, lambda or arrow.

    `id` is unique in the module: the names around it joined with dots, and the position where that is not
    enough (`handler`, `Orders.get`, `handler.<anonymous>@12:5`). `bound` are the names that an assignment,
    parameter or definition in it binds (those it declares `global` or `nonlocal` left out); `free` the names
    it uses and does not bind, those of functions within it too. `owner` is the id of its class. `lexical`:
    `this` is that of the function around (arrows). `last` is its last line.
    """

    id: str
    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]
    bound: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    decorators: tuple[Expression, ...] = ()
    owner: str = ""
    lexical: bool = False
    generator: bool = False
    coroutine: bool = False
    at: int = 0
    last: int = 0


class Method(Struct, frozen=True, array_like=True, gc=False):
    """A method by its name in the class; a getter, setter or Python's `@property` is called by loading it."""

    name: str
    function: str
    kind: Literal["plain", "static", "class", "getter", "setter"] = "plain"


class Field(Struct, frozen=True, array_like=True, gc=False):
    """An attribute written in the class's body; `static`: of the class itself (in Python always)."""

    name: str
    value: Expression | None
    annotation: str = ""
    static: bool = True


class Class(Struct, frozen=True, array_like=True):
    """A class: `id` as a function's; the constructor is the method `__init__` or `constructor`."""

    id: str
    name: str
    bases: tuple[Expression, ...] = ()
    methods: tuple[Method, ...] = ()
    fields: tuple[Field, ...] = ()
    decorators: tuple[Expression, ...] = ()
    at: int = 0


class Module(Struct, frozen=True, array_like=True):
    """One source file: `file` is relative to the scanned root with `/`.

    `body` is the top level; `functions` and `classes` all of the file by id. `broken` is the line of the
    first place that is not the language, 0 where there is none.
    """

    file: str
    language: Language
    body: tuple[Statement, ...] = ()
    functions: dict[str, Function] = {}
    classes: dict[str, Class] = {}
    broken: int = 0
