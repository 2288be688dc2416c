"""Stacks that belong together: nested ones into the stack that names them, importers with their exporters.

renaming.py   ids of one stack made apart from those of another
nested.py     nested applications and stacks: parameters and outputs bound
exports.py    exports and imports across the stacks of a repository
"""

from stockade.readers.joining.exports import with_imports
from stockade.readers.joining.nested import with_nested

__all__ = ["with_imports", "with_nested"]
