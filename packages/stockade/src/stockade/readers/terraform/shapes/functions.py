"""Functions: where their code lies, and the permission that the provider adds to an open URL."""

from collections.abc import Iterator

from stockade.model import StackResource
from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.packages import local_code
from stockade.readers.terraform.properties import properties
from stockade.readers.terraform.references import Resolver
from stockade.values import Cond, Lit, Map, Value, number, text

UNRESERVED = -1
"""The number of reserved executions that stands for none."""


def _function(block: Block, resolver: Resolver) -> Map:
    found = _with_code(block, resolver, "Code").items
    if number(found.get("ReservedConcurrentExecutions", Lit(None))) == UNRESERVED:
        found = {name: item for name, item in found.items() if name != "ReservedConcurrentExecutions"}
    return Map(found, at=block.at)


def _layer(block: Block, resolver: Resolver) -> Map:
    return _with_code(block, resolver, "Content")


def _with_code(block: Block, resolver: Resolver, name: str) -> Map:
    found = properties(resolver.arguments(block), mapping(block.type))
    code = local_code(block, resolver)
    return found if code is None else Map({**found.items, name: code}, at=found.at)


def _open_url(block: Block, resolver: Resolver) -> Iterator[StackResource]:
    """Yield the permission the provider adds when it makes a URL that asks for nothing.

    Source: `resourceFunctionURLCreate` of the provider; the statement is `FunctionURLAllowPublicAccess`.
    """
    kind = resolver.argument(block, "authorization_type")
    if not _may_be_open(kind):
        return
    allowed: dict[str, Value] = {
        "Action": Lit("lambda:InvokeFunctionUrl", at=block.at),
        "FunctionName": resolver.argument(block, "function_name"),
        "FunctionUrlAuthType": Lit("NONE", at=block.at),
        "Principal": Lit("*", at=block.at),
    }
    identity = f"{block.address}.permission"
    kind_ = "AWS::Lambda::Permission"
    yield StackResource(
        identity, kind_, Map(allowed, at=block.at), block.at, block.condition, made_from=block.address
    )


def _may_be_open(kind: Value) -> bool:
    """Tell whether a URL asks for nothing on any side; one that is not known adds no permission."""
    if isinstance(kind, Cond):
        return _may_be_open(kind.then) or _may_be_open(kind.otherwise)
    return text(kind) == "NONE"


PROPERTIES = {
    "aws_lambda_function": _function,
    "aws_lambda_layer_version": _layer,
}
BESIDE = {"aws_lambda_function_url": _open_url}
