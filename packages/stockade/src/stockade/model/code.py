"""What the code of a function was found to do: the facts that rules judge and other parts are made from."""

from typing import Literal

from msgspec import Struct

from stockade.model.behaviour import Behaviour
from stockade.model.exposure import Exposure
from stockade.model.fix import Fix
from stockade.values import NOWHERE, Location

Confidence = Literal["high", "medium", "low"]
Width = Literal["critical", "high", "medium", "low"]
LOWER: dict[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}
"""One step less sure."""


def least(one: Confidence, other: Confidence) -> Confidence:
    """Return the less sure of two."""
    return max(one, other, key=tuple(LOWER).index)


RECORDS_OWNED = "records-owned"
TOKEN_VERIFIED = "token-verified"  # noqa: S105 - the kind of a fact


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
    `entry` is the id of the trigger it comes by where no trigger of the function itself brings it, `exposure`
    who can send it where there is no such trigger either.
    `severity` is by who can send: anybody, by way of what is stored, or a principal let in. `vouched_by` is
    the place (`FILE:LINE`) of the entry of people's own catalog on whose word alone the data is clean.
    `fix` takes away all that is found at this location.
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
    entry: str = ""
    exposure: Exposure | None = None
    vouched_by: str = ""
    fix: Fix | None = None


class CodeFault(Struct, frozen=True):
    """A fault in how code tells who may do what.

    `rule` is the id of the rule, `message` says what is done with whose data; `enclosing` is the function it
    stands in, `event_source` and `field` say where the data comes from, empty where it is nobody's.
    `anonymous`: it is one where nothing on the way to the function asks the sender who he is. `owned`: it is
    one where the records of that table belong to somebody, as another function of the application tells.

    Two kinds are no faults but facts that rules join: `RECORDS_OWNED`, the records of `owned` belong to the
    verified sender; `TOKEN_VERIFIED`, the function verifies a token of its event.
    """

    rule: str
    message: str
    enclosing: str
    location: Location
    event_source: str = ""
    field: str = ""
    steps: tuple[CodeStep, ...] = ()
    confidence: Confidence = "high"
    fix: Fix | None = None
    anonymous: bool = False
    owned: str = ""


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

    `imports` are the names at the top of what the modules it reaches import from elsewhere: `yaml`,
    `@scope/name`. The standard library is left out.
    Code inside a template has an id that begins with `-/`; `entry_points` are the triggers that run it, and
    `resource` is what holds it.
    """

    function: str
    read: bool = False
    location: Location = NOWHERE
    flows: tuple[CodeFlow, ...] = ()
    identity: tuple[CodeFault, ...] = ()
    secrets: tuple[CodeSecret, ...] = ()
    behaviour: Behaviour = Behaviour()
    imports: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    resource: str = ""
