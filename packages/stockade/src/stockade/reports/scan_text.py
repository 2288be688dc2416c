"""`stockade scan` for people: what is wrong, who can get at it, why it matters here, what to do."""

from collections import Counter
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from stockade.findings import Finding, Scan, Severity
from stockade.findings.severity import WORST_FIRST
from stockade.model import App, Fix
from stockade.reports.canvas import COLOURS, Canvas, counted, grid, joined, show_gaps, styled

MOST_TOUCHED = 6
MOST_ROWS = 20
LEFT = 8
"""Columns before what is said of a finding: the indentation and the word."""
ARROW = " → "
Counts = Counter[tuple[str, Severity]]


def scan_text(scan: Scan, *, width: int = 100, colour: bool = False) -> str:
    """Return the report."""
    canvas = Canvas(width=width, colour=colour)
    apps = {app.name: app for app in scan.surface.apps}
    for finding in scan.findings:
        _show_finding(canvas, finding, apps.get(finding.app))
    _show_applications(canvas, scan)
    show_gaps(canvas, scan.gaps)
    for notice in scan.notices:
        if not notice.location.file:  # those with a place stand beside the report
            canvas.show(styled(f"{notice.text[:1].upper()}{notice.text[1:]}.", "dim"))
    canvas.show(_total(scan))
    return canvas.text()


def _show_finding(canvas: Canvas, finding: Finding, app: App | None) -> None:
    canvas.show(_headline(finding, canvas.width))
    canvas.show(styled(finding.title, "bold"), indent=2)
    path = _path(finding, app)
    if path:
        canvas.show(path, indent=2)
    canvas.show(_reasons(finding, canvas.width), indent=2)
    canvas.gap()


def _headline(finding: Finding, width: int) -> Table:
    """Return severity, rule and place: the place on the right, below where there is no room."""
    label = finding.severity.upper() + (" ?" if finding.kind == "open" else "")
    left = Text.assemble((label, COLOURS[finding.severity]), "  ", styled(finding.rule))
    right = styled(str(finding.location), "underline")
    table = Table.grid(expand=left.cell_len + right.cell_len + 2 <= width, padding=(0, 2, 0, 0))
    if table.expand:
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_row(left, right)
    else:
        table.add_row(left)
        table.add_row(Text.assemble("  ", right))
    return table


def _path(finding: Finding, app: App | None) -> Text | None:
    """Return `POST /orders (public, none) → CreateOrder → OrdersTable`."""
    triggers = {trigger.id: trigger for trigger in app.triggers} if app else {}
    parts: list[Text] = []
    for name in finding.attack_path or ((finding.entry_point,) if finding.entry_point else ()):
        trigger = triggers.get(name)
        if trigger is None:
            parts.append(styled(name))
            continue
        who = f" ({trigger.exposure}, {trigger.authentication})"
        style = "red" if trigger.is_open else ""
        parts.append(Text.assemble(styled(trigger.detail or trigger.event_source), (who, style)))
    return joined(parts, ARROW) if parts else None


def _reasons(finding: Finding, width: int) -> Table:
    table = grid({"style": "dim", "no_wrap": True}, {"ratio": 1})
    if finding.known_as:
        table.add_row("is", styled(finding.known_as))
    table.add_row("open" if finding.kind == "open" else "why", styled(finding.message))
    if finding.remediation:
        table.add_row("do", styled(finding.remediation))
    if finding.fix is not None:
        table.add_row("fix", _change(finding.fix, width))
    if finding.touches:
        more = len(finding.touches) - MOST_TOUCHED
        names = ", ".join(finding.touches[:MOST_TOUCHED]) + (f" and {more} more" if more > 0 else "")
        table.add_row("also", styled(names))
    return table


def _change(fix: Fix, width: int) -> Text:
    """Return what a fix does, and the lines it changes where they fit."""
    lines = [
        styled(f"{sign} {line.strip()}", colour)
        for sign, colour, changed in (("-", "red", fix.removed), ("+", "green", fix.added))
        for line in changed
    ]
    head = styled(fix.description)
    if any(line.cell_len > width - LEFT for line in lines):
        return head
    return Text("\n").join((head, *lines))


def _show_applications(canvas: Canvas, scan: Scan) -> None:
    """Show one row an application: what leads in, how much of it is open, what was found."""
    apps = scan.surface.apps
    if not apps:
        return
    counts: Counts = Counter(
        (finding.app, finding.severity) for finding in scan.findings if finding.kind == "fail"
    )
    right: dict[str, object] = {"justify": "right"}
    table = grid({"overflow": "fold"}, right, right, right, {})
    heads = ("application", "functions", "entry points", "open to anybody", "findings")
    table.add_row(*(Text(head, style="dim") for head in heads))
    for app in _by_findings(apps, counts)[:MOST_ROWS]:
        table.add_row(*_row(app, counts))
    canvas.show(table)
    if len(apps) > MOST_ROWS:
        canvas.show(styled(f"and {len(apps) - MOST_ROWS} more applications", "dim"))
    canvas.gap()


def _by_findings(apps: Sequence[App], counts: Counts) -> list[App]:
    return sorted(apps, key=lambda app: tuple(-counts[app.name, severity] for severity in WORST_FIRST))


def _row(app: App, counts: Counts) -> tuple[Text, ...]:
    is_open = sum(trigger.is_open for trigger in app.triggers)
    found = [
        Text(f"{counts[app.name, severity]} {severity}", style=COLOURS[severity])
        for severity in WORST_FIRST
        if counts[app.name, severity]
    ]
    return (
        styled(app.name, "bold"),
        Text(str(len(app.functions))),
        Text(str(len(app.triggers))),
        Text(str(is_open), style="red" if is_open else ""),
        joined(found, ", ") if found else Text("none", style="green"),
    )


def _total(scan: Scan) -> Text:
    """Return the last line: how many of what."""
    faults = Counter(finding.severity for finding in scan.findings if finding.kind == "fail")
    parts = [Text(f"{faults[name]} {name}", style=COLOURS[name]) for name in WORST_FIRST if faults[name]]
    head = styled(counted(faults.total(), "finding") if faults else "no findings", "bold")
    line = Text.assemble(head, ": ", joined(parts, ", ")) if parts else head
    questions = sum(finding.kind == "open" for finding in scan.findings)
    if questions:
        line.append(f"; {counted(questions, 'open question')}")
    if scan.accepted:
        line.append(f"; {len(scan.accepted)} accepted")
    return line
