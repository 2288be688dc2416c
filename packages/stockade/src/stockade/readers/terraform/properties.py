"""Arguments of Terraform into properties of CloudFormation, by the mapping of their type.

Nested blocks come as a list of maps and are renamed inside; a map that is none of a block holds the user's
own keys (environment variables, request parameters) and is left as it is, unless the mapping names keys of
it. Files of JSON do not tell a block from a map: there a map is a block unless its name is known to hold the
user's keys.
"""

from stockade.readers.terraform.mapping import Mapping, Scalar
from stockade.values import (
    Cond,
    List,
    Lit,
    Location,
    Map,
    Unknown,
    Value,
    alternatives,
    is_absent,
    parse_json,
    text,
)

META = frozenset(
    {
        "connection",
        "count",
        "depends_on",
        "for_each",
        "lifecycle",
        "provider",
        "provisioner",
        "region",
        "tags",
        "tags_all",
        "timeouts",
    }
)
"""Arguments that tell Terraform how to work; the resource does not have them. Tags, which CloudFormation
writes in three forms, say nothing about what a resource is or does and are left out too."""


USERS_OWN = frozenset(
    {
        "client_metadata",
        "configuration",
        "default_arguments",
        "dimensions",
        "input_paths",
        "mappings",
        "parameters",
        "request_models",
        "request_parameters",
        "request_templates",
        "response_models",
        "response_parameters",
        "response_templates",
        "roles",
        "stage_variables",
        "supported_login_providers",
        "variables",
    }
)
"""Arguments whose keys are the user's own."""


BESIDE = "."
"""The property of a block whose own properties stand beside those of the block around it."""


def camel(name: str) -> str:
    """Return the name of an argument as CloudFormation spells most of its names."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def properties(arguments: Map, mapping: Mapping) -> Map:
    """Return the properties of a resource."""
    written = {name: item for name, item in arguments.items.items() if name not in META}
    for path, value in mapping.defaults.items():
        if "." not in path and is_absent(written.get(path, Lit(None))):
            written[path] = Lit(value, at=arguments.at)
    found = _Renaming(mapping).block(Map(written, at=arguments.at), "")
    if mapping.root:
        found = Map({mapping.root: found}, at=arguments.at)
    for path, constant in mapping.constants.items():
        found = placed(found, path, Lit(constant, at=arguments.at))
    return found


class _Renaming:
    """Renames the arguments of one resource; `path` is where in the resource a value stands."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.inside = frozenset(path.rpartition(".")[0] for path in mapping.names if "." in path)

    def block(self, block: Map, path: str) -> Map:
        found = Map({}, at=block.at)
        for name, value in block.items.items():
            if is_absent(value) or (not path and name in self.mapping.split):
                continue
            here = f"{path}.{name}" if path else name
            target = self.mapping.names.get(here, camel(name))
            if target == BESIDE:
                found = beside(found, self.value(value, here))
            elif target:
                found = placed(found, target, self.value(value, here, listed=target.endswith("[]")))
        return self._with_defaults(found, block, path)

    def _with_defaults(self, found: Map, block: Map, path: str) -> Map:
        """Add what the provider sends inside a block where nothing is written."""
        for full, value in self.mapping.defaults.items():
            parent, _, name = full.rpartition(".")
            if path and parent == path and is_absent(block.items.get(name, Lit(None))):
                target = self.mapping.names.get(full, camel(name))
                found = placed(found, target, Lit(value, at=block.at))
        return found

    def value(self, value: Value, path: str, *, listed: bool = False) -> Value:
        """Return a value with what is inside it renamed."""
        if path in self.mapping.json:
            parsed = parse_json(value) or value
            return self._list(parsed, path, listed=True) if isinstance(parsed, List) else parsed
        if path in self.mapping.values:
            return _called(value, self.mapping.values[path])
        match value:
            case List():
                return self._list(value, path, listed=listed)
            case Map() if listed or self._is_block(value, path):
                return self.block(value, path)
            case Map() if path in self.inside:
                return self._known_keys(value, path)
            case Cond():
                then, otherwise = self.value(value.then, path), self.value(value.otherwise, path)
                return Cond(value.name, then, otherwise, at=value.at)
            case _:
                return value

    def _is_block(self, value: Map, path: str) -> bool:
        if not value.at.file.endswith(".json"):
            return False
        return path in self.inside or path.rpartition(".")[2] not in USERS_OWN

    def _list(self, value: List, path: str, *, listed: bool) -> Value:
        items = tuple(self.block(item, path) if isinstance(item, Map) else item for item in value.items)
        if len(items) == 1 and isinstance(items[0], Map) and not listed:
            return items[0]
        return List(items, at=value.at)

    def _known_keys(self, value: Map, path: str) -> Map:
        """Rename the keys of a map that the mapping names; the others are the user's."""
        found = Map({}, at=value.at)
        for name, item in value.items.items():
            here = f"{path}.{name}"
            target = self.mapping.names.get(here)
            if target is None:
                found = Map({**found.items, name: item}, at=value.at)
            elif target:
                found = placed(found, target, self.value(item, here, listed=target.endswith("[]")))
        return found


def _called(value: Value, names: dict[str, Scalar]) -> Value:
    """Return what CloudFormation calls a value; one that is not known stays unknown."""
    if isinstance(value, Cond):
        return Cond(value.name, _called(value.then, names), _called(value.otherwise, names), at=value.at)
    known = text(value)
    if known is None:
        return Unknown("a value whose name in CloudFormation depends on it", about=(value,), at=value.at)
    return Lit(names[known], at=value.at) if known in names else value


def placed(base: Map, path: str, value: Value) -> Map:
    """Return a map with a value at a property path; `A[]` adds to a list, `A[].B` adds `{B: value}` to it."""
    head, _, rest = path.partition(".")
    if not head.endswith("[]"):
        inner = _placed_inside(base.items.get(head), rest, value) if rest else value
        return Map({**base.items, head: inner}, at=base.at)
    key = head.removesuffix("[]")
    before = base.items.get(key)
    if isinstance(value, Cond) and not rest and before is None and _may_be_list(value):
        return Map({**base.items, key: value}, at=base.at)
    given = value.items if isinstance(value, List) else (value,)
    added = tuple(placed(Map({}, at=item.at), rest, item) for item in given) if rest else given
    if before is not None and not isinstance(before, List):
        before = List((before,), at=before.at)
    kept = before.items if isinstance(before, List) else ()
    return Map({**base.items, key: List((*kept, *added), at=_place(before, value))}, at=base.at)


def beside(base: Map, added: Value) -> Map:
    """Return a map with the properties of another one beside its own; lists that both have are joined."""
    for name, value in added.items.items() if isinstance(added, Map) else ():
        before = base.items.get(name)
        joined = value
        if isinstance(value, List) and before is not None:
            joined = List((*_items(before), *value.items), at=before.at)
        elif isinstance(before, Map) and isinstance(value, Map):
            joined = beside(before, value)
        base = Map({**base.items, name: joined}, at=base.at)
    return base


def _items(value: Value) -> tuple[Value, ...]:
    """Return the elements of a list; what may be one, or is none, is one element."""
    return value.items if isinstance(value, List) else (value,)


def _may_be_list(value: Value) -> bool:
    return any(isinstance(side, List) for side in alternatives(value))


def _placed_inside(before: Value | None, rest: str, value: Value) -> Map:
    return placed(before if isinstance(before, Map) else Map({}, at=value.at), rest, value)


def _place(before: Value | None, value: Value) -> Location:
    return before.at if before is not None else value.at
