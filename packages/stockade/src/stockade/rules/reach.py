"""Who can get to what: the simple paths that move a severity one step.

An entry point leads to its function, the function to what its role lets it touch; what it may write,
publish or invoke can start another function. A path crosses at most two triggers. Everything comes from the
`App`.
"""

from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct

from stockade.model import App, Exposure, Trigger
from stockade.model.exposure import WIDEST_FIRST
from stockade.values import get, references

MOST_TRIGGERS = 2
_CARRIES = frozenset({"writes", "publishes", "invokes", "triggers"})
_PARTS = (
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Stage",
)
"""What belongs to an API as a whole: whoever can send to the API meets it."""
_Step = tuple[str, tuple[str, ...]]
_State = tuple[str, int]


class Path(Struct, frozen=True):
    """Ids from an entry point to a subject, and who can send to that entry point."""

    exposure: Exposure
    ids: tuple[str, ...]

    @property
    def entry_point(self) -> str:
        """The id of the trigger it begins with."""
        return self.ids[0]


class Reach:
    """The shortest path to everything of one application that an event can get to.

    The widest exposure wins, then what is no preflight of a browser, then the fewest steps.
    """

    def __init__(self, app: App) -> None:
        self._steps = _graph(app)
        self._triggers = {trigger.id for trigger in app.triggers}
        self._functions = frozenset(app.functions)
        self._paths: dict[str, Path] = {}
        self._onward: dict[str, dict[str, Path]] = {}
        starts: dict[tuple[Exposure, bool], list[str]] = {}
        for trigger in app.triggers:
            starts.setdefault((trigger.exposure, trigger.preflight), []).append(trigger.id)
        for exposure in WIDEST_FIRST:
            for preflight in (False, True):
                found = self._explored(starts.get((exposure, preflight), []), exposure)
                self._paths = {**found, **self._paths}

    def path_to(self, subject: str) -> Path | None:
        """Return the best path to an id, None where no event gets there."""
        return self._paths.get(subject)

    def through(self, trigger: str, targets: Sequence[str]) -> Path | None:
        """Return the best path to a trigger, and on from it to the first of some ids that it leads to."""
        path = self._paths.get(trigger)
        if path is None:
            return None
        if trigger not in self._onward:
            self._onward[trigger] = self._explored([trigger], path.exposure)
        onward = self._onward[trigger]
        ids = next((onward[target].ids for target in targets if target in onward), (trigger,))
        return Path(path.exposure, (*path.ids, *ids[1:]))

    def _explored(self, starts: list[str], exposure: Exposure) -> dict[str, Path]:
        """Return the shortest paths from some triggers to all that they lead to."""
        found: dict[str, Path] = {}
        queue: deque[tuple[str, int, tuple[str, ...]]] = deque((start, 1, (start,)) for start in starts)
        seen: set[_State] = {(start, 1) for start in starts}
        while queue:
            node, crossed, ids = queue.popleft()
            _note(found, node, Path(exposure, ids))
            for target, between in self._steps.get(node, ()):
                for number, passed in enumerate(between):
                    _note(found, passed, Path(exposure, (*ids, *between[: number + 1])))
                state = (target, crossed + self._crosses(node, target))
                if state[1] <= MOST_TRIGGERS and state not in seen and target not in ids:
                    seen.add(state)
                    queue.append((target, state[1], (*ids, *between, target)))
        return found

    def _crosses(self, node: str, target: str) -> bool:
        """Tell whether a step starts a function anew: through a trigger, or by invoking it."""
        return target in self._triggers or (node in self._functions and target in self._functions)


def _note(found: dict[str, Path], node: str, path: Path) -> None:
    known = found.get(node)
    if known is None or len(path.ids) < len(known.ids):
        found[node] = path


def paths_to(app: App, subject: str) -> Path | None:
    """Return the best path to one id; for many questions about one application make one `Reach`."""
    return Reach(app).path_to(subject)


def _graph(app: App) -> dict[str, list[_Step]]:
    """Return, for each id, the ids one step further with what lies between."""
    steps: dict[str, list[_Step]] = {}
    for source, target, between in (*_from_triggers(app), *_from_functions(app), *_attached(app)):
        steps.setdefault(source, []).append((target, between))
    return steps


def _from_triggers(app: App) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    starts = {trigger.id: trigger.function for trigger in app.triggers}
    for trigger in app.triggers:
        if trigger.function is not None:
            yield trigger.id, trigger.function, ()
        for met in _met(trigger):
            yield trigger.id, met, ()
        for source in trigger.via:
            between = (starts.get(source), trigger.origin)
            yield source, trigger.id, tuple(name for name in between if name)


def _met(trigger: Trigger) -> Iterator[str]:
    """Yield what a sender meets on his way: the API, the bucket or queue itself, the authorizer."""
    for met in (trigger.api, trigger.origin, trigger.declared_by, trigger.authorizer):
        if met:
            yield met


def _from_functions(app: App) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    listening: dict[str, list[Trigger]] = {}
    for trigger in app.triggers:
        if trigger.origin and trigger.origin != trigger.api:
            listening.setdefault(trigger.origin, []).append(trigger)
    for flow in app.flows:
        yield flow.source, flow.target, ()
        if flow.kind in _CARRIES:
            for trigger in listening.get(flow.target, ()):
                yield flow.source, trigger.id, (flow.target,)


def _attached(app: App) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield roles behind their functions, policies behind their resources, parts of an API behind it."""
    for role in app.roles.values():
        for function in role.functions:
            yield function, role.id, ()
    for policy in app.policies:
        if policy.declared_by != policy.resource:
            yield policy.resource, policy.declared_by, ()
    apis = {trigger.api for trigger in app.triggers if trigger.api}
    for part in app.of_type(*_PARTS):
        for name in ("RestApiId", "ApiId"):
            for reference in references(get(part.properties, name)):
                if reference.id in apis:
                    yield reference.id, part.id, ()
