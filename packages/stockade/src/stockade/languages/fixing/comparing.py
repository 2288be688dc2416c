"""A comparison of two texts that takes as long whatever they are."""

from tree_sitter import Node

from stockade.languages.fixing.calls import nodes
from stockade.languages.fixing.kinds import is_text
from stockade.languages.fixing.names import names_of
from stockade.languages.fixing.sources import Change, Source
from stockade.model import CodeFault, Fix

_OPERATORS = {"==": "", "!=": "not "}
_SIMPLE = frozenset({"identifier", "attribute", "subscript", "call", "string", "parenthesized_expression"})


def compared(source: Source, fault: CodeFault) -> Fix | None:
    """Return the fix that compares by `hmac.compare_digest`: only two texts, for it takes no other values."""
    offset = source.offset(fault.location)
    if offset is None or not source.is_python or not source.is_readable:
        return None
    there = [
        one
        for one in nodes(source.around(source.row(offset)), source.row(offset))
        if one.type == "comparison_operator"
    ]
    if len(there) != 1 or there[0].start_byte != offset or there[0].has_error:
        return None
    operands = there[0].named_children
    operator = there[0].children[1].type
    if len(operands) != 2 or operator not in _OPERATORS:  # noqa: PLR2004 - a chain has more
        return None
    if not all(is_text(source, one, (fault,)) for one in operands):
        return None
    reached = names_of(source).reach("hmac", "compare_digest")
    if reached is None:
        return None
    function, needed = reached
    mine, other = (_encoded(source, one) for one in operands)
    text = f"{_OPERATORS[operator]}{function}({mine}, {other})"
    change = Change(there[0].start_byte, there[0].end_byte, text)
    return source.fix("compare by hmac.compare_digest", [change, *needed])


def _encoded(source: Source, node: Node) -> str:
    """Return a text as bytes: of texts that are not ASCII the comparison takes none."""
    written = source.written(node)
    return f"{written}.encode()" if node.type in _SIMPLE else f"({written}).encode()"
