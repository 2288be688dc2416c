from pathlib import Path

import pytest

from stockade import pipeline
from stockade.config import Config, Invoked, Limits
from stockade.errors import UsageError
from stockade.pipeline import Selection

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.handler, CodeUri: src}}
Resources:
  Orders: {Type: AWS::Serverless::SimpleTable}
  Create:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [{DynamoDBWritePolicy: {TableName: !Ref Orders}}]
      Events: {Post: {Type: HttpApi, Properties: {Path: /orders, Method: post}}}
  Report:
    Type: AWS::Serverless::Function
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("shop", "office"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(TEMPLATE)
    return tmp_path


def test_applications_by_name(folder: Path) -> None:
    surface = pipeline.map_surface(folder, Config(), Selection(apps=("shop",)))
    assert [app.name for app in surface.apps] == ["shop"]
    with pytest.raises(UsageError, match="no application 'x'; there are: office, shop"):
        pipeline.map_surface(folder, Config(), Selection(apps=("x",)))


def test_a_part_of_an_application(folder: Path) -> None:
    surface = pipeline.map_surface(folder / "shop", Config())
    (app,) = pipeline.narrowed(surface, ("Create",)).apps
    assert list(app.functions) == ["Create"]
    assert {trigger.detail for trigger in app.triggers} == {"POST /orders"}
    assert "Orders" in app.resources
    assert pipeline.narrowed(surface, ()) is surface


def test_what_something_outside_invokes_has_an_entry_point(folder: Path) -> None:
    config = Config(invoked=(Invoked(function="Report", by="a scheduler", app="shop"),))
    apps = {app.name: app for app in pipeline.map_surface(folder, config).apps}
    found = [trigger.id for trigger in apps["shop"].triggers_of("Report")]
    assert "Report/lambda.invoke/a scheduler" in found
    assert "Report/lambda.invoke/a scheduler" not in [t.id for t in apps["office"].triggers]


def test_findings_of_one_function(folder: Path) -> None:
    everything = pipeline.scan(folder / "shop", Config())
    of_report = pipeline.scan(folder / "shop", Config(), Selection(functions=("Report",)))
    assert set(of_report.findings) < set(everything.findings)


def test_limits_and_patterns_reach_the_readers(folder: Path) -> None:
    large = pipeline.map_surface(folder, Config(limits=Limits(file_bytes=100)), Selection(allow_empty=True))
    assert [gap.scope for gap in large.gaps] == ["file", "file"]
    fewer = pipeline.map_surface(folder, Config(exclude=("office/**",)))
    assert [app.name for app in fewer.apps] == ["shop"]


def test_no_application_says_what_was_looked_for_and_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("Resources:\n  A: {Type: AWS::S3::Bucket, Properties: [\n")
    with pytest.raises(
        UsageError, match=r"no application found; looked for SAM .*; 1 file could not be read, such as"
    ):
        pipeline.map_surface(tmp_path, Config())


def test_a_baseline_is_added_to_the_configuration(folder: Path) -> None:
    (folder / "stockade.toml").write_text('fail_on = "low"\n')
    scan = pipeline.scan(folder, Config())
    path, text, number = pipeline.baseline(scan, folder)
    assert path == folder / "stockade.toml"
    assert text.startswith('fail_on = "low"\n')
    assert text.count("[[accept]]") == number == len(scan.findings)


def test_a_named_file_reads_the_configuration_beside_it(folder: Path) -> None:
    (folder / "shop" / "stockade.toml").write_text('fail_on = "low"\n')
    assert pipeline.configuration(folder / "shop" / "template.yaml").fail_on == "low"


def test_one_function_keeps_what_is_said_of_the_routes_that_start_it(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n"
        "  One: {Type: AWS::Serverless::HttpApi}\n"
        "  Show:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      Runtime: python3.13\n      Handler: a.b\n      InlineCode: x\n"
        "      Events: {X: {Type: HttpApi, Properties: {ApiId: !Ref One, Path: /x, Method: get}}}\n"
    )
    found = pipeline.scan(tmp_path, Config(), Selection(functions=("Show",))).findings
    open_routes = [one for one in found if one.rule == "unauthenticated-entry-point"]
    assert ["GET /x of the HTTP API One" in one.message for one in open_routes] == [True]
