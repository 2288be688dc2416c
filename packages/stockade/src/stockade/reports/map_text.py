"""`stockade map` for people: every way in, who can use it, and how far it leads."""

from collections.abc import Sequence

from rich.text import Text

from stockade.findings import Surface
from stockade.model import App, Trigger
from stockade.reports.canvas import Canvas, counted, grid, joined, show_gaps, styled

MOST_TARGETS = 5
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
    canvas.show(
        Text.assemble(styled(app.name, "bold"), f"  {app.format}  ", styled(app.template, "underline"))
    )
    reaches = _targets(app)
    columns = ("source", "event", "who can send", "authentication", "function", "which may")
    table = grid(*({"overflow": "fold"} for _ in columns))
    table.add_row(*(Text(column, style="dim") for column in columns))
    for trigger in app.triggers:
        table.add_row(*_row(trigger, reaches))
    if app.triggers:
        canvas.show(table, indent=2)
    else:
        canvas.show(styled("no entry points", "dim"), indent=2)
    _show_unreached(canvas, app)
    canvas.gap()


def _row(trigger: Trigger, reaches: dict[str, list[str]]) -> tuple[Text, ...]:
    is_open = "bold red" if trigger.is_open else ""
    return (
        styled(trigger.event_source),
        styled(trigger.detail or trigger.origin or ""),
        styled(trigger.exposure, STYLES.get(trigger.exposure, "")),
        styled(trigger.authentication, is_open),
        styled(trigger.function or f"straight into {trigger.origin}"),
        _may(reaches.get(trigger.function or "", [])),
    )


def _may(targets: Sequence[str]) -> Text:
    shown = [styled(target) for target in targets[:MOST_TARGETS]]
    if len(targets) > MOST_TARGETS:
        shown.append(styled(f"{len(targets) - MOST_TARGETS} more", "dim"))
    return joined(shown, ", ") if shown else Text("-", style="dim")


def _targets(app: App) -> dict[str, list[str]]:
    """Return what each function may do to what: `writes Orders`, kinds on the same target together."""
    kinds: dict[str, dict[str, list[str]]] = {}
    for flow in app.flows:
        found = kinds.setdefault(flow.source, {}).setdefault(flow.target, [])
        if flow.kind not in found:
            found.append(flow.kind)
    return {
        source: [f"{' and '.join(sorted(found))} {target}" for target, found in targets.items()]
        for source, targets in kinds.items()
    }


def _show_unreached(canvas: Canvas, app: App) -> None:
    started = {trigger.function for trigger in app.triggers}
    names = [name for name in app.functions if name not in started]
    if names:
        canvas.show(styled(f"nothing starts {', '.join(names)}", "dim"), indent=2)


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
