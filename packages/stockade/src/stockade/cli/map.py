"""`stockade map`: the attack surface."""

from typing import Any

import click

from stockade import pipeline
from stockade.cli.options import Common, common, reading_options
from stockade.cli.output import emit
from stockade.cli.terminal import progress_bar
from stockade.findings import Surface
from stockade.reports.escape import visible

FORMATS = ("text", "json", "mermaid")

EPILOG = """\b
Examples:
  stockade map                                every application below this folder
  stockade map template.yaml --format json    one template, for other programs (stockade/map@1)
  stockade map --app orders --format mermaid  a picture to put into a document

A map holds no findings: --fail-on is taken like everywhere and changes nothing.
"""


@click.command("map", epilog=EPILOG)
@reading_options(FORMATS)
def command(**options: Any) -> int:  # noqa: ANN401 - click hands over one keyword an option
    """Show every entry point: who can send to it, what authenticates him, what its function may reach."""
    call = common(**options)
    config = pipeline.configuration(call.path, call.config)
    selection = pipeline.Selection(call.apps, call.functions, call.allow_empty)
    with progress_bar(call.terminal, "reading") as progress:
        surface = pipeline.map_surface(call.path, config, selection, progress)
    emit(_render(pipeline.narrowed(surface, call.functions), call), call.output)
    for notice in surface.notices:
        call.terminal.remark(visible(f"{notice.location}: {notice.kind}: {notice.text}"))
    return 3 if call.strict and surface.all_gaps else 0


def _render(surface: Surface, call: Common) -> str:
    if call.format == "json":
        from stockade.reports.as_json import map_json

        return map_json(surface)
    if call.format == "mermaid":
        from stockade.reports.mermaid import map_mermaid

        return map_mermaid(surface)
    from stockade.reports.map_text import map_text

    return map_text(surface, width=call.terminal.width, colour=call.terminal.colour)
