"""CloudFormation templates, YAML and JSON.

document.py    a file -> raw values with locations, intrinsics in long form
foreach.py     `Fn::ForEach` written out
includes.py    `AWS::Include` and OpenAPI files put in place
intrinsics.py  raw values -> symbolic values
template.py    a template -> `Stack`
"""

from stockade.readers.cloudformation.document import Document, read_document
from stockade.readers.cloudformation.template import is_template, read_stack

__all__ = ["Document", "is_template", "read_document", "read_stack"]
