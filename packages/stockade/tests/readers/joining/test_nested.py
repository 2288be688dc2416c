"""Nested applications become part of the stack that names them."""

from pathlib import Path
from textwrap import dedent

import pytest

from stockade.assembly import assemble
from stockade.errors import ReadError
from stockade.model import App, Stack
from stockade.readers import read_all
from stockade.readers.cloudformation import read_document
from stockade.readers.cloudformation.template import prepare, read_stack
from stockade.readers.files import Root
from stockade.readers.joining import with_imports, with_nested
from stockade.values import Map, Value, get, same

INNER = """
Parameters:
  Feed: {Type: String}
  Mode: {Type: String, Default: slow}
Conditions:
  Fast: !Equals [!Ref Mode, fast]
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.handler, Runtime: python3.13, Code: src}
  Feeding:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !Ref Feed, FunctionName: !Ref Fn}
Outputs:
  FnArn: {Value: !GetAtt Fn.Arn}
"""
OUTER = """
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: x.handler, Runtime: python3.13, Code: .}
  Jobs: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: parts/inner.yaml
      Parameters: {Feed: !GetAtt Jobs.Arn}
  Url:
    Type: AWS::Lambda::Url
    Properties: {AuthType: NONE, TargetFunctionArn: !GetAtt Work.Outputs.FnArn}
  Open:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Work.Outputs.FnArn
      Principal: "*"
      Action: lambda:InvokeFunctionUrl
      FunctionUrlAuthType: NONE
"""


class Project:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = Root(path)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(dedent(text))

    def read(self, file: str, passed: dict[str, Value] | None = None) -> Stack | None:
        raw = read_document(self.root.text(file), file).value
        if not isinstance(raw, Map):
            raise ReadError("is no template", file)
        folder = file.rpartition("/")[0]
        return read_stack(prepare(raw, self.root, folder, []), file, [], passed=passed or {})

    def stacks(self, *files: str) -> list[Stack]:
        found = [stack for file in files if (stack := self.read(file)) is not None]
        return with_imports(with_nested(found, self.root, self.read))

    def app(self, *files: str) -> App:
        (app,) = assemble(self.stacks(*files))
        return app


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_parameters_and_outputs_are_bound(project: Project) -> None:
    project.write(outer=OUTER, parts__inner=INNER)
    app = project.app("outer.yaml", "parts/inner.yaml")
    assert all("the role of" in gap.reason for gap in app.gaps)
    assert {"Fn", "Work.Fn"} == set(app.functions)
    assert {(one.function, one.event_source, one.origin) for one in app.triggers} == {
        ("Work.Fn", "sqs", "Jobs"),
        ("Work.Fn", "lambda.url", "Url"),
        ("Fn", "lambda.invoke", None),
    }


def test_code_and_lines_stay_those_of_the_nested_file(project: Project) -> None:
    project.write(outer=OUTER, parts__inner=INNER)
    function = project.app("outer.yaml").functions["Work.Fn"]
    assert function.code == "parts/src"
    assert str(function.location) == "parts/inner.yaml:8"


def test_known_parameters_decide_conditions(project: Project) -> None:
    inner = INNER.replace("  Feeding:\n", "  Feeding:\n    Condition: Fast\n")
    project.write(outer=OUTER, parts__inner=inner)
    (stack,) = project.stacks("outer.yaml")
    assert stack.resources["Work.Feeding"].condition == "Work.Fast"
    assert "Work.Fast" in stack.conditions


def test_what_siblings_give_out_reaches_one_another_in_any_order(project: Project) -> None:
    names = """
    Parameters: {Given: {Type: String, Default: none}}
    Resources:
      Q: {Type: AWS::SQS::Queue}
    Outputs:
      Arn: {Value: !GetAtt Q.Arn}
    """
    outer = """
    Resources:
      A:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: use.yaml, Parameters: {Feed: !GetAtt B.Outputs.Arn}}
      B:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: queue.yaml}
      C:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: use.yaml, Parameters: {Feed: !GetAtt B.Outputs.Arn}}
    """
    project.write(outer=outer, queue=names, use=INNER)
    app = project.app("outer.yaml")
    assert {(one.function, one.origin) for one in app.triggers} == {("A.Fn", "B.Q"), ("C.Fn", "B.Q")}


