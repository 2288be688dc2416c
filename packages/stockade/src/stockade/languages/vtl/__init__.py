"""Velocity, the language of mapping templates: text with references and directives in it.

Source: the template reference of API Gateway ("API Gateway mapping template and access logging variable
reference"), the resolver mapping template reference of AppSync, and the guide of Velocity itself.

    expressions.py   references and expressions, read into the code model
    methods.py       methods of texts, lists and maps as the code model has them
    reading.py       text and directives, read into a tree (`tree.py`)
    lowering.py      the tree as a program: a function that writes
"""

from stockade.languages.vtl.lowering import PARAMETERS, read_template

__all__ = ["PARAMETERS", "read_template"]
