"""Mail: receipt rules start functions directly, or deliver into a bucket or topic that does.

Reads `AWS::SES::ReceiptRule`. Anybody can send mail; only its verdicts say who did.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.model import StackResource
from stockade.values import Value, as_list, get, is_absent

_DELIVERED = (("S3Action", "BucketName", "AWS::S3::Bucket"), ("SNSAction", "TopicArn", "AWS::SNS::Topic"))


def wire(draft: Draft) -> None:
    """Add a trigger for each function that a receipt rule calls."""
    for rule, action in _actions(draft):
        function = draft.function(get(action, "LambdaAction.FunctionArn"))
        if function is not None:
            draft.trigger(
                Wired(
                    event_source="ses.receive",
                    function=function,
                    origin=rule.id,
                    detail=rule.id,
                    location=rule.at,
                    declared_by=rule.id,
                    exposure="public",
                    authentication="none",
                    because=("anybody can send mail to the address",),
                )
            )


def mailboxes(draft: Draft) -> dict[str, str]:
    """Return the buckets and topics that mail is delivered into, with the rule that does."""
    found: dict[str, str] = {}
    for rule, action in _actions(draft):
        for name, target, kind in _DELIVERED:
            value = get(action, f"{name}.{target}")
            delivered = None if is_absent(value) else draft.index.find(value, kind)
            if delivered is not None:
                found[delivered] = rule.id
    return found


def _actions(draft: Draft) -> Iterator[tuple[StackResource, Value]]:
    for rule in draft.of_type("AWS::SES::ReceiptRule"):
        for action in as_list(get(rule.properties, "Rule.Actions")):
            yield rule, action
