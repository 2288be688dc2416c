"""Hostile and broken files, through the program: one clear word each, and the rest is read."""

import json
import os
from pathlib import Path

import pytest

import stockade
from stockade.cli.main import main

QUEUE = "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n"
DEEP = f"Resources: {{Jobs: {{Type: AWS::SQS::Queue, Properties: {'{a: ' * 3000}1{'}' * 3000}}}}}\n"
BOMB = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}' if before else 'x'] * 10)}]\n"
    for before, name in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
)


class Run:
    """Runs a command on a folder of files beside a sound one."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--no-progress"])
        shown = self.capsys.readouterr()
        return code, shown.out, shown.err

    def map(self, content: str | bytes, name: str = "template.yaml") -> dict[str, list[str]]:
        """Put a file beside a sound one, map both, and return gaps by file; the sound one is always there."""
        for path, text in ((self.root / "bad" / name, content), (self.root / "good/template.yaml", QUEUE)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code, out, _ = self("map", str(self.root), "--format", "json")
        assert code == 0
        document = json.loads(out)
        assert "good" in [app["name"] for app in document["apps"]]
        every = [*document["gaps"], *(gap for app in document["apps"] for gap in app["gaps"])]
        found: dict[str, list[str]] = {}
        for gap in every:
            found.setdefault(f"{gap['location']['file']}:{gap['location']['line']}", []).append(gap["reason"])
        return found


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, capsys)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ("Resources:\n  A: {Type: AWS::SQS::Queue\n  B: [\n", 3, "no valid YAML"),
        (QUEUE + "  Jobs: {Type: AWS::SNS::Topic}\n", 3, "'Jobs' stands here twice"),
        (QUEUE + "---\n" + QUEUE, 3, "another document"),
        (QUEUE.encode() + b"# \xe9\n", 0, "no UTF-8 text"),
        (QUEUE.encode() + b"\0", 0, "binary"),
        (DEEP, 1, "nested more than"),
        (BOMB + QUEUE, 7, "aliases write out to more than"),
        ("Resources: &r\n  Jobs: {Type: AWS::SQS::Queue, Properties: *r}\n", 2, "contains itself"),
        (QUEUE + "  ? [1, 2]\n  : {Type: AWS::SNS::Topic}\n", 3, "a key must be a text"),
        (QUEUE.encode() + b"#" * 5_000_000, 0, "limits.file_bytes (5,000,000)"),
        ("Conditions: {A: !Not [Condition: B], B: !Not [Condition: A]}\n" + QUEUE, 1, "depends on itself"),
        ("Transform: [Unheard]\n" + QUEUE, 1, "the macro Unheard is not known"),
        (QUEUE + "  Odd: 5\n", 3, "no Type"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(run: Run, content: str | bytes, place: int, reason: str) -> None:
    gaps = run.map(content)
    assert any(reason in one for one in gaps.get(f"bad/template.yaml:{place}", ())), gaps


@pytest.mark.parametrize(
    "content",
    [
        QUEUE.encode("utf-16"),
        b"\xef\xbb\xbf" + QUEUE.encode(),
        "base: &b {Type: AWS::SQS::Queue}\nResources:\n  Jobs: {<<: *b}\n",
        "Resources:\n  Jobs: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: " + "9" * 5000 + "}}\n",
        "Resources:\n  Jobs: {Type: AWS::SQS::Queue, Properties: {A: .nan, 5: x, true: y, ~: z, B: 1:30}}\n",
    ],
)
def test_what_is_only_unusual_is_read(run: Run, content: str | bytes) -> None:
    gaps = run.map(content)
    assert not gaps
    code, out, _ = run("map", str(run.root / "bad"), "--format", "json")
    assert code == 0
    assert [one["id"] for one in json.loads(out)["apps"][0]["resources"]] == ["Jobs"]


def test_references_in_a_circle_end(run: Run) -> None:
    gaps = run.map(
        "Resources:\n"
        "  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref B}}\n"
        "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref A}}\n"
        "  F: {Type: AWS::Lambda::Function, Properties: {FunctionName: !GetAtt G.Arn, Role: !GetAtt F.Arn}}\n"
        "  G: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref G}}\n"
    )
    assert gaps == {
        "bad/template.yaml:4": ["the role of F lies outside of the template: what it may do is not known"]
    }


def test_a_sam_template_of_wrong_shapes_throughout(run: Run) -> None:
    gaps = run.map(
        "Transform: [AWS::Serverless-2016-10-31, 5, {a: b}]\nGlobals: 5\nResources:\n"
        "  F: {Type: AWS::Serverless::Function, Properties: [1]}\n"
        "  G:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Events: [1], Policies: {a: [1]}, Environment: x, CodeUri: {a: b}}\n"
        "  H: {Type: [1]}\n  I: 5\n  J: {Type: AWS::Serverless::Api, Properties: {Auth: 5}}\n"
        "Outputs: [1]\nParameters: x\nConditions: [1]\nMappings: 5\n"
    )
    assert any("SAM transform refuses" in reason for reasons in gaps.values() for reason in reasons)


def test_files_outside_the_root_are_never_opened(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    reading = Path.read_bytes

    def watched(path: Path) -> bytes:
        opened.append(str(path.resolve()))
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", watched)
    secret = tmp_path.parent / "outside.yaml"
    secret.write_text("paths: {/stolen: {get: {}}}\n")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/link.yaml").symlink_to(secret)
    (tmp_path / "bad/api.yaml").symlink_to(secret)
    (tmp_path / "bad/loop").symlink_to(tmp_path)
    (tmp_path / "bad/self.yaml").symlink_to("self.yaml")
    os.mkfifo(tmp_path / "bad/pipe.yaml")
    gaps = run.map(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n"
        "  A: {Type: AWS::Serverless::Api, Properties: {StageName: x, DefinitionUri: ../../outside.yaml}}\n"
        "  B: {Type: AWS::Serverless::Api, Properties: {StageName: x, DefinitionUri: api.yaml}}\n"
        "  N: {Type: AWS::Serverless::Application, Properties: {Location: /etc/passwd}}\n"
        "  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: /etc}\n"
    )
    reasons = [reason for found in gaps.values() for reason in found]
    assert sum("outside the scanned folder" in reason for reason in reasons) == 3
    assert any("loop" in reason or "cannot be read" in reason for reason in reasons)
    ours = str(Path(stockade.__file__).parent)
    assert all(path.startswith((str(tmp_path), ours)) for path in opened)
    _, out, _ = run("map", str(tmp_path / "bad"), "--format", "json")
    assert "stolen" not in out
    assert [one["code"] for one in json.loads(out)["apps"][0]["functions"]] == [""]


def test_nothing_of_a_hostile_name_reaches_the_terminal(run: Run) -> None:
    run.map(
        'Resources:\n  "F\\e[31m\\n\\u202e": {Type: AWS::Lambda::Function, '
        "Properties: {Runtime: python3.7, Handler: a.b}}\n"
    )
    for arguments in (("scan",), ("map",), ("map", "--format", "mermaid"), ("scan", "--format", "sarif")):
        _, out, err = run(arguments[0], str(run.root), *arguments[1:])
        assert not {"\x1b", "\u202e"} & set(out + err)


def test_the_value_of_a_secret_is_never_printed(run: Run) -> None:
    secret = "kQ7hx2LpVn9Zr4Tw"
    template = (
        "Parameters:\n"
        f"  Password: {{Type: String, NoEcho: true, Default: {secret}}}\n"
        "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n"
        f"      Handler: a.b\n      Environment: {{Variables: {{DB_PASSWORD: {secret}, P: !Ref Password}}}}\n"
    )
    run.map(template)
    for command in ("scan", "map"):
        for form in ("text", "json"):
            _, out, err = run(command, str(run.root), "--format", form)
            assert secret not in out + err


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("Resources: [\n", 2, "template.yaml:2: is no valid YAML"),
        ("a: 1\n", 2, "is no application"),
        (QUEUE, 0, ""),
    ],
)
def test_a_file_named_on_the_command_line(run: Run, content: str, code: int, words: str) -> None:
    path = run.root / "template.yaml"
    path.write_text(content)
    found, _, err = run("scan", str(path))
    assert found == code
    assert words in err
    assert len(err.splitlines()) <= 1


def test_strict_tells_that_something_could_not_be_analysed(run: Run) -> None:
    (run.root / "template.yaml").write_text(QUEUE + "  Odd: 5\n")
    assert run("scan", str(run.root))[0] == 0
    assert run("scan", str(run.root), "--strict")[0] == 3


def test_a_refusal_of_what_the_transform_itself_made_is_a_gap(run: Run) -> None:
    gaps = run.map(
        "Transform: AWS::Serverless-2016-10-31\nGlobals: {Api: {OpenApiVersion: [3]}}\nResources:\n"
        "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      Runtime: python3.13\n      Handler: a.b\n      InlineCode: x\n"
        "      Events: {E: {Type: Api, Properties: {Path: /x, Method: get}}}\n"
    )
    assert any("SAM transform refuses" in reason for reasons in gaps.values() for reason in reasons)
