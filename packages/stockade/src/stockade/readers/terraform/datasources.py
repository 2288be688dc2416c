"""What data sources give: who deploys and where, policy documents, policies, resources that lie outside.

A data source is read at deployment. What follows from its arguments alone is worked out here; a resource that
is looked up by its name is named by its ARN, so that it is found where it is one of the stack, and known to
lie outside where it is none. Everything else is unknown and says of which data source it is.
"""

import re
from collections.abc import Callable
from typing import Protocol

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.documents import policy_document
from stockade.values import (
    ABSENT,
    Attr,
    Dynamic,
    Lit,
    Location,
    Map,
    Pseudo,
    Ref,
    Unknown,
    Value,
    concat,
    entries,
    get,
    is_absent,
    references,
    text,
)


class Resolves(Protocol):
    """What a data source needs of the configuration: its own arguments, resolved."""

    def arguments(self, block: Block) -> Map:
        """Return the arguments of a block with every reference in its canonical form."""
        ...


_PSEUDO = {
    ("aws_caller_identity", "account_id"): "AWS::AccountId",
    ("aws_caller_identity", "id"): "AWS::AccountId",
    ("aws_region", "id"): "AWS::Region",
    ("aws_region", "name"): "AWS::Region",
    ("aws_region", "region"): "AWS::Region",
    ("aws_partition", "id"): "AWS::Partition",
    ("aws_partition", "partition"): "AWS::Partition",
    ("aws_partition", "dns_suffix"): "AWS::URLSuffix",
}

_ARNS = {
    "aws_cloudwatch_event_bus": (
        "name",
        "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/",
    ),
    "aws_cloudwatch_log_group": (
        "name",
        "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:",
    ),
    "aws_dynamodb_table": ("name", "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/"),
    "aws_ecr_repository": ("name", "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/"),
    "aws_iam_role": ("name", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/"),
    "aws_iam_user": ("user_name", "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/"),
    "aws_kinesis_firehose_delivery_stream": (
        "name",
        "arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/",
    ),
    "aws_kinesis_stream": ("name", "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/"),
    "aws_kms_key": ("key_id", "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/"),
    "aws_lambda_function": (
        "function_name",
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:",
    ),
    "aws_s3_bucket": ("bucket", "arn:${AWS::Partition}:s3:::"),
    "aws_secretsmanager_secret": (
        "name",
        "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:",
    ),
    "aws_sfn_state_machine": (
        "name",
        "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:",
    ),
    "aws_sns_topic": ("name", "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:"),
    "aws_sqs_queue": ("name", "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:"),
    "aws_ssm_parameter": ("name", "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/"),
}
"""Data sources that look a resource up: the argument that names it, and its ARN up to the name.

Source: the service authorization reference.
"""

_NAMED_BY_ARN = frozenset({"aws_sfn_state_machine", "aws_sns_topic"})
"""Those whose `id` is the ARN."""


def data_attribute(resolver: Resolves, block: Block, name: str, at: Location) -> Value:
    """Return an attribute of a data source."""
    pseudo = _PSEUDO.get((block.type, name))
    if pseudo is not None:
        return Pseudo(pseudo, at=at)
    arguments = resolver.arguments(block)
    known = _BY_TYPE.get(block.type)
    found = known(arguments, name, at) if known else None
    if found is None and block.type in _ARNS:
        found = _looked_up(block.type, arguments, name, at)
    if found is None and not is_absent(get(arguments, name)):
        found = get(arguments, name)
    if found is not None:
        return found
    about: tuple[Ref | Attr, ...] = tuple(dict.fromkeys(references(arguments)))
    return Unknown(f"data source {block.type}, read at deployment", about=about, at=at)


def _document(arguments: Map, name: str, at: Location) -> Value | None:
    return policy_document(arguments, at) if name in {"json", "minified_json"} else None


def _managed_policy(arguments: Map, name: str, at: Location) -> Value | None:
    """Return the ARN of a managed policy looked up by its name or its ARN."""
    if name not in {"arn", "id"}:
        return None
    given = get(arguments, "arn")
    if not is_absent(given):
        return given
    named = get(arguments, "name")
    if text(named) is None:
        return None
    return concat((Lit("arn:"), Pseudo("AWS::Partition"), Lit(":iam::aws:policy/"), named), at=at)


def _secret(arguments: Map, name: str, at: Location) -> Value | None:
    """Return the content of a secret."""
    wanted = name in {"secret_string", "secret_binary"}
    return _fetched("secretsmanager", get(arguments, "secret_id"), at) if wanted else None


def _parameter(arguments: Map, name: str, at: Location) -> Value | None:
    """Return the content of a parameter of the store."""
    return _fetched("ssm", get(arguments, "name"), at) if name in {"value", "insecure_value"} else None


def _fetched(service: str, named: Value, at: Location) -> Value:
    """Return what is fetched at deployment; a resource that is named survives in it."""
    known = text(named)
    found = Dynamic(service, known or "", at=at)
    if known is not None:
        return found
    return Unknown(f"what {service} holds", about=(found, *dict.fromkeys(references(named))), at=at)


_HOLE = re.compile(r"\$\{\s*([A-Za-z_][\w-]*)\s*\}")


def _template(arguments: Map, name: str, at: Location) -> Value | None:
    """Return a template with its variables filled in, None where it does more than name them."""
    template = get(arguments, "template")
    written = text(template)
    if name != "rendered" or written is None:
        return None
    given = dict(entries(get(arguments, "vars")))
    pieces = _HOLE.split(written.replace("$${", _ESCAPED))
    parts = [given.get(one, ABSENT) if place % 2 else Lit(one) for place, one in enumerate(pieces)]
    if any(is_absent(part) for part in parts) or any("${" in one or "%{" in one for one in pieces[::2]):
        return None
    filled = (
        Lit(part.value.replace(_ESCAPED, "${"))
        if isinstance(part, Lit) and isinstance(part.value, str)
        else part
        for part in parts
    )
    return concat(filled, at=at)


_ESCAPED = "\ue002"
"""Stands for `$${`, which is no variable, while variables are looked for."""

_BY_TYPE: dict[str, Callable[[Map, str, Location], Value | None]] = {
    "aws_iam_policy_document": _document,
    "aws_iam_policy": _managed_policy,
    "aws_secretsmanager_secret_version": _secret,
    "aws_ssm_parameter": _parameter,
    "template_file": _template,
}


def _looked_up(kind: str, arguments: Map, name: str, at: Location) -> Value | None:
    """Return the ARN, name or invocation address of a resource that is looked up by its name."""
    argument, prefix = _ARNS[kind]
    named = get(arguments, argument)
    if is_absent(named):
        return get(arguments, "arn") if name == "arn" and not is_absent(get(arguments, "arn")) else None
    arn = concat((*_pieces(prefix), named), at=at)
    if name == "arn" or (name == "id" and kind in _NAMED_BY_ARN):
        return arn
    if kind == "aws_lambda_function" and name == "invoke_arn":
        address = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        return concat((*_pieces(address), arn, Lit("/invocations")), at=at)
    if kind == "aws_sqs_queue" and name in {"url", "id"}:
        url = "https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/"
        return concat((*_pieces(url), named), at=at)
    return named if name in {argument, "id", "name"} else None


def _pieces(template: str) -> tuple[Value, ...]:
    """Return a text with `${AWS::X}` in it as parts."""
    found: list[Value] = []
    for index, piece in enumerate(template.replace("}", "${").split("${")):
        found.append(Pseudo(piece) if index % 2 else Lit(piece))
    return tuple(found)
