"""REST APIs: a method is one resource of CloudFormation and four of Terraform; bodies of both kinds of APIs.

Integrations and responses find their method by its reference, or by API, resource and verb.
"""

from stockade.readers.terraform.bodies import body
from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import properties
from stockade.readers.terraform.references import Resolver
from stockade.values import Attr, Lit, Map, Value, get, is_absent, references, same, text

METHOD, STAGE = "aws_api_gateway_method", "aws_api_gateway_stage"
_KEYS = ("rest_api_id", "resource_id", "http_method")


def _method_of(block: Block, resolver: Resolver) -> tuple[Block, ...]:
    """Return the method a part belongs to."""
    written = block.arguments.items.get("http_method", Lit(None))
    for reference in references(written):
        named = resolver.blocks.get(reference.id)
        if named is not None and named.type == METHOD:
            return (named,)
    return tuple(
        method
        for method in resolver.of_type(METHOD)
        if all(_agree(resolver, block, method, key) for key in _KEYS)
    )


def _stage_of(block: Block, resolver: Resolver) -> tuple[Block, ...]:
    """Return the stage that settings belong to."""
    named = resolver.find(get(resolver.arguments(block), "stage_name"), STAGE)
    if named is not None and _agree(resolver, block, named, "rest_api_id"):
        return (named,)
    keys = ("rest_api_id", "stage_name")
    return tuple(
        stage for stage in resolver.of_type(STAGE) if all(_agree(resolver, block, stage, key) for key in keys)
    )


def _agree(resolver: Resolver, one: Block, other: Block, key: str) -> bool:
    left, right = resolver.argument(one, key), resolver.argument(other, key)
    return same(left, right) == "true" or _reference(left) == _reference(right) != ""


def _reference(value: Value) -> str:
    """Return the one resource (and attribute) a value is a reference to, else nothing."""
    found = list(references(value))
    if len(found) != 1:
        return ""
    only = found[0]
    return f"{only.id}.{only.name}" if isinstance(only, Attr) else only.id


def _settings(block: Block, resolver: Resolver) -> Map:
    """Return settings of methods, with the path `PATH/METHOD` they are for taken apart."""
    arguments = resolver.arguments(block)
    found = dict(properties(arguments, mapping(block.type)).items)
    path, _, verb = (text(get(arguments, "method_path")) or "*/*").rpartition("/")
    found["HttpMethod"] = Lit(verb, at=block.at)
    found["ResourcePath"] = Lit("/*" if path == "*" else f"/{path.lstrip('/')}", at=block.at)
    return Map(found, at=block.at)


def _with_body(block: Block, resolver: Resolver) -> Map:
    found = properties(resolver.arguments(block), mapping(block.type))
    written = found.items.get("Body")
    if written is None or is_absent(written):
        return found
    return Map({**found.items, "Body": body(written)}, at=found.at)


PROPERTIES = {
    "aws_api_gateway_rest_api": _with_body,
    "aws_apigatewayv2_api": _with_body,
    "aws_api_gateway_method_settings": _settings,
}
TARGETS = {
    "aws_api_gateway_integration": _method_of,
    "aws_api_gateway_integration_response": _method_of,
    "aws_api_gateway_method_response": _method_of,
    "aws_api_gateway_method_settings": _stage_of,
}
