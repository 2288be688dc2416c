"""Folders of strange files, through the program as a process."""

import json
import os
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

QUEUE = "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n"
NESTED = "Resources:\n  Inner: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {}}}}}\n"


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "stockade", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def mapped(root: Path) -> dict[str, Any]:
    done = run("map", root, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def every_gap(document: dict[str, Any]) -> list[str]:
    gaps = [*document["gaps"], *(gap for app in document["apps"] for gap in app["gaps"])]
    return [f"{gap['location']['file']}:{gap['location']['line']}: {gap['reason']}" for gap in gaps]


def test_what_is_no_regular_file_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "template.yaml").write_text(QUEUE)
    (tmp_path / "empty.yaml").touch()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    (tmp_path / "dangling.yaml").symlink_to("nothing.yaml")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "folder.yaml").mkdir()
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
        document = mapped(tmp_path)
    assert [app["template"] for app in document["apps"]] == ["template.yaml"]
    assert not every_gap(document)


@pytest.mark.parametrize("name", ["pipe.yaml", "empty.yaml", "nothing.yaml", "device.yaml"])
def test_a_strange_file_named_on_the_command_line_is_wrong_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.yaml").touch()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    done = run("scan", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


def test_nested_stacks_in_a_circle_end_with_a_gap(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(NESTED.format("b.yaml"))
    (tmp_path / "b.yaml").write_text(NESTED.format("a.yaml"))
    (tmp_path / "c.yaml").write_text(NESTED.format("c.yaml") + "  Jobs: {Type: AWS::SQS::Queue}\n")
    document = mapped(tmp_path)
    gaps = every_gap(document)
    assert any("holds itself (a.yaml -> b.yaml -> a.yaml)" in gap for gap in gaps)
    assert any(gap.startswith("c.yaml:2") and "holds itself" in gap for gap in gaps)


def test_names_with_escapes_and_line_ends_stay_on_their_line(tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31m\nb"
    folder.mkdir()
    (folder / "template.yaml").write_text(QUEUE + "  Odd: 5\n")
    (folder / "broken\u202e.yaml").write_text("Resources: {A: {Type: AWS::SQS::Queue}\n")
    for form in ("text", "json", "sarif"):
        done = run("scan", tmp_path, "--format", form)
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        assert form == "json" or "\u202e" not in done.stdout + done.stderr
    done = run("scan", folder / "broken\u202e.yaml")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not {"\x1b", "\u202e"} & set(done.stderr)


def large(number: int, body: str) -> str:
    return "Resources:\n" + "".join(body.replace("@", str(one)) for one in range(number))


@pytest.mark.long
def test_a_template_of_the_largest_size_takes_little_more_than_its_parsing(tmp_path: Path) -> None:
    """Three seconds are asked for (docs/measurements); here a bare parser tells the pace of the machine."""
    written = large(
        36_000,
        "  Queue@:\n    Type: AWS::SQS::Queue\n    Properties:\n"
        "      QueueName: !Sub '${AWS::StackName}-q@'\n      VisibilityTimeout: 30\n",
    )
    assert 4_600_000 < len(written) < 5_000_000
    (tmp_path / "template.yaml").write_text(written)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(mapped(tmp_path)["apps"][0]["resources"]) == 36_000
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    began = time.process_time()
    yaml.compose(written, Loader=yaml.CSafeLoader)
    assert spent < 2 * (time.process_time() - began)


@pytest.mark.parametrize(
    "written",
    [
        large(1, "  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: '" + "x" * 3_000_000 + "'}}\n"),
        large(1, "  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: " + "9" * 1_000_000 + "}}\n"),
        large(1, "  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '" + "${A}" * 100_000 + "'}}\n"),
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {"
        + ", ".join(f"{n}: {n}" for n in range(50_000))
        + "}}}",
        "base: &b {"
        + ", ".join(f"k{n}: {n}" for n in range(500))
        + "}\n"
        + "Resources:\n"
        + "".join(f"  Q{n}: {{<<: *b, Type: AWS::SQS::Queue}}\n" for n in range(500)),
    ],
    ids=["text", "number", "holes", "keys", "merges"],
)
def test_a_huge_part_is_read_like_any_other(tmp_path: Path, written: str) -> None:
    (tmp_path / "template.yaml").write_text(written)
    document = mapped(tmp_path)
    assert document["apps"][0]["resources"]
    assert not every_gap(document)


def test_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff\xfe")
    folder.mkdir()
    (folder / "template.yaml").write_text(QUEUE)
    for form in ("json", "text", "mermaid"):
        done = subprocess.run(
            [sys.executable, "-m", "stockade", "map", str(tmp_path), "--format", form],
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert form != "json" or len(json.loads(done.stdout)["apps"]) == 1


def test_a_full_device_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(QUEUE)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stockade", "map", str(tmp_path)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("stockade: standard output cannot be written")
    assert len(done.stderr.splitlines()) == 1


def test_the_fault_of_a_named_file_has_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("Resources:\n  A: [\n")
    done = run("scan", tmp_path / "broken.yaml")
    assert done.returncode == 2
    assert done.stderr.startswith(f"stockade: {tmp_path / 'broken.yaml'}:3: ")
