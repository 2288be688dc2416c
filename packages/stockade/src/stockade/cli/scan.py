"""`stockade scan`: the main job."""

from typing import Any

import click

from stockade import pipeline
from stockade.cli.options import Common, common, reading_options
from stockade.cli.output import emit, write_file
from stockade.cli.terminal import progress_bar
from stockade.config import Config
from stockade.errors import UsageError
from stockade.findings import Scan, at_least
from stockade.reports.escape import visible

FORMATS = ("text", "json", "sarif")
FINDINGS = 1
NOT_ANALYSED = 3

EPILOG = """\b
Examples:
  stockade scan                                  every application below this folder
  stockade scan template.yaml --fail-on medium   one template; exit with 1 from medium on
  stockade scan --format sarif -o stockade.sarif for code scanning
  stockade scan --accept-all                     accept what is there today, report only what is new

Findings that are open (a value, or code, that decides could not be read) and pedantic ones never decide the
exit status; with --strict the open ones and all gaps do (3).
"""


@click.command("scan", epilog=EPILOG)
@reading_options(FORMATS)
@click.option(
    "--accept-all", is_flag=True, help="Write an [[accept]] entry for each finding into stockade.toml."
)
@click.option(
    "--cache/--no-cache",
    default=True,
    help="Take from the cache what was worked out of files that are still the same.  [default: cache]",
)
def command(*, accept_all: bool, cache: bool, **options: Any) -> int:  # noqa: ANN401 - one keyword an option
    """Judge every application below PATH, and print findings ranked, each with the path of an attack."""
    call = common(**options)
    config = pipeline.configuration(call.path, call.config)
    selection = pipeline.Selection(call.apps, call.functions, call.allow_empty)
    with progress_bar(call.terminal, "reading") as progress:
        scan = pipeline.scan(call.path, config, selection, progress, cache=cache)
    if accept_all:
        scan, config = _accept_all(scan, call, selection)
    emit(_render(scan, call), call.output)
    for notice in scan.notices:
        call.terminal.remark(visible(f"{notice.location}: {notice.kind}: {notice.text}"))
    return _status(scan, call, config)


def _accept_all(scan: Scan, call: Common, selection: pipeline.Selection) -> tuple[Scan, Config]:
    """Write the baseline, and judge again with it."""
    path, text, number = pipeline.baseline(scan, call.path, call.config)
    if number:
        try:
            write_file(path, text)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    call.terminal.remark(f"{number} {'finding' if number == 1 else 'findings'} accepted in {path}")
    config = pipeline.configuration(call.path, call.config)
    return pipeline.judge_surface(scan.surface, config, call.path, selection), config


def _render(scan: Scan, call: Common) -> str:
    if call.format == "json":
        from stockade.reports.as_json import scan_json

        return scan_json(scan)
    if call.format == "sarif":
        from stockade.reports.sarif import scan_sarif

        return scan_sarif(scan)
    from stockade.reports.scan_text import scan_text

    return scan_text(scan, width=call.terminal.width, colour=call.terminal.colour)


def _status(scan: Scan, call: Common, config: Config) -> int:
    threshold = call.fail_on or config.fail_on
    deciding = [found for found in scan.findings if found.kind == "fail" and not found.pedantic]
    if any(at_least(finding.severity, threshold) for finding in deciding):
        return FINDINGS
    is_open = any(finding.kind == "open" for finding in scan.findings)
    return NOT_ANALYSED if call.strict and (scan.gaps or is_open) else 0
