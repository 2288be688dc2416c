"""Which files are looked at: pruned, ignored and generated ones, each thing once."""

import json
from pathlib import Path

import pytest

from stockade.errors import UsageError
from stockade.readers import read_all
from stockade.readers.discovery import candidates

QUEUE = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
CHALICE = "from chalice import Chalice\napp = Chalice(app_name='shop')\n@app.route('/')\ndef index(): ...\n"


def write(root: Path, name: str, content: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def templates(root: Path) -> list[str]:
    return [stack.template for stack in read_all(root).stacks]


def found(root: Path, exclude: tuple[str, ...] = ()) -> list[str]:
    return [one.path.relative_to(root).as_posix() for one in candidates(root, exclude)]


@pytest.mark.parametrize("folder", ["node_modules", ".aws-sam", ".serverless", "cdk.out", "vendor", ".venv"])
def test_vendored_and_generated_folders_are_pruned(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/x/template.yaml", QUEUE)
    write(tmp_path, "a/template.yaml", QUEUE)
    assert templates(tmp_path) == ["a/template.yaml"]


def test_gitignore_is_honoured_where_it_stands(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", "build/\n*.local.yaml\n!keep.local.yaml\n")
    write(tmp_path, "a/.gitignore", "/template.yaml\n")
    for name in (
        "build/template.yaml",
        "x.local.yaml",
        "keep.local.yaml",
        "a/template.yaml",
        "a/b/template.yaml",
    ):
        write(tmp_path, name, QUEUE)
    assert found(tmp_path) == ["keep.local.yaml", "a/b/template.yaml"]


def test_a_gitignore_above_the_root_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", "*\n")
    write(tmp_path, "root/template.yaml", QUEUE)
    assert found(tmp_path / "root") == ["template.yaml"]


def test_a_gitignore_that_nobody_can_read_ignores_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").symlink_to("/etc/passwd")
    write(tmp_path, "template.yaml", QUEUE)
    assert found(tmp_path) == ["template.yaml"]


def test_exclude_of_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, "old/x/template.yaml", QUEUE)
    write(tmp_path, "new/template.yaml", QUEUE)
    assert found(tmp_path, ("old/**",)) == ["new/template.yaml"]


def test_an_assembly_is_read_once_and_though_it_is_ignored(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", "cdk.out\n")
    write(tmp_path, "cdk.json", '{"app": "node bin/app.js"}')
    artifact = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}
    write(tmp_path, "cdk.out/manifest.json", json.dumps({"artifacts": {"Shop": artifact}}))
    write(
        tmp_path, "cdk.out/Shop.template.json", json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})
    )
    for root in (tmp_path, tmp_path / "cdk.out"):
        (stack,) = read_all(root).stacks
        assert (stack.format, stack.name) == ("cdk", "Shop")
        assert not read_all(root).gaps
    (named,) = read_all(tmp_path / "cdk.out/manifest.json").stacks
    assert named.format == "cdk"


def test_a_cdk_application_that_was_not_synthesised_is_a_gap(tmp_path: Path) -> None:
    path = write(tmp_path, "shop/cdk.json", '{\n  "app": "node bin/app.js"\n}')
    (gap,) = read_all(tmp_path).gaps
    assert str(gap.location) == "shop/cdk.json:1"
    assert "cdk synth" in gap.reason
    with pytest.raises(UsageError, match="cdk synth"):
        read_all(path)


def test_chalice_beside_other_modules_called_app(tmp_path: Path) -> None:
    write(tmp_path, "shop/app.py", CHALICE)
    write(tmp_path, "other/app.py", "import flask\n")
    (stack,) = read_all(tmp_path).stacks
    assert (stack.name, stack.format) == ("shop", "chalice")


def test_test_data_is_left_out_with_a_word_about_it(tmp_path: Path) -> None:
    write(tmp_path, "tests/fixtures/a/template.yaml", QUEUE)
    write(tmp_path, "tests/fixtures/b/template.yaml", QUEUE)
    write(tmp_path, "tests/fixtures/notes.json", "{}")
    readings = read_all(tmp_path)
    assert not readings.stacks
    assert [(gap.location.file, "name it" in gap.reason) for gap in readings.gaps] == [
        ("tests/fixtures", True)
    ]
    assert templates(tmp_path / "tests/fixtures") == ["a/template.yaml", "b/template.yaml"]


def test_names_are_unique(tmp_path: Path) -> None:
    for name in ("a/x.yaml", "a/x.json", "a/y.yaml", "b/template.yaml"):
        content = (
            json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}) if name.endswith("json") else QUEUE
        )
        write(tmp_path, name, content)
    assert [stack.name for stack in read_all(tmp_path).stacks] == ["a/x.json", "a/x.yaml", "a/y", "b"]
