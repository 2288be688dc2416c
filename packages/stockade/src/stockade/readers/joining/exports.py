"""Exports and imports across the stacks of a repository.

Stacks of one folder that import from one another are one application. An import from another folder becomes
the exported value where that means the same everywhere (texts, names, ARNs); else it stays an import.
"""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace as changed

from stockade.model import Stack
from stockade.readers.joining.renaming import renamed, rewritten
from stockade.values import Import, List, Map, Value, references, text


def with_imports(stacks: Sequence[Stack]) -> list[Stack]:
    """Return the stacks with their imports resolved, those of one folder that belong together as one."""
    if not any(_exports(stack) for stack in stacks):
        return list(stacks)
    joined = [_one(group) for group in _groups(stacks)]
    everywhere = _unique(export for stack in joined for export in _exports(stack).items())
    return [_resolved(stack, everywhere) for stack in joined]


def _exports(stack: Stack) -> dict[str, Value]:
    """Return the exported values of a stack by the name they are exported under, where that is known."""
    named = ((text(output.export), output.value) for output in stack.outputs.values())
    return {name: value for name, value in named if name}


def _unique(exports: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Return the exports of which there is one, and whose value means the same in every stack."""
    found = list(exports)
    counts = Counter(name for name, _ in found)
    return {name: value for name, value in found if counts[name] == 1 and not any(references(value))}


def _groups(stacks: Sequence[Stack]) -> list[list[Stack]]:
    """Return the stacks, those of one folder together that import from one another, in their order."""
    exporters: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, stack in enumerate(stacks):
        for name in _exports(stack):
            exporters[stack.folder, name].append(number)
    group = list(range(len(stacks)))
    for number, stack in enumerate(stacks):
        for name in _imports(stack):
            found = exporters.get((stack.folder, name), ())
            if len(found) == 1 and found[0] != number:
                before, after = group[number], group[found[0]]
                group = [after if one == before else one for one in group]
    members: dict[int, list[Stack]] = {}
    for number, stack in enumerate(stacks):
        members.setdefault(group[number], []).append(stack)
    return list(members.values())


def _imports(stack: Stack) -> Iterator[str]:
    for resource in stack.resources.values():
        waiting: list[Value] = [resource.properties]
        while waiting:
            value = waiting.pop()
            match value:
                case Import(name=name):
                    known = text(name)
                    if known:
                        yield known
                case Map():
                    waiting.extend(value.items.values())
                case List():
                    waiting.extend(value.items)
                case _:
                    waiting.extend(getattr(value, "parts", ()))
                    waiting.extend(
                        inner for key in ("then", "otherwise") if (inner := getattr(value, key, None))
                    )


def _one(stacks: list[Stack]) -> Stack:
    """Return stacks that belong together as one; an id that two of them use is told apart by the template."""
    if len(stacks) == 1:
        return stacks[0]
    uses = Counter(identity for stack in stacks for identity in stack.resources)
    apart = [_apart(stack, uses) for stack in stacks]
    exports = {name: value for stack in apart for name, value in _exports(stack).items()}
    whole = changed(
        apart[0],
        resources={key: one for stack in apart for key, one in stack.resources.items()},
        parameters={key: one for stack in reversed(apart) for key, one in stack.parameters.items()},
        outputs={key: one for stack in apart for key, one in stack.outputs.items()},
        conditions={key: one for stack in apart for key, one in stack.conditions.items()},
        gaps=tuple(gap for stack in apart for gap in stack.gaps),
    )
    return _resolved(whole, exports)


def _apart(stack: Stack, uses: Counter[str]) -> Stack:
    stem = posixpath.splitext(posixpath.basename(stack.template))[0]
    names = {identity: f"{stem}.{identity}" for identity in stack.resources if uses[identity] > 1}
    return renamed(stack, names, f"{stem}.", stack.folder)


def _resolved(stack: Stack, exports: dict[str, Value]) -> Stack:
    if not exports or not any(True for _ in _imports(stack)):
        return stack

    def change(term: Value) -> Value:
        name = text(term.name) if isinstance(term, Import) else None
        return exports.get(name, term) if name else term

    return rewritten(stack, change, {}, "", stack.folder)