def test_a_parameter_handed_down_is_no_other_of_its_name(project: Project) -> None:
    inner = """
    Parameters: {Stage: {Type: String}, Given: {Type: String}}
    Resources:
      Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Stage, Own: !Ref Given}}
    """
    outer = """
    Parameters: {Stage: {Type: String}}
    Resources:
      Outer: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Stage}}
      N:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: inner.yaml, Parameters: {Given: !Ref Stage}}
    """
    project.write(outer=outer, inner=inner)
    (stack,) = project.stacks("outer.yaml")
    handed, own = (get(stack.resources["N.Q"].properties, name) for name in ("Own", "QueueName"))
    assert same(handed, get(stack.resources["Outer"].properties, "QueueName")) == "true"
    assert same(handed, own) == "unknown"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("https://example.com/x.yaml", "lies at an address"),
        ("../../outside.yaml", "outside the scanned folder"),
        ("missing.yaml", "is not there"),
        ("outer.yaml", "holds itself"),
        ("notes.yaml", "no template"),
    ],
)
def test_what_cannot_be_had_is_a_gap(project: Project, place: str, reason: str) -> None:
    project.write(outer=OUTER.replace("parts/inner.yaml", place), notes="- a\n")
    app = project.app("outer.yaml")
    assert any(reason in gap.reason and "'Work'" in gap.reason for gap in app.gaps)
    assert "Fn" in app.functions


def test_a_cycle_over_two_templates_ends(project: Project) -> None:
    def holder(file: str) -> str:
        properties = f"{{TemplateURL: {file}}}"
        return f"Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: {properties}\n"

    project.write(a=holder("b.yaml"), b=holder("a.yaml"))
    apps = assemble(project.stacks("a.yaml"))
    assert any("holds itself (a.yaml -> b.yaml -> a.yaml)" in gap.reason for app in apps for gap in app.gaps)


def exporter(export: str, value: str = "!GetAtt Jobs.Arn", extra: str = "") -> str:
    return (
        "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n"
        f"{extra}Outputs:\n  Q: {{Value: {value}, Export: {{Name: {export}}}}}\n"
    )


def importer(name: str) -> str:
    return (
        "Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: a.b, Code: src}\n"
        "  M:\n    Type: AWS::Lambda::EventSourceMapping\n"
        f"    Properties: {{EventSourceArn: !ImportValue {name}, FunctionName: !Ref Fn}}\n"
    )


def test_stacks_of_one_folder_that_import_are_one_application(project: Project) -> None:
    project.write(infra=exporter("jobs-arn"), service=importer("jobs-arn"), other=exporter("else"))
    stacks = project.stacks("infra.yaml", "service.yaml", "other.yaml")
    assert [set(stack.resources) for stack in stacks] == [{"Jobs", "Fn", "M"}, {"Jobs"}]
    (trigger,) = assemble(stacks)[0].triggers
    assert (trigger.origin, trigger.function) == ("Jobs", "Fn")


def test_equal_ids_are_told_apart_by_their_template(project: Project) -> None:
    service = importer("jobs-arn").replace("Resources:\n", "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n")
    project.write(infra=exporter("jobs-arn"), service=service)
    (trigger,) = project.app("infra.yaml", "service.yaml").triggers
    assert trigger.origin == "infra.Jobs"


def test_an_export_of_another_folder_is_used_where_it_means_the_same(project: Project) -> None:
    arn = "arn:aws:sqs:eu-west-1:111111111111:jobs"
    project.write(
        infra__one=exporter("known", arn), infra__two=exporter("own"), a=importer("known"), b=importer("own")
    )
    stacks = project.stacks("infra/one.yaml", "infra/two.yaml", "a.yaml", "b.yaml")
    assert len(stacks) == 4
    sources = [stack.resources["M"].properties.items["EventSourceArn"] for stack in stacks[2:]]
    assert getattr(sources[0], "value", None) == arn
    assert type(sources[1]).__name__ == "Import"


def test_two_exporters_of_one_name_leave_the_import_open(project: Project) -> None:
    project.write(x=exporter("twice"), y=exporter("twice"), z=importer("twice"))
    assert len(project.stacks("x.yaml", "y.yaml", "z.yaml")) == 3


def test_stacks_that_multiply_are_bounded(tmp_path: Path) -> None:
    for number in range(9):
        inner = f"./t{number + 1}.yaml"
        nested = "".join(
            f"  N{one}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {inner}}}}}\n"
            for one in range(8)
        )
        (tmp_path / f"t{number}.yaml").write_text(f"Resources:\n{nested}  B: {{Type: AWS::S3::Bucket}}\n")
    (tmp_path / "t9.yaml").write_text("Resources:\n  B: {Type: AWS::S3::Bucket}\n")
    (stack,) = read_all(tmp_path).stacks
    assert len(stack.resources) < 2_000
    assert any("more than 500 nested stacks" in gap.reason for gap in stack.gaps)
