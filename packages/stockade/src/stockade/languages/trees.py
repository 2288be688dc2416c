"""Syntax trees of any language."""

from tree_sitter import Node


def first_error(node: Node) -> int:
    """Return the line of the first place that is not the language, 0 where all of it is."""
    found = node
    while found.has_error and not (found.is_error or found.is_missing):
        inner = next((child for child in found.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        found = inner
    return found.start_point[0] + 1 if found.has_error or found.is_missing else 0
