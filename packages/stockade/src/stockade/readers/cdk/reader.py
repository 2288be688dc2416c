"""The cloud assembly in a folder into stacks."""

import posixpath
from collections.abc import Iterator

from msgspec.structs import replace

from stockade.errors import ReadError
from stockade.model import Gap, Stack, StackResource
from stockade.readers.cdk.assembly import MANIFEST, Synthesised, stacks
from stockade.readers.cdk.assets import Origins
from stockade.readers.cdk.tree import PATH, TREE, templates
from stockade.readers.cloudformation import read_document
from stockade.readers.cloudformation.template import Made, prepare, read_stack
from stockade.readers.files import Root
from stockade.values import Lit, Location, Map, Value, entries, text

OUTPUT = "cdk.out"
PROJECT = "cdk.json"
_ASSET = "aws:asset:path"
_ASSET_PROPERTY = "aws:asset:property"
_DOCKERFILE = "aws:asset:dockerfile-path"
_METADATA = "AWS::CDK::Metadata"
"""The resource by which the framework counts its constructs: no part of the application."""
_AS_WRITTEN = Made("cdk", {}, {}, frozenset())


def unsynthesised(file: str) -> Gap:
    """Return the gap of an application whose assembly is not there: what its owner may run."""
    reason = (
        f"a CDK application without {OUTPUT}: only its own code knows its template, and is never run here; "
        "run `cdk synth` there and scan again"
    )
    return Gap(Location(file, 1), reason, "file")


def read_cdk(root: Root, folder: str) -> tuple[list[Stack], list[Gap]]:
    """Return the stacks of the assembly in a folder (`cdk.out`), and the gaps of files that are none."""
    gaps: list[Gap] = []
    origins = Origins(root, posixpath.dirname(folder))
    found: list[Stack] = []
    if (root.path / folder / MANIFEST).is_file():
        found = [stack for each in stacks(root, folder, gaps) for stack in _stack(root, each, origins, gaps)]
    if not found and (root.path / folder / TREE).is_file():
        found = list(_from_tree(root, folder, gaps))
    return found, gaps


def _stack(root: Root, synthesised: Synthesised, origins: Origins, gaps: list[Gap]) -> Iterator[Stack]:
    file = synthesised.template
    try:
        document = read_document(root.text(file), file)
    except ReadError as error:
        gaps.append(Gap(Location(error.file or file, error.line), error.reason, "file"))
        return
    if isinstance(document.value, Map):
        yield _read(document.value, file, root, synthesised, origins)


def _read(raw: Map, file: str, root: Root, synthesised: Synthesised, origins: Origins) -> Stack:
    found: list[Gap] = []
    read = read_stack(prepare(raw, root, synthesised.folder, found), file, found, made=_AS_WRITTEN)
    resources = {
        identity: _placed(resource, synthesised.folder, origins)
        for identity, resource in read.resources.items()
        if resource.type != _METADATA
    }
    return replace(read, name=synthesised.id, resources=resources)


def with_code(stack: Stack, root: Root) -> Stack:
    """Return a stack of an assembly whose staged code is traced to where it was copied from."""
    origins = Origins(root, posixpath.dirname(stack.folder))
    placed = {key: _placed(one, stack.folder, origins) for key, one in stack.resources.items()}
    return replace(stack, resources=placed)


def _placed(resource: StackResource, folder: str, origins: Origins) -> StackResource:
    """Name a resource by its construct, and put the folder of staged code where it was staged for.

    The folder is relative to that of the template.
    """
    metadata = dict(entries(resource.metadata))
    resource = replace(resource, known_as=text(metadata.get(PATH, Map())) or "")
    staged = text(metadata.get(_ASSET, Map()))
    key = text(metadata.get(_ASSET_PROPERTY, Map())) or ""
    if staged is not None and _DOCKERFILE in metadata:
        return _image(resource, metadata, staged, folder, origins)
    if staged is None or key not in resource.properties.items:
        return resource
    try:
        asset = origins.root.inside(folder, staged)
    except ReadError:
        return resource  # an absolute path of the machine that synthesised: its code is not here
    value = resource.properties.items[key]
    code = posixpath.relpath(origins.of(asset), folder or ".")
    changed = Map({**resource.properties.items, key: Lit(code, at=value.at)}, at=resource.properties.at)
    return replace(resource, properties=changed)


def _image(
    resource: StackResource, metadata: dict[str, Value], staged: str, folder: str, origins: Origins
) -> StackResource:
    """Put the folder of an image where it was staged from, relative to that of the template."""
    try:
        asset = origins.root.inside(folder, staged)
    except ReadError:
        return resource
    where = Lit(posixpath.relpath(origins.of(asset), folder or "."), at=resource.at)
    return replace(resource, metadata=Map({**metadata, _ASSET: where}, at=resource.at))


def _from_tree(root: Root, folder: str, gaps: list[Gap]) -> Iterator[Stack]:
    """Read an assembly of which only the tree is there."""
    file = posixpath.join(folder, TREE)
    try:
        tree = read_document(root.text(file), file).value
    except ReadError as error:
        gaps.append(Gap(Location(error.file or file, error.line), error.reason, "file"))
        return
    for path, template in templates(tree):
        reason = "read from tree.json alone: conditions, defaults of parameters and outputs are not known"
        found = [Gap(Location(file, 1), reason, "resource")]
        yield replace(with_code(read_stack(template, file, found, made=_AS_WRITTEN), root), name=path)
