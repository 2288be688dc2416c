"""Mail: receipt rules start functions directly, or deliver into a bucket or topic that does.

Reads `AWS::SES::ReceiptRule`. Anybody can send mail; only its verdicts say who did.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.model import StackResource
from stockade.values import Value, as_list, entries, get, is_absent

_DELIVERED = (("BucketName", "AWS::S3::Bucket"), ("TopicArn", "AWS::SNS::Topic"))
"""Where an action puts the mail, or the notice of it with its headers; any action may name a topic."""


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
        for _, settings in entries(action):
            for target, kind in _DELIVERED:
                value = get(settings, target)
                for delivered in () if is_absent(value) else draft.index.find_all(value, kind):
                    found.setdefault(delivered, rule.id)
    return found


def _actions(draft: Draft) -> Iterator[tuple[StackResource, Value]]:
    for rule in draft.of_type("AWS::SES::ReceiptRule"):
        for action in as_list(get(rule.properties, "Rule.Actions")):
            yield rule, action
