"""What a function was found to do besides calling the platform: the facts a lock and a profile are made from.

Only code that its handler reaches counts. `unknown` is a value: a function that may reach any host says so.
"""

from typing import Literal

from msgspec import Struct

from stockade.values import Location

DeedKind = Literal["host", "program", "read", "write"]
Form = Literal["constant", "prefix", "environment", "unknown"]
Dialect = Literal["sql", "dynamodb-expression", "nosql"]


class Deed(Struct, frozen=True, order=True):
    """A host it talks to, a program it starts, a path it reads or writes, and the call that shows it.

    `text` is the whole of it (`constant`: `api.example.com`, `git`, `/tmp/a.txt`), what it begins with
    (`prefix`), or the variable of the environment that holds it (`environment`); empty where it is `unknown`.
    `arguments` is the vector a program is started with, where all of it is known.
    """

    kind: DeedKind
    form: Form
    text: str
    location: Location
    call: str
    arguments: tuple[str, ...] = ()


class Statement(Struct, frozen=True, order=True):
    """The statements that one call hands to a store.

    `texts` are those known whole, `skeletons` the same with their literals as `?`; `beginnings` are what is
    known of others: the developer's text up to the first piece that varies. `complete` only where every text
    that can reach the call is known. A query that is a document is told by its keys: `{name: ?}`.
    """

    dialect: Dialect
    location: Location
    call: str
    texts: tuple[str, ...] = ()
    skeletons: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    complete: bool = False


class DevelopersText(Struct, frozen=True, order=True):
    """Text written in the program that reaches a dangerous operation of a `kind` of the catalog."""

    kind: str
    text: str


class Behaviour(Struct, frozen=True):
    """All of it for one function.

    `environment` names the variables read, `computed_environment` tells that others may be: a name is
    computed, or the environment is taken whole. `whole` is False where not all code that the handler reaches
    was followed: then silence says nothing.
    """

    deeds: tuple[Deed, ...] = ()
    environment: tuple[str, ...] = ()
    computed_environment: bool = False
    statements: tuple[Statement, ...] = ()
    constants: tuple[DevelopersText, ...] = ()
    whole: bool = True
