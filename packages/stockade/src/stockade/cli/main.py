"""`stockade`: the group of commands. A command's module is loaded when it is called."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from stockade import __version__
from stockade.errors import StockadeError

COMMANDS = ("scan", "map", "rules", "explain", "catalog")
WRONG_USE = 2
INTERRUPTED = 130
BROKEN_PIPE = 141

EPILOG = """\b
Examples:
  stockade scan                       judge every application below this folder
  stockade map orders/template.yaml   the attack surface of one template
  stockade explain no-dlq             what a rule finds, and what to do

\b
Exit status:
  0  nothing at or above --fail-on
  1  findings
  2  wrong use or unreadable input
  3  with --strict: something could not be analysed
"""


class _Commands(click.Group):
    """Commands by the name of their module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        _ = ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        _ = ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"stockade.cli.{cmd_name}").command
        return command


@click.group(cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="stockade %(version)s")
def group() -> None:
    """Find what is open in serverless applications, and say what to do about it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status. Errors are one line on standard error."""
    try:
        status = group.main(args=arguments, prog_name="stockade", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        return _refuse(error.format_message(), error)
    except StockadeError as error:
        return _refuse(str(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click leaves by SystemExit when the reader of a pipe has gone
        return _give_up_output()
    except Exception:  # noqa: BLE001 - a bug must not look like exit status 1, which means findings
        return _crashed()
    return status if isinstance(status, int) else 0


def _refuse(problem: str, error: click.ClickException | None = None) -> int:
    from stockade.reports.escape import visible

    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see `{context.command_path} --help`)" if context else ""
    sys.stderr.write(f"stockade: {visible(problem).removesuffix('.')}{hint}\n")
    return WRONG_USE


def _give_up_output() -> int:
    """Let nothing else be written to a pipe whose reader has gone, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _crashed() -> int:
    import traceback

    traceback.print_exc()
    sys.stderr.write(
        f"stockade: this is a fault of Stockade {__version__}; please report it with the lines above\n"
    )
    return WRONG_USE
