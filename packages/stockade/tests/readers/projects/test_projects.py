"""Settings of a project: images, aliases, packages, source maps; broken and hostile ones say nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.model.building import Hosted, Image
from stockade.readers.projects import Projects
from stockade.readers.projects.images import read_image
from stockade.readers.projects.loose import loose
from stockade.readers.projects.maps import sources
from stockade.readers.projects.packages import exported, imported
from stockade.readers.projects.places import joined
from stockade.readers.projects.typescript import read_settings
from stockade.readers.projects.zappa import hosted
from stockade.readers.sources import Sources

PYTHON = "public.ecr.aws/lambda/python:3.12"


def image(text: str, context: str = "app") -> Image:
    found = read_image(text, context)
    assert found is not None
    return found


def test_what_is_copied_and_called() -> None:
    found = image(
        f'FROM {PYTHON}\nCOPY a.py b.py ./\nCOPY lib ${{LAMBDA_TASK_ROOT}}/lib\nCMD ["a.handler"]\n'
    )
    assert found == Image(
        PYTHON,
        calls_handler=True,
        command="a.handler",
        workdir="/var/task",
        copied=(("/var/task/a.py", "app/a.py"), ("/var/task/b.py", "app/b.py"), ("/var/task/lib", "app/lib")),
    )


def test_stages_hand_on_what_was_copied_into_them() -> None:
    text = (
        f"FROM node:22 AS build\nWORKDIR /work\nCOPY src ./src\nFROM {PYTHON}\n"
        "COPY --from=build /work/src/api ./api\nCOPY --from=build /work .\nCOPY --from=gone /x ./x\n"
    )
    assert image(text, "").copied == (("/var/task/api", "src/api"), ("/var/task/src", "src"))


def test_a_stage_can_be_a_base() -> None:
    text = f'FROM {PYTHON} AS base\nCOPY . .\nCMD ["x.handler"]\nFROM base\nENV A=1\n'
    found = image(text)
    assert (found.command, found.calls_handler, found.copied) == ("x.handler", True, (("/var/task", "app"),))


@pytest.mark.parametrize(
    ("lines", "calls", "command"),
    [
        (
            'FROM python:3.12\nENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["a.handler"]',
            True,
            "a.handler",
        ),
        ('FROM python:3.12\nENTRYPOINT ["python", "-m", "awslambdaric", "a.handler"]', True, "a.handler"),
        ('FROM python:3.12\nCMD ["python", "main.py"]', False, "main.py"),
        (f"FROM {PYTHON}\nCMD a.handler", True, "a.handler"),
        (f"FROM {PYTHON}\nCMD [broken", True, ""),
        ("ARG TAG=22\nFROM public.ecr.aws/lambda/nodejs:$TAG\n# CMD x\ncmd  b.handler", True, "b.handler"),
    ],
)
def test_which_handler_is_called(lines: str, calls: bool, command: str) -> None:
    found = image(lines)
    assert (found.calls_handler, found.command) == (calls, command)


def test_nothing_outside_of_the_context_is_copied() -> None:
    text = f"FROM {PYTHON}\nCOPY ../../../secret .\nADD https://example.com/x.py .\nCOPY /etc ./etc\n"
    assert image(text).copied == (("/var/task/etc", "app/etc"),)
    assert read_image("COPY . .\n", "") is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read_image(text, "app")
    read_image(f"FROM {PYTHON}\n{text}", "app")
    assert isinstance(loose(text), dict)
    list(hosted("zappa_settings.json", lambda _file: text))
    list(hosted("zappa_settings.toml", lambda _file: text))
    sources("a.js", lambda _file: text, lambda _file: False, lambda _ending: ())


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_loose_json_reads_json(data: dict[str, object]) -> None:
    assert loose(json.dumps(data)) == data


def test_comments_and_commas() -> None:
    assert loose('{"a": "// no comment, }", /* x */ "b": [1, 2,], // y\n}') == {
        "a": "// no comment, }",
        "b": [1, 2],
    }
    assert loose("[" * 5_000) == {}
    assert loose("[1]") == {}
    assert loose(None) == {}


def test_settings_extend_others() -> None:
    files = {
        "web/tsconfig.json": '{"extends": ["../base", "./own.json", "@tsconfig/node22"]}',
        "base.json": '{"compilerOptions": {"baseUrl": "lib", "outDir": "out", "paths": {"@x": ["x"]}}}',
        "web/own.json": '{"extends": "./own.json", "compilerOptions": {"outDir": "dist", "rootDir": "src"}}',
    }
    found = read_settings("web/tsconfig.json", files.get)
    assert list(found.meant("@x")) == ["lib/x", "lib/@x"]
    assert list(found.made_of("web/dist/a/b")) == ["web/src/a/b", "web/a/b", "web/src/a/b"]
    assert list(found.made_of("elsewhere/a")) == []


def test_the_longest_alias_wins() -> None:
    text = (
        '{"compilerOptions": {"paths": {"@a/*": ["one/*"], "@a/b/*": ["two/*"], "*-x": ["three/*"], "n": 1}}}'
    )
    found = read_settings("tsconfig.json", {"tsconfig.json": text}.get)
    assert list(found.meant("@a/b/c")) == ["two/c"]
    assert list(found.meant("@a/c")) == ["one/c"]
    assert list(found.meant("y-x")) == ["three/y"]
    assert list(found.meant("other")) == []


def test_exports_by_condition_and_pattern() -> None:
    data: dict[str, object] = {
        "exports": {
            ".": {"types": "./t.d.ts", "import": {"node": "./n.mjs"}},
            "./*": "./parts/*.js",
            "./x": ["./y"],
        },
        "imports": {"#in/*": {"default": "./in/*.js"}},
    }
    assert list(exported("p", data, ""))[:2] == ["p/n.mjs", "p/t.d.ts"]
    assert list(exported("p", data, "a/b"))[:1] == ["p/parts/a/b.js"]
    assert list(exported("p", data, "x"))[:1] == ["p/y"]
    assert list(exported("p", {"exports": "./e.js"}, ""))[:1] == ["p/e.js"]
    assert list(imported("p", data, "#in/a")) == ["p/in/a.js"]
    assert list(imported("p", {"imports": 1}, "#in/a")) == []
    assert list(exported("p", {"exports": {".": "../../out.js"}}, "")) == ["p/src/index", "p/index"]


def test_sources_of_a_map() -> None:
    files = {"lib/a.ts", "lib/b.ts"}
    written = {
        "sources": ["webpack://x/a.js", "../node_modules/y.js", "../asset-input/lib/a.ts", "../lib/b.ts", 1]
    }
    found = sources(
        "out/index.js",
        {"out/index.js.map": json.dumps(written)}.get,
        files.__contains__,
        lambda _ending: ("one", "two"),
    )
    assert found == ("lib/a.ts", "lib/b.ts")


def test_stages_of_zappa() -> None:
    toml = '[dev]\napp_function = "shop.run.app"\n[live]\nextends = "dev"\n'
    toml += '[admin]\ndjango_settings = "a.settings"\n'
    yaml = "dev:\n  app_function: run.app\n  django_settings: 'a.settings'\n"
    assert list(hosted("x/zappa_settings.toml", lambda _file: toml)) == [
        Hosted("x", "shop.run"),
        Hosted("x", settings="a.settings"),
    ]
    assert list(hosted("zappa_settings.yml", lambda _file: yaml)) == [
        Hosted("", "run"),
        Hosted("", settings="a.settings"),
    ]


def test_paths_stay_inside() -> None:
    assert joined("a/b", "../c") == "a/c"
    assert joined("a", "..") == ""
    assert joined("a", "../../c") is None
    assert joined("a", "/etc") is None


def test_links_out_of_the_folder_are_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "Dockerfile").write_text(f"FROM {PYTHON}\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(outside)
    projects = Projects(Sources(root, most_bytes=1_000_000))
    assert projects.image("link", "Dockerfile") is None
    assert projects.image("", "../outside/Dockerfile") is None
    assert projects.text("link/Dockerfile") is None
