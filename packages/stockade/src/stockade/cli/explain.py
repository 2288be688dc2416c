"""`stockade explain`: the page of one rule."""

from pathlib import Path

import click

from stockade.cli.options import output_options
from stockade.cli.output import emit
from stockade.cli.terminal import Terminal
from stockade.rules.registry import find_rule, page_of

EPILOG = """\b
Examples:
  stockade explain public-bucket-write
  stockade explain no-dlq --format markdown > no-dlq.md
"""


@click.command("explain", epilog=EPILOG)
@click.argument("rule")
@output_options(("text", "markdown"))
def command(*, rule: str, form: str, output: Path | None, quiet: bool, no_color: bool) -> int:
    """Explain a RULE: what it finds, why it matters, how it is attacked, what to do."""
    page = page_of(find_rule(rule))
    if form == "markdown":
        emit(page.text, output)
        return 0
    from stockade.reports.rules_text import explain_text

    terminal = Terminal.of(output=output, no_color=no_color, quiet=quiet)
    emit(explain_text(page, width=terminal.width, colour=terminal.colour), output)
    return 0
