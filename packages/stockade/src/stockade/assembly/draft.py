"""The application while it is being assembled: what the wiring modules read and what they add to.

A module finds triggers with `wire(draft)` and adds each with `draft.trigger(...)`. Who can send the event is
not its business unless the wiring itself decides it (a route's authorizer): it leaves `exposure` at None, and
`exposure.py` follows the origin's policies afterwards.
"""

from collections.abc import Mapping

from msgspec import Struct

from stockade.assembly.index import FUNCTION, Index
from stockade.catalog.event_sources import event_sources
from stockade.catalog.schema import EventSource
from stockade.model import Authentication, Exposure, Gap, ResourcePolicy, Stack, StackResource, Trigger
from stockade.values import ABSENT, Location, Value


class Wired(Struct):
    """A trigger as a module found it; `exposure` None is decided later from the origin."""

    event_source: str
    function: str | None
    origin: str | None
    detail: str
    location: Location
    declared_by: str = ""
    exposure: Exposure | None = None
    authentication: Authentication = "service"
    api: str | None = None
    authorizer: str | None = None
    because: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    conditions: dict[str, bool] = {}
    filters: Value = ABSENT
    api_key: bool = False
    preflight: bool = False
    outside: Value = ABSENT

    @property
    def id(self) -> str:
        """Return the id promised for the map: function, event source and detail."""
        return f"{self.function or '-'}/{self.event_source}/{self.detail}"


class Draft:
    """One stack with its index, and the triggers, policies and gaps found so far.

    `sources` are the event sources there are: ours, with those of people's own catalog.
    """

    def __init__(self, stack: Stack, sources: Mapping[str, EventSource] | None = None) -> None:
        self.stack = stack
        self.sources = event_sources() if sources is None else sources
        self.index = Index(stack)
        self.wired: list[Wired] = []
        self._known: dict[tuple[str, str | None], Wired] = {}
        self._by_type: dict[str, list[StackResource]] = {}
        for resource in stack.resources.values():
            self._by_type.setdefault(resource.type, []).append(resource)
        self.policies: list[ResourcePolicy] = []
        self._policies_of: dict[str, list[ResourcePolicy]] = {}
        self.gaps: list[Gap] = list(stack.gaps)

    def of_type(self, *types: str) -> tuple[StackResource, ...]:
        """Return the resources of some types, type by type, each in the order written."""
        return tuple(resource for kind in types for resource in self._by_type.get(kind, ()))

    def function(self, value: Value) -> str | None:
        """Return the id of the function a value means: ARN, name, alias, version or invocation address."""
        return self.index.find(value, FUNCTION)

    def trigger(self, wired: Wired) -> Wired:
        """Add a trigger; one that says the same as another but for its line is left out."""
        resource = self.stack.resources.get(wired.declared_by)
        if resource is not None and resource.condition:
            wired.conditions = {**wired.conditions, resource.condition: True}
        known = self._known.setdefault((wired.id, wired.origin), wired)
        if known is wired:
            self.wired.append(wired)
        return known

    def gap(self, at: Location, reason: str) -> None:
        """Note what could not be understood."""
        self.gaps.append(Gap(at, reason, "resource"))

    def policies_of(self, resource: str) -> tuple[ResourcePolicy, ...]:
        """Return the policies attached to a resource."""
        return tuple(self._policies_of.get(resource, ()))

    def policy(self, policy: ResourcePolicy) -> None:
        """Attach a policy to its resource."""
        self.policies.append(policy)
        self._policies_of.setdefault(policy.resource, []).append(policy)


def finished(wired: Wired, identity: str) -> Trigger:
    """Return the trigger of the model, under an id that is unique in its application."""
    return Trigger(
        id=identity,
        event_source=wired.event_source,
        function=wired.function,
        origin=wired.origin,
        detail=wired.detail,
        exposure=wired.exposure or "unknown",
        authentication=wired.authentication,
        location=wired.location,
        declared_by=wired.declared_by,
        api=wired.api,
        authorizer=wired.authorizer,
        via=wired.via,
        because=wired.because,
        conditions=wired.conditions,
        filters=wired.filters,
        api_key=wired.api_key,
        preflight=wired.preflight,
    )


def unique(wired: list[Wired]) -> tuple[Trigger, ...]:
    """Return the triggers of the model; ids that meet are told apart by their origin, then by a number."""
    taken: dict[str, int] = {}
    found: list[Trigger] = []
    for one in wired:
        number = taken.get(one.id, 0)
        taken[one.id] = number + 1
        trigger = finished(one, one.id if not number else f"{one.id}#{number + 1}")
        found.append(trigger)
    return tuple(found)
