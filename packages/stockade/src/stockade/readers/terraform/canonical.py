"""A Terraform configuration in CloudFormation's words: `Configuration -> Stack`.

Each resource is renamed by `types.toml`, or shaped by a module of `shapes/`; what is a resource of its own in
Terraform and a property in CloudFormation is put into what it belongs to. Ids stay Terraform's addresses.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace as changed

from stockade.model import Gap, Output, Stack, StackResource
from stockade.readers.terraform.configuration import Block, Configuration
from stockade.readers.terraform.mapping import Mapping, Part, mapping
from stockade.readers.terraform.properties import beside, placed, properties
from stockade.readers.terraform.references import Resolver
from stockade.readers.terraform.registry import expand
from stockade.readers.terraform.shapes import BESIDE, PROPERTIES, TARGETS
from stockade.values import (
    ABSENT,
    Cond,
    List,
    Location,
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
    """What a part adds to the resource it belongs to: properties, at a property path where there is one."""

    target: str
    properties: Map
    into: str
    condition: str = ""


def canonical(configuration: Configuration) -> Stack:
    """Return the stack of an evaluated configuration."""
    expanded = expand(configuration.calls)
    blocks = {**configuration.blocks, **expanded.blocks}
    resolver = Resolver(blocks, expanded.outputs, expanded.unread)
    resources, gaps = _resources(resolver)
    conditions = {one.condition: Unknown(one.condition) for one in blocks.values() if one.condition}
    return Stack(
        name="",
        template=configuration.file,
        format="terraform",
        folder=configuration.folder,
        resources=resources,
        parameters=configuration.variables,
        outputs={name: _output(resolver, one) for name, one in configuration.outputs.items()},
        conditions=dict(conditions),
        gaps=(*configuration.gaps, *expanded.gaps, *gaps),
    )


def _output(resolver: Resolver, output: Output) -> Output:
    return changed(output, value=resolver.value(output.value))


def _resources(resolver: Resolver) -> tuple[dict[str, StackResource], list[Gap]]:
    found: dict[str, StackResource] = {}
    additions: list[Addition] = []
    gaps: list[Gap] = []
    for block in resolver.blocks.values():
        if block.mode == "managed":
            for piece in _pieces(block, resolver, gaps):
                if isinstance(piece, Addition):
                    additions.append(piece)
                else:
                    found[piece.id] = piece
    for addition in additions:
        if addition.target in found:
            found[addition.target] = _with(found[addition.target], addition)
    return found, gaps


def _pieces(block: Block, resolver: Resolver, gaps: list[Gap]) -> Iterator[StackResource | Addition]:
    """Yield what becomes of one resource of Terraform."""
    known = mapping(block.type)
    made = _properties(block, resolver, known)
    if known.part is not None:
        yield from _parts(block, resolver, known.part, made, gaps)
        return
    yield _resource(block, resolver, known.type or block.type, made)
    yield from _split(block, resolver, known)
    if block.type in BESIDE:
        yield from BESIDE[block.type](block, resolver)


def _properties(block: Block, resolver: Resolver, known: Mapping) -> Map:
    shape = PROPERTIES.get(block.type)
    if shape is not None:
        return shape(block, resolver)
    arguments = resolver.arguments(block)
    if known.part is not None:
        kept = {name: item for name, item in arguments.items.items() if name not in known.part.of}
        arguments = Map(kept, at=arguments.at)
    return properties(arguments, known)


def _resource(block: Block, resolver: Resolver, kind: str, made: Map) -> StackResource:
    return StackResource(
        block.address,
        kind,
        made,
        block.at,
        block.condition,
        depends_on=tuple(_depends_on(block, resolver)),
        made_from=_origin(block),
    )


def _origin(block: Block) -> str:
    """Return what the user wrote: the resource itself."""
    return block.address


def _depends_on(block: Block, resolver: Resolver) -> Iterator[str]:
    for reference in references(block.arguments.items.get("depends_on", ABSENT)):
        if reference.id in resolver.blocks:
            yield reference.id


def _split(block: Block, resolver: Resolver, known: Mapping) -> Iterator[StackResource]:
    """Yield the resources CloudFormation makes of single arguments."""
    for argument, split in known.split.items():
        value = resolver.argument(block, argument)
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


def _parts(
    block: Block, resolver: Resolver, part: Part, made: Map, gaps: list[Gap]
) -> Iterator[StackResource | Addition]:
    """Yield what a part adds to each resource it belongs to; it stands alone where there is none."""
    targets = _targets(block, resolver, part)
    for target in targets:
        condition = block.condition if block.condition != target.condition else ""
        yield Addition(target.address, made, part.into, condition)
    if not targets:
        yield _resource(block, resolver, part.alone or block.type, made)
        if not part.alone:
            wanted = " or ".join(part.types)
            reason = f"{block.address} belongs to a resource ({wanted}) that is not in the configuration"
            gaps.append(Gap(block.at, reason, "resource"))


def _targets(block: Block, resolver: Resolver, part: Part) -> tuple[Block, ...]:
    own = TARGETS.get(block.type)
    if own is not None:
        return own(block, resolver)
    arguments = resolver.arguments(block)
    found = [
        target
        for argument in part.of
        for named in elements(get(arguments, argument))
        for target in resolver.find_all(named, *part.types)
    ]
    return tuple({target.address: target for target in found}.values())


def _with(resource: StackResource, addition: Addition) -> StackResource:
    """Return a resource with what a part adds; on a condition where the part exists on one."""
    added = addition.properties
    if addition.into:
        added = placed(Map({}, at=added.at), addition.into, added)
    if addition.condition:
        added = Map({key: _on(addition.condition, item) for key, item in added.items.items()}, at=added.at)
    return changed(resource, properties=beside(resource.properties, added))


def _on(condition: str, value: Value) -> Value:
    """Return a value that is there on a condition; of a list each element is."""
    if isinstance(value, List):
        return List(tuple(_on(condition, item) for item in value.items), at=value.at)
    return Cond(condition, value, ABSENT, at=_place(value))


def _place(value: Value) -> Location:
    return value.at
