"""Writing a report: whole or not at all."""

import os
import sys
import tempfile
from pathlib import Path

from stockade.errors import UsageError

_PLAIN = str.maketrans({"→": "->", "…": "...", "•": "*", "│": "|", "─": "-"})


def emit(text: str, output: Path | None) -> None:
    """Write a report to standard output, or into a file that is replaced at once. Raises `UsageError`."""
    if output is None:
        _print(text)
        return
    try:
        write_file(output, text)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror or error}") from error


def _print(text: str) -> None:
    """Print in the encoding of the terminal; what it cannot show is written out."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.translate(_PLAIN).encode(encoding, errors="backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # who reads has seen enough
    except OSError as error:
        raise UsageError(f"standard output cannot be written: {error.strerror or error}") from error


def write_file(path: Path, text: str) -> None:
    """Replace a file at once; a device or a pipe is written to as it is. Raises `OSError`."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
        return
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as opened:
            opened.write(text)
        _keep_mode(Path(name), target)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _keep_mode(new: Path, old: Path) -> None:
    """Give the new file the rights of the one it replaces, else those of any new file."""
    if old.exists():
        new.chmod(old.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    new.chmod(0o666 & ~mask)
