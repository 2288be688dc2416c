"""Names of applications: the folder relative to the root, made unique with the template's name."""

import posixpath
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from stockade.model import Stack
from stockade.readers.discovery import ASSEMBLY


def name_stacks(stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """Return the stacks with their names; one at the root takes the name of its file."""
    beside = Counter(_folder(stack) for stack in stacks)
    names = [_name(stack, beside[_folder(stack)]) for stack in stacks]
    counts = Counter(names)
    return tuple(
        replace(stack, name=name if counts[name] == 1 else f"{name}{_ending(stack)}")
        for stack, name in zip(stacks, names, strict=True)
    )


def _folder(stack: Stack) -> str:
    """Return the folder of the application: that of a CDK application holds its assembly."""
    parts = stack.folder.split("/")
    return "/".join(parts[: parts.index(ASSEMBLY)]) if ASSEMBLY in parts else stack.folder


def _name(stack: Stack, beside: int) -> str:
    folder = _folder(stack)
    if beside == 1 and folder:
        return folder
    return f"{folder}/{_own(stack)}" if folder else _own(stack)


def _own(stack: Stack) -> str:
    """Return what tells a stack from others in its folder: its own name, else its file's."""
    return stack.name or posixpath.splitext(posixpath.basename(stack.template))[0]


def _ending(stack: Stack) -> str:
    """Return what tells apart two stacks of one name: `orders.json` and `orders.yaml`."""
    return posixpath.splitext(stack.template)[1]
