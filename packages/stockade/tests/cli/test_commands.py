"""The program, called in process: what it prints, where, and its exit status."""

import json
from pathlib import Path

import pytest

from stockade import __version__
from stockade.cli.main import main

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      Events:
        Get: {Type: Api, Properties: {Path: /hello, Method: get}}
"""
EXPIRED = '[[accept]]\nrule = "no-dlq"\nsubject = "X"\nreason = "x"\nexpires = 2020-01-01\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "stockade.toml").write_text(EXPIRED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _json(captured: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(captured.readouterr().out)
    return found


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"stockade {__version__}\n"


@pytest.mark.parametrize("command", ["scan", "map", "sbom", "rules", "explain"])
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"Examples:\n    stockade {command}" in capsys.readouterr().out


def test_map(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--format", "json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["apps"][0]["entry_points"][0]["detail"] == "GET /hello"
    assert output.err == ""
    assert main(["map", "--format", "mermaid", str(project / "template.yaml")]) == 0
    assert capsys.readouterr().out.startswith("flowchart LR\n")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--fail-on", "low"], 1), (["--fail-on", "never"], 0), (["--fail-on", "never", "--strict"], 3)],
)
def test_the_exit_status_of_scan(
    project: Path, arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "Resources:\n  A: {Type: AWS::S3::Bucket, Properties: [\n"
    (project / "broken.yaml").write_text(broken)
    assert main(["scan", "--format", "json", *arguments]) == status
    assert "acceptance-expired" in [found["rule"] for found in _json(capsys)["findings"]]


def test_the_configuration_sets_the_threshold(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "stockade.toml").write_text(f'fail_on = "low"\n{EXPIRED}')
    assert main(["scan"]) == 1
    assert main(["scan", "--fail-on", "never"]) == 0
    assert capsys.readouterr().out.count("acceptance-expired") == 2


def test_a_report_goes_into_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "--format", "sarif", "-o", "out.sarif", "--fail-on", "never"]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"
    assert [path.name for path in project.glob(".out*")] == []


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["scan", "nowhere"], "stockade: nowhere: "),
        (["map", "--app", "x"], "stockade: there is no application 'x'"),
        (["map", "--function", "x"], "stockade: there is no function 'x'; there are: Hello"),
        (["map", "--format", "pdf"], "stockade: Invalid value for '--format'"),
        (["explain", "no-such"], "stockade: there is no rule 'no-such'"),
        (["scan", "-o", "no/such/file"], "stockade: no/such/file: cannot be written"),
        (["scan", "--config", "no.toml"], "stockade: no.toml: cannot be read"),
        (["nothing"], "stockade: No such command 'nothing'"),
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_use_is_one_line(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.err.startswith(problem)
    assert output.err.count("\n") == 1
    assert output.out == ""


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", str(tmp_path)]) == 2
    assert "no application found; looked for SAM" in capsys.readouterr().err
    assert main(["map", str(tmp_path), "--allow-empty", "--format", "json"]) == 0
    assert _json(capsys)["apps"] == []


def test_a_baseline_accepts_what_is_there(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "stockade.toml").unlink()
    assert main(["scan", "--accept-all", "--format", "json"]) == 0
    output = capsys.readouterr()
    document = json.loads(output.out)
    assert document["findings"] == []
    assert f"{len(document['accepted'])} finding" in output.err
    assert main(["scan", "--format", "json", "--fail-on", "low"]) == 0
    assert _json(capsys)["findings"] == []


def test_one_function(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--function", "Hello", "--format", "json"]) == 0
    assert len(_json(capsys)["apps"]) == 1
    assert project.exists()


def test_rules_and_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--format", "json"]) == 0
    assert {"acceptance-expired"} <= {rule["id"] for rule in _json(capsys)["rules"]}
    assert main(["rules"]) == 0
    assert main(["explain", "acceptance-expired", "--format", "markdown"]) == 0
    assert "## What it finds" in capsys.readouterr().out


def test_a_bug_does_not_look_like_findings(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("stockade.pipeline.configuration", fails)
    assert main(["map", str(project)]) == 2
    assert "please report it" in capsys.readouterr().err


def test_interrupted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stockade.pipeline.configuration", interrupted)
    assert main(["map", str(project)]) == 130


def test_what_matches_nothing_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "stockade.toml").write_text('[[public]]\nroute = "GET /nothing"\nreason = "so"\n')
    said = "stockade.toml:1: warning: no application has the route 'GET /nothing'\n"
    main(["scan"])
    assert capsys.readouterr().err == said
    main(["scan", "--quiet"])
    assert capsys.readouterr().err == ""
    for part in (
        ["--function", "Hello"],
        [str(project / "template.yaml")],
    ):  # the rest may have what it is about
        main(["scan", *part])
        assert capsys.readouterr().err == ""
    main(["scan", "--format", "json", "--quiet"])
    (notice,) = json.loads(capsys.readouterr().out)["notices"]
    assert notice == {
        "location": {"file": "stockade.toml", "line": 1},
        "text": "no application has the route 'GET /nothing'",
    }
    main(["scan", "--format", "sarif", "--quiet"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    (told,) = [one for one in notifications if "route" in one["message"]["text"]]
    assert (told["level"], told["message"]["text"]) == ("warning", notice["text"])
