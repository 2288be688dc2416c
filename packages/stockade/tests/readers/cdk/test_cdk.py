"""Cloud assemblies, from `cdk.out` to stacks."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from stockade.assembly import assemble
from stockade.model import Gap, Stack
from stockade.readers.cdk import read_cdk, unsynthesised
from stockade.readers.cdk.identifiers import logical_id
from stockade.readers.files import Root

FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "Code": {"S3Bucket": "assets", "S3Key": "abc.zip"},
        "Handler": "index.handler",
        "Runtime": "nodejs22.x",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
    },
    "Metadata": {
        "aws:cdk:path": "Shop/Orders/Resource",
        "aws:asset:path": "asset.abc",
        "aws:asset:property": "Code",
    },
}
URL = {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE", "TargetFunctionArn": {"Ref": "Fn"}}}


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))


def manifest(**artifacts: object) -> dict[str, object]:
    return {"version": "36.0.0", "artifacts": artifacts}


def stack_artifact(template: str) -> dict[str, object]:
    return {"type": "aws:cloudformation:stack", "properties": {"templateFile": template}}


def read(root: Path, folder: str = "cdk.out") -> tuple[list[Stack], list[Gap]]:
    return read_cdk(Root(root), folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    out = tmp_path / "cdk.out"
    write(
        out / "manifest.json", manifest(Shop=stack_artifact("Shop.template.json"), Tree={"type": "cdk:tree"})
    )
    resources = {"Fn": FUNCTION, "Url": URL, "Metadata": {"Type": "AWS::CDK::Metadata"}}
    write(out / "Shop.template.json", {"Resources": resources})
    write(out / "asset.abc/index.js", "exports.handler = async () => 1\n")
    write(out / "asset.abc/lib/x.js", "module.exports = 2\n")
    return tmp_path


def test_a_stack_of_the_manifest(project: Path) -> None:
    (stack,), gaps = read(project)
    assert not gaps
    assert (stack.name, stack.format, stack.template) == ("Shop", "cdk", "cdk.out/Shop.template.json")
    assert set(stack.resources) == {"Fn", "Url"}
    assert stack.resources["Fn"].at.line == 3
    assert stack.resources["Fn"].known_as == "Shop/Orders/Resource"


def test_staged_code_without_origin_is_its_own(project: Path) -> None:
    (app,) = assemble(read(project)[0])
    assert app.functions["Fn"].code == "cdk.out/asset.abc"


def test_staged_code_is_traced_to_the_folder_it_was_copied_from(project: Path) -> None:
    write(project / "lambda/orders/index.js", "exports.handler = async () => 1\n")
    write(project / "lambda/orders/lib/x.js", "module.exports = 2\n")
    write(project / "lambda/other/index.js", "exports.handler = async () => 9\n")
    (app,) = assemble(read(project)[0])
    assert app.functions["Fn"].code == "lambda/orders"


def test_a_folder_with_other_content_is_no_origin(project: Path) -> None:
    write(project / "lambda/orders/index.js", "exports.handler = async () => 2\n")
    write(project / "lambda/orders/lib/x.js", "module.exports = 2\n")
    (app,) = assemble(read(project)[0])
    assert app.functions["Fn"].code == "cdk.out/asset.abc"


def test_stages_are_assemblies_inside(project: Path) -> None:
    nested = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}
    write(project / "cdk.out/manifest.json", manifest(Prod=nested))
    write(project / "cdk.out/assembly-Prod/manifest.json", manifest(S=stack_artifact("S.template.json")))
    write(project / "cdk.out/assembly-Prod/S.template.json", {"Resources": {"Fn": FUNCTION}})
    (stack,), gaps = read(project)
    assert not gaps
    assert stack.template == "cdk.out/assembly-Prod/S.template.json"


def test_an_assembly_that_holds_itself_ends(project: Path) -> None:
    nested = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}
    write(project / "cdk.out/manifest.json", manifest(Again=nested))
    assert read(project) == ([], [])


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "..\\x", "a\0b", ""])
def test_a_hostile_path_in_the_manifest_is_a_gap(project: Path, path: str) -> None:
    nested = {"type": "cdk:cloud-assembly", "properties": {"directoryName": path}}
    write(project / "cdk.out/manifest.json", manifest(Shop=stack_artifact(path), Prod=nested))
    stacks, gaps = read(project)
    assert not stacks
    assert len(gaps) == 2
    assert all(gap.location.file == "cdk.out/manifest.json" for gap in gaps)


def test_a_hostile_asset_leaves_the_code_unknown(project: Path) -> None:
    template = json.loads((project / "cdk.out/Shop.template.json").read_text())
    template["Resources"]["Fn"]["Metadata"]["aws:asset:path"] = "../../outside"
    write(project / "cdk.out/Shop.template.json", template)
    (app,) = assemble(read(project)[0])
    assert not app.functions["Fn"].code


@pytest.mark.parametrize("content", ["{", "[]", "\0", '{"artifacts": [1]}', '{"artifacts": {"a": 1}}'])
def test_a_broken_manifest_is_no_crash(project: Path, content: str) -> None:
    write(project / "cdk.out/manifest.json", content)
    assert read(project)[0] == []


def test_without_an_assembly_the_gap_names_the_command() -> None:
    gap = unsynthesised("shop/cdk.json")
    assert "cdk synth" in gap.reason
    assert str(gap.location) == "shop/cdk.json:1"


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        (("HelloHandler", "Resource"), "HelloHandler2E4FBA4D"),
        (("HelloHandler", "ServiceRole", "Resource"), "HelloHandlerServiceRole11EF7C63"),
        (("Queue",), "Queue"),
        (("my-queue",), "myqueue"),
    ],
)
def test_logical_ids_are_those_of_the_framework(path: tuple[str, ...], identity: str) -> None:
    assert logical_id(path) == identity


def test_a_tree_alone_gives_the_resources(tmp_path: Path) -> None:
    method = {
        "httpMethod": "GET",
        "resourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "restApiId": {"Ref": "Api"},
        "authorizationType": "NONE",
        "requestParameters": {"method.request.path.x": True},
        "integration": {"type": "AWS_PROXY", "uri": {"Fn::GetAtt": ["HelloHandler2E4FBA4D", "Arn"]}},
    }

    def node(kind: str, properties: Mapping[str, object]) -> dict[str, object]:
        return {
            "attributes": {"aws:cdk:cloudformation:type": kind, "aws:cdk:cloudformation:props": properties}
        }

    function = node("AWS::Lambda::Function", {"handler": "index.handler", "runtime": "nodejs22.x"})
    children = {
        "HelloHandler": {"children": {"Resource": function}},
        "Api": node("AWS::ApiGateway::RestApi", {"name": "x", "description": None}),
        "Get": node("AWS::ApiGateway::Method", method),
        "Name": {"constructInfo": {"fqn": "aws-cdk-lib.CfnParameter"}},
    }
    shop = {"constructInfo": {"fqn": "aws-cdk-lib.Stack"}, "children": children}
    write(
        tmp_path / "cdk.out/tree.json",
        {"version": "tree-0.1", "tree": {"id": "App", "children": {"Shop": shop}}},
    )
    (stack,), gaps = read(tmp_path)
    assert not gaps
    assert "Description" not in stack.resources["Api"].properties.items
    assert "method.request.path.x" in stack.resources["Get"].properties.items["RequestParameters"].items  # type: ignore[union-attr]  # a map
    assert set(stack.parameters) == {"Name"}
    (app,) = assemble([stack])
    (trigger,) = app.triggers
    assert trigger.id == "HelloHandler2E4FBA4D/apigw.rest/GET /"
    assert any("tree.json alone" in gap.reason for gap in app.gaps)
