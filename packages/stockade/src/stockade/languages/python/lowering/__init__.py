"""Python source to the code model: what is built of the language is lowered to what every language shares.

reader.py        what all parts share: text, positions, scopes, dispatch, what cannot be read
names.py         which names a function binds and uses
literals.py      numbers and texts; formatting.py: texts made of parts
expressions.py   operators, collections, comprehensions; chains.py: attributes, calls, subscripts
targets.py       what is assigned to
functions.py     functions, lambdas, classes; classes.py: methods and fields
statements.py    the other statements; imports.py; branches.py; matching.py and patterns.py: `match`
"""

import gc
import re

from stockade.languages.python.lowering.chains import CHAINS
from stockade.languages.python.lowering.expressions import EXPRESSIONS
from stockade.languages.python.lowering.functions import DEFINITIONS, FUNCTIONS
from stockade.languages.python.lowering.imports import IMPORTS
from stockade.languages.python.lowering.literals import LITERALS
from stockade.languages.python.lowering.matching import MATCHING
from stockade.languages.python.lowering.reader import Read, Reading, Take
from stockade.languages.python.lowering.statements import STATEMENTS
from stockade.languages.python.syntax import parse
from stockade.languages.trees import first_error
from stockade.model.program import Do, Module, Opaque, Statement

_ALL_EXPRESSIONS: dict[str, Read] = {**EXPRESSIONS, **LITERALS, **CHAINS, **FUNCTIONS}
_ALL_STATEMENTS: dict[str, Take] = {**STATEMENTS, **DEFINITIONS, **IMPORTS, **MATCHING}
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_program(source: str, file: str) -> Module:
    """Read one source text as code. What cannot be read is opaque; `broken` tells where that begins."""
    enabled = gc.isenabled()
    gc.disable()  # hundreds of thousands of objects, and no cycle among them
    try:
        return _read(source.removeprefix("\ufeff"), file)
    except RecursionError:  # the caller left no room for the levels that are read
        return Module(file, "python", (Do(Opaque("nested too deeply", (), 0)),), broken=1)
    finally:
        if enabled:
            gc.enable()


def _read(source: str, file: str) -> Module:
    text = source if source.isascii() else _SURROGATES.sub("\ufffd", source)
    root = parse((text if text.isascii() else text.translate(_Stand())).encode("ascii"))
    reading = Reading(text, root.has_error, _ALL_EXPRESSIONS, _ALL_STATEMENTS)
    body: list[Statement] = []
    if root.type == "module":
        body.extend(reading.block(root, 0))
    else:
        reading.statement(root, 0, body)
    broken = first_error(root) if root.has_error else 0
    return Module(file, "python", tuple(body), reading.functions, reading.classes, broken)


class _Stand(dict[int, str]):
    """What stands for a character beyond ASCII in the tree, so that its offsets are those of the text."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code < 128:  # noqa: PLR2004 - ASCII stands for itself
            found = character
        elif f"a{character}".isidentifier():
            found = "_"
        else:
            found = " " if character.isspace() else "?"
        self[code] = found
        return found
