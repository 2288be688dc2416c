"""`stockade sbom`, and `stockade scan --advisories`, as people call them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stockade.cli.main import main

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.handler}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: orders, Events: {Get: {Type: HttpApi, Properties: {Path: /orders, Method: get}}}}
  Report:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: report}
"""
ADVISORY = {
    "id": "CVE-2026-1",
    "summary": "paperlib runs commands",
    "database_specific": {"severity": "HIGH"},
    "affected": [{"package": {"ecosystem": "PyPI", "name": "paperlib"}, "versions": ["1.0"]}],
}
FILES = {
    "template.yaml": TEMPLATE,
    "orders/app.py": "import paperlib\ndef handler(event, context):\n    return 1\n",
    "orders/requirements.txt": "paperlib==1.0\n",
    "report/app.py": "def handler(event, context):\n    return 1\n",
    "report/requirements.txt": "paperlib==1.0\ninkwell==2.0\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (tmp_path / "osv.json").write_text(json.dumps(ADVISORY))
    return root


def _run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "stockade", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ,
    )


def _found(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return [one for one in findings if one["rule"].endswith("-dependency")]


def test_one_document_for_all(project: Path) -> None:
    done = _run("sbom", project)
    assert (done.returncode, done.stderr) == (0, "")
    bom = json.loads(done.stdout)
    names = [one["name"] for one in bom["components"]]
    assert names == ["Orders", "Report", "inkwell", "paperlib"]
    assert bom["metadata"]["component"]["name"] == "shop"
    assert _run("sbom", project).stdout == done.stdout


def test_one_function(project: Path) -> None:
    bom = json.loads(_run("sbom", project, "--function", "Orders").stdout)
    assert bom["metadata"]["component"]["name"] == "Orders"
    assert [one["purl"] for one in bom["components"]] == ["pkg:pypi/paperlib@1.0"]


@pytest.mark.parametrize("there", [True, False])
def test_a_document_a_function(project: Path, tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "sboms"
    if there:
        folder.mkdir()
    done = _run("sbom", project, "-o", folder)
    assert done.returncode == 0
    assert "2 documents written" in done.stderr
    found = {one.name: json.loads(one.read_text()) for one in folder.iterdir()}
    assert all(name.endswith(("Orders.cdx.json", "Report.cdx.json")) for name in found)
    assert {one["metadata"]["component"]["name"] for one in found.values()} == {"Orders", "Report"}


def test_a_document_in_a_file(project: Path, tmp_path: Path) -> None:
    assert _run("sbom", project, "-o", tmp_path / "all.cdx.json").returncode == 0
    assert json.loads((tmp_path / "all.cdx.json").read_text())["bomFormat"] == "CycloneDX"


def test_names_of_files_are_safe_and_differ(project: Path, tmp_path: Path) -> None:
    template = TEMPLATE.replace("Orders:", '"../../Orders":').replace("Report:", '"..-..-ORDERS":')
    (project / "template.yaml").write_text(template)
    assert _run("sbom", project, "-o", tmp_path / "sboms").returncode == 0
    assert len(list((tmp_path / "sboms").iterdir())) == 2
    assert not list(tmp_path.glob("*Orders*"))


def test_wrong_use_and_strictness(project: Path, tmp_path: Path) -> None:
    assert _run("sbom", project, "--function", "Nobody").returncode == 2
    assert _run("sbom", tmp_path / "nowhere").returncode == 2
    assert _run("sbom", project, "--format", "xml").returncode == 2
    assert _run("sbom", project, "--strict").returncode == 0
    (project / "report" / "requirements.txt").write_text("<<<<<<< HEAD\n")
    done = _run("sbom", project, "--strict")
    assert done.returncode == 3
    assert json.loads(done.stdout)["bomFormat"] == "CycloneDX"


def test_without_a_database_the_scan_says_so_once(project: Path) -> None:
    done = _run("scan", project, "--fail-on", "never")
    said = "Known vulnerabilities of 2 packages that functions ship were not checked"
    assert " ".join(done.stdout.split()).count(said) == 1
    assert "not checked" not in done.stderr
    document = json.loads(_run("scan", project, "--fail-on", "never", "--format", "json").stdout)
    notices = [one["text"] for one in document["notices"] if not one["location"]["file"]]
    assert len(notices) == 1
    assert notices[0].endswith("no database of advisories was given (--advisories)")


@pytest.mark.parametrize(
    "options", [(), ("--strict",), ("--fail-on", "never"), ("--fail-on", "never", "--strict")]
)
def test_that_nothing_was_checked_is_no_fault(project: Path, options: tuple[str, ...]) -> None:
    (project.parent / "other.json").write_text(json.dumps({"id": "X", "affected": []}))
    without = _run("scan", project, *options)
    checked = _run("scan", project, *options, "--advisories", project.parent / "other.json")
    assert without.returncode == checked.returncode
    assert "not checked" not in checked.stdout


def test_with_a_database(project: Path) -> None:
    done = _run("scan", project, "--format", "json", "--advisories", project.parent / "osv.json")
    assert done.returncode == 1
    found = {one["location"]["file"]: one for one in _found(done)}
    assert {file: (one["severity"], one["function"]) for file, one in found.items()} == {
        "orders/requirements.txt": ("critical", "Orders"),
        "report/requirements.txt": ("medium", "Report"),
    }
    assert found["orders/requirements.txt"]["attackPath"][1:] == ["Orders"]
    assert not [one for one in json.loads(done.stdout)["notices"] if "not checked" in one["text"]]


def test_a_database_named_in_the_configuration(project: Path) -> None:
    (project / "security").mkdir()
    (project / "security" / "osv.json").write_text(json.dumps(ADVISORY))
    (project / "stockade.toml").write_text('advisories = "security/osv.json"\n')
    assert len(_found(_run("scan", project, "--format", "json"))) == 2


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("https://files.example/osv.zip", "an address is taken from --advisories"),
        ("../osv.json", "leads out of the scanned folder"),
        ("/etc", "leads out of the scanned folder"),
        ("missing.json", "is not there"),
    ],
)
def test_what_a_scanned_folder_may_not_name(project: Path, place: str, problem: str) -> None:
    (project / "stockade.toml").write_text(f'advisories = "{place}"\n')
    done = _run("scan", project)
    assert done.returncode == 2
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_configuration_that_the_user_names_may_lie_anywhere(project: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('advisories = "osv.json"\n')
    assert len(_found(_run("scan", project, "--config", tmp_path / "own.toml", "--format", "json"))) == 2


@pytest.mark.parametrize(
    "place", ["missing.zip", "http://127.0.0.1:9/osv.zip", "ftp://files.example/osv.zip"]
)
def test_a_database_that_is_not_there_is_wrong_use(project: Path, place: str) -> None:
    done = _run("scan", project, "--advisories", place)
    assert done.returncode == 2
    assert done.stderr.startswith(f"stockade: {place}: ")


def test_a_broken_record_is_a_gap(project: Path, tmp_path: Path) -> None:
    (tmp_path / "osv.json").write_text(json.dumps([ADVISORY, {"id": 3}]))
    document = json.loads(
        _run("scan", project, "--format", "json", "--advisories", tmp_path / "osv.json").stdout
    )
    assert any("1 record of the advisories in" in gap["reason"] for gap in document["gaps"])
    shown = _run("scan", project, "--fail-on", "never", "--advisories", tmp_path / "osv.json").stdout
    assert "\n  1 record of the advisories in" in shown


def test_the_map_reads_no_manifest(project: Path) -> None:
    code = f"import sys; from stockade.cli.main import main; main(['map', {str(project)!r}]); "
    check = "print(sorted(name for name in sys.modules if 'dependencies' in name), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + check], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_accepting_all_keeps_what_was_checked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["scan", str(project), "--advisories", str(project.parent / "osv.json"), "--format", "json"]
    assert main([*arguments, "--accept-all"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["findings"] == []
    assert not [one for one in document["notices"] if "not checked" in one["text"]]
