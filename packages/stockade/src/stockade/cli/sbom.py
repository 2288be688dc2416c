"""`stockade sbom`: what each function ships."""

import re
from pathlib import Path
from typing import Any

import click

from stockade import pipeline
from stockade.cli.options import Common, common, reading_options
from stockade.cli.output import emit
from stockade.cli.terminal import progress_bar
from stockade.errors import UsageError
from stockade.findings import Surface

FORMATS = ("cyclonedx-json",)

EPILOG = """\b
Examples:
  stockade sbom                                one document for all functions below this folder
  stockade sbom --function CreateOrder         one function
  stockade sbom -o orders.cdx.json             into a file
  stockade sbom -o sboms                       into a folder, one document a function

Where --output is a folder, or a new name without an ending, each function gets a document of its own there.
Manifests and locks are read as they are: nothing is installed, and nothing is asked of a registry.
A bill of materials holds no findings: --fail-on is taken like everywhere and changes nothing.
"""


@click.command("sbom", epilog=EPILOG)
@reading_options(FORMATS)
def command(**options: Any) -> int:  # noqa: ANN401 - click hands over one keyword an option
    """List the packages that each function ships, from its manifests, locks and layers, as CycloneDX 1.6."""
    call = common(**options)
    config = pipeline.configuration(call.path, call.config)
    selection = pipeline.Selection(call.apps, call.functions, call.allow_empty)
    with progress_bar(call.terminal, "reading") as progress:
        surface = pipeline.map_surface(call.path, config, selection, progress)
    surface = pipeline.with_shipping(surface, call.path, config)
    _write(pipeline.narrowed(surface, call.functions), call)
    return 3 if call.strict and surface.all_gaps else 0


def _write(surface: Surface, call: Common) -> None:
    from stockade.reports.cyclonedx import function_bom, surface_bom

    if call.output is not None and _is_folder(call.output):
        _write_each(surface, call)
        return
    shipped = [(app, identity) for app in surface.apps for identity in app.functions]
    if len(shipped) == 1:
        emit(function_bom(*shipped[0]), call.output)
    else:
        emit(surface_bom(surface, pipeline.folder_of(call.path).resolve().name), call.output)


def _is_folder(output: Path) -> bool:
    return output.is_dir() or not (output.exists() or output.suffix)


def _write_each(surface: Surface, call: Common) -> None:
    from stockade.reports.cyclonedx import function_bom

    folder = call.output or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror or error}") from error
    taken: set[str] = set()
    for app in surface.apps:
        for identity in app.functions:
            emit(function_bom(app, identity), folder / _name(f"{app.name}.{identity}", taken))
    call.terminal.remark(
        f"{len(taken)} {'document' if len(taken) == 1 else 'documents'} written into {folder}"
    )


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name for a file that no other one has, whatever an application calls its functions."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", wanted).strip(".-")[:150] or "function"
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.lower())
    return f"{name}.cdx.json"
