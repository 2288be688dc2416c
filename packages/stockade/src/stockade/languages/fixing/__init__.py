"""Fixes: the changes of a source that take a finding of its code away, where the catalog says they are safe.

Works on syntax trees, from the positions the analysis gives. What is not written exactly as a change expects
it has no fix; nothing here fails, and no source is changed.

applications.py  all fixes of an application
sources.py       a source with its tree, changes of it, code inside a template
choosing.py      which remedy of the catalog fits
calls.py         the call at a position and its parts
arguments.py     another function, argument or option
names.py         what names mean in a file of Python; imports
tracing.py       from a text to the call that gets it whole
texts.py         the parts of a text: literals and values
contexts.py      where in a command, a page or a statement a value stands
escaping.py      a value that is escaped
binding.py       a value that is bound
comparing.py     a comparison in constant time
"""

from stockade.languages.fixing.applications import with_fixes

__all__ = ["with_fixes"]
