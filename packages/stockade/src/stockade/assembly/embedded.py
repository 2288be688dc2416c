"""The code that templates hold: found here, parsed only where an application is judged.

`code_*.py` each know the resources of one service: mapping templates of APIs, resolvers of GraphQL APIs,
functions of the edge, rules on messages. What names an entry point is known once triggers have their ids.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from stockade.assembly import code_apis, code_edge, code_graphql, code_messages
from stockade.assembly.draft import Draft
from stockade.model import Trigger
from stockade.model.embedded import Embedded


def embedded(draft: Draft, triggers: Iterable[Trigger]) -> tuple[Embedded, ...]:
    """Return all code inside the templates of a stack, each under an id of its own."""
    started: dict[tuple[str, str], list[str]] = {}
    for trigger in triggers:
        started.setdefault((trigger.declared_by, trigger.detail), []).append(trigger.id)
    taken: dict[str, int] = {}
    found = []
    for one in _all(draft):
        number = taken.get(one.id, 0)
        taken[one.id] = number + 1
        entry_points = tuple(started.get((one.group or one.resource, one.detail), ()))
        identity = one.id if not number else f"{one.id}#{number + 1}"
        found.append(replace(one, id=identity, entry_points=entry_points))
    return tuple(found)


def _all(draft: Draft) -> Iterator[Embedded]:
    for module in (code_apis, code_graphql, code_edge, code_messages):
        yield from module.code(draft)
