"""`stockade map --format mermaid`: entry points, functions and resources as a flowchart."""

from collections.abc import Iterator

from stockade.findings import Surface
from stockade.model import App, Trigger
from stockade.reports.escape import visible

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /._-:,*$+=()")


def map_mermaid(surface: Surface) -> str:
    """Return one flowchart with a subgraph an application. Entry points anybody can use are red."""
    lines = ["flowchart LR"]
    for number, app in enumerate(surface.apps):
        lines.append(f"  subgraph a{number}[{_label(app.name)}]")
        lines.extend(f"    {line}" for line in _application(app, f"a{number}"))
        lines.append("  end")
    lines.append("  classDef open fill:#fdd,stroke:#c00,color:#600")
    lines.append("  classDef function fill:#eef,stroke:#447")
    return "\n".join(lines) + "\n"


def _application(app: App, prefix: str) -> Iterator[str]:
    nodes: dict[str, str] = {}

    def node(name: str) -> str:
        return nodes.setdefault(name, f"{prefix}n{len(nodes)}")

    for function in app.functions:
        yield f"{node(function)}[{_label(function)}]:::function"
    shown = {name for name in _shown(app) if name not in app.functions}
    for name in sorted(shown):
        kind = app.resources[name].type.removeprefix("AWS::") if name in app.resources else ""
        yield f"{node(name)}[({_label(f'{name} {kind}'.strip())})]"
    for trigger in app.triggers:
        style = ":::open" if trigger.is_open else ""
        yield f"{node(trigger.id)}([{_label(_title(trigger))}]){style}"
        target = trigger.function or trigger.origin
        if target:
            yield f"{node(trigger.id)} --> {node(target)}"
    for flow in app.flows:
        yield f"{node(flow.source)} -->|{_label(flow.kind)}| {node(flow.target)}"


def _shown(app: App) -> Iterator[str]:
    """Yield the ids that an arrow touches."""
    for trigger in app.triggers:
        if trigger.function is None and trigger.origin:
            yield trigger.origin
        elif trigger.function and trigger.function not in app.functions:
            yield trigger.function
    for flow in app.flows:
        yield flow.source
        yield flow.target


def _title(trigger: Trigger) -> str:
    what = f"{trigger.event_source} {trigger.detail}".strip()
    return f"{what} ({trigger.exposure}, {trigger.authentication})"


def _label(written: str) -> str:
    """Return a quoted label in which nothing is syntax: all but plain characters as `#NUMBER;`."""
    plain = (char if char in _PLAIN else f"#{ord(char)};" for char in visible(written))
    return f'"{"".join(plain)}"'
