"""JavaScript and TypeScript source, read with tree-sitter into the code that the analysis walks.

reading.py       source to `Module`: the whole of it
syntax.py        text to tree: the grammar by the file's ending, errors located
lowering.py      the walk: what reads which node, positions, texts, what is too deep
names.py         which variable a name is: scopes, blocks, what a function binds and what is free in it
texts.py         literals: texts, templates, numbers, regular expressions
expressions.py   names, members, calls, objects, arrays
operators.py     operators, assignments, choices
patterns.py      what is assigned to: destructuring, property names
declaring.py     what a block declares, what is read first
effects.py       expressions that stand for their effect
statements.py    blocks, declarations, branches
loops.py         loops, labels
functions.py     functions and parameters
classes.py       classes: methods, fields, decorators
modules.py       imports and exports
typescript.py    enums, namespaces
jsx.py           elements
"""

from stockade.languages.javascript.reading import read_program

__all__ = ["read_program"]
