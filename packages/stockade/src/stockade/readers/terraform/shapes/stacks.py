"""Stacks of CloudFormation: the template that stands in the configuration as text."""

from stockade.readers.terraform.bodies import body
from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import properties
from stockade.readers.terraform.references import Resolver
from stockade.values import Map, is_absent


def _stack(block: Block, resolver: Resolver) -> Map:
    found = properties(resolver.arguments(block), mapping(block.type))
    written = found.items.get("TemplateBody")
    if written is None or is_absent(written):
        return found
    return Map({**found.items, "TemplateBody": body(written)}, at=found.at)


PROPERTIES = {"aws_cloudformation_stack": _stack}
