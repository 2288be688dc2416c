"""Finding the values a path names in an event, also below text that carries JSON, a form or base64."""

from collections.abc import Iterator, Mapping
from typing import Final

from stockade.catalog import encodings
from stockade.catalog.paths import Index, Key, Path, Step, Wild

#: How many values one path gives at most: the largest batch of a queue.
MAX_VALUES: Final = 10_000


class Missing:
    """Stands for a value that a branch of the event lacks; there is one, `MISSING`."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


def find(event: object, path: Path, texts: Mapping[str, str] | None = None) -> Iterator[tuple[Path, object]]:
    """Give the concrete path and the value of every place in `event` that `path` names.

    `texts` maps the path of a text (in the catalog's form, with `[]`) to the chain of encodings through
    which the path goes on below it; a text that is not named is tried as JSON, then as a form.
    `**` gives every leaf (a scalar, or an empty object or list). At most `MAX_VALUES` values.
    """
    for place, value in branches(event, path, texts):
        if value is not MISSING:
            yield place, value


def branches(
    event: object, path: Path, texts: Mapping[str, str] | None = None
) -> Iterator[tuple[Path, object]]:
    """Give as `find` does, and besides the branches that lack the value, each with `MISSING`.

    An object or list without members has no branches below it.
    """
    open_branches: list[tuple[int, tuple[Step, ...], object, object]] = [(0, (), event, None)]
    chains = texts or {}
    given = 0
    while open_branches and given < MAX_VALUES:
        done, steps, value, holder = open_branches.pop()
        rest = path.steps[done:]
        if not rest or value is MISSING:
            given += 1
            yield Path(steps), value
            continue
        if rest[0] is Wild.SUBTREE:
            for found in _leaves(steps, value, MAX_VALUES - given):
                given += 1
                yield found
            continue
        if isinstance(value, str):
            value = _below_text(value, str(Path(path.steps[:done])), chains, holder)
        below = [(done + 1, (*steps, step), member, value) for step, member in _members(value, rest[0])]
        open_branches.extend(reversed(below))


def _below_text(text: str, place: str, chains: Mapping[str, str], holder: object) -> object:
    chain = chains.get(place)
    return encodings.decode(text, "json+form" if chain is None else chain, holder)


def _members(value: object, step: Step) -> Iterator[tuple[Step, object]]:
    if isinstance(step, Key):
        yield step, value.get(step.name, MISSING) if isinstance(value, dict) else MISSING
    elif isinstance(step, Index):
        inside = isinstance(value, list) and step.number < len(value)
        yield step, value[step.number] if inside and isinstance(value, list) else MISSING
    elif step is Wild.ELEMENT and isinstance(value, list):
        for number, member in enumerate(value[:MAX_VALUES]):
            yield Index(number), member
    elif step is Wild.KEY and isinstance(value, dict):
        for name, member in value.items():
            yield Key(str(name)), member
    else:
        yield step, MISSING


def _leaves(steps: tuple[Step, ...], value: object, most: int) -> Iterator[tuple[Path, object]]:
    open_nodes: list[tuple[tuple[Step, ...], object]] = [(steps, value)]
    given = 0
    while open_nodes and given < most:
        place, node = open_nodes.pop()
        below: list[tuple[tuple[Step, ...], object]] = []
        if isinstance(node, dict):
            below = [((*place, Key(str(name))), member) for name, member in node.items()]
        elif isinstance(node, list):
            below = [((*place, Index(number)), member) for number, member in enumerate(node)]
        if below:
            open_nodes.extend(reversed(below))
        else:
            given += 1
            yield Path(place), node
