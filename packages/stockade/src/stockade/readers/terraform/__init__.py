"""Terraform and OpenTofu: configurations of HCL, of JSON, and plans.

library.py    files of a folder, parsed once (parsing, jsonsyntax, recovery, syntax, templates, expressions)
reading.py    a root module evaluated with its modules (modules, variables, instances, blocks, functions/)
plan.py       what `terraform show -json` prints, as the same configuration
canonical.py  a configuration in CloudFormation's words (mapping, properties, references, shapes/, registry/)
"""

from stockade.readers.terraform.applications import read_configuration_folder, read_plan_file
from stockade.readers.terraform.library import Library
from stockade.readers.terraform.roots import root_modules

__all__ = [
    "Library",
    "read_configuration_folder",
    "read_plan_file",
    "root_modules",
]
