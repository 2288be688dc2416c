"""`stockade map` for people: every way in, who can use it, and how far it leads."""

from rich.text import Text

from stockade.findings import Surface
from stockade.model import App, Trigger
from stockade.model.exposure import WIDEST_FIRST
from stockade.reports.canvas import Canvas, counted, grid, joined, show_gaps, styled

MOST_TARGETS = 8
STYLES = {"public": "red", "unknown": "yellow"}


def map_text(surface: Surface, *, width: int = 100, colour: bool = False) -> str:
    """Return the attack surface of every application."""
    canvas = Canvas(width=width, colour=colour)
    for app in surface.apps:
        _show_app(canvas, app)
    show_gaps(canvas, surface.all_gaps)
    canvas.show(_total(surface))
    return canvas.text()


def _show_app(canvas: Canvas, app: App) -> None:
    where = styled(app.template, "underline")
    canvas.show(Text.assemble(styled(app.name, "bold"), f"  {app.format}  ", where))
    canvas.gap()
    _show_entry_points(canvas, app)
    _show_functions(canvas, app)
    canvas.gap()


def _show_entry_points(canvas: Canvas, app: App) -> None:
    if not app.triggers:
        canvas.show(styled("no entry points", "dim"), indent=2)
        return
    columns = ("who can send", "authentication", "event", "starts")
    table = grid({"no_wrap": True}, {"no_wrap": True}, {"overflow": "fold"}, {"overflow": "fold"})
    table.add_row(*(Text(column, style="dim") for column in columns))
    for trigger in sorted(app.triggers, key=lambda trigger: WIDEST_FIRST.index(trigger.exposure)):
        table.add_row(*_row(trigger))
    canvas.show(table, indent=2)
    canvas.gap()


def _row(trigger: Trigger) -> tuple[Text, ...]:
    event = Text.assemble(
        styled(trigger.event_source, "dim"), " ", styled(trigger.detail or trigger.origin or "")
    )
    return (
        styled(trigger.exposure, STYLES.get(trigger.exposure, "")),
        styled(trigger.authentication, "bold red" if trigger.is_open else ""),
        event,
        styled(trigger.function)
        if trigger.function
        else styled(f"(straight into {trigger.origin or 'a service'})"),
    )


def _show_functions(canvas: Canvas, app: App) -> None:
    """Show what each function may do to what, where that is known, and which of them nothing starts."""
    reaches = _targets(app)
    started = {trigger.function for trigger in app.triggers}
    table = grid({"overflow": "fold", "max_width": canvas.width // 3}, {"ratio": 1})
    table.add_row(Text("function", style="dim"), Text("may", style="dim"))
    for name in app.functions:
        parts = [_may(kind, targets, app) for kind, targets in reaches.get(name, {}).items()]
        if not app.functions[name].role:
            parts.append(Text("unknown: its role is not in the template", style=STYLES["unknown"]))
        if name not in started:
            parts.append(Text("nothing starts it", style="dim"))
        table.add_row(styled(name), joined(parts, "; ") if parts else Text("-", style="dim"))
    if app.functions:
        canvas.show(table, indent=2)


def _may(kind: str, targets: list[str], app: App) -> Text:
    every = len(targets) > 1 and set(app.functions) <= set(targets)
    names = [target for target in targets if not (every and target in app.functions)]
    shown = (["every function"] if every else []) + names[:MOST_TARGETS]
    more = len(names) - MOST_TARGETS
    tail = f" and {more} more" if more > 0 else ""
    return Text.assemble((f"{kind} ", "dim"), styled(", ".join(shown) + tail))


def _targets(app: App) -> dict[str, dict[str, list[str]]]:
    """Return for each function the targets of what it may do, kinds on the same target together."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for flow in app.flows:
        found = kinds.setdefault((flow.source, flow.target), [])
        if flow.kind not in found:
            found.append(flow.kind)
    reaches: dict[str, dict[str, list[str]]] = {}
    for (source, target), found in kinds.items():
        reaches.setdefault(source, {}).setdefault(" and ".join(_infinitives(found)), []).append(target)
    return reaches


def _infinitives(kinds: list[str]) -> list[str]:
    """Return `read`, `publish` of `reads`, `publishes`."""
    return [
        kind.removesuffix("es") if kind.endswith("shes") else kind.removesuffix("s") for kind in sorted(kinds)
    ]


def _total(surface: Surface) -> Text:
    triggers = [trigger for app in surface.apps for trigger in app.triggers]
    functions = sum(len(app.functions) for app in surface.apps)
    is_open = sum(trigger.is_open for trigger in triggers)
    line = styled(
        f"{counted(len(surface.apps), 'application')}, {counted(functions, 'function')}, "
        f"{counted(len(triggers), 'entry point')}, ",
        "bold",
    )
    return line.append(f"{is_open} open to anybody", style="bold red" if is_open else "bold green")
