"""Values that are handed over apart from the SQL they were quoted literals of."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from stockade.catalog.remedies import Bind
from stockade.languages.fixing.calls import Call, nodes, parts
from stockade.languages.fixing.escaping import woven
from stockade.languages.fixing.kinds import is_text
from stockade.languages.fixing.names import names_of
from stockade.languages.fixing.sources import Change, Source
from stockade.languages.fixing.texts import Hole, Part, Written
from stockade.languages.fixing.tracing import binding_of
from stockade.model import CodeFlow, Fix

_STATEMENT = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_BEFORE = re.compile(r"(?:[=<>(,]|\b(?:NOT\s+)?LIKE)\s*'$", re.IGNORECASE)
_AFTER = re.compile(
    r"'\s*(?:$|[),;]|(?:AND|OR|ORDER|GROUP|LIMIT|RETURNING|WHERE|HAVING|UNION)\b)", re.IGNORECASE
)
_STRANGE = re.compile(r"[\"\\%?:@$#]|--|/\*|;\s*\S")
"""What may be a placeholder, a comment, another kind of quote or another statement."""


def bound(source: Source, call: Call, flows: Sequence[CodeFlow], remedy: Bind) -> Fix | None:
    """Return the fix that binds the values of senders, all of which the statement quotes."""
    if not call.plain or call.keywords or len(call.positional) != 1:
        return None
    driver = _driver(source, remedy)
    found = woven(source, call.node, flows) if driver else None
    if found is None:
        return None
    text, made, holes = found
    apart = not call.node.start_byte <= text.start_byte < call.node.end_byte
    if any(isinstance(part, Hole) and part not in holes for part in made) or not _is_plain(made):
        return None
    if apart and any(not _is_settled(source, hole.value) for hole in holes):
        return None
    made_of = {hole.form for hole in holes}
    changes = [_replaced(source, made, made.index(hole), remedy.placeholders[driver]) for hole in holes]
    values = [_value(source, hole, flows) for hole in holes]
    rest = _rest(text) if made_of & {"format", "percent"} else []
    if not all(changes) or not all(values) or rest is None or (rest and len(made_of) > 1):
        return None
    end = call.positional[0].end_byte
    listed = ", ".join(values) + ("," if len(values) == 1 else "")
    kept = [one for several in changes for one in several or ()]
    return source.fix(
        "hand the value over apart from the statement", [*kept, *rest, Change(end, end, f", ({listed})")]
    )


def _rest(text: Node) -> list[Change] | None:
    """Return the change that takes away what filled a pattern: `.format(...)`, `% ...`."""
    pattern = text.children[0].children[0] if text.type == "call" else text.children[0]
    if pattern.type not in {"string", "concatenated_string"}:
        return None
    return [Change(pattern.end_byte, text.end_byte, "")]


def _driver(source: Source, remedy: Bind) -> str:
    """Return the one driver by which the file connects, empty where there is none or another one too."""
    names = names_of(source)
    found = {
        names.path(node.children[0])
        for node in nodes(source.root)
        if node.type == "call" and (call := parts(source, node)) is not None
        if source.written(call.name) in {"connect", "create_pool", "Connection"}
    }
    drivers = [driver for driver in remedy.placeholders if found == {f"{driver}.connect"}]
    return drivers[0] if drivers else ""


def _is_plain(made: Sequence[Part]) -> bool:
    """Tell whether a text is one statement with quoted values: each opens behind an operator and closes."""
    before = ""
    for number, part in enumerate(made):
        if isinstance(part, Written):
            if _STRANGE.search(part.text):
                return False
            before += part.text
            continue
        after = made[number + 1] if number + 1 < len(made) else None
        if before.count("'") % 2 == 0 or not _BEFORE.search(before):
            return False
        if not isinstance(after, Written) or not _AFTER.match(after.text):
            return False
    return bool(_STATEMENT.match(before)) and before.count("'") % 2 == 0


def _is_settled(source: Source, value: Node) -> bool:
    """Tell whether a value is the same wherever it is asked for in its function."""
    return value.type == "identifier" and binding_of(source, value) is not None


def _value(source: Source, hole: Hole, flows: Sequence[CodeFlow]) -> str:
    written = source.written(hole.value)
    if "\n" in written or names_of(source).bound["str"]:
        return ""
    return written if hole.form == "plus" or is_text(source, hole.value, flows) else f"str({written})"


def _replaced(source: Source, made: Sequence[Part], number: int, placeholder: str) -> list[Change] | None:
    """Return the changes that put a placeholder where a quoted value stands."""
    before, hole, after = made[number - 1], made[number], made[number + 1]
    if not isinstance(before, Written) or not isinstance(after, Written) or not isinstance(hole, Hole):
        return None
    if not before.exact or not after.exact:
        return None
    if hole.form == "f" and before.end == hole.start and hole.end == after.start:
        return [Change(hole.start - 1, hole.end + 1, placeholder), *_unformatted(source, hole)]
    if hole.form in {"format", "percent"} and before.end == hole.start and hole.end == after.start:
        return [Change(hole.start - 1, hole.end + 1, placeholder)]
    left, right = (_string(source, part) for part in (before, after))
    if hole.form != "plus" or left is None or right is None:
        return None
    between = source.data[left.end_byte : hole.start] + source.data[hole.end : right.start_byte]
    if source.written(left.children[0]) != source.written(right.children[0]) or between.split() != [
        b"+",
        b"+",
    ]:
        return None
    return [Change(before.end - 1, after.start + 1, placeholder)]


def _unformatted(source: Source, hole: Hole) -> list[Change]:
    """Return the change that makes a plain text of one that has no value left in it."""
    string = hole.value.parent.parent if hole.value.parent is not None else None
    if string is None or b"{{" in source.data[string.start_byte : string.end_byte]:
        return []
    start = string.children[0]
    prefix = source.written(start)
    letter = max(prefix.find("f"), prefix.find("F"))
    return [Change(start.start_byte + letter, start.start_byte + letter + 1, "")] if letter >= 0 else []


def _string(source: Source, part: Written) -> Node | None:
    node = source.root.descendant_for_byte_range(part.start, part.start)
    return node.parent if node is not None and node.type == "string_content" else None
