"""The terms a value is made of, each with the place it was written at."""

from msgspec import Struct


class Location(Struct, frozen=True, gc=False, order=True):
    """A place in an input file.

    `file` is relative to the scanned root with `/`; `line` and `column` count from 1, 0 means unknown.
    """

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line`, as editors and terminals understand it."""
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Location()


class _Term(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """What all terms share: where the term was written. Positions never take part in `same()`.

    The tag tells them apart where they are handed to another process or kept.
    """

    at: Location = NOWHERE


class Lit(_Term, frozen=True, gc=False):
    """A scalar known now: text, number, truth value or null."""

    value: str | int | float | bool | None


class List(_Term, frozen=True):
    """Values in order."""

    items: "tuple[Value, ...]" = ()


class Map(_Term, frozen=True):
    """Values by key, in the order written. `items[key].at` is the position of the key."""

    items: "dict[str, Value]" = {}


class Ref(_Term, frozen=True, gc=False):
    """What `Ref` gives of a resource of this stack (its name, ARN or URL, by type)."""

    id: str


class Attr(_Term, frozen=True, gc=False):
    """An attribute of a resource of this stack (`Fn::GetAtt`)."""

    id: str
    name: str


class Param(_Term, frozen=True):
    """A parameter: its default and the values it may take, where the template names them."""

    name: str
    default: "Value | None" = None
    allowed: "tuple[Value, ...]" = ()
    no_echo: bool = False


class Pseudo(_Term, frozen=True, gc=False):
    """What the platform fills in: `AWS::Region`, `AWS::AccountId`, `AWS::Partition`, ..."""

    name: str


class Concat(_Term, frozen=True):
    """Text made of parts; at least one part is not a literal."""

    parts: "tuple[Value, ...]"


class Cond(_Term, frozen=True):
    """Either `then` or `otherwise`, by a condition of the template named `name`."""

    name: str
    then: "Value"
    otherwise: "Value"


class Import(_Term, frozen=True):
    """A value another stack exports under `name`."""

    name: "Value"


class Dynamic(_Term, frozen=True, gc=False):
    """A value fetched at deployment: `{{resolve:SERVICE:KEY}}`."""

    service: str
    key: str


class Unknown(_Term, frozen=True):
    """A value that cannot be known, and why.

    `among` lists all values it can take, where they are few; `about` holds the terms it is made from, so
    that an edge to a resource survives (`Select 1` of a split ARN is still that resource).

    `name` is what it is known by where it is one value wherever it is asked for: unknowns of one name are
    equal. It is empty where the value may be another each time: such a one equals nothing.
    """

    reason: str
    among: "tuple[Value, ...]" = ()
    about: "tuple[Value, ...]" = ()
    name: str = ""


Value = Lit | List | Map | Ref | Attr | Param | Pseudo | Concat | Cond | Import | Dynamic | Unknown

ABSENT = Pseudo("AWS::NoValue")
"""A property that is not there: what a missing key reads as, and what `AWS::NoValue` removes."""
