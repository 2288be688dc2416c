import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from stockade.cli.output import emit, write_file
from stockade.errors import UsageError

TEMPLATE = "Resources:\n  Pictures:\n    Type: AWS::S3::Bucket\n"


def test_a_file_is_replaced_at_once(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")
    path.chmod(0o600)
    emit("new → é\n", path)
    assert path.read_text(encoding="utf-8") == "new → é\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_file(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_devices_are_written_to(tmp_path: Path) -> None:
    write_file(Path(os.devnull), "x")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        emit("x", tmp_path / "no" / "file")
    with pytest.raises(UsageError, match="cannot be written"):
        emit("x", tmp_path)


def test_half_a_file_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.txt").write_text("old")

    def fails(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(UsageError, match="No space left"):
        emit("new", tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def _on_a_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """Run the program with both streams on a terminal, and return what that terminal gets."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "stockade", *arguments, str(folder)],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment},
    )
    os.close(theirs)
    found = b""
    try:
        while chunk := os.read(ours, 65_536):
            found += chunk
    except OSError:
        pass  # Linux says so when the other end is closed
    os.close(ours)
    assert done.wait() == 0
    return found.decode()


def test_a_terminal_gets_colours_and_progress(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    shown = _on_a_terminal(tmp_path, "map")
    assert "\x1b[1m" in shown
    assert "reading" in shown


@pytest.mark.parametrize(
    ("arguments", "environment"), [(("--no-color",), {}), ((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"})]
)
def test_colours_can_be_refused(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    assert "\x1b[1m" not in _on_a_terminal(tmp_path, "map", "--no-progress", *arguments, **environment)
