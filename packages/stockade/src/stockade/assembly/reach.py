"""Who may act on a resource by the policies of the stack: decided by `iam` alone, masks applied."""

from collections.abc import Callable
from typing import Literal

from stockade.assembly.draft import Draft
from stockade.iam import PolicyDocument, Request, evaluate, foreign_account, outsider
from stockade.model import Access, Let, StackResource
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

Side = Literal["write", "read"]

READ: dict[str, tuple[str, ...]] = {
    "AWS::S3::Bucket": ("s3:GetObject", "s3:ListBucket"),
    "AWS::SQS::Queue": ("sqs:ReceiveMessage",),
    "AWS::SNS::Topic": ("sns:Subscribe",),
    "AWS::Kinesis::Stream": ("kinesis:GetRecords",),
    "AWS::DynamoDB::Table": ("dynamodb:GetItem", "dynamodb:Scan"),
    "AWS::SecretsManager::Secret": ("secretsmanager:GetSecretValue",),
    "AWS::KMS::Key": ("kms:Decrypt",),
    "AWS::ECR::Repository": ("ecr:BatchGetImage",),
}
"""What takes data out of a resource, or sends it on to the asker."""


def access(draft: Draft) -> dict[str, Access]:
    """Return who is let in to each resource that has a policy, an ACL or an access block."""
    found: dict[str, Access] = {}
    for resource in draft.stack.resources.values():
        if resource.type not in WRITE and resource.type not in READ:
            continue
        if resource.type == "AWS::Lambda::Function":
            continue
        write = _opening(draft, resource, "write", WRITE.get(resource.type, ()))
        read = _opening(draft, resource, "read", READ.get(resource.type, ()))
        masked = tuple(side for side, (_, hidden) in (("write", write), ("read", read)) if hidden)
        found[resource.id] = Access(write[0], read[0], masked)  # type: ignore[arg-type]
    return found


def api_policy(draft: Draft, api: str) -> Truth | None:
    """Tell whether an API's resource policy lets anyone call it, None where the API has no policy."""
    documents = [policy.document for policy in draft.policies_of(api)]
    if not documents:
        return None
    return _truth(evaluate(outsider("execute-api:Invoke", "*"), resource=documents, scope="some").outcome)


def _truth(outcome: str) -> Truth:
    return "true" if outcome == "allowed" else "unknown" if outcome == "unknown" else "false"


def _opening(draft: Draft, resource: StackResource, side: Side, actions: tuple[str, ...]) -> tuple[Let, bool]:
    """Return who the policies of a resource let in, and whether only an access block keeps others out."""
    documents = [policy.document for policy in draft.policies_of(resource.id)]
    anyone = _asked(draft, resource, actions, documents, outsider)
    unmasked = anyone
    if resource.type == "AWS::S3::Bucket":
        acl = _public_acl(resource, side)
        unmasked = either(anyone, acl)
        anyone = either(_masked(resource, "policy", anyone), _masked(resource, "acl", acl))
    hidden = unmasked == "true" and anyone == "false"
    if anyone == "true":
        return "public", False
    if anyone == "unknown":
        return "unknown", False
    strangers = _asked(draft, resource, actions, documents, foreign_account)
    if resource.type == "AWS::S3::Bucket" and hidden:
        strangers = "false"
    if strangers == "true":
        return "account", hidden
    return "own", hidden


def _asked(
    draft: Draft,
    resource: StackResource,
    actions: tuple[str, ...],
    documents: list[PolicyDocument],
    sender: Callable[[str, Value], Request],
) -> Truth:
    if not documents:
        return "false"
    target = _target(draft, resource)
    answers = [
        evaluate(sender(action, _of(action, target)), resource=documents, scope="some").outcome
        for action in actions
    ]
    return either("false", *(_truth(outcome) for outcome in answers))


def _of(action: str, target: Value) -> Value:
    """Return what an action acts on: objects of a bucket, or the bucket itself where it is listed."""
    return concat((target, Lit("/*"))) if action in {"s3:PutObject", "s3:GetObject"} else target


def _target(draft: Draft, resource: StackResource) -> Value:
    return draft.index.arn(resource.id) or Lit("*")


_ACLS = {"write": ("PublicReadWrite",), "read": ("PublicRead", "PublicReadWrite")}


def _public_acl(bucket: StackResource, side: Side) -> Truth:
    return "true" if text(get(bucket.properties, "AccessControl")) in _ACLS[side] else "false"


_MASKS = {
    "policy": ("BlockPublicPolicy", "RestrictPublicBuckets"),
    "acl": ("BlockPublicAcls", "IgnorePublicAcls"),
}


def _masked(bucket: StackResource, kind: Literal["policy", "acl"], public: Truth) -> Truth:
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
