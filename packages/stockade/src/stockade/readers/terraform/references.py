"""What references of Terraform mean: attributes into `Ref` and `Fn::GetAtt`, data sources into values.

An attribute that the mapping does not name and that is an argument too has the argument's value: what
Terraform gives back is what was written. Everything is resolved when it is first asked for.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace as changed

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.datasources import data_attribute
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import camel
from stockade.values import (
    Attr,
    Concat,
    Dynamic,
    List,
    Lit,
    Location,
    Map,
    Pseudo,
    Ref,
    Unknown,
    Value,
    concat,
    elements,
    is_absent,
    references,
    replace,
    same,
)

_STEP = re.compile(r'\.?([A-Za-z_][A-Za-z0-9_-]*)|\["([^"]*)"\]|\[([0-9]+|\*)\]|\.([0-9]+|\*)')
_KEY_AT_END = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\]$')
_HOLE = re.compile(r"\$\{([^}]+)\}")
_PLACELESS = (Attr, Dynamic, Pseudo, Ref, Unknown)
DEEPEST = 40
"""References through one another before the chain is given up; a configuration of Terraform has no cycle."""


class Resolver:
    """The blocks of a configuration by address, and what values that refer to them become.

    `outputs` are the outputs of modules known by a map, by the module's address; `unread` tells why the
    others are not known.
    """

    def __init__(
        self,
        blocks: Mapping[str, Block],
        outputs: Mapping[str, Map] | None = None,
        unread: Mapping[str, str] | None = None,
    ) -> None:
        self.blocks = blocks
        self.outputs = outputs or {}
        self.unread = unread or {}
        self._arguments: dict[str, Map] = {}
        self._known: dict[tuple[str, str], Value] = {}
        self._depth = 0
        self._instances: dict[str, list[str]] = {}
        self._by_type: dict[str, list[Block]] = {}
        for block in blocks.values():
            self._instances.setdefault(_without_key(block.address), []).append(block.address)
            if block.mode == "managed":
                self._by_type.setdefault(block.type, []).append(block)

    def of_type(self, *kinds: str) -> tuple[Block, ...]:
        """Return the resources of some Terraform types."""
        return tuple(block for kind in kinds for block in self._by_type.get(kind, ()))

    def arguments(self, block: Block) -> Map:
        """Return the arguments of a block with every reference in its canonical form."""
        known = self._arguments.get(block.address)
        if known is None:
            resolved = self.value(block.arguments)
            known = resolved if isinstance(resolved, Map) else block.arguments
            self._arguments[block.address] = known
        return known

    def argument(self, block: Block, name: str) -> Value:
        """Return one argument, null where it is not written."""
        value = block.arguments.items.get(name)
        return Lit(None) if value is None else self.value(value)

    def value(self, value: Value) -> Value:
        """Return a value with every reference in its canonical form."""
        if self._depth > DEEPEST:
            return Unknown("a chain of references that does not end", at=value.at)
        self._depth += 1
        try:
            return replace(value, self._term)
        finally:
            self._depth -= 1

    def find(self, value: Value, *kinds: str) -> Block | None:
        """Return the resource of one of some types that a resolved value means, None where none does."""
        return next(iter(self.find_all(value, *kinds)), None)

    def find_all(self, value: Value, *kinds: str) -> tuple[Block, ...]:
        """Return every resource of some types a resolved value may mean: by reference, else by its name."""
        found: dict[str, Block] = {}
        for side in elements(value):
            named = [block for block in map(self._referred, references(side)) if block.type in kinds]
            for block in named or self._by_name(side, kinds):
                found.setdefault(block.address, block)
        return tuple(found.values())

    def _referred(self, reference: Ref | Attr) -> Block:
        return self.blocks.get(reference.id, _NO_BLOCK)

    def _by_name(self, value: Value, kinds: tuple[str, ...]) -> Iterable[Block]:
        for block in self.of_type(*kinds):
            for argument in NAMES:
                given = self.argument(block, argument)
                if not is_absent(given) and same(given, value) == "true":
                    yield block

    def _term(self, term: Value) -> Value:
        match term:
            case Ref(id=identity):
                return self._whole(identity, term.at)
            case Attr(id=identity, name=name):
                return self._attribute(identity, name, term.at)
            case _:
                return term

    def _whole(self, identity: str, at: Location) -> Value:
        """Return what a reference to a whole block becomes: it can only be passed on."""
        block = self._block(identity)
        if block is None:
            return self._missing(identity, at)
        if block.mode == "data":
            reason = f"data source {block.type}, read at deployment"
            return Unknown(reason, about=self._about(block), name=block.address, at=at)
        return Ref(block.address, at=at)

    def _attribute(self, identity: str, name: str, at: Location) -> Value:
        """Return what an attribute becomes, worked out once; one that leads back to itself is unknown."""
        key = (identity, name)
        if key not in self._known:
            self._known[key] = Unknown(f"{identity}.{name} refers to itself", at=at)
            self._known[key] = self._called(key, _bounded(self._looked_up(identity, name, at)))
        found = self._known[key]
        # What has no place of its own stands where it is asked for, each time.
        return changed(found, at=at) if isinstance(found, _PLACELESS) and found.at != at else found

    def _called(self, key: tuple[str, str], found: Value) -> Value:
        """Name an unknown attribute: it is one value wherever it is asked for, unless of any instance."""
        one_of_several = key[0] in self._instances and self._block(key[0]) is None
        if not isinstance(found, Unknown) or found.name or one_of_several:
            return found
        return changed(found, name=".".join(key))

    def _looked_up(self, identity: str, name: str, at: Location) -> Value:
        if identity in self.outputs:
            return self._output(identity, name, at)
        block = self._block(identity)
        if block is None:
            return self._missing(identity, at)
        if block.mode == "data":
            return data_attribute(self, block, name, at)
        return self._given(block, name, at)

    def _output(self, module: str, name: str, at: Location) -> Value:
        path = steps(name)
        found = self.outputs[module].items.get(path[0]) if path else None
        if found is None:
            return Unknown(f"an output of {module} that is not known", at=at)
        return self.value(_stepped(found, path[1:], at))

    def _given(self, block: Block, name: str, at: Location) -> Value:
        known = mapping(block.type)
        path = steps(name)
        first = path[0] if path else name
        if first in known.attributes:
            named = known.attributes[first]
            if named.endswith("."):  # a map, of which one key is asked for
                return Attr(block.address, f"{named}{''.join(path[1:2])}", at=at)
            return written_attribute(named, block.address, at)
        if first == "id" and known.part is not None:
            return self.argument(block, known.part.of[0])
        if first in {"arn", "id"} and first not in block.arguments.items:
            return Attr(block.address, "Arn", at=at) if first == "arn" else Ref(block.address, at=at)
        given = block.arguments.items.get(first)
        if given is not None and not is_absent(given):
            return self.value(_stepped(given, path[1:], at))
        return Attr(block.address, camel(first), at=at)

    def _block(self, identity: str) -> Block | None:
        """Return the block of an address; one without a key means its only instance."""
        block = self.blocks.get(identity)
        if block is None:
            instances = self._instances.get(identity, [])
            return self.blocks[instances[0]] if len(instances) == 1 else None
        return block

    def _missing(self, identity: str, at: Location) -> Value:
        instances = self._instances.get(identity)
        if instances:
            among = tuple(Ref(address, at=at) for address in instances)
            return Unknown(f"one of the instances of {identity}", about=among, at=at)
        for module, reason in self.unread.items():
            if identity == module or identity.startswith(f"{module}."):
                return Unknown(reason, at=at)
        return Unknown(f"{identity} is not in the configuration", at=at)

    def _about(self, block: Block) -> tuple[Value, ...]:
        """Return the resources a data source is asked about, so that their edges survive."""
        return tuple(dict.fromkeys(references(self.arguments(block))))


NAMES = (
    "name",
    "bucket",
    "function_name",
    "arn",
    "identifier",
    "cluster_identifier",
    "domain_name",
    "repository",
    "stage_name",
)
"""Arguments that hold the physical name of a resource, or what others know it by."""

_NO_BLOCK = Block("", "managed", "", "", "", Map())


MOST_TERMS = 50_000
"""Terms of one attribute; one that grows beyond it by references to others is unknown."""


def _bounded(value: Value) -> Value:
    count, waiting = 0, [value]
    while waiting:
        current = waiting.pop()
        count += 1
        if count > MOST_TERMS:
            return Unknown("a value too large to follow", at=value.at)
        match current:
            case List(items=items) | Concat(parts=items):
                waiting.extend(items)
            case Map(items=entries):
                waiting.extend(entries.values())
            case _:
                pass
    return value


def steps(written: str) -> tuple[str, ...]:
    """Return the steps of an attribute path: `rules["x"].arn` is `rules`, `x`, `arn`."""
    return tuple(next(filter(None, found), "") for found in _STEP.findall(written))


def _without_key(address: str) -> str:
    return _KEY_AT_END.sub("", address)


def _stepped(value: Value, path: tuple[str, ...], at: Location) -> Value:
    """Return what lies below a value that is not resolved yet."""
    for index, step in enumerate(path):
        match value:
            case List() if step.isdigit() and int(step) < len(value.items):
                value = value.items[int(step)]
            case List() | Map() if step == "*":
                items = value.items if isinstance(value, List) else tuple(value.items.values())
                return List(tuple(_stepped(item, path[index + 1 :], at) for item in items), at=at)
            case Map() if step in value.items:
                value = value.items[step]
            case Ref():
                value = Attr(value.id, step, at=at)
            case Attr():
                value = Attr(value.id, f"{value.name}.{step}", at=at)
            case _:
                return Unknown("a part of a value that is not known", about=(value,), at=at)
    return value


def written_attribute(template: str, identity: str, at: Location) -> Value:
    """Return an attribute as the mapping writes it: `Ref`, the name of an attribute, or a text of several."""
    if "${" not in template:
        return _named(template, identity, at)
    pieces = _HOLE.split(template)
    return concat(
        (_named(piece, identity, at) if index % 2 else Lit(piece) for index, piece in enumerate(pieces)),
        at=at,
    )


def _named(name: str, identity: str, at: Location) -> Value:
    if name == "Ref":
        return Ref(identity, at=at)
    return Pseudo(name, at=at) if name.startswith("AWS::") else Attr(identity, name, at=at)
