"""Custom resources: CloudFormation starts their functions when the stack is deployed.

Reads `Custom::*` and `AWS::CloudFormation::CustomResource`. A service token may name a topic instead: the
request is then published there, and the functions that subscribe are started by the topic, whose path this
entry point is part of. Macros are wired by a pattern of the catalog.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import StackResource
from stockade.values import get

TOPIC = "AWS::SNS::Topic"


def wire(draft: Draft) -> None:
    """Add a trigger for each function, or topic, behind a custom resource."""
    for resource in draft.stack.resources.values():
        if resource.type.startswith("Custom::") or resource.type == "AWS::CloudFormation::CustomResource":
            token = get(resource.properties, "ServiceToken")
            for function in draft.index.find_all(token, FUNCTION):
                _trigger(draft, resource, function, resource.id)
            for topic in draft.index.find_all(token, TOPIC):
                _trigger(draft, resource, None, topic)


def _trigger(draft: Draft, resource: StackResource, function: str | None, origin: str) -> None:
    draft.trigger(
        Wired(
            event_source="cfn.custom",
            function=function,
            origin=origin,
            detail=resource.id,
            location=resource.at,
            declared_by=resource.id,
            exposure="operator",
            authentication="iam",
            because=("whoever deploys the stack starts it",),
        )
    )
