"""Schemas of GraphQL: which arguments of a field hold no free text.

Only types are read: of fields with arguments, of inputs, and the names of enumerations.
"""

from stockade.languages.graphql.reading import Schema, read_schema

__all__ = ["Schema", "read_schema"]
