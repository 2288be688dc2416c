"""The SQL of IoT rules: which messages a rule takes, and the texts of its actions that are filled from them.

Source: "AWS IoT SQL reference" and "Substitution templates" of the IoT Core developer guide.

    expressions.py   expressions, read into the code model
    reading.py       a statement with the texts it fills, as a program
"""

from stockade.languages.iotsql.reading import read_statement

__all__ = ["read_statement"]
