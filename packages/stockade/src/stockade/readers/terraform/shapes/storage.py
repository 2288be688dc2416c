"""Buckets: notifications, one entry for each event as CloudFormation has them, and ACLs written as grants."""

from collections.abc import Iterator

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.documents import blocks
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import placed, properties
from stockade.readers.terraform.references import Resolver
from stockade.values import List, Lit, Map, Value, as_list, elements, flag, get, is_absent, text

_TARGETS = {
    "lambda_function": ("LambdaConfigurations", "lambda_function_arn", "Function"),
    "queue": ("QueueConfigurations", "queue_arn", "Queue"),
    "topic": ("TopicConfigurations", "topic_arn", "Topic"),
}
"""Kinds of block: the property of all of them, the argument that names the target, and its property."""

_OUTSIDE = {
    "lambda_function": ("LambdaFunctionConfigurations", "lambda_function_arn", "LambdaFunctionArn"),
    "queue": ("QueueConfigurations", "queue_arn", "QueueArn"),
    "topic": ("TopicConfigurations", "topic_arn", "TopicArn"),
}
"""The same in the words of the storage API, for a bucket that the configuration does not make."""

BUCKET = "aws_s3_bucket"
_EVERYONE = ("/AllUsers", "/AuthenticatedUsers")
"""Groups that hold anyone: with or without an account of the provider."""


def _notification(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    if resolver.find(get(arguments, "bucket"), BUCKET) is None:
        return _of_another(arguments, block)
    found: dict[str, Value] = {}
    for name, (many, target, one) in _TARGETS.items():
        entries = tuple(
            entry for notice in blocks(get(arguments, name)) for entry in _entries(notice, target, one)
        )
        if entries:
            found[many] = List(entries, at=entries[0].at)
    if flag(get(arguments, "eventbridge")):
        found["EventBridgeConfiguration"] = Map({"EventBridgeEnabled": Lit(True)}, at=block.at)
    return Map(found, at=block.at)


def _entries(notice: Value, target: str, one: str) -> Iterator[Map]:
    """Yield an entry for each event of a block; a list of events that is not known gives one entry."""
    for event in elements(get(notice, "events")):
        entry: dict[str, Value] = {"Event": event, one: get(notice, target)}
        rules = tuple(_rules(notice))
        if rules:
            entry["Filter"] = Map({"S3Key": Map({"Rules": List(rules)})}, at=notice.at)
        yield Map(entry, at=notice.at)


def _rules(notice: Value) -> Iterator[Map]:
    for name in ("prefix", "suffix"):
        value = get(notice, f"filter_{name}")
        if not is_absent(value):
            yield Map({"Name": Lit(name), "Value": value}, at=value.at)


def _of_another(arguments: Map, block: Block) -> Map:
    """Return the notifications of a bucket made elsewhere, as the storage API takes them."""
    configuration: dict[str, Value] = {}
    for name, (many, target, one) in _OUTSIDE.items():
        notices = tuple(
            Map({one: get(notice, target), "Events": get(notice, "events")}, at=notice.at)
            for notice in blocks(get(arguments, name))
        )
        if notices:
            configuration[many] = List(notices, at=notices[0].at)
    bucket = get(arguments, "bucket")
    return Map(
        {"BucketName": bucket, "NotificationConfiguration": Map(configuration, at=block.at)}, at=block.at
    )


def _bucket(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    found = properties(arguments, mapping(block.type))
    access = _granted(blocks(get(arguments, "grant")), block)
    return found if access is None else placed(found, "AccessControl", access)


def _acl(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    canned = get(arguments, "acl")
    if not is_absent(canned):
        return properties(Map({"acl": canned}, at=block.at), mapping(BUCKET))
    grants = tuple(
        grant
        for policy in blocks(get(arguments, "access_control_policy"))
        for grant in blocks(get(policy, "grant"))
    )
    access = _granted(grants, block)
    return Map({} if access is None else {"AccessControl": access}, at=block.at)


def _granted(grants: tuple[Value, ...], block: Block) -> Lit | None:
    """Return the canned ACL that lets the same strangers in; grants to named accounts have none."""
    given = {
        permission
        for grant in grants
        for where in (grant, *blocks(get(grant, "grantee")))
        if (text(get(where, "uri")) or "").endswith(_EVERYONE)
        for permission in _permissions(grant)
    }
    if not given:
        return None
    writes = bool(given & {"WRITE", "WRITE_ACP", "FULL_CONTROL"})
    return Lit("PublicReadWrite" if writes else "PublicRead", at=block.at)


def _permissions(grant: Value) -> tuple[str, ...]:
    listed = as_list(get(grant, "permissions")) or elements(get(grant, "permission"))
    return tuple(text(one) or "" for one in listed)


PROPERTIES = {
    BUCKET: _bucket,
    "aws_s3_bucket_acl": _acl,
    "aws_s3_bucket_notification": _notification,
}
