"""The canonical stack: what a reader makes of one template, whatever the format.

Resource and property names are those of CloudFormation; a resource that has no CloudFormation type keeps the
name of its own format. Values are symbolic and know where they were written.
"""

from typing import Literal

from msgspec import Struct

from stockade.model.gap import Gap
from stockade.values import ABSENT, NOWHERE, Location, Map, Value

Format = Literal["sam", "cloudformation", "serverless", "terraform", "cdk", "chalice", "account", "code"]


class Shorthand(Struct, frozen=True, gc=False):
    """What the user wrote where a transform wrote a policy: a policy template or a connector, by name."""

    kind: Literal["policy-template", "connector"]
    name: str


class StackResource(Struct, frozen=True):
    """One resource: logical id, CloudFormation type, properties and the line of its id.

    `made_from` is the id of the resource the user wrote, where a transform made this one (a function's role,
    a permission for an event); it is the id itself otherwise. `condition` names the condition it needs.
    `shorthands` tells what policies inside were made of, by policy name; the empty name means the resource.
    `known_as` is what people call it where a tool made the id (the path of a construct), empty elsewhere.
    `parts` are properties that the user wrote as resources of their own, by the id of each.
    """

    id: str
    type: str
    properties: Map
    at: Location = NOWHERE
    condition: str = ""
    metadata: Value = ABSENT
    depends_on: tuple[str, ...] = ()
    made_from: str = ""
    shorthands: dict[str, Shorthand] = {}
    known_as: str = ""
    parts: dict[str, Map] = {}


class Parameter(Struct, frozen=True):
    """A parameter of the template as written; `default` is `ABSENT` where there is none."""

    name: str
    type: str
    default: Value = ABSENT
    allowed: tuple[Value, ...] = ()
    no_echo: bool = False
    description: str = ""
    at: Location = NOWHERE


class Output(Struct, frozen=True):
    """An output; `export` is the name it is exported under, `ABSENT` where it is not."""

    name: str
    value: Value
    export: Value = ABSENT
    at: Location = NOWHERE


class Stack(Struct, frozen=True):
    """One template, read.

    `template` and `folder` are relative to the scanned root with `/` (`folder` of a template at the root is
    the empty text); code paths of functions are relative to `folder`. `conditions` holds the
    definition of each condition as a value, for messages; `mappings` what values look up by key.
    """

    name: str
    template: str
    format: Format
    folder: str = ""
    resources: dict[str, StackResource] = {}
    parameters: dict[str, Parameter] = {}
    outputs: dict[str, Output] = {}
    conditions: dict[str, Value] = {}
    mappings: Value = ABSENT
    gaps: tuple[Gap, ...] = ()
