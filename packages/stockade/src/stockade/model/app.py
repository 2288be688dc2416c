"""The application: what assembly makes of a stack, and all that rules and reports ever see."""

from functools import cached_property
from typing import Literal

from msgspec import Struct

from stockade.catalog.event_sources import event_source
from stockade.catalog.schema import EventSource
from stockade.iam import PolicyDocument, Statement
from stockade.model.access import Access
from stockade.model.building import Packaging
from stockade.model.code import Code, CodeSecret
from stockade.model.embedded import Embedded
from stockade.model.exposure import Authentication, Exposure
from stockade.model.gap import Gap
from stockade.model.grouping import grouped
from stockade.model.shipping import Shipping
from stockade.model.stack import Format, Output, Parameter
from stockade.model.workflow import NO_WORKFLOWS, Workflows
from stockade.values import ABSENT, NOWHERE, Location, Map, Value, places

FlowKind = Literal["invokes", "reads", "writes", "publishes", "triggers", "calls"]


class Function(Struct, frozen=True):
    """A function and what runs in it.

    `runtime` and `handler` are texts where known, else the empty text (an image has neither).
    `code` is the folder of its code relative to the scanned root, `inline` the text of a function written in
    the template, `image` tells a container. `role` is the id of its `Role`, empty where it is not known.
    `properties` are those of the canonical `AWS::Lambda::Function`, `packaging` says how it is built.
    """

    id: str
    runtime: str
    handler: str
    code: str
    role: str
    location: Location
    environment: dict[str, Value] = {}
    inline: Value = ABSENT
    image: bool = False
    timeout: float = 3.0
    properties: Map = Map()
    made_from: str = ""
    packaging: Packaging = Packaging()


class Trigger(Struct, frozen=True):
    """One way to start a function, or to reach data without one.

    An entry point is a trigger whose exposure is not internal; all of them are listed.

    `event_source` is an id of the catalog; `function` is None for a route that acts on a resource directly,
    whose id is then `origin`. Otherwise `origin` is the id of the API, bucket, queue ... the event
    comes from (None where it is outside the template). `declared_by` is the id of the resource that wires
    it (route, mapping, permission). `via` lists ids of the triggers whose data flows into this one;
    `because` are sentences that explain the exposure. `conditions` are those of the template it needs.
    `authorizer` is the id of the authorizer attached to it. `filters` is what the source filters on.
    """

    id: str
    event_source: str
    function: str | None
    origin: str | None
    detail: str
    exposure: Exposure
    authentication: Authentication
    location: Location
    declared_by: str = ""
    api: str | None = None
    authorizer: str | None = None
    via: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    conditions: dict[str, bool] = {}
    filters: Value = ABSENT
    api_key: bool = False
    preflight: bool = False

    @property
    def is_open(self) -> bool:
        """Whether anybody on the Internet can use it without proving who he is."""
        return self.exposure == "public" and self.authentication in {"none", "api-key"}


class Provenance(Struct, frozen=True, gc=False):
    """Where a grant comes from; `name` is the policy's name where it has one.

    `kind` is `inline`, `managed-policy`, `customer-policy`, `policy-template`, `connector`,
    `resource-policy`, `permission`, `boundary` or `unknown`.
    """

    kind: str
    name: str = ""


class Grant(Struct, frozen=True):
    """One statement that a role holds, with its origin."""

    role: str
    statement: Statement
    provenance: Provenance
    location: Location


class Role(Struct, frozen=True):
    """A role, user or group of the template with everything that is granted to it.

    `kind` is `role`, `user` or `group`. `functions` are those that run with it. `trust` is its trust
    policy. `complete` is false where a policy attached to it could not be read: then a grant may be missing.
    """

    id: str
    kind: Literal["role", "user", "group", "identity-pool"]
    location: Location
    grants: tuple[Grant, ...] = ()
    boundary: PolicyDocument | None = None
    trust: PolicyDocument | None = None
    functions: tuple[str, ...] = ()
    complete: bool = True
    made_from: str = ""


class ResourcePolicy(Struct, frozen=True):
    """A policy attached to a resource: bucket, queue, topic, key, API, function permission ...

    `resource` is the id of the resource it protects, `declared_by` that of the resource that holds the text.
    """

    resource: str
    document: PolicyDocument
    declared_by: str
    location: Location


