"""A second scan says what the first said, and notices every change that matters."""

from pathlib import Path

import pytest

from stockade import pipeline
from stockade.analysis import Files, remembering
from stockade.analysis.handlers import Located
from stockade.analysis.runs import Analysed, Shaped, run
from stockade.cache import FOLDER
from stockade.config import Config
from stockade.findings.result import Scan

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      Events: {Get: {Type: Api, Properties: {Path: /x, Method: get}}}
  Inline:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        import os
        def handler(event, context):
            os.system(event["cmd"])
"""
APP = (
    "import os\nfrom clean import clean\ndef handler(event, context):\n    os.system(clean(event['body']))\n"
)
SAFE = "import shlex\ndef clean(x):\n    return shlex.quote(x)\n"
LOOSE = "import os\ndef handler(event, context):\n    os.system(event['body'])\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER, str(tmp_path / "caches"))
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "other").mkdir()
    (root / "template.yaml").write_text(TEMPLATE)
    (root / "src" / "app.py").write_text(APP)
    (root / "src" / "clean.py").write_text(SAFE)
    (root / "other" / "loose.py").write_text(LOOSE)
    return root


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    original = run

    def counted(
        where: Located, files: Files, sources: tuple[str, ...], shaped: Shaped | None = None
    ) -> Analysed:
        made.append(where.function)
        return original(where, files, sources, shaped)

    monkeypatch.setattr(remembering, "run", counted)
    return made


def _scan(root: Path) -> Scan:
    return pipeline.scan(root, Config(), cache=True)


def _flawed(scan: Scan) -> set[str]:
    return {found.function for found in scan.findings if found.rule == "command-injection"}


def test_nothing_is_run_twice(project: Path, runs: list[str]) -> None:
    first = _scan(project)
    assert sorted(runs) == ["Front", "Inline", "other/loose.py:handler"]
    runs.clear()
    assert _scan(project) == first
    assert not runs
    assert _flawed(first) == {"Inline", "other/loose.py:handler"}


def test_a_file_that_the_handler_imports_counts(project: Path, runs: list[str]) -> None:
    _scan(project)
    runs.clear()
    (project / "src" / "clean.py").write_text("def clean(x):\n    return x\n")
    assert "Front" in _flawed(_scan(project))
    assert runs == ["Front"]


def test_a_file_that_was_not_there_counts(project: Path, runs: list[str]) -> None:
    (project / "src" / "clean.py").unlink()
    _scan(project)
    runs.clear()
    (project / "src" / "clean.py").write_text(SAFE)
    assert "Front" not in _flawed(_scan(project))
    assert runs == ["Front"]


def test_the_event_source_counts(project: Path, runs: list[str]) -> None:
    _scan(project)
    runs.clear()
    (project / "template.yaml").write_text(TEMPLATE.replace("Type: Api,", "Type: HttpApi,"))
    _scan(project)
    assert runs == ["Front"]


def test_code_in_the_template_counts(project: Path, runs: list[str]) -> None:
    _scan(project)
    runs.clear()
    (project / "template.yaml").write_text(TEMPLATE.replace('event["cmd"]', '"ls"'))
    assert "Inline" not in _flawed(_scan(project))
    assert runs == ["Inline"]


def test_a_template_edit_runs_no_code_again(project: Path, runs: list[str]) -> None:
    _scan(project)
    runs.clear()
    (project / "template.yaml").write_text(TEMPLATE.replace("Path: /x", "Path: /y"))
    _scan(project)
    assert not runs


def test_without_a_cache_nothing_is_left(project: Path) -> None:
    pipeline.scan(project, Config())
    assert not (project.parent / "caches").exists()


def test_a_template_that_holds_a_secret_is_not_kept(project: Path) -> None:
    secret = "gh" + "p_" + "a1B2" * 9
    _scan(project)
    (file,) = (project.parent / "caches").iterdir()
    assert b"CodeUri" in file.read_bytes() or b"AWS::Lambda::Function" in file.read_bytes()
    with_secret = TEMPLATE.replace(
        "CodeUri: src", f"CodeUri: src\n      Environment: {{Variables: {{T: {secret}}}}}"
    )
    (project / "template.yaml").write_text(with_secret)
    scan = _scan(project)
    assert any(found.rule == "secret-in-env" for found in scan.findings)
    assert secret.encode() not in file.read_bytes()
    assert b"AWS::Lambda::Function" not in file.read_bytes()


def test_no_text_of_code_is_kept(project: Path) -> None:
    (project / "src" / "app.py").write_text(APP + "password = 'Hr7-corp-Kq2!'\n")
    _scan(project)
    (file,) = (project.parent / "caches").iterdir()
    assert b"Hr7-corp-Kq2!" not in file.read_bytes()


def test_what_is_no_code_is_a_gap(project: Path) -> None:
    (project / "src" / "clean.py").write_text(SAFE + "def broken(:\n    return\n")
    gaps = {str(gap.location): gap.reason for gap in _scan(project).gaps}
    assert "no Python" in gaps["src/clean.py:4"]


def test_code_that_is_nested_too_deeply_is_a_gap(project: Path) -> None:
    tests = "".join(f"{'  ' * (level + 1)}if event.get('a{level}'):\n" for level in range(200))
    body = f"import os\ndef handler(event, context):\n{tests}{'  ' * 201}os.system(event['body'])\n"
    (project / "src" / "app.py").write_text(body)
    assert any("nested too deeply" in gap.reason for gap in _scan(project).gaps)
