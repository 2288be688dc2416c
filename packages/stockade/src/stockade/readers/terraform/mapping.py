"""`types.toml`: what each Terraform type is called in CloudFormation, and its arguments and attributes.

The rules of the file, which `properties.py` and `references.py` apply:

    type         the CloudFormation type; without one the resource keeps its Terraform name
    like         a type whose table this one shares (`aws_alb` is `aws_lb`)
    root         the property below which all others stand (`DistributionConfig`)
    names        argument -> property. An argument inside a block is written `block.argument`, and its
                 property is seen from the block's. `A.B` stands deeper, `A[]` is a list whatever was written,
                 `A[].B` an element of a list that other arguments add to as well; `.` is a block whose
                 properties stand beside those around it; the empty text leaves an argument out. What is not
                 named changes from snake_case to CamelCase.
    values       argument -> what its values are called
    json         arguments that hold JSON text where CloudFormation has an object
    defaults     arguments the provider sends where nothing is written and CloudFormation assumes otherwise
    constants    properties that follow from the Terraform type alone
    attributes   attribute -> `Ref`, the name of a `Fn::GetAtt`, or a text with `${Ref}`, `${Name}`,
    `${AWS::X}`; a name that ends in a dot goes on with the key that is asked for (`Outputs.`)
    part         the resource belongs to another one: `of`, the arguments that name it; `types`,
                 what that may be; `into`, the property that gets this one's (the empty text: all of them side
                 by side); `alone`, the type it has where the other one is not there
    split        argument -> the resource CloudFormation makes of it: `type`, `holder` (the property that
                 names this resource), `body` (the one that takes the value)
"""

from functools import cache
from importlib.resources import files

import msgspec

Scalar = str | bool | int


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a resource of Terraform is a part of another one of CloudFormation."""

    of: tuple[str, ...]
    types: tuple[str, ...]
    into: str = ""
    alone: str = ""


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an argument is a resource of its own in CloudFormation."""

    type: str
    holder: str
    body: str


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Terraform type; see the module."""

    type: str = ""
    like: str = ""
    root: str = ""
    names: dict[str, str] = {}
    values: dict[str, dict[str, Scalar]] = {}
    json: frozenset[str] = frozenset()
    defaults: dict[str, Scalar] = {}
    constants: dict[str, Scalar] = {}
    attributes: dict[str, str] = {}
    part: Part | None = None
    split: dict[str, Split] = {}


UNMAPPED = Mapping()
"""A type the file does not know: it keeps its name, and its arguments change by the general rule."""


@cache
def mappings() -> dict[str, Mapping]:
    """Return the mapping of each Terraform type, read once."""
    written = files(__package__).joinpath("types.toml").read_bytes()
    found = msgspec.toml.decode(written, type=dict[str, Mapping])
    return {name: found[one.like] if one.like else one for name, one in found.items()}


def mapping(kind: str) -> Mapping:
    """Return the mapping of a Terraform type, `UNMAPPED` for an unknown one."""
    return mappings().get(kind, UNMAPPED)
