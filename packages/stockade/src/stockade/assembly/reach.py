"""Who may act on a resource by the policies of the stack: decided by `iam` alone, masks applied."""

from typing import Literal

from stockade.assembly.draft import Draft
from stockade.iam import evaluate, foreign_account, outsider
from stockade.model import StackResource
from stockade.values import Lit, Truth, Value, concat, either, flag, get, is_absent, text

WRITE: dict[str, tuple[str, ...]] = {
    "AWS::S3::Bucket": ("s3:PutObject",),
    "AWS::SQS::Queue": ("sqs:SendMessage",),
    "AWS::SNS::Topic": ("sns:Publish",),
    "AWS::Kinesis::Stream": ("kinesis:PutRecord", "kinesis:PutRecords"),
    "AWS::KinesisFirehose::DeliveryStream": ("firehose:PutRecord", "firehose:PutRecordBatch"),
    "AWS::Events::EventBus": ("events:PutEvents",),
    "AWS::DynamoDB::Table": ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    "AWS::StepFunctions::StateMachine": ("states:StartExecution", "states:StartSyncExecution"),
    "AWS::Lambda::Function": ("lambda:InvokeFunction",),
}
"""What puts data into a resource that can start a function, by its type."""

Let = Literal["public", "account", "own", "unknown"]
"""Who a resource's policies let in: anyone, principals of other accounts, this account alone, not known."""


def api_policy(draft: Draft, api: str) -> Truth | None:
    """Tell whether an API's resource policy lets anyone call it, None where the API has no policy."""
    documents = [policy.document for policy in draft.policies_of(api)]
    if not documents:
        return None
    return _truth(evaluate(outsider("execute-api:Invoke", "*"), resource=documents, scope="some").outcome)


def _truth(outcome: str) -> Truth:
    return "true" if outcome == "allowed" else "unknown" if outcome == "unknown" else "false"


def let_in(draft: Draft, resource: StackResource, actions: tuple[str, ...]) -> Let:
    """Return who the policies of a resource let do one of some actions on it."""
    documents = [policy.document for policy in draft.policies_of(resource.id)]
    target = _target(draft, resource)
    anyone = either(
        "false",
        *(_truth(evaluate(outsider(action, target), resource=documents, scope="some").outcome) for action in actions),
    )
    if resource.type == "AWS::S3::Bucket":
        anyone = either(both_masks(resource, "policy", anyone), both_masks(resource, "acl", _public_acl(resource)))
    if anyone == "true":
        return "public"
    strangers = either(
        "false",
        *(
            _truth(evaluate(foreign_account(action, target), resource=documents, scope="some").outcome)
            for action in actions
        ),
    )
    if strangers == "true":
        return "account"
    return "unknown" if anyone == "unknown" else "own"


def _target(draft: Draft, resource: StackResource) -> Value:
    arn = draft.index.arn(resource.id) or Lit("*")
    return concat((arn, Lit("/*"))) if resource.type == "AWS::S3::Bucket" else arn


def _public_acl(bucket: StackResource) -> Truth:
    return "true" if text(get(bucket.properties, "AccessControl")) == "PublicReadWrite" else "false"


_MASKS = {"policy": ("BlockPublicPolicy", "RestrictPublicBuckets"), "acl": ("BlockPublicAcls", "IgnorePublicAcls")}


def both_masks(bucket: StackResource, kind: Literal["policy", "acl"], public: Truth) -> Truth:
    """Apply a bucket's public access block: on for buckets made since April 2023 unless switched off."""
    if public == "false":
        return "false"
    block = get(bucket.properties, "PublicAccessBlockConfiguration")
    if is_absent(block):
        return "false"
    settings = [flag(get(block, name)) for name in _MASKS[kind]]
    if any(setting is True for setting in settings):
        return "false"
    unread = any(
        setting is None and not is_absent(get(block, name))
        for setting, name in zip(settings, _MASKS[kind], strict=True)
    )
    return "unknown" if unread else public
