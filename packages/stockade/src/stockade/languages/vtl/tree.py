"""What a Velocity template is made of, as written; `lowering.py` makes a program of it.

Expressions are those of the code model already (`expressions.py`); what writes, branches and names blocks is
kept until every block and macro is known, for a name may be used before or after it is given.
"""

from typing import TypeAlias

from msgspec import Struct

from stockade.model import program as ir


class Text(Struct, frozen=True, gc=False):
    """What is written as it stands."""

    text: str
    at: int


class Output(Struct, frozen=True, gc=False):
    """A reference in the text: its value is written. `name` is set where it is a variable and no more."""

    value: ir.Expression
    at: int
    name: str = ""


class Assigned(Struct, frozen=True, gc=False):
    """`#set($a = b)`."""

    target: ir.Target
    value: ir.Expression
    at: int


class Branch(Struct, frozen=True):
    """`#if`, `#elseif`, `#else`: tests with their bodies; the last one of `#else` has no test."""

    cases: "tuple[tuple[ir.Expression | None, tuple[Node, ...]], ...]"
    at: int


class Each(Struct, frozen=True):
    """`#foreach($a in b)`."""

    target: ir.Target
    subject: ir.Expression
    body: "tuple[Node, ...]"
    at: int


class Block(Struct, frozen=True):
    """`#define($name)` and `#macro(name $a $b)`: text that is written where the name is used."""

    name: str
    parameters: tuple[str, ...]
    body: "tuple[Node, ...]"
    macro: bool
    at: int


class Use(Struct, frozen=True, gc=False):
    """`#name(a b)`: a macro used; `written` is the text that stands there where there is no such macro."""

    name: str
    arguments: tuple[ir.Expression, ...]
    written: str
    at: int


class Stop(Struct, frozen=True, gc=False):
    """`#return(value)`, `#stop` end the template, `#break` the loop; a value is what the template gives."""

    kind: str
    at: int
    value: ir.Expression | None = None


Node: TypeAlias = Text | Output | Assigned | Branch | Each | Block | Use | Stop


class Unread(Struct, frozen=True, gc=False):
    """What was not understood, and where."""

    at: int
    reason: str
