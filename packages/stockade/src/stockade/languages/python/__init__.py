"""Python source, read with tree-sitter: any version of the language, tolerant of errors, exact lines.

syntax.py        text to tree, errors located
module.py        what a module says at its top level: imports, bound names, decorated functions, calls
expressions.py   expressions as values, as far as they are constant
reading.py       source to `Module`
lowering/        source to the code model that the analysis walks (`stockade.model.program`)
"""

from stockade.languages.python.expressions import ENVIRONMENT, as_value
from stockade.languages.python.module import Call, Expression, Function, Module, Name
from stockade.languages.python.reading import read_module

__all__ = [
    "ENVIRONMENT",
    "Call",
    "Expression",
    "Function",
    "Module",
    "Name",
    "as_value",
    "read_module",
]
