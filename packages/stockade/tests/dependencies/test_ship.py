"""Which manifest belongs to which function, on small projects as each tool builds them."""

import json
from pathlib import Path

import pytest

from stockade import pipeline
from stockade.config import Config
from stockade.model import App

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FUNCTION = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties: {{Handler: {handler}, Runtime: {runtime}, CodeUri: {code}{more}}}
"""


def _function(
    name: str = "Orders",
    code: str = "src",
    handler: str = "app.handler",
    runtime: str = "python3.12",
    more: str = "",
) -> str:
    return FUNCTION.format(name=name, code=code, handler=handler, runtime=runtime, more=more)


def _apps(folder: Path, files: dict[str, str], config: Config | None = None) -> tuple[App, ...]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    config = config or Config()
    surface = pipeline.map_surface(folder, config)
    return pipeline.with_shipping(surface, folder, config).apps


def _shipped(app: App, function: str = "Orders") -> list[str]:
    parts = app.shipping.functions[function]
    return sorted(
        f"{part.layer}{':' if part.layer else ''}{component.id}"
        for part in parts
        for component in part.manifest.components
    )


def _gaps(app: App) -> list[str]:
    return [gap.reason for gap in app.gaps if "ship" in gap.reason or "bundle" in gap.reason]


PROJECTS: dict[str, tuple[dict[str, str], list[str], str]] = {
    "SAM builds from the folder of the code": (
        {
            "template.yaml": SAM + _function(),
            "src/app.py": "",
            "src/requirements.txt": "one==1\n",
            "requirements.txt": "aws-sam-cli==1\n",
        },
        ["one@1"],
        "",
    ),
    "and not from a folder above it": (
        {"template.yaml": SAM + _function(), "src/app.py": "", "requirements.txt": "pytest==8\n"},
        [],
        "requirements.txt lies above its code",
    ),
    "a function without a manifest ships its own code": (
        {"template.yaml": SAM + _function(), "src/app.py": ""},
        [],
        "",
    ),
    "the whole project is the code": (
        {
            "template.yaml": SAM + _function(code=".", handler="src/app.handler"),
            "src/app.py": "",
            "requirements.txt": "one==1\n",
        },
        ["one@1"],
        "",
    ),
    "a project of Node.js": (
        {
            "template.yaml": SAM + _function(handler="index.handler", runtime="nodejs22.x"),
            "src/index.js": "",
            "src/package.json": '{"dependencies": {"ms": "2.1.3"}, "devDependencies": {"jest": "29.0.0"}}',
        },
        ["ms@2.1.3"],
        "",
    ),
    "one runtime ships nothing of the other": (
        {
            "template.yaml": SAM + _function(),
            "src/app.py": "",
            "src/requirements.txt": "one==1\n",
            "src/package.json": '{"dependencies": {"ms": "2.1.3"}}',
        },
        ["one@1"],
        "",
    ),
    "a manifest of tools above code that is deployed as it lies": (
        {
            "template.yaml": SAM + _function(handler="index.handler", runtime="nodejs22.x"),
            "src/index.js": "",
            "package.json": '{"dependencies": {"aws-cdk-lib": "2.0.0"}}',
        },
        [],
        "package.json lies above its code",
    ),
    "a bundler takes what lies above": (
        {
            "template.yaml": SAM
            + _function(handler="index.handler", runtime="nodejs22.x")
            + "    Metadata: {BuildMethod: esbuild}\n",
            "src/index.js": "",
            "package.json": '{"dependencies": {"ms": "2.1.3"}}',
        },
        ["ms@2.1.3"],
        "",
    ),
    "so does a compiler's output": (
        {
            "template.yaml": SAM + _function(code="dist", handler="index.handler", runtime="nodejs22.x"),
            "dist/index.js": "exports.handler = 1\n",
            "package.json": '{"dependencies": {"ms": "2.1.3"}}',
        },
        ["ms@2.1.3"],
        "",
    ),
    "a bundle says what is in it": (
        {
            "template.yaml": SAM + _function(code="dist", handler="index.handler", runtime="nodejs22.x"),
            "dist/index.js": '"use strict";\n// node_modules/ms/index.js\nvar ms;\n// src/index.ts\nvar x;\n',
            "package.json": '{"dependencies": {"ms": "2.1.3", "uuid": "9.0.0"}}',
        },
        ["ms@2.1.3"],
        "",
    ),
    "also that nothing is": (
        {
            "template.yaml": SAM + _function(code="dist", handler="index.handler", runtime="nodejs22.x"),
            "dist/index.js": "// src/index.ts\nvar x = 1;\n",
            "package.json": '{"dependencies": {"uuid": "9.0.0"}}',
        },
        [],
        "",
    ),
    "a bundled package of no known version": (
        {
            "template.yaml": SAM + _function(code="dist", handler="index.handler", runtime="nodejs22.x"),
            "dist/index.js": "// node_modules/.pnpm/@scope+kit@1.0.0/node_modules/@scope/kit/i.js\nvar x;\n",
            "package.json": '{"dependencies": {"uuid": "9.0.0"}}',
        },
        [],
        "which version of @scope/kit is in the bundle",
    ),
    "an archive built beside its sources": (
        {
            "template.yaml": SAM + _function(code="build/orders.zip"),
            "build/orders/app.py": "",
            "build/orders/requirements.txt": "one==1\n",
        },
        ["one@1"],
        "",
    ),
    "inline code ships nothing": (
        {
            "template.yaml": "Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n"
            "      Handler: index.handler\n      Runtime: python3.12\n"
            "      Code: {ZipFile: 'def handler(e, c): pass'}\n",
            "requirements.txt": "one==1\n",
        },
        [],
        "",
    ),
    "code that lies elsewhere is a gap": (
        {"template.yaml": SAM + _function(code="s3://bucket/key.zip")},
        [],
        "its code is not built from scanned files",
    ),
    "an image is built from its context": (
        {
            "template.yaml": SAM
            + "  Orders:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image}\n"
            "    Metadata: {Dockerfile: Dockerfile, DockerContext: ./image}\n",
            "image/Dockerfile": "",
            "image/requirements.txt": "one==1\n",
        },
        ["one@1"],
        "",
    ),
    "another runtime is a gap": (
        {"template.yaml": SAM + _function(runtime="java21"), "src/pom.xml": ""},
        [],
        "manifests for java21 are not read",
    ),
    "layers of the application": (
        {
            "template.yaml": SAM
            + _function(more=", Layers: [!Ref Shared]")
            + "  Shared:\n    Type: AWS::Serverless::LayerVersion\n    Properties: {ContentUri: layer}\n",
            "src/app.py": "",
            "src/requirements.txt": "one==1\n",
            "layer/requirements.txt": "two==2\n",
        },
        ["Shared:two@2", "one@1"],
        "",
    ),
    "layers of Node.js": (
        {
            "template.yaml": SAM
            + _function(handler="index.handler", runtime="nodejs22.x", more=", Layers: [!Ref Shared]")
            + "  Shared:\n    Type: AWS::Serverless::LayerVersion\n    Properties: {ContentUri: layer}\n",
            "src/index.js": "",
            "layer/nodejs/package.json": '{"dependencies": {"ms": "^2"}}',
            "layer/nodejs/node_modules/ms/package.json": '{"name": "ms", "version": "2.1.3"}',
        },
        ["Shared:ms@2.1.3"],
        "",
    ),
    "a layer of somebody else is a gap": (
        {
            "template.yaml": SAM
            + _function(more=', Layers: ["arn:aws:lambda:eu-west-1:123456789012:layer:far:1"]'),
            "src/app.py": "",
        },
        [],
        "a layer of Orders lies outside of the scanned files",
    ),
    "a path out of the root is not followed": (
        {"inner/template.yaml": SAM + _function(code="../../outside")},
        [],
        "its code is not built from scanned files",
    ),
}


@pytest.mark.parametrize("name", PROJECTS)
def test_what_a_function_ships(tmp_path: Path, name: str) -> None:
    files, shipped, gap = PROJECTS[name]
    (app,) = _apps(tmp_path, files)
    assert _shipped(app) == shipped
    gaps = _gaps(app)
    assert [gap in one for one in gaps] == ([True] if gap else []), gaps


def test_serverless_builds_all_from_the_service(tmp_path: Path) -> None:
    files = {
        "serverless.yml": "service: shop\nprovider: {name: aws, runtime: python3.12}\nfunctions:\n"
        "  orders: {handler: src/orders.handler}\n  status: {handler: src/status.handler}\n",
        "src/orders.py": "",
        "src/status.py": "",
        "requirements.txt": "one\n",
        "poetry.lock": '[[package]]\nname = "one"\nversion = "1"\n',
    }
    (app,) = _apps(tmp_path, files)
    assert _shipped(app, "orders") == _shipped(app, "status") == ["one@1"]
    orders, status = (app.shipping.functions[name][0].manifest for name in ("orders", "status"))
    assert orders is status


def test_members_of_a_workspace_ship_their_own(tmp_path: Path) -> None:
    lock = {
        "packages": {
            "": {"workspaces": ["fn/*"]},
            "fn/a": {"dependencies": {"ms": "^2"}},
            "fn/b": {"dependencies": {"uuid": "^9"}},
            "node_modules/ms": {"version": "2.1.3"},
            "node_modules/uuid": {"version": "9.0.0"},
        }
    }
    files = {
        "app/template.yaml": SAM
        + _function("A", "../fn/a", "index.handler", "nodejs22.x")
        + _function("B", "../fn/b", "index.handler", "nodejs22.x"),
        "package.json": '{"workspaces": ["fn/*"]}',
        "package-lock.json": json.dumps(lock),
        "fn/a/index.js": "",
        "fn/b/index.js": "",
        "fn/a/package.json": '{"name": "a", "dependencies": {"ms": "^2"}}',
        "fn/b/package.json": '{"name": "b", "dependencies": {"uuid": "^9"}}',
    }
    (app,) = _apps(tmp_path, files)
    assert _shipped(app, "A") == ["ms@2.1.3"]
    assert _shipped(app, "B") == ["uuid@9.0.0"]


def test_what_is_excluded_is_not_looked_at(tmp_path: Path) -> None:
    files = {"template.yaml": SAM + _function(), "src/app.py": "", "src/requirements.txt": "one==1\n"}
    (app,) = _apps(tmp_path, files, Config(exclude=("*/requirements.txt",)))
    assert _shipped(app) == []


def test_large_and_binary_files_are_gaps(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "requirements.txt").write_bytes(b"one==1\0")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "requirements.txt").write_text("one==1\n" * 400_000)
    template = SAM + _function() + _function("Two", "two")
    (app,) = _apps(tmp_path, {"template.yaml": template}, Config())
    places = {gap.location.file: gap.reason for gap in app.gaps}
    assert "binary" in places["src/requirements.txt"]
    assert "more than 20,000 requirements" in places["two/requirements.txt"]
    assert _shipped(app) == []
    assert _shipped(app, "Two") == ["one@1"]


def test_a_link_out_of_the_root_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "requirements.txt").write_text("secret-project==1\n")
    root = tmp_path / "root"
    (root / "src").mkdir(parents=True)
    (root / "linked").symlink_to(outside)
    (root / "src" / "requirements.txt").symlink_to(outside / "requirements.txt")
    files = {"template.yaml": SAM + _function() + _function("Linked", "linked")}
    (app,) = _apps(root, files)
    assert _shipped(app) == _shipped(app, "Linked") == []
    assert any("outside the scanned folder" in gap.reason for gap in app.gaps)
