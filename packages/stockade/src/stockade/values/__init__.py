"""Symbolic values: what a template says, never flattened to a string too early.

    terms.py       the terms themselves and where each of them stands
    access.py      reading: keys, paths, elements, texts, numbers; branches of conditions
    rewrite.py     building: joining texts, replacing references bottom-up
    compare.py     three-valued equality
    jsontext.py    JSON inside text that holds references (definitions, policies, bodies)

Pure: no input, no output, nothing above `errors`. An unknown is a value with its reason.
"""

from stockade.values.access import (
    alternatives,
    as_list,
    branches,
    elements,
    entries,
    flag,
    get,
    is_absent,
    number,
    part_of,
    places,
    references,
    strings,
    text,
)
from stockade.values.compare import Truth, both, either, negate, same
from stockade.values.jsontext import JsonStyle, parse_json, to_json_text
from stockade.values.rewrite import concat, plain, replace
from stockade.values.terms import (
    ABSENT,
    NOWHERE,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
)

__all__ = [
    "ABSENT",
    "NOWHERE",
    "Attr",
    "Concat",
    "Cond",
    "Dynamic",
    "Import",
    "JsonStyle",
    "List",
    "Lit",
    "Location",
    "Map",
    "Param",
    "Pseudo",
    "Ref",
    "Truth",
    "Unknown",
    "Value",
    "alternatives",
    "as_list",
    "both",
    "branches",
    "concat",
    "either",
    "elements",
    "entries",
    "flag",
    "get",
    "is_absent",
    "negate",
    "number",
    "parse_json",
    "part_of",
    "places",
    "plain",
    "references",
    "replace",
    "same",
    "strings",
    "text",
    "to_json_text",
]
