"""A Terraform configuration in CloudFormation's words: `Configuration -> Stack`.

Each resource is renamed by `types.toml`, or shaped by a module of `shapes/`; what is a resource of its own in
Terraform and a property in CloudFormation is put into what it belongs to. Ids stay Terraform's addresses.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace as changed

from stockade.model import Gap, Output, Stack, StackResource
from stockade.readers.terraform.configuration import Block, Configuration
from stockade.readers.terraform.mapping import Mapping as Renaming
from stockade.readers.terraform.mapping import Part, mapping
from stockade.readers.terraform.properties import beside, camel, placed, properties
from stockade.readers.terraform.references import Resolver
from stockade.readers.terraform.registry import expand
from stockade.readers.terraform.shapes import BESIDE, PROPERTIES, TARGETS
from stockade.values import (
    ABSENT,
    Concat,
    Cond,
    List,
    Map,
    Ref,
    Unknown,
    Value,
    elements,
    get,
    is_absent,
    references,
)


class Addition(Struct, frozen=True):
    """What a part, by its address, adds to a resource: properties, at a property path where there is one."""

    source: str
    target: str
    properties: Map
    into: str
    condition: str = ""


def canonical(configuration: Configuration) -> Stack:
    """Return the stack of an evaluated configuration."""
    expanded = expand(configuration.calls)
    blocks = {**configuration.blocks, **expanded.blocks}
    resolver = Resolver(blocks, expanded.outputs, expanded.unread)
    built = _Builder(resolver, expanded.calls)
    conditions = {one.condition: Unknown(one.condition) for one in blocks.values() if one.condition}
    return Stack(
        name="",
        template=configuration.file,
        format="terraform",
        folder=configuration.folder,
        resources=built.resources(),
        parameters=configuration.variables,
        outputs={name: _output(resolver, one) for name, one in configuration.outputs.items()},
        conditions=dict(conditions),
        gaps=(*configuration.gaps, *expanded.gaps, *built.gaps),
    )


def _output(resolver: Resolver, output: Output) -> Output:
    return changed(output, value=resolver.value(output.value))


class _Builder:
    """Makes the resources of one configuration; `calls` names the call of what a registry module makes."""

    def __init__(self, resolver: Resolver, calls: Mapping[str, str]) -> None:
        self.resolver = resolver
        self.calls = calls
        self.gaps: list[Gap] = []

    def resources(self) -> dict[str, StackResource]:
        """Return the resources by address, what belongs to another one put into it."""
        found: dict[str, StackResource] = {}
        additions: list[Addition] = []
        for block in self.resolver.blocks.values():
            for piece in self._pieces(block) if block.mode == "managed" else ():
                if isinstance(piece, Addition):
                    additions.append(piece)
                else:
                    found[piece.id] = piece
        for addition in additions:
            if addition.target in found:
                found[addition.target] = _with(found[addition.target], addition)
        return found

    def _pieces(self, block: Block) -> Iterator[StackResource | Addition]:
        """Yield what becomes of one resource of Terraform."""
        known = mapping(block.type)
        made = self._properties(block, known)
        if known.part is not None:
            yield from self._parts(block, known.part, Map(made.items, at=block.at))
            return
        yield self._resource(block, known.type or block.type, _named(made, known))
        yield from self._split(block, known)
        if block.type in BESIDE:
            yield from BESIDE[block.type](block, self.resolver)

    def _properties(self, block: Block, known: Renaming) -> Map:
        shape = PROPERTIES.get(block.type)
        if shape is not None:
            return shape(block, self.resolver)
        arguments = self.resolver.arguments(block)
        if known.part is not None:
            kept = {name: item for name, item in arguments.items.items() if name not in known.part.of}
            arguments = Map(kept, at=arguments.at)
        return properties(arguments, known)

    def _resource(self, block: Block, kind: str, made: Map) -> StackResource:
        return StackResource(
            block.address,
            kind,
            made,
            block.at,
            block.condition,
            depends_on=tuple(self._depends_on(block)),
            made_from=self.calls.get(block.address, block.address),
        )

    def _depends_on(self, block: Block) -> Iterator[str]:
        for reference in references(block.arguments.items.get("depends_on", ABSENT)):
            if reference.id in self.resolver.blocks:
                yield reference.id

    def _split(self, block: Block, known: Renaming) -> Iterator[StackResource]:
        """Yield the resources CloudFormation makes of single arguments."""
        for argument, split in known.split.items():
            value = self.resolver.argument(block, argument)
            if is_absent(value):
                continue
            holder = placed(Map({}, at=value.at), split.holder, Ref(block.address, at=value.at))
            yield StackResource(
                f"{block.address}.{argument}",
                split.type,
                placed(holder, split.body, value),
                value.at if value.at.line else block.at,
                block.condition,
                made_from=block.address,
            )

    def _parts(self, block: Block, part: Part, made: Map) -> Iterator[StackResource | Addition]:
        """Yield what a part adds to each resource it belongs to; it stands alone where there is none."""
        targets = self._targets(block, part)
        for target in targets:
            condition = block.condition if block.condition != target.condition else ""
            yield Addition(block.address, target.address, made, part.into, condition)
        if not targets:
            yield self._resource(block, part.alone or block.type, made)
            if not part.alone:
                wanted = " or ".join(part.types)
                reason = f"{block.address} belongs to a resource ({wanted}) that is not in the configuration"
                self.gaps.append(Gap(block.at, reason, "resource"))

    def _targets(self, block: Block, part: Part) -> tuple[Block, ...]:
        own = TARGETS.get(block.type)
        if own is not None:
            return own(block, self.resolver)
        arguments = self.resolver.arguments(block)
        found = [
            target
            for argument in part.of
            for named in elements(get(arguments, argument))
            for target in self.resolver.find_all(named, *part.types)
        ]
        return tuple({target.address: target for target in found}.values())


def _named(made: Map, known: Renaming) -> Map:
    """Return properties without a physical name that is not known in full.

    A name that holds an unknown part identifies nothing; without it the resource is named by reference, as
    one whose name the platform chooses. What names a resource is the argument that is an attribute too.
    """
    names = {known.names.get(argument, camel(argument)) for argument in known.attributes}
    unknown = {name for name in names if _has_unknown(made.items.get(name, ABSENT))}
    if not unknown:
        return made
    return Map({name: item for name, item in made.items.items() if name not in unknown}, at=made.at)


def _has_unknown(value: Value) -> bool:
    match value:
        case Unknown():
            return True
        case Concat():
            return any(_has_unknown(part) for part in value.parts)
        case Cond():
            return _has_unknown(value.then) or _has_unknown(value.otherwise)
        case _:
            return False


def _with(resource: StackResource, addition: Addition) -> StackResource:
    """Return a resource with what a part adds; on a condition where the part exists on one."""
    added = addition.properties
    if addition.into:
        added = placed(Map({}, at=added.at), addition.into, added)
    if addition.condition:
        added = Map({key: _on(addition.condition, item) for key, item in added.items.items()}, at=added.at)
    return changed(
        resource,
        properties=beside(resource.properties, added),
        parts={**resource.parts, addition.source: addition.properties},
    )


def _on(condition: str, value: Value) -> Value:
    """Return a value that is there on a condition; of a list each element is."""
    if isinstance(value, List):
        return List(tuple(_on(condition, item) for item in value.items), at=value.at)
    return Cond(condition, value, ABSENT, at=value.at)
