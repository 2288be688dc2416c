"""VPC Lattice: services of a network whose target groups are functions.

Reads `AWS::VpcLattice::{TargetGroup,Listener,Rule,Service}`.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import Authentication, StackResource
from stockade.values import Value, as_list, get, is_absent, text

PREFIX = "AWS::VpcLattice::"
DEFAULT_VERSION = "V1"
"""The event structure of a target group that does not say. Source: TargetGroupConfig, CloudFormation."""


def wire(draft: Draft) -> None:
    """Add an entry point for each function that a listener or rule forwards to."""
    for kind, path in (("Listener", "DefaultAction"), ("Rule", "Action")):
        for declared in draft.of_type(f"{PREFIX}{kind}"):
            for group in _groups(draft, get(declared.properties, f"{path}.Forward.TargetGroups")):
                _group(draft, declared, group)


def _groups(draft: Draft, value: Value) -> Iterator[StackResource]:
    for entry in as_list(value):
        found = draft.index.find(get(entry, "TargetGroupIdentifier"), f"{PREFIX}TargetGroup")
        if found is not None:
            yield draft.stack.resources[found]


def _group(draft: Draft, declared: StackResource, group: StackResource) -> None:
    service = _service(draft, declared)
    version = text(get(group.properties, "Config.LambdaEventStructureVersion")) or DEFAULT_VERSION
    for target in as_list(get(group.properties, "Targets")):
        for function in draft.index.find_all(get(target, "Id"), FUNCTION):
            draft.trigger(
                Wired(
                    event_source="lattice.v2" if version == "V2" else "lattice.v1",
                    function=function,
                    origin=service,
                    detail=declared.id,
                    location=declared.at,
                    declared_by=declared.id,
                    exposure="account",
                    authentication=_authentication(draft, service),
                    because=("only networks associated with the service reach it",),
                )
            )


def _service(draft: Draft, declared: StackResource) -> str | None:
    """Return the service of a listener or rule; a rule may name its listener alone."""
    value = get(declared.properties, "ServiceIdentifier")
    if is_absent(value):
        listener = draft.index.find(get(declared.properties, "ListenerIdentifier"), f"{PREFIX}Listener")
        if listener is not None and listener != declared.id:
            return _service(draft, draft.stack.resources[listener])
    return draft.index.find(value, f"{PREFIX}Service")


def _authentication(draft: Draft, service: str | None) -> Authentication:
    if service is None:
        return "unknown"
    kind = get(draft.stack.resources[service].properties, "AuthType")
    if is_absent(kind):
        return "none"
    return {"AWS_IAM": "iam", "NONE": "none"}.get(text(kind) or "", "unknown")  # type: ignore[return-value]
