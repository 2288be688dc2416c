"""rich, set up: text for people, in colour on a terminal and plain anywhere else. Imported late."""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stockade.config import Severity
from stockade.findings.redaction import redact
from stockade.model import Gap
from stockade.reports.escape import visible

MOST_GAPS = 5
NARROWEST = 40
WIDEST = 140
COLOURS: dict[Severity, str] = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "bold cyan",
    "info": "dim",
}


class Canvas:
    """Collects what a report shows; `text()` gives it. Never interprets markup in what it is given."""

    def __init__(self, *, width: int, colour: bool) -> None:
        self.width = max(NARROWEST, min(width, WIDEST))
        self._file = StringIO()
        self._console = Console(
            file=self._file,
            width=self.width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def show(self, what: RenderableType, indent: int = 0) -> None:
        """Add something, wrapped to the width."""
        self._console.print(Padding(what, (0, 0, 0, indent)) if indent else what)

    def gap(self) -> None:
        """Add an empty line."""
        self._console.print()

    def text(self) -> str:
        """Return everything shown, without blanks at the ends of lines."""
        lines = (line.rstrip() for line in self._file.getvalue().split("\n"))
        return "\n".join(lines)


def styled(written: str, style: str = "") -> Text:
    """Return a text that is safe to show, in a style."""
    return Text(visible(written), style=style)


def joined(parts: Iterable[Text], between: str) -> Text:
    """Return texts in a row."""
    return Text(between, style="dim").join(parts)


def grid(*columns: dict[str, object]) -> Table:
    """Return a table without lines."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(**column)  # type: ignore[arg-type]
    return table


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 finding`, `2 findings`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def show_gaps(canvas: Canvas, gaps: Sequence[Gap]) -> None:
    """Show what could not be analysed: the first few places, and how many more."""
    if not gaps:
        return
    canvas.show(styled(f"{counted(len(gaps), 'place')} could not be analysed:", "yellow"))
    for gap in gaps[:MOST_GAPS]:
        place = f"{gap.location}: " if gap.location.file else ""
        canvas.show(Text.assemble(styled(place), styled(redact(gap.reason))), indent=2)
    if len(gaps) > MOST_GAPS:
        canvas.show(styled(f"and {len(gaps) - MOST_GAPS} more (--format json lists all)", "dim"), indent=2)
    canvas.gap()
