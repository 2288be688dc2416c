"""`stockade rules`: every rule there is."""

from pathlib import Path

import click

from stockade.cli.options import output_options
from stockade.cli.output import emit
from stockade.cli.terminal import Terminal
from stockade.findings import Rule
from stockade.findings.severity import rank
from stockade.rules.registry import load_rules

EPILOG = """\b
Examples:
  stockade rules                 the worst first
  stockade rules --format json   for other programs
"""


@click.command("rules", epilog=EPILOG)
@output_options(("text", "json"))
def command(*, form: str, output: Path | None, quiet: bool, no_color: bool) -> int:
    """List the rules with their severity."""
    rules = sorted((found.rule for found in load_rules()), key=lambda rule: (rank(rule.severity), rule.id))
    if form == "json":
        emit(_json(rules), output)
        return 0
    from stockade.reports.rules_text import rules_text

    terminal = Terminal.of(output=output, no_color=no_color, quiet=quiet)
    emit(rules_text(rules, width=terminal.width, colour=terminal.colour), output)
    return 0


def _json(rules: list[Rule]) -> str:
    import msgspec

    data = {"schema": "stockade/rules@1", "rules": rules}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"
