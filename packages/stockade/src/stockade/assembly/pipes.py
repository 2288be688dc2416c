"""EventBridge Pipes: the source's records go to the enrichment, then to the target.

Reads `AWS::Pipes::Pipe`.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.eventbridge import Forward
from stockade.assembly.index import FUNCTION
from stockade.values import get


def wire(draft: Draft) -> None:
    """Add a trigger for each function that a pipe targets or enriches with."""
    for pipe in draft.of_type("AWS::Pipes::Pipe"):
        for place in ("Enrichment", "Target"):
            for function in draft.index.find_all(get(pipe.properties, place), FUNCTION):
                draft.trigger(
                    Wired(
                        event_source="pipes",
                        function=function,
                        origin=draft.index.find(get(pipe.properties, "Source")),
                        detail=f"{pipe.id} {place.lower()}",
                        location=pipe.at,
                        declared_by=pipe.id,
                        filters=get(pipe.properties, "SourceParameters.FilterCriteria"),
                    )
                )


def forwards(draft: Draft) -> list[Forward]:
    """Return what pipes pass on to resources other than functions."""
    found: list[Forward] = []
    for pipe in draft.of_type("AWS::Pipes::Pipe"):
        target = draft.index.find(get(pipe.properties, "Target"))
        if target is not None and draft.function(get(pipe.properties, "Target")) is None:
            found.append((draft.index.find(get(pipe.properties, "Source")), target, pipe.at))
    return found