class Resource(Struct, frozen=True):
    """A canonical resource with its place in the model.

    `name` is its physical name as a value: a literal, a join, or `Ref` to itself where the platform chooses.
    `known_as` is what people call it where a tool made the id, empty elsewhere. `parts` are properties that
    the user wrote as resources of their own, by the id of each.
    """

    id: str
    type: str
    name: Value
    location: Location
    properties: Map = Map()
    metadata: Value = ABSENT
    condition: str = ""
    made_from: str = ""
    known_as: str = ""
    parts: dict[str, Map] = {}

    def written_at(self, value: Value) -> tuple[str, Location]:
        """Return id and line of what the user wrote a property in: a part of its own, or all of this.

        Lines tell: where all that is known is one file without lines (a plan), it is all of this.
        """
        for identity, part in self.parts.items():
            if value.at.line and part.at != self.location and value.at in set(places(part)):
                return identity, part.at
        return self.id, self.location


class Flow(Struct, frozen=True, gc=False):
    """Data or control that passes between two things of the model (ids), or to an outside host."""

    source: str
    target: str
    kind: FlowKind
    actions: tuple[str, ...] = ()
    location: Location = NOWHERE


class App(Struct, frozen=True, dict=True):
    """One application: the model of one template (or of several that belong together).

    `secrets` are those written in source files that no handler reaches; `own_sources` the event sources that
    people's own catalog adds, `seen` the calls it speaks of that there are in the code; `workflows` are
    read by a scan alone; `embedded` is the code in the template.
    What is asked for again and again is looked up in an index that is made at the first question.
    """

    name: str
    template: str
    format: Format
    functions: dict[str, Function] = {}
    triggers: tuple[Trigger, ...] = ()
    resources: dict[str, Resource] = {}
    roles: dict[str, Role] = {}
    policies: tuple[ResourcePolicy, ...] = ()
    access: dict[str, Access] = {}
    flows: tuple[Flow, ...] = ()
    parameters: dict[str, Parameter] = {}
    outputs: dict[str, Output] = {}
    conditions: dict[str, Value] = {}
    mappings: Value = ABSENT
    gaps: tuple[Gap, ...] = ()
    code: dict[str, Code] = {}
    secrets: tuple[CodeSecret, ...] = ()
    shipping: Shipping = Shipping()
    own_sources: dict[str, EventSource] = {}
    seen: frozenset[str] = frozenset()
    workflows: Workflows = NO_WORKFLOWS
    embedded: tuple[Embedded, ...] = ()

    def source(self, identity: str) -> EventSource:
        """Return an event source by its id: one of people's own catalog, else ours. Raises `CatalogError`."""
        return self.own_sources.get(identity) or event_source(identity)

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """Return the resources of some CloudFormation types, in the order written."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return tuple(resource for resource in self.resources.values() if resource.type in types)

    def triggers_of(self, function: str) -> tuple[Trigger, ...]:
        """Return every trigger of one function."""
        return self._triggers_of.get(function, ())

    def flows_from(self, source: str) -> tuple[Flow, ...]:
        """Return every flow that begins at a function, role or integration."""
        return self._flows_from.get(source, ())

    def policies_of(self, resource: str) -> tuple[ResourcePolicy, ...]:
        """Return the policies attached to a resource."""
        return self._policies_of.get(resource, ())

    @cached_property
    def _by_type(self) -> dict[str, tuple[Resource, ...]]:
        return grouped(self.resources.values(), lambda resource: resource.type)

    @cached_property
    def _triggers_of(self) -> dict[str | None, tuple[Trigger, ...]]:
        return grouped(self.triggers, lambda trigger: trigger.function)

    @cached_property
    def _flows_from(self) -> dict[str, tuple[Flow, ...]]:
        return grouped(self.flows, lambda flow: flow.source)

    @cached_property
    def _policies_of(self) -> dict[str, tuple[ResourcePolicy, ...]]:
        return grouped(self.policies, lambda policy: policy.resource)

    def role_of(self, function: str) -> Role | None:
        """Return the role a function runs with, None where it lies outside the template."""
        known = self.functions.get(function)
        return self.roles.get(known.role) if known else None
