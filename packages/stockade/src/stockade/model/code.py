"""What the code of a function was found to do: the facts that rules judge and other parts are made from."""

from typing import Literal

from msgspec import Struct

from stockade.values import NOWHERE, Location

Confidence = Literal["high", "medium", "low"]
Width = Literal["critical", "high", "medium", "low"]


class CodeStep(Struct, frozen=True, gc=False):
    """A place on the way of data through code, and what happens there."""

    location: Location
    text: str


class CodeFlow(Struct, frozen=True):
    """Data of an event that reaches a dangerous operation.

    `rule` and `sink` are ids of the catalog, `what` says what the data reaches ("the text of an SQL
    statement"), `callee` what is called there, `enclosing` the function it stands in. `event_source` and
    `field` say where the data comes from; without an event source a secret store gave it. `through` is the
    resource it was stored in on the way, by the function `writer`. `location` is where people look first;
    `steps` lead from the event to the operation.
    `severity` is by who can send: anybody, by way of what is stored, or a principal let in.
    """

    rule: str
    sink: str
    what: str
    callee: str
    enclosing: str
    event_source: str
    field: str
    location: Location
    steps: tuple[CodeStep, ...]
    severity: dict[Literal["public", "stored", "account"], Width]
    safe: str
    confidence: Confidence = "high"
    through: str = ""
    writer: str = ""


class CodeFault(Struct, frozen=True):
    """A fault in how code tells who may do what.

    `rule` is the id of the rule, `message` says what is done with whose data; `enclosing` is the function it
    stands in, `event_source` and `field` say where the data comes from, empty where it is nobody's.
    """

    rule: str
    message: str
    enclosing: str
    location: Location
    event_source: str = ""
    field: str = ""
    steps: tuple[CodeStep, ...] = ()
    confidence: Confidence = "high"


class CodeSecret(Struct, frozen=True, gc=False):
    """A secret that is written in code: where, under which name (empty without one), and of which kind.

    `kind` is one of `stockade.secrets`; the value is never kept. It is not `sure` where it may be the name of
    one, a value of tests, or one that opens only what runs on the developer's machine.
    """

    location: Location
    name: str
    kind: str
    confidence: Confidence = "high"
    sure: bool = True


class Code(Struct, frozen=True):
    """The facts of one function's code; `read` is False where it could not be read.

    Code inside a template has an id that begins with `-/`; `entry_points` are the triggers that run it, and
    `resource` is what holds it.
    """

    function: str
    read: bool = False
    location: Location = NOWHERE
    flows: tuple[CodeFlow, ...] = ()
    identity: tuple[CodeFault, ...] = ()
    secrets: tuple[CodeSecret, ...] = ()
    entry_points: tuple[str, ...] = ()
    resource: str = ""
