"""Custom resources and macros: CloudFormation starts their functions when the stack is deployed."""

from stockade.assembly.draft import Draft, Wired
from stockade.values import get


def wire(draft: Draft) -> None:
    """Add a trigger for each function behind a custom resource."""
    for resource in draft.stack.resources.values():
        if resource.type.startswith("Custom::") or resource.type == "AWS::CloudFormation::CustomResource":
            function = draft.function(get(resource.properties, "ServiceToken"))
            if function is not None:
                draft.trigger(
                    Wired(
                        event_source="cfn.custom",
                        function=function,
                        origin=resource.id,
                        detail=resource.id,
                        location=resource.at,
                        declared_by=resource.id,
                        exposure="operator",
                        authentication="iam",
                        because=("whoever deploys the stack starts it",),
                    )
                )
