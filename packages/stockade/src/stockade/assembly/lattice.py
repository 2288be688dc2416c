"""VPC Lattice: services of a network whose target groups are functions.

Reads `AWS::VpcLattice::{TargetGroup,Listener,Rule,Service}`.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.model import StackResource
from stockade.values import Value, as_list, get, text

PREFIX = "AWS::VpcLattice::"


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
    service = draft.index.find(get(declared.properties, "ServiceIdentifier"), f"{PREFIX}Service")
    properties = draft.stack.resources[service].properties if service else declared.properties
    iam = text(get(properties, "AuthType")) == "AWS_IAM"
    version = text(get(group.properties, "Config.LambdaEventStructureVersion")) or "V2"
    for target in as_list(get(group.properties, "Targets")):
        function = draft.function(get(target, "Id"))
        if function is not None:
            draft.trigger(
                Wired(
                    event_source="lattice.v1" if version == "V1" else "lattice.v2",
                    function=function,
                    origin=service,
                    detail=declared.id,
                    location=declared.at,
                    declared_by=declared.id,
                    exposure="account",
                    authentication="iam" if iam else "none",
                    because=("only networks associated with the service reach it",),
                )
            )
