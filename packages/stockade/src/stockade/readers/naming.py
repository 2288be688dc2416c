"""Names of applications: the folder relative to the root, made unique with the template's name."""

import posixpath
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from stockade.model import Stack


def name_stacks(stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """Return the stacks with their names; a template at the root takes the name of its file."""
    folders = Counter(stack.folder for stack in stacks)
    return tuple(replace(stack, name=_name(stack, folders[stack.folder])) for stack in stacks)


def _name(stack: Stack, beside: int) -> str:
    base = posixpath.basename(stack.template)
    stem = posixpath.splitext(base)[0]
    if not stack.folder:
        return stem if beside == 1 else base
    return stack.folder if beside == 1 else f"{stack.folder}/{stem}"
