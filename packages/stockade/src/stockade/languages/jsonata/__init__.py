"""JSONata as state machines write it between `{%` and `%}`; lowered to the code model, never run."""

from stockade.languages.jsonata.reading import Read, read_expression

__all__ = ["Read", "read_expression"]
