"""Counts what is read of state machines and deliveries below some paths, and what flows through them.

python benchmarks/code/workflows.py PATH...
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stockade.analysis.workflows import Carrying
from stockade.assembly.workflows import with_workflows
from stockade.config import Config
from stockade.model import App, CodeFlow
from stockade.model.workflow import Graph, State
from stockade.pipeline import Selection, map_surface, with_code

_THROUGH = (" hands it to ", " starts ")


def every(graph: Graph) -> Iterator[State]:
    for state in graph.states.values():
        yield state
        for inner in state.graphs:
            yield from every(inner)


def passes(flow: CodeFlow) -> bool:
    return any(part in step.text for step in flow.steps for part in _THROUGH)


def measure(root: Path) -> None:
    surface = map_surface(root, Config(), Selection(allow_empty=True))
    counts: Counter[str] = Counter()
    begun = time.process_time()
    apps = [with_workflows(app, lambda file: reading(root / file)) for app in surface.apps]
    read = time.process_time() - begun
    for app in apps:
        count(app, counts)
    begun = time.process_time()
    for app in apps:
        Carrying(app).round({})
    walked = time.process_time() - begun
    flows = [
        (app, owner, flow)
        for app in with_code(surface, root, Config()).apps
        for owner, code in app.code.items()
        for flow in code.flows
        if owner in app.workflows.machines or passes(flow)
    ]
    told = ", ".join(f"{number} {what}" for what, number in counts.items())
    print(f"{root}: {told}; read {read:.2f} s, walked {walked:.2f} s CPU; {len(flows)} flows")
    for app, owner, flow in sorted(flows, key=lambda one: (one[2].rule, one[2].location)):
        source = f"{flow.event_source} {flow.field}" + (f" by {flow.writer}" if flow.writer else "")
        print(f"  {flow.rule} {app.name} {owner} {flow.location}: {source}; {flow.callee}")


def reading(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def count(app: App, counts: Counter[str]) -> None:
    carrying = Carrying(app)
    machines = app.workflows.machines.values()
    states = [state for one in machines for state in every(one.graph)]
    counts["machines"] += len(machines)
    counts["states"] += len(states)
    counts["states in JSONata"] += sum(one.language == "JSONata" for one in states)
    counts["states without a line"] += sum(not one.at.line for one in states)
    counts["gaps"] += sum(len(one.gaps) for one in machines)
    counts["deliveries"] += len(app.workflows.deliveries)
    counts["of them shaped"] += sum(not one.plain for one in app.workflows.deliveries)
    counts["functions whose event is known"] += sum(map(carrying.carries, app.functions))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        measure(Path(name))
