"""Who may act on a resource by the policies of the stack: decided by `iam` alone, masks applied."""

import re
from typing import Literal

from msgspec import Struct

from stockade.assembly.arns import api_arn
from stockade.assembly.draft import Draft
from stockade.iam import Reach, reach
from stockade.model import Access, Answers, Let, StackResource
from stockade.values import (
    Lit,
    Param,
    Ref,
    Truth,
    Value,
    concat,
    either,
    flag,
    get,
    is_absent,
    references,
    text,
)

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


class Opening(Struct, frozen=True):
    """Who one side of a resource lets in, whether only a mask keeps others out, and under which answers."""

    let: Let
    masked: bool = False
    when: Answers = ()


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
        masked = tuple(side for side, one in _sides(write, read) if one.masked)
        found[resource.id] = Access(write.let, read.let, masked, write.when, read.when)
    return found


def _sides(write: Opening, read: Opening) -> tuple[tuple[Side, Opening], ...]:
    return ("write", write), ("read", read)


def api_policy(draft: Draft, api: str, route: str) -> Truth | None:
    """Tell whether an API's resource policy lets anyone use a route (`GET /a/{b}`); None without a policy.

    A wildcard asked about would match slashes too, so the route is asked verb by verb, stage by stage; a
    path variable stands for itself.
    """
    documents = [policy.document for policy in draft.policies_of(api)]
    if not documents:
        return None
    verb, _, path = route.rpartition(" ")
    asked = (
        concat((api_arn(api), Lit("/"), stage, Lit(f"/{one}{_GREEDY.sub('*', path)}")))
        for stage in _stages(draft, api)
        for one in (_VERBS if verb in {"", "ANY"} else (verb,))
    )
    return either("false", *(reach(documents, "execute-api:Invoke", one).anyone for one in asked))


_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_GREEDY = re.compile(r"\{[^}]*\+\}")


def _stages(draft: Draft, api: str) -> tuple[Value, ...]:
    """Return the names of an API's stages, a wildcard where none is known."""
    stages = draft.of_type("AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment")
    names = [
        get(stage.properties, "StageName")
        for stage in stages
        if draft.index.find(get(stage.properties, "RestApiId")) == api
    ]
    known = tuple(name for name in names if not is_absent(name) and isinstance(name, Lit | Param | Ref))
    return known or (Lit("*"),)


def _opening(draft: Draft, resource: StackResource, side: Side, actions: tuple[str, ...]) -> Opening:
    """Return who the policies of a resource let in, and whether only an access block keeps others out."""
    reached = _reached(draft, resource, actions)
    anyone = unmasked = either("false", *(one.anyone for one in reached))
    if resource.type == "AWS::S3::Bucket":
        acl = _public_acl(resource, side)
        unmasked = either(anyone, acl)
        anyone = either(_masked(resource, "policy", anyone), _masked(resource, "acl", acl))
    when = next((one.when for one in reached if one.anyone == anyone), ())
    if anyone == "true":
        return Opening("public", when=when)
    if anyone == "unknown":
        return Opening("unknown", when=when)
    hidden = unmasked == "true"
    strangers = any(_lets_principals_in(draft, one) for one in reached)
    if resource.type == "AWS::S3::Bucket" and hidden:
        return Opening("account" if _left_to_account(resource) else "own", hidden)
    return Opening("account" if strangers else "own", hidden)


def _left_to_account(bucket: StackResource) -> bool:
    """Tell whether a public policy is in force for the bucket's own account: restricted, but not refused."""
    block = get(bucket.properties, "PublicAccessBlockConfiguration")
    return (
        flag(get(block, "RestrictPublicBuckets")) is True
        and flag(get(block, "BlockPublicPolicy")) is not True
    )


def _lets_principals_in(draft: Draft, reached: Reach) -> bool:
    """Tell whether a policy names principals other than the roles of the stack."""
    if reached.other_accounts or reached.organisation or reached.networks:
        return True
    return any(not _of_stack(draft, value) for value in reached.own_account)


def _of_stack(draft: Draft, principal: Value) -> bool:
    return any(one.id in draft.stack.resources for one in references(principal))


def _reached(draft: Draft, resource: StackResource, actions: tuple[str, ...]) -> list[Reach]:
    documents = [policy.document for policy in draft.policies_of(resource.id)]
    if not documents:
        return []
    target = draft.index.arn(resource.id) or Lit("*")
    return [reach(documents, action, _of(action, target)) for action in actions]


def _of(action: str, target: Value) -> Value:
    """Return what an action acts on: objects of a bucket, or the bucket itself where it is listed."""
    return concat((target, Lit("/*"))) if action in {"s3:PutObject", "s3:GetObject"} else target


_ACLS = {"write": ("PublicReadWrite",), "read": ("AuthenticatedRead", "PublicRead", "PublicReadWrite")}
"""ACLs that let anybody in, or anybody with an account of the platform."""


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
