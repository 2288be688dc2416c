"""Second order: what one function writes to a resource is what another reads from it, or is started with."""

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace as changed

from stockade.analysis.runs import Analysed, Found, Written
from stockade.analysis.stores import Where, meet, resource_id
from stockade.model import App, CodeFlow

DIRECT = ("lambda.invoke",)
"""How a function is started that nothing of the model starts."""
Writes = dict[str, list[tuple[str, Written]]]
"""Who writes what, by the id of the resource."""


def writes_of(app: App, found: dict[str, Analysed]) -> Writes:
    """Return who writes somebody's data to which resource."""
    written: Writes = {}
    for one in found.values():
        for write in one.writes:
            resource = resource_id(app, app.functions[one.function], write.where)
            if resource:
                written.setdefault(resource, []).append((one.function, write))
    return written


def flows_of(app: App, function: str, one: Found, written: Writes) -> Iterator[CodeFlow]:
    """Yield a flow; of stored data with its first half, where somebody's data is stored there."""
    if one.is_sent or one.secret:
        yield one.flow
    elif one.control == "stored" and one.stored is not None:
        resource = resource_id(app, app.functions[function], one.stored)
        path = re.findall(r"\w+", one.flow.field)
        for writer, write in [
            each for each in written.get(resource, ()) if _joins(each[1], one.stored, path)
        ][:1]:
            yield _through(one.flow, writer, write, resource.rpartition(":")[2])


def handed_over(app: App, written: Writes, run: Callable[[str], Analysed]) -> dict[str, tuple[CodeFlow, ...]]:
    """Return the flows of functions that others invoke: their event is what those hand over."""
    found: dict[str, tuple[CodeFlow, ...]] = {}
    for identity in app.functions:
        direct = any(one.event_source in DIRECT for one in app.triggers_of(identity))
        if identity in written and not direct:
            writer, write = written[identity][0]
            sent = (one.flow for one in run(identity).found if one.is_sent)
            found[identity] = tuple(_through(flow, writer, write, identity) for flow in sent)
    return found


def _through(flow: CodeFlow, writer: str, write: Written, resource: str) -> CodeFlow:
    """Return a flow with its first half: who wrote the data, and to which resource."""
    return changed(
        flow,
        event_source=write.event_source,
        field=write.field or "**",
        steps=(*write.steps, *flow.steps),
        through=resource,
        writer=writer,
    )


def _joins(write: Written, read: Where, path: list[str]) -> bool:
    return write.where.may_be(read) and meet(write.entry, path)
