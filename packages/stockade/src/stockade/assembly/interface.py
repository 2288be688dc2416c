"""The steps from a stack to an application, in order."""

from collections.abc import Callable, Sequence
from importlib import import_module

from stockade.assembly import apigateway, authorizers, invocations, mappings, policies, websocket, wiring
from stockade.assembly.boundaries import bounded
from stockade.assembly.draft import Draft, unique
from stockade.assembly.embedded import embedded
from stockade.assembly.exposure import Feeds, decide
from stockade.assembly.flows import flows
from stockade.assembly.functions import functions
from stockade.assembly.reach import access
from stockade.assembly.roles import roles
from stockade.catalog.knowledge import Knowledge, ours
from stockade.model import App, Resource, Stack

MODULES = (
    "function_urls",
    "balancers",
    "appsync",
    "lattice",
    "eventbridge",
    "schedules",
    "pipes",
    "notifications",
    "topics",
    "stepfunctions",
    "custom_resources",
    "mail",
    "destinations",
    "cloudfront",
)
"""Irregular services, in the order they are wired; each module has `wire(draft)`."""


def assemble(stacks: Sequence[Stack], knowledge: Knowledge | None = None) -> tuple[App, ...]:
    """Return the application of each stack; `knowledge` brings the event sources of people's own catalog."""
    return tuple(_assemble(stack, knowledge or ours()) for stack in stacks)


def _assemble(stack: Stack, knowledge: Knowledge) -> App:
    draft = Draft(stack, knowledge.sources)
    policies.collect(draft)
    found = functions(draft)
    holders = bounded(draft, roles(draft, found))
    for wire in _wirings():
        wire(draft)
    mappings.wire(draft, holders)
    invocations.permitted(draft)
    granted = flows(draft, holders)
    invocations.direct(draft, granted)
    let_in = access(draft)
    decide(draft, Feeds(draft, holders, granted, forwards(draft), let_in), mailboxes(draft))
    triggers = unique(draft.wired)
    return App(
        name=stack.name,
        template=stack.template,
        format=stack.format,
        functions=found,
        triggers=triggers,
        embedded=embedded(draft, triggers),
        resources=_resources(draft),
        roles=holders,
        policies=tuple(draft.policies),
        access=let_in,
        flows=granted,
        parameters=stack.parameters,
        outputs=stack.outputs,
        conditions=stack.conditions,
        mappings=stack.mappings,
        gaps=tuple(dict.fromkeys(draft.gaps)),
        own_sources=dict(knowledge.own_sources),
    )


def _modules() -> list[object]:
    return [import_module(f"stockade.assembly.{name}") for name in MODULES]


def _wirings() -> list[Callable[[Draft], None]]:
    irregular = [getattr(module, "wire") for module in _modules() if hasattr(module, "wire")]  # noqa: B009
    return [apigateway.wire, websocket.wire, authorizers.wire, wiring.wire, *irregular]


def forwards(draft: Draft) -> dict[str, set[str]]:
    """Return for each resource those that pass their data on to it (topic to queue, bus to stream ...)."""
    found: dict[str, set[str]] = {}
    for module in _modules():
        if hasattr(module, "forwards"):
            for origin, target, _ in module.forwards(draft):
                found.setdefault(target, set()).add(origin or "")
    return found


def mailboxes(draft: Draft) -> dict[str, str]:
    """Return the buckets and topics mail is delivered into, with the rule that does."""
    from stockade.assembly import mail

    found: dict[str, str] = mail.mailboxes(draft)
    return found


def _resources(draft: Draft) -> dict[str, Resource]:
    return {
        resource.id: Resource(
            id=resource.id,
            type=resource.type,
            name=draft.index.name(resource),
            location=resource.at,
            properties=resource.properties,
            metadata=resource.metadata,
            condition=resource.condition,
            made_from=resource.made_from,
            known_as=resource.known_as,
            parts=resource.parts,
        )
        for resource in draft.stack.resources.values()
    }
