"""Words for what a wide grant lets its holder do, as people say it. No rule."""

import re
from collections.abc import Sequence

from stockade.iam import Statement, is_wildcard, wildcard_resource
from stockade.values import Concat, Lit, Value, text

_SHOWN = 3
_ARN_PARTS = 6
_KIND = re.compile(r"([a-z][a-zA-Z-]*)[/:]\*[/*:]*")
"""The kind of resource before the wildcard at the end of an ARN: `table/*`."""
_ONLY_KIND = {"execute-api": "API", "logs": "log group", "s3": "bucket", "sns": "topic", "sqs": "queue"}
"""What an ARN names that holds nothing but its service: `arn:aws:s3:::*`, `arn:aws:execute-api:*:*:*/*`."""


def words_for(statement: Statement, services: Sequence[str], actions: Sequence[str]) -> str:
    """Say what is wide: whole services first, then actions on every resource of a kind."""
    every = [f"every action of {one}" if one != "*" else "nearly every action" for one in services]
    if services and wildcard_resource(statement) == "false":
        every[-1] += " on the resources it names"
    elif services and statement.not_resources:
        every[-1] += " on every resource but those it names"
    if actions:
        but = " but those it names" if statement.not_resources else ""
        more = f" and {len(actions) - _SHOWN} more" if len(actions) > _SHOWN else ""
        every.append(f"{', '.join(actions[:_SHOWN])}{more} on every {_kind(statement)}{but}")
    return ", ".join(every)


def _kind(statement: Statement) -> str:
    kinds = {_kind_of(one) for one in statement.resources if is_wildcard(one) == "true"}
    return kinds.pop() if len(kinds) == 1 else "resource"


def _kind_of(resource: Value) -> str:
    parts = _written(resource).split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return "resource"
    if found := _KIND.fullmatch(parts[-1]):
        return found[1].replace("-", " ")
    return _ONLY_KIND.get(parts[2], "resource")


def _written(resource: Value) -> str:
    """Write a value with `*` for what is not literal."""
    if isinstance(resource, Concat):
        return "".join(str(part.value) if isinstance(part, Lit) else "*" for part in resource.parts)
    return text(resource) or ""
