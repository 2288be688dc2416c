from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.errors import UsageError
from stockade.readers import read_all

QUEUE = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
SAM = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      CodeUri: src/
      Policies:
        - AmazonS3FullAccess
        - Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: sqs:SendMessage
              Resource: "*"
      Events:
        Create:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: /orders
            Method: post
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_applications_take_the_name_of_their_folder(tmp_path: Path) -> None:
    write(tmp_path, "orders/template.yaml", QUEUE)
    write(tmp_path, "mail/one.yaml", QUEUE)
    write(tmp_path, "mail/two.yaml", QUEUE)
    names = [stack.name for stack in read_all(tmp_path).stacks]
    assert sorted(names) == ["mail/one", "mail/two", "orders"]


def test_sam_keeps_lines_code_and_stable_ids(tmp_path: Path) -> None:
    write(tmp_path, "template.yaml", SAM)
    (stack,) = read_all(tmp_path).stacks
    lines = {key: resource.at.line for key, resource in stack.resources.items()}
    assert stack.format == "sam"
    assert lines["Orders"] == 10
    assert lines["OrdersCreatePermissionprod"] == 23
    assert lines["ApiDeployment"] == 6
    assert stack.resources["OrdersRole"].made_from == "Orders"
    assert stack.resources["Orders"].properties.items["Code"].value == "src/"  # type: ignore[union-attr]
    assert not stack.gaps


def test_two_runs_say_the_same(tmp_path: Path) -> None:
    write(tmp_path, "template.yaml", SAM)
    assert read_all(tmp_path) == read_all(tmp_path)


def test_a_broken_template_is_a_gap_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, "a/template.yaml", "Resources:\n  A: {Type: AWS::SQS::Queue\n  B: [\n")
    write(tmp_path, "b/template.yaml", QUEUE)
    readings = read_all(tmp_path)
    assert [stack.name for stack in readings.stacks] == ["b"]
    assert [(gap.location.file, gap.scope) for gap in readings.gaps] == [("a/template.yaml", "file")]
    assert readings.gaps[0].location.line > 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01Resources AWS::SQS::Queue", "binary"),
        (b"\xffResources: AWS::SQS::Queue", "UTF-8"),
        (QUEUE.encode() + b"#" * 5_000_000, "limits.file_bytes"),
    ],
)
def test_files_that_cannot_be_read_are_gaps_with_a_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    write(tmp_path, "template.yaml", content)
    (gap,) = read_all(tmp_path).gaps
    assert reason in gap.reason


def test_a_named_file_that_cannot_be_read_is_wrong_use(tmp_path: Path) -> None:
    path = write(tmp_path, "template.yaml", "Resources: [\n")
    with pytest.raises(UsageError, match=r"template\.yaml:"):
        read_all(path)
    with pytest.raises(UsageError, match="no such file"):
        read_all(tmp_path / "nothing")


def test_nothing_outside_the_root_is_opened(tmp_path: Path) -> None:
    write(tmp_path, "secret.yaml", "paths: {/stolen: {get: {}}}\n")
    write(
        tmp_path,
        "root/template.yaml",
        SAM.replace("StageName: prod", "StageName: prod\n      DefinitionUri: ../secret.yaml"),
    )
    (tmp_path / "root" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "root" / "loop").symlink_to(tmp_path / "root")
    (stack,) = read_all(tmp_path / "root").stacks
    assert "stolen" not in str(stack)
    assert any("outside the scanned folder" in gap.reason for gap in stack.gaps)


def test_a_link_out_of_the_root_is_not_followed_by_an_include(tmp_path: Path) -> None:
    write(tmp_path, "secret.yaml", "paths: {/stolen: {get: {}}}\n")
    write(
        tmp_path,
        "root/template.yaml",
        SAM.replace("StageName: prod", "StageName: prod\n      DefinitionUri: api.yaml"),
    )
    (tmp_path / "root" / "api.yaml").symlink_to(tmp_path / "secret.yaml")
    (stack,) = read_all(tmp_path / "root").stacks
    assert "stolen" not in str(stack)
    assert stack.gaps


def test_what_the_transform_refuses_is_read_without_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        "template.yaml",
        SAM.replace("Method: post", "Method: [post]").replace("Path: /orders", "Path: {a: b}"),
    )
    (stack,) = read_all(tmp_path).stacks
    assert stack.resources["Orders"].type == "AWS::Lambda::Function"
    assert any("SAM transform refuses" in gap.reason for gap in stack.gaps)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_templates_never_crash(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    lines = SAM.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "indent", "dedent", "list", "null", "twice"]))
        head = lines[at].split(":")[0]
        lines[at : at + 1] = {
            "drop": [],
            "indent": ["  " + lines[at]],
            "dedent": [lines[at].removeprefix("  ")],
            "list": [f"{head}: [1, {{Ref: X}}]"],
            "null": [f"{head}:"],
            "twice": [lines[at], lines[at]],
        }[change]
        lines = lines or ["Resources:"]
    folder = tmp_path_factory.mktemp("mutated")
    write(folder, "template.yaml", "\n".join(lines))
    readings = read_all(folder)
    assert len(readings.stacks) + len(readings.gaps) <= 1
