"""Modules of the public registry that serverless applications use, as maps: what they make of their inputs.

schema.py        what a map holds, and the rules of its small language; which source has which map
evaluation.py    that language, evaluated with the inputs of a call
expansion.py     `expand`: calls into the resources and outputs of their modules

A map describes the interface of a module (its documented inputs, the addresses of its resources, its
outputs); it is none of its code. A module without a map is a gap.
"""

from stockade.readers.terraform.registry.expansion import Expanded, expand

__all__ = ["Expanded", "expand"]
