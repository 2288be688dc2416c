"""Symbolic values as text, the way `Fn::Sub` writes them: `${Orders.Arn}`. Secrets are never written."""

from collections.abc import Sequence

from stockade.findings.redaction import redact
from stockade.secrets import HIDDEN, names_secret
from stockade.values import (
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    references,
    text,
)

UNKNOWN = "${?}"
"""What stands for a part that cannot be known."""


def written(value: Value, secrets: Sequence[str] = ()) -> str:
    """Return a scalar as text; what is not known before deployment stays a placeholder.

    `secrets` are texts known to be secrets of the application, hidden besides those found.
    """
    match value:
        case Lit():
            return redact(text(value) or "", secrets)
        case Concat():
            return redact("".join(map(written, value.parts)), secrets)
        case Unknown() | List() | Map():
            return UNKNOWN
        case Dynamic():
            return f"{{{{resolve:{value.service}:{value.key}}}}}"
        case _:
            return f"${{{_placeholder(value)}}}"


def _placeholder(value: Ref | Attr | Param | Pseudo | Cond | Import) -> str:
    match value:
        case Ref():
            return value.id
        case Attr():
            return f"{value.id}.{value.name}"
        case Param() | Pseudo():
            return value.name
        case Cond():
            return f"{value.name}?{written(value.then)}:{written(value.otherwise)}"
        case Import():
            return f"import {written(value.name)}"


def reference(value: Value) -> str | None:
    """Return the id of the one resource a value refers to, None where there is none or more than one."""
    found = {term.id for term in references(value)}
    return found.pop() if len(found) == 1 else None


def named(name: str, value: Value, secrets: Sequence[str] = ()) -> str | None:
    """Return the known text of a named value, hidden where it is a secret; None where it is not known."""
    match value:
        case Param(no_echo=True):
            return HIDDEN if value.default is not None else None
        case Param(default=default) if default is not None:
            return HIDDEN if names_secret(value.name) else named(name, default, secrets)
        case Concat() if any(_is_secret(part) for part in value.parts):
            return HIDDEN
        case _:
            known = text(value)
    if known is None:
        return None
    return redact(known, secrets, name)


def _is_secret(part: Value) -> bool:
    """Tell whether a part of a text is a parameter that holds a secret."""
    return isinstance(part, Param) and part.default is not None and (part.no_echo or names_secret(part.name))


def why_unknown(value: Value) -> str:
    """Return the reason why a value is not known before deployment."""
    match value:
        case Unknown():
            return value.reason
        case Param():
            return f"parameter {value.name} has no default"
        case Import():
            return "a value another stack exports"
        case Dynamic():
            return f"fetched from {value.service} at deployment"
        case Cond():
            return f"depends on the condition {value.name}"
        case Pseudo():
            return f"{value.name} is known at deployment"
        case Lit() | List() | Map() | Ref() | Attr() | Concat():
            return "made of parts that are known at deployment"
