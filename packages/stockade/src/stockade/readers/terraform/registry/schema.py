"""What a map of a registry module holds.

    variables    the inputs whose defaults matter, with their defaults
    tables       facts that expressions look up
    resources    resources and data sources by `type` and `name`: `when` they exist, their `arguments`, and
                 `index` (`[0]` of one made by a count), `for_each` with `key` (an instance for each element)
                 or `count` (numbered ones)
    outputs      output -> value

Values are texts with `${...}`. Inside: `var.x.y`, `each.key`, `each.value.x`, `each.index`, `outer.key` and
`outer.value` (the loop around), `table.NAME[KEY].x`, `account.id`, `first_word.PATH`, `unread.policy` (a
policy that no map can tell), `'text'`, or an attribute of another resource of the module as Terraform writes
it. `a ?? b` takes the first that is there. What is not there leaves its argument out.

A list may hold `{ for_each = ..., ... }`, one block for each element; `{ for_each, value }` is a map by the
keys of another; `{ first = [...] }` takes the first that is there, `{ when, value }` is there on a condition.
A condition is such an expression that must be true, `!` before it turns it round, `?` after it asks whether
it is there, `==` compares it with a text.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One resource or data source of a module."""

    type: str
    name: str
    mode: Literal["managed", "data"] = "managed"
    when: tuple[str, ...] = ()
    index: bool = True
    for_each: tuple[str, ...] = ()
    key: str = "${each.key}"
    count: str = ""
    arguments: dict[str, Any] = {}


class ModuleMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One module: `name` in the registry and, of a submodule, its `folder`."""

    name: str
    folder: str = ""
    when: tuple[str, ...] = ()
    variables: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    resources: tuple[Made, ...] = ()
    outputs: dict[str, Any] = {}


MAPS = (
    "apigateway-v2",
    "dynamodb-table",
    "eventbridge",
    "lambda",
    "s3-bucket",
    "s3-bucket-notification",
    "sns",
    "sqs",
    "step-functions",
)
"""Files beside this one, without their ending."""

_SOURCE = re.compile(
    r"^(?:git::)?(?:https://|ssh://git@|git@)?(?:(?:www\.)?github\.com[/:]|registry\.(?:terraform\.io|opentofu\.org)/)?"
    r"terraform-aws-modules/(?:terraform-aws-)?(?P<name>[a-z0-9-]+?)(?:/aws)?(?:\.git)?"
    r"(?://(?P<folder>[A-Za-z0-9_/-]+?))?/?(?:\?.*)?$"
)
"""A module of the collection, by its address in a registry or in its repository."""


@cache
def module_map(source: str) -> ModuleMap | None:
    """Return the map of a module's source as written, None where there is none."""
    found = _SOURCE.match(source.strip())
    if found is None:
        return None
    return _by_name().get((found["name"], found["folder"] or ""))


@cache
def _by_name() -> dict[tuple[str, str], ModuleMap]:
    folder = files(__package__)
    read = [
        msgspec.toml.decode(folder.joinpath(f"{name}.toml").read_bytes(), type=ModuleMap) for name in MAPS
    ]
    return {(one.name, one.folder): one for one in read}
