"""`manifest.json`: the stacks of a cloud assembly and of the assemblies nested in it (stages).

Source: the schema of the cloud assembly that the framework publishes. Every path in it is a claim of a file
that anybody may have written: none is followed out of the scanned root.
"""

import posixpath
from collections.abc import Iterator

from msgspec import Struct

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.cloudformation import read_document
from stockade.readers.files import Root
from stockade.values import Location, Map, entries, get, text

MANIFEST = "manifest.json"
_STACK = "aws:cloudformation:stack"
_NESTED = "cdk:cloud-assembly"
DEEPEST = 5


class Synthesised(Struct, frozen=True):
    """One stack of an assembly: its id, its template and the folder of its assembly, relative to the root."""

    id: str
    template: str
    folder: str
    at: Location


def stacks(root: Root, folder: str, gaps: list[Gap], depth: int = 0) -> Iterator[Synthesised]:
    """Yield every stack of the assembly in a folder; what its manifest misnames is a gap."""
    file = posixpath.join(folder, MANIFEST)
    try:
        manifest = read_document(root.text(file), file).value
    except ReadError as error:
        gaps.append(Gap(Location(file, error.line), error.reason, "file"))
        return
    for name, artifact in entries(get(manifest, "artifacts")):
        kind = text(get(artifact, "type"))
        if kind == _STACK:
            yield from _stack(root, folder, name, artifact if isinstance(artifact, Map) else Map(), gaps)
        elif kind == _NESTED and depth < DEEPEST:
            below = _inside(
                root, folder, artifact if isinstance(artifact, Map) else Map(), "directoryName", gaps
            )
            if below is not None:
                yield from stacks(root, below, gaps, depth + 1)


def _stack(root: Root, folder: str, name: str, artifact: Map, gaps: list[Gap]) -> Iterator[Synthesised]:
    template = _inside(root, folder, artifact, "templateFile", gaps)
    if template is not None:
        shown = text(get(artifact, "properties.stackName")) or name
        yield Synthesised(shown, template, folder, artifact.at)


def _inside(root: Root, folder: str, artifact: Map, key: str, gaps: list[Gap]) -> str | None:
    named = text(get(artifact, f"properties.{key}"))
    if not named:
        gaps.append(Gap(artifact.at, f"the artifact names no {key}", "file"))
        return None
    try:
        return root.inside(folder, named)
    except ReadError as error:
        gaps.append(Gap(artifact.at, f"the artifact {error.reason}", "file"))
        return None
