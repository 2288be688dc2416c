"""What a Terraform file says, before anything is evaluated: bodies, blocks, attributes and expressions.

Both notations end here: the native syntax (`parsing`) and JSON (`jsonsyntax`). Names are HCL's own, save that
a block is a `Stanza`, so that it is not taken for a `Block` of the result.
"""

from typing import Literal as OneOf

from msgspec import Struct

from stockade.values import NOWHERE, Location

THE_ELEMENT = "*"
"""The name an expression after a splat gives the element it is applied to; no identifier can be that."""


class Literal(Struct, frozen=True, gc=False):
    """A scalar as written."""

    value: str | int | float | bool | None
    at: Location = NOWHERE


class Template(Struct, frozen=True):
    """Text with holes: the parts in order, the fixed ones `Literal`."""

    parts: "tuple[Expression, ...]"
    at: Location = NOWHERE


class Name(Struct, frozen=True, gc=False):
    """What a reference begins with: `var`, `local`, `each`, a resource type, a name bound by a `for`."""

    name: str
    at: Location = NOWHERE


class Traversal(Struct, frozen=True):
    """Steps from a value to one inside it: a text is an attribute, an expression the key in brackets."""

    of: "Expression"
    steps: "tuple[str | Expression, ...]"
    at: Location = NOWHERE


class Splat(Struct, frozen=True):
    """`of[*]` and what follows it: `each` is the expression applied to `THE_ELEMENT`."""

    of: "Expression"
    each: "Expression"
    at: Location = NOWHERE


class TupleOf(Struct, frozen=True):
    """`[a, b]`."""

    items: "tuple[Expression, ...]"
    at: Location = NOWHERE


class ObjectOf(Struct, frozen=True):
    """`{ a = b }`; a bare name as key is a `Literal` here."""

    items: "tuple[tuple[Expression, Expression], ...]"
    at: Location = NOWHERE


class Call(Struct, frozen=True):
    """A function's call; `spread` when the last argument is written with `...`."""

    name: str
    arguments: "tuple[Expression, ...]"
    spread: bool = False
    at: Location = NOWHERE


class Conditional(Struct, frozen=True):
    """`condition ? then : otherwise`, in a template `%{ if }`; `written` is the condition's own text."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    written: str
    at: Location = NOWHERE


class Unary(Struct, frozen=True):
    """`!x` or `-x`."""

    operator: str
    operand: "Expression"
    at: Location = NOWHERE


class Binary(Struct, frozen=True):
    """`left operator right`."""

    operator: str
    left: "Expression"
    right: "Expression"
    at: Location = NOWHERE


class For(Struct, frozen=True):
    """A `for`: it makes a list, an object (with `key`), or text (the `%{ for }` of a template).

    `key_name` is empty where only the value is named. `grouped` is written `...`: values of one key as a
    list.
    """

    makes: OneOf["list", "object", "text"]
    key_name: str
    value_name: str
    collection: "Expression"
    value: "Expression"
    key: "Expression | None" = None
    condition: "Expression | None" = None
    grouped: bool = False
    at: Location = NOWHERE


class Broken(Struct, frozen=True, gc=False):
    """An expression that could not be read, and why."""

    reason: str
    at: Location = NOWHERE


Expression = (
    Literal
    | Template
    | Name
    | Traversal
    | Splat
    | TupleOf
    | ObjectOf
    | Call
    | Conditional
    | Unary
    | Binary
    | For
    | Broken
)


class Attribute(Struct, frozen=True):
    """`name = expression`; `at` is the name's place, `written` the expression's text (empty in JSON)."""

    name: str
    expression: Expression
    at: Location = NOWHERE
    written: str = ""


class Body(Struct, frozen=True):
    """Attributes by name and blocks in order."""

    attributes: dict[str, Attribute] = {}
    stanzas: "tuple[Stanza, ...]" = ()
    at: Location = NOWHERE


class Stanza(Struct, frozen=True):
    """A block as written: `type "label" "label" { body }`."""

    type: str
    labels: tuple[str, ...]
    body: Body
    at: Location = NOWHERE
