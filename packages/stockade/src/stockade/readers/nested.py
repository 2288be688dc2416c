"""Nested applications: what a stack names and does not hold."""

from collections.abc import Sequence

from msgspec.structs import replace

from stockade.errors import ReadError
from stockade.model import Gap, Stack, StackResource
from stockade.readers.files import Root
from stockade.values import ABSENT, get, text

NESTING = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")


def with_nested(stacks: Sequence[Stack], root: Root) -> list[Stack]:
    """Note where each nested application lies; a local one stands on its own.

    Its parameters and outputs are not bound to the outer stack: what crosses is unknown, and a gap says so.
    """
    return [_noted(stack, root) for stack in stacks]


def _noted(stack: Stack, root: Root) -> Stack:
    gaps = [_gap(resource, stack, root) for resource in stack.resources.values() if resource.type in NESTING]
    return replace(stack, gaps=(*stack.gaps, *gaps)) if gaps else stack


def _gap(resource: StackResource, stack: Stack, root: Root) -> Gap:
    place = get(resource.properties, "TemplateURL")
    name = text(place if place != ABSENT else get(resource.properties, "Location"))
    reason = f"the nested application {resource.id!r} lies at an address that is not read"
    if name is not None and "://" not in name:
        try:
            file = root.inside(stack.folder, name)
            reason = (
                f"the nested application {resource.id!r} ({file}) is read on its own, not bound to this one"
            )
        except ReadError as error:
            reason = f"the nested application {resource.id!r} {error.reason}"
    return Gap(resource.at, reason, "resource")
