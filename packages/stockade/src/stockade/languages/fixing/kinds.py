"""What an expression surely is: a text, or one that no sender has a part in."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from stockade.languages.fixing.calls import parts
from stockade.languages.fixing.names import names_of
from stockade.languages.fixing.sources import Source
from stockade.languages.fixing.texts import Written, parts_of
from stockade.languages.fixing.tracing import value_of
from stockade.model import CodeFault, CodeFlow

_TEXT_FIELD = re.compile(
    r"(?:queryStringParameters|pathParameters|headers)\.[^.\[\]]+"
    r"|Records\[\]\.(?:body|s3\.object\.key|s3\.bucket\.name|Sns\.(?:Message|Subject))"
)
"""Fields of events that are a text wherever they are there."""
_TEXT_CALLS = frozenset(
    {
        "str",
        "os.environ",
        "urllib.parse.unquote",
        "urllib.parse.unquote_plus",
        "urllib.parse.quote",
        "os.path.join",
        "os.path.basename",
    }
)
_DIGESTS = frozenset({"hmac.new", "hashlib.sha256", "hashlib.sha512", "hashlib.sha1", "hashlib.md5"})


def is_text(source: Source, node: Node, flows: Sequence[CodeFlow | CodeFault] = ()) -> bool:
    """Tell whether an expression surely is a text; `flows` are those that it may read."""
    value = value_of(source, node)
    if value.type in {"string", "concatenated_string"}:
        return not source.written(value).lower().lstrip("rf").startswith("b")
    if value.type == "binary_operator":
        made = parts_of(source, value)
        return made is not None and any(isinstance(part, Written) for part in made)
    if value.type == "subscript":
        return _is_variable(source, value) or _reads_text(source, value, flows)
    call = parts(source, value) if value.type == "call" else None
    if call is None:
        return False
    path = names_of(source).path(value.children[0])
    if path in _TEXT_CALLS or (call.owner is None and source.written(call.name) == "str" and not path):
        return names_of(source).bound["str"] == 0
    return (
        call.owner is not None and source.written(call.name) == "hexdigest" and _is_hash(source, call.owner)
    )


def _is_hash(source: Source, node: Node) -> bool:
    value = value_of(source, node)
    return value.type == "call" and names_of(source).path(value.children[0]) in _DIGESTS


def _is_variable(source: Source, node: Node) -> bool:
    """Tell whether an expression is `os.environ["NAME"]`."""
    return names_of(source).path(node.children[0]) == "os.environ"


def _reads_text(source: Source, node: Node, flows: Sequence[CodeFlow | CodeFault]) -> bool:
    """Tell whether an expression is the very place where a flow reads a field that is a text."""
    for flow in flows:
        read = [step for step in flow.steps if step.text.startswith("reads ")]
        if read and _TEXT_FIELD.fullmatch(flow.field) and flow.event_source:
            place = read[-1].location
            if place.file == source.file and source.offset(place) == node.start_byte:
                return True
    return False


def is_known(source: Source, node: Node) -> bool:
    """Tell whether an expression is a constant of the program or of its environment."""
    value = value_of(source, node)
    if value.type in {"integer", "float", "true", "false"}:
        return True
    if value.type in {"string", "concatenated_string"}:
        made = parts_of(source, value)
        return made is not None and all(isinstance(part, Written) for part in made)
    if value.type == "subscript":
        return _is_variable(source, value)
    return value.type == "call" and names_of(source).path(value.children[0]) in {
        "os.getenv",
        "os.environ.get",
    }
