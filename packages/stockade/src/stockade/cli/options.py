"""Options that commands share, and what becomes of them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct

from stockade.cli.terminal import Terminal

_Command = TypeVar("_Command", bound=Callable[..., Any])

FAIL_ON = ("critical", "high", "medium", "low", "never")


class Common(Struct, frozen=True):
    """The shared options of one call."""

    path: Path
    format: str
    output: Path | None
    apps: tuple[str, ...]
    functions: tuple[str, ...]
    fail_on: str | None
    strict: bool
    allow_empty: bool
    config: Path | None
    terminal: Terminal


def output_options(formats: Iterable[str]) -> Callable[[_Command], _Command]:
    """Add `--format`, `--output`, `--quiet`, `--no-color`."""
    names = tuple(formats)
    return _all(
        click.option(
            "--format",
            "form",
            type=click.Choice(names),
            default=names[0],
            show_default=True,
            help="Kind of report.",
        ),
        click.option("--output", "-o", type=click.Path(path_type=Path), help="Write the report into FILE."),
        click.option("--quiet", "-q", is_flag=True, help="Nothing on standard error but errors."),
        click.option("--no-color", is_flag=True, help="No colours (also with NO_COLOR set, or in a pipe)."),
    )


def reading_options(formats: Iterable[str]) -> Callable[[_Command], _Command]:
    """Add the argument PATH and every option of a command that reads applications."""
    return _all(
        click.argument("path", type=click.Path(path_type=Path), default=Path()),
        output_options(formats),
        click.option(
            "--app", "apps", multiple=True, metavar="NAME", help="Only this application (repeatable)."
        ),
        click.option(
            "--function", "functions", multiple=True, metavar="ID", help="Only this function (repeatable)."
        ),
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            help="Exit with 1 from this severity on.  [default: high]",
        ),
        click.option("--strict", is_flag=True, help="Exit with 3 when something could not be analysed."),
        click.option("--allow-empty", is_flag=True, help="No application at PATH is no error."),
        click.option(
            "--config", type=click.Path(path_type=Path), help="Configuration instead of PATH/stockade.toml."
        ),
        click.option("--progress/--no-progress", default=None, help="Progress bar; default: on a terminal."),
    )


def _all(*decorators: Callable[[Any], Any]) -> Callable[[_Command], _Command]:
    def apply(command: _Command) -> _Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return apply


def common(  # noqa: PLR0913 - one parameter an option, called by click with their names
    *,
    path: Path,
    form: str,
    output: Path | None,
    quiet: bool,
    no_color: bool,
    apps: tuple[str, ...],
    functions: tuple[str, ...],
    fail_on: str | None,
    strict: bool,
    allow_empty: bool,
    config: Path | None,
    progress: bool | None,
) -> Common:
    """Gather what click hands over."""
    terminal = Terminal.of(output=output, no_color=no_color, quiet=quiet, progress=progress)
    return Common(path, form, output, apps, functions, fail_on, strict, allow_empty, config, terminal)
