"""The program as a process: what it loads, and how it behaves in pipes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATE = "Resources:\n  Pictures:\n    Type: AWS::S3::Bucket\n"
NEVER_BY_MAP = (
    "rich",
    "jsonschema",
    "samtranslator",
    "boto3",
    "botocore",
    "pydantic",
    "asyncio",
    "dataclasses",
    "multiprocessing",
    "concurrent",
)
NEVER_BY_MAP_OF_OURS = (
    "stockade.rules",
    "stockade.reports.sarif",
    "stockade.reports.scan_text",
    "stockade.cli.scan",
)
# click brings typing_extensions, the C loader of YAML brings cython_runtime.
ALLOWED_FOREIGN = {"stockade", "click", "msgspec", "yaml", "typing_extensions", "cython_runtime"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    return tmp_path


def _python(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **environment},
    )


def _loaded(code: str) -> set[str]:
    done = _python("-c", f"{code}\nimport sys; print(*sorted(sys.modules), sep='\\n', file=sys.stderr)")
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_the_command_line_alone_loads_next_to_nothing() -> None:
    ours = {name for name in _loaded("import stockade.cli.main") if name.startswith("stockade")}
    assert ours == {"stockade", "stockade.cli", "stockade.cli.main", "stockade.errors"}


def test_what_map_may_load(project: Path) -> None:
    code = f"from stockade.cli.main import main; main(['map', {str(project)!r}, '--format', 'json'])"
    loaded = _loaded(code)
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & set(NEVER_BY_MAP)
    assert not [name for name in loaded if name.startswith(NEVER_BY_MAP_OF_OURS)]
    foreign = {top for top in tops if not top.startswith("_") and top not in sys.stdlib_module_names}
    assert foreign <= ALLOWED_FOREIGN


def test_module_and_status(project: Path) -> None:
    done = _python("-m", "stockade", "scan", str(project), "--fail-on", "never")
    assert (done.returncode, done.stderr) == (0, "")
    assert "application" in done.stdout


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    command = f"{sys.executable} -m stockade map {project} --format json; echo $? >&2"
    done = subprocess.run(
        ["/bin/sh", "-c", f"({command}) | true"], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() in {"0", "141"}


def test_a_terminal_without_unicode(project: Path) -> None:
    done = _python("-m", "stockade", "scan", str(project), "--fail-on", "never", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_the_environment_colours_nothing_in_a_pipe(project: Path) -> None:
    done = _python("-m", "stockade", "map", str(project), FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b" not in done.stdout
