"""Workflows: what a state machine does with data, and how services shape an event on its way to a target.

Every expression of a definition (paths, intrinsic functions, JSONata, whole payload templates) is lowered to
the expressions of `program.py`; their positions are lines of the file `Workflow.file`. The variables in them:

    $          the document a JSONPath expression reads; the context of a JSONata step
    $$         the context object (`Execution.Input`, `Map.Item.Value`, `Task.Token`)
    $states    JSONata's `input`, `result`, `errorOutput`, `context`
    $name      a variable of the workflow (`Assign`), in both query languages

Functions are called by name: `States.Format` (JSONPath), `$uppercase` (JSONata). `*` as the key of an
`Index` is any key or element; the call `descend` gives what is anywhere below its first argument.
"""

from typing import Literal

from msgspec import Struct

from stockade.model import program as ir
from stockade.model.exposure import Exposure
from stockade.model.gap import Gap
from stockade.values import Location

StateKind = Literal["Task", "Pass", "Choice", "Wait", "Map", "Parallel", "Succeed", "Fail", "unknown"]
QueryLanguage = Literal["JSONPath", "JSONata"]


class Task(Struct, frozen=True, gc=False):
    """What a task state calls.

    `service` and `action` are those of the integration as the definition writes them, in lower case and
    without `aws-sdk` (`dynamodb`, `putitem`; `http`, `invoke`); of a function's own ARN both are
    `lambda`, `invoke` and `direct` is set: its payload is the whole input then. An activity has the service
    `activity`; what is not known the empty service. `waits` is `sync` or `token`. `function` and `machine`
    are ids of what is called, empty where it is not of the application.
    """

    service: str = ""
    action: str = ""
    waits: Literal["", "sync", "token"] = ""
    direct: bool = False
    function: str = ""
    machine: str = ""


class Turn(Struct, frozen=True):
    """A way on from a state: a rule of a choice, or what catches errors.

    `assign` and `output` are of this way alone. `equals` tells a path that surely has one text there, where
    the rule says so. `result_path` is where an error goes, None: nowhere.
    """

    following: str
    assign: ir.Expression | None = None
    output: ir.Expression | None = None
    equals: tuple[tuple[str, ...], str] | None = None
    result_path: tuple[str, ...] | None = ()


class State(Struct, frozen=True):
    """One state.

    Of JSONPath: `input_path` and `output_path` (None: the whole), `parameters`, `selector` (of the result),
    `result_path` (None: the result is dropped). Of JSONata: `parameters` are its arguments, `output`.
    `result` is what a `Pass` writes down. `items` and `item` are those of a `Map` (`batched`: several at a
    time), `graphs` the workflows inside a `Map` or `Parallel`.
    """

    name: str
    kind: StateKind
    at: Location
    language: QueryLanguage = "JSONPath"
    following: str = ""
    task: Task = Task()
    input_path: ir.Expression | None = None
    parameters: ir.Expression | None = None
    selector: ir.Expression | None = None
    result_path: tuple[str, ...] | None = ()
    output_path: ir.Expression | None = None
    output: ir.Expression | None = None
    result: ir.Expression | None = None
    assign: ir.Expression | None = None
    items: ir.Expression | None = None
    item: ir.Expression | None = None
    batched: bool = False
    turns: tuple[Turn, ...] = ()
    catches: tuple[Turn, ...] = ()
    graphs: "tuple[Graph, ...]" = ()


class Graph(Struct, frozen=True):
    """States and where they start."""

    start: str
    states: dict[str, State] = {}


class Workflow(Struct, frozen=True):
    """The definition of one state machine; `id` is that of its resource.

    `file` is the file that holds the definition, `functions` are those that its expressions define.
    """

    id: str
    file: str
    at: Location
    graph: Graph
    functions: dict[str, ir.Function] = {}
    gaps: tuple[Gap, ...] = ()


class Delivery(Struct, frozen=True):
    """How an event gets to a target: what of it, in which shape.

    `event_source` is an id of the catalog, empty for an event that is nobody's (a clock's). `payload` is made
    from the event in `$`; None: the event itself. `target` is the id of the function or state machine,
    empty for another service, of which `task` says what it does. `entry` is the id of the trigger it comes
    by, empty where there is none; `exposure` is then who can send, None: by what the source is for. `by` is
    the id of the rule, route, pipe or schedule, `plain` tells that the target gets what the catalog says of
    the source, unshaped.
    """

    event_source: str
    target: str
    by: str
    at: Location
    payload: ir.Expression | None = None
    task: Task = Task()
    entry: str = ""
    exposure: Exposure | None = None
    plain: bool = False


class Workflows(Struct, frozen=True):
    """The state machines of an application, and what is delivered to them and to functions."""

    machines: dict[str, Workflow] = {}
    deliveries: tuple[Delivery, ...] = ()
    gaps: tuple[Gap, ...] = ()


NO_WORKFLOWS = Workflows()

__all__ = [
    "NO_WORKFLOWS",
    "Delivery",
    "Graph",
    "QueryLanguage",
    "State",
    "StateKind",
    "Task",
    "Turn",
    "Workflow",
    "Workflows",
]
