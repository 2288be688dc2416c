"""`stockade catalog`: people's own sinks, sanitizers and event sources."""

from pathlib import Path

import click

from stockade import pipeline
from stockade.cli.output import emit
from stockade.errors import UsageError
from stockade.reports.escape import visible

FAILED = 1

EPILOG = """\b
Examples:
  stockade catalog check            check the files that stockade.toml of this folder names
  stockade catalog check services   those that services/stockade.toml names

\b
Exit status:
  0  every file is right, and every example of a sink does what it says
  1  an example does not
  2  a file is wrong: one line on standard error, with file and line
"""


@click.group("catalog")
def command() -> None:
    """Look at your own catalog files (`catalog = [...]` in stockade.toml)."""


@command.command("check", epilog=EPILOG)
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--config", type=click.Path(path_type=Path), help="Configuration instead of PATH/stockade.toml."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write the report into FILE.")
def check(*, path: Path, config: Path | None, output: Path | None) -> int:
    """Check own catalog files below PATH, and run the examples of their sinks."""
    configuration = pipeline.configuration(path, config)
    if not configuration.catalog:
        raise UsageError(f"{configuration.source}: there is no `catalog` in it, so nothing to check")
    checked = pipeline.check_catalog(path, configuration)
    lines = [f"{notice.location}: {notice.text}" for notice in checked.notices]
    lines += [f"{one.location}: {one.fault}" for one in checked.examples if one.fault]
    wrong = sum(bool(one.fault) for one in checked.examples)
    number = len(checked.examples)
    examples = "1 example" if number == 1 else f"{number} examples"
    lines.append(f"{examples} run, {wrong} wrong" if number else "no examples to run")
    emit("".join(f"{visible(line)}\n" for line in lines), output)
    return FAILED if wrong else 0
