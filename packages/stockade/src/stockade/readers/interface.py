"""`read_all`: every application below a path."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from stockade.cache import Cache
from stockade.errors import ReadError, UsageError
from stockade.model import Gap, Stack
from stockade.readers.collection import paused_collection
from stockade.readers.discovery import ASSEMBLY, TERRAFORM, TEST_DATA, Candidate, candidates, kind_of
from stockade.readers.files import MOST_BYTES, Root
from stockade.readers.joining import with_imports, with_nested
from stockade.readers.naming import name_stacks
from stockade.readers.opening import Opener, read_part, read_template
from stockade.readers.parallel import Progress, read_each
from stockade.values import Location, Value

LOOKED_FOR = (
    "SAM and CloudFormation templates (*.yaml, *.yml, *.json, *.template)",
    "services of the Serverless Framework (serverless.yml)",
    "Terraform and OpenTofu configurations (*.tf, *.tofu, *.tf.json) and plans (terraform show -json)",
    "CDK assemblies (cdk.out)",
    "Chalice applications (app.py)",
)


class Readings(Struct, frozen=True):
    """Every stack found, the gaps of files that are none, and the formats looked for."""

    stacks: tuple[Stack, ...] = ()
    gaps: tuple[Gap, ...] = ()
    looked_for: tuple[str, ...] = LOOKED_FOR


def _silent(_done: int, _all: int) -> None:
    """Report no progress."""


def read_all(  # noqa: PLR0913 - each with a default
    path: Path,
    *,
    most_bytes: int = MOST_BYTES,
    exclude: tuple[str, ...] = (),
    jobs: int = 1,
    progress: Progress = _silent,
    cache: Cache | None = None,
) -> Readings:
    """Read every application below a folder, or the one a file holds.

    A folder with many is read by up to `jobs` processes; a program that asks for more than one must guard its
    main module as `multiprocessing` demands.

    Raises `UsageError` when the path is not there, or when a named file cannot be read as an application.
    """
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    with paused_collection():
        return (
            _named(path, most_bytes)
            if path.is_file()
            else _folder(path, most_bytes, exclude, jobs, progress, cache)
        )


def _folder(  # noqa: PLR0913, PLR0917 - what `read_all` is given
    path: Path,
    most_bytes: int,
    exclude: tuple[str, ...],
    jobs: int,
    progress: Progress,
    cache: Cache | None,
) -> Readings:
    root = Root(path, most_bytes=most_bytes)
    found = _assembly_itself(root) or list(candidates(root.path, exclude))
    stacks: list[Stack] = []
    gaps: list[Gap] = []
    for candidate, read in zip(found, read_each(root, found, jobs, progress, cache), strict=True):
        gaps.extend(read.gaps)
        if read.stacks and candidate.test_data:
            gaps.append(_left_out(root, candidate))
        else:
            stacks.extend(read.stacks)
    return Readings(_joined(stacks, root), tuple(dict.fromkeys(gaps)))


def _assembly_itself(root: Root) -> list[Candidate]:
    """Return the one candidate where the folder asked for is an assembly: nothing else in it counts."""
    return [Candidate(root.path, "cdk")] if root.path.name == ASSEMBLY else []


def _left_out(root: Root, candidate: Candidate) -> Gap:
    """Return the gap of an application among test data: one for each such folder."""
    parts = candidate.path.relative_to(root.path).parts
    folder = "/".join(parts[: next(n for n, part in enumerate(parts) if part in TEST_DATA) + 1])
    return Gap(Location(folder), "holds test data and is left out; name it to have it read", "file")


def _named(path: Path, most_bytes: int) -> Readings:
    """Read one file named by the user: what would be a gap in a folder is wrong use here."""
    root = Root(path.resolve().parent, most_bytes=most_bytes)
    candidate = Candidate(root.path / path.name, kind_of(path.name) or "template")
    stacks, gaps = Opener(root).open(candidate)
    if not stacks and not gaps and candidate.kind == "template":
        stacks = _whatever_it_holds(root, path.name, gaps)
    if not stacks and gaps:
        raise UsageError(f"{path.parent / str(gaps[0].location)}: {gaps[0].reason}")
    if not stacks:
        raise UsageError(f"{path}: is no application of a format Stockade reads ({', '.join(LOOKED_FOR)})")
    return Readings(_joined(stacks, root), tuple(gaps))


def _whatever_it_holds(root: Root, name: str, gaps: list[Gap]) -> list[Stack]:
    """Read a named file as a template though its bytes do not look like one: the fault is worth a word."""
    try:
        stack = read_template(root, name)
    except ReadError as error:
        gaps.append(Gap(Location(error.file or name, error.line), error.reason, "file"))
        return []
    return [stack] if stack is not None else []


def _joined(stacks: Sequence[Stack], root: Root) -> tuple[Stack, ...]:
    """Return the stacks, each template once, those that belong together as one, with their names."""

    def read(file: str, passed: dict[str, Value]) -> Stack | None:
        return read_part(root, file, passed)

    return name_stacks(with_imports(with_nested(_once(stacks), root, read)))


def _once(stacks: Sequence[Stack]) -> list[Stack]:
    """Return each thing once: no template of an assembly by itself, no configuration beside its plan."""
    assembled = {stack.template for stack in stacks if stack.format == "cdk"}
    planned = {stack.folder for stack in stacks if stack.format == "terraform" and not _is_written(stack)}
    return [
        stack
        for stack in stacks
        if (stack.format == "cdk" or stack.template not in assembled)
        and not (stack.format == "terraform" and stack.folder in planned and _is_written(stack))
    ]


def _is_written(stack: Stack) -> bool:
    """Tell whether a stack of Terraform comes of its files, not of a plan."""
    return stack.template.endswith(TERRAFORM)
