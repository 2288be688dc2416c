from collections.abc import Callable

import pytest

from stockade.dependencies.python.environment import Environment
from stockade.dependencies.python.pyproject import specifiers
from stockade.dependencies.shelf import Found
from stockade.model import Component

Python = Callable[..., Found]
Listed = Callable[[Found], dict[str, Component]]
HEX = "0" * 64

PROJECT = '[project]\nname = "app"\ndependencies = ["requests>=2"]\n[dependency-groups]\ndev = ["pytest"]\n'
POETRY = f"""\
[[package]]
name = "idna"
version = "3.6"
optional = false
files = [
    {{file = "idna-3.6.whl", hash = "sha256:{HEX}"}},
]

[[package]]
name = "pytest"
version = "8.0"
optional = false
groups = ["dev"]
files = []

[package.dependencies]
iniconfig = "*"

[[package]]
name = "iniconfig"
version = "2.0"
files = []

[[package]]
name = "colorama"
version = "0.4"
markers = "sys_platform == 'win32'"
files = []

[[package]]
name = "PySocks"
version = "1.7"
optional = true
files = []

[[package]]
name = "requests"
version = "2.31.0"
files = []

[package.dependencies]
colorama = {{version = "*", markers = "sys_platform == 'win32'"}}
idna = ">=2"
PySocks = {{version = ">=1", optional = true}}

[metadata]
lock-version = "2.1"
"""
PDM = f"""\
[metadata]
groups = ["default", "dev"]

[[package]]
name = "requests"
version = "2.31.0"
groups = ["default"]
dependencies = ["idna<4,>=2.5", "colorama; sys_platform == 'win32'"]
files = [{{file = "requests.whl", hash = "sha256:{HEX}"}}]

[[package]]
name = "idna"
version = "3.6"
groups = ["default"]
files = []

[[package]]
name = "colorama"
version = "0.4"
groups = ["default"]
marker = "sys_platform == 'win32'"
files = []

[[package]]
name = "pytest"
version = "8.0"
groups = ["dev"]
files = []
"""
UV = f"""\
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "0.1.0"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "requests", extra = ["socks"] }},
    {{ name = "lib" }},
    {{ name = "colorama", marker = "sys_platform == 'win32'" }},
]

[package.dev-dependencies]
dev = [{{ name = "pytest" }}]

[[package]]
name = "colorama"
version = "0.4"
source = {{ registry = "https://registry.example/simple" }}

[[package]]
name = "idna"
version = "3.6"
source = {{ registry = "https://registry.example/simple" }}
sdist = {{ url = "https://registry.example/idna.tar.gz", hash = "sha256:{HEX}" }}

[[package]]
name = "lib"
version = "0.1.0"
source = {{ editable = "lib" }}
dependencies = [{{ name = "paper" }}]

[[package]]
name = "paper"
version = "1.0"
source = {{ git = "https://user:secretword@git.example/paper?rev=main#{"b" * 40}" }}

[[package]]
name = "pysocks"
version = "1.7"
source = {{ registry = "https://registry.example/simple" }}

[[package]]
name = "pytest"
version = "8.0"
source = {{ registry = "https://registry.example/simple" }}

[[package]]
name = "requests"
version = "2.31.0"
source = {{ registry = "https://registry.example/simple" }}
dependencies = [{{ name = "idna" }}]
wheels = [{{ url = "https://registry.example/requests.whl", hash = "sha256:{HEX}" }}]

[package.optional-dependencies]
socks = [{{ name = "pysocks" }}]
"""
PYLOCK = """\
lock-version = "1.0"
[[packages]]
name = "requests"
version = "2.31.0"
dependencies = [{name = "idna"}]
[[packages.wheels]]
name = "requests.whl"
[packages.wheels.hashes]
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
[[packages]]
name = "idna"
version = "3.6"
[[packages]]
name = "colorama"
version = "0.4"
marker = "sys_platform == 'win32'"
"""
PIPFILE_LOCK = f"""\
{{
    "_meta": {{"hash": {{"sha256": "x"}}}},
    "default": {{
        "idna": {{"hashes": ["sha256:{HEX}"], "version": "==3.6"}},
        "requests": {{"hashes": [], "index": "pypi", "version": "==2.31.0"}},
        "colorama": {{"version": "==0.4", "markers": "sys_platform == 'win32'"}},
        "paper": {{"git": "https://user:secretword@git.example/paper", "ref": "{"b" * 40}"}}
    }},
    "develop": {{"pytest": {{"version": "==8.0"}}}}
}}
"""


def test_poetry(python: Python, listed: Listed) -> None:
    found = python({"pyproject.toml": PROJECT, "poetry.lock": POETRY})
    components = listed(found)
    assert list(components) == ["idna@3.6", "requests@2.31.0"]
    assert components["requests@2.31.0"].requires == ("idna@3.6",)
    assert [one.direct for one in components.values()] == [False, True]
    assert components["idna@3.6"].hashes == (f"sha256:{HEX}",)
    assert str(components["requests@2.31.0"].location) == f"poetry.lock:{_line(POETRY, 'requests')}"
    assert all(one.pinned for one in components.values())
    assert found.gaps == ()


def _line(text: str, name: str) -> int:
    return text.split("\n").index(f'name = "{name}"') + 1


def test_poetry_without_a_project_ships_its_main_group(python: Python, listed: Listed) -> None:
    components = listed(python({"poetry.lock": POETRY}))
    assert "pytest@8.0" not in components
    assert "requests@2.31.0" in components


def test_poetry_of_old(python: Python, listed: Listed) -> None:
    lock = (
        '[[package]]\nname = "one"\nversion = "1"\ncategory = "main"\n'
        '[[package]]\nname = "two"\nversion = "2"\ncategory = "dev"\n'
        f'[metadata.files]\none = [{{file = "one.whl", hash = "sha256:{HEX}"}}]\ntwo = []\n'
    )
    components = listed(python({"poetry.lock": lock}))
    assert list(components) == ["one@1"]
    assert components["one@1"].hashes == (f"sha256:{HEX}",)


def test_a_lock_older_than_the_manifest_is_a_gap(python: Python) -> None:
    found = python({"pyproject.toml": PROJECT.replace("requests", "httpx"), "poetry.lock": POETRY})
    assert "lacks httpx" in found.gaps[0].reason


@pytest.mark.parametrize("project", [{"pyproject.toml": PROJECT}, {}], ids=["project", "lock alone"])
def test_pdm(python: Python, listed: Listed, project: dict[str, str]) -> None:
    components = listed(python({"pdm.lock": PDM, **project}))
    assert list(components) == ["idna@3.6", "requests@2.31.0"]
    assert components["requests@2.31.0"].requires == ("idna@3.6",)


def test_uv(python: Python, listed: Listed) -> None:
    found = python({"pyproject.toml": PROJECT, "uv.lock": UV})
    components = listed(found)
    assert list(components) == ["idna@3.6", "paper@1.0", "pysocks@1.7", "requests@2.31.0"]
    assert {name: one.direct for name, one in components.items()} == {
        "idna@3.6": False,
        "paper@1.0": True,
        "pysocks@1.7": True,
        "requests@2.31.0": True,
    }
    assert components["paper@1.0"].source == "https://git.example/paper"
    assert components["idna@3.6"].hashes == (f"sha256:{HEX}",)
    assert found.gaps == ()


def test_uv_for_a_member_of_a_workspace(python: Python, listed: Listed) -> None:
    files = {"uv.lock": UV, "pyproject.toml": PROJECT, "lib/pyproject.toml": PROJECT.replace("app", "lib")}
    found = python(files, "lib")
    assert list(listed(found)) == ["paper@1.0"]
    assert found.manifests[0].id == "uv.lock#lib"


def test_pylock(python: Python, listed: Listed) -> None:
    components = listed(python({"pylock.toml": PYLOCK, "pyproject.toml": PROJECT}))
    assert list(components) == ["idna@3.6", "requests@2.31.0"]
    assert components["requests@2.31.0"].hashes == (f"sha256:{HEX}",)
    assert components["requests@2.31.0"].requires == ("idna@3.6",)


def test_pipfile_lock(python: Python, listed: Listed) -> None:
    files = {"Pipfile.lock": PIPFILE_LOCK, "Pipfile": '[packages]\nrequests = "*"\npaper = {git = "x"}\n'}
    components = listed(python(files))
    assert {name: one.direct for name, one in components.items()} == {
        "idna@3.6": False,
        "paper@": True,
        "requests@2.31.0": True,
    }
    assert components["paper@"].source == "https://git.example/paper"
    assert components["paper@"].pinned
    before = PIPFILE_LOCK.partition('"requests"')[0]
    assert components["requests@2.31.0"].location.line == before.count("\n") + 1


def test_pipfile_lock_alone_asks_for_all(python: Python, listed: Listed) -> None:
    assert all(one.direct for one in listed(python({"Pipfile.lock": PIPFILE_LOCK})).values())


def test_pipfile(python: Python, listed: Listed) -> None:
    text = """\
[packages]
requests = "*"
boto3 = "==1.35.0"
paper = {git = "https://git.example/paper", ref = "main"}
old = {version = "~=1.2", markers = "python_version < '3.0'"}

[dev-packages]
pytest = "*"
"""
    components = listed(python({"Pipfile": text}))
    assert {name: one.pinned for name, one in components.items()} == {
        "boto3@1.35.0": True,
        "paper@": False,
        "requests@": False,
    }
    assert components["boto3@1.35.0"].location.line == 3


def test_a_project_without_a_lock(python: Python, listed: Listed) -> None:
    text = """\
[project]
name = "app"
dependencies = [
    "requests>=2",
    "uuid6==1.0",
    "tomli; python_version < '3.11'",
    "???",
]
[project.optional-dependencies]
test = ["pytest"]
"""
    found = python({"pyproject.toml": text})
    components = listed(found)
    assert {name: (one.wanted, one.location.line) for name, one in components.items()} == {
        "requests@": (">=2", 4),
        "uuid6@1.0": ("", 5),
    }
    assert [gap.location.line for gap in found.gaps] == [7]


def test_a_project_of_poetry_without_a_lock(python: Python, listed: Listed) -> None:
    text = """\
[tool.poetry.dependencies]
python = "^3.12"
requests = "^2.31"
uuid6 = "1.0"
extra = {version = "^1", optional = true}
lib = {path = "lib"}
[tool.poetry.group.dev.dependencies]
pytest = "*"
"""
    files = {
        "pyproject.toml": text,
        "lib/pyproject.toml": '[project]\nname = "lib"\ndependencies = ["paper"]\n',
    }
    components = listed(python(files))
    assert {name: one.wanted for name, one in components.items()} == {
        "paper@": "",
        "requests@": ">=2.31,<3",
        "uuid6@1.0": "",
    }


@pytest.mark.parametrize(
    ("constraint", "wanted"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.2", "~=1.2"),
        ("*", ""),
        ("1.2", "==1.2"),
        (">=1, <2", ">=1,<2"),
    ],
)
def test_constraints_of_poetry(constraint: str, wanted: str) -> None:
    assert specifiers(constraint) == wanted


def test_a_pyproject_that_only_configures_tools_is_no_manifest(python: Python) -> None:
    assert not python({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}).there


def test_dependencies_that_setuptools_reads_from_a_file(python: Python, listed: Listed) -> None:
    files = {
        "pyproject.toml": (
            '[project]\nname = "app"\ndynamic = ["dependencies"]\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = ["base.txt"]}\n'
        ),
        "base.txt": "one==1\n",
    }
    assert list(listed(python(files))) == ["one@1"]


def test_which_file_is_read_depends_on_the_tool(python: Python) -> None:
    files = {"requirements.txt": "one==1\n", "poetry.lock": POETRY}
    assert python(files).manifests[0].file == "requirements.txt"
    assert python(files, locks=True).manifests[0].file == "poetry.lock"


BROKEN = [
    "",
    "\0",
    "[[package]]\nname = ",
    "[[package]]\nname = 3\n",
    "{",
    "[]",
    "[[package]]\n" * 3,
    "package = 1",
]


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize(
    "name", ["poetry.lock", "pdm.lock", "uv.lock", "pylock.toml", "Pipfile.lock", "Pipfile"]
)
def test_broken_locks_are_gaps_or_hold_nothing(python: Python, listed: Listed, name: str, text: str) -> None:
    assert not listed(python({name: text}))


@pytest.mark.parametrize("name", ["poetry.lock", "Pipfile.lock", "pyproject.toml"])
def test_what_cannot_be_read_is_a_gap_that_names_the_file(python: Python, name: str) -> None:
    (gap,) = python({name: "{ broken ="}).gaps
    assert gap.location.file == name
    assert gap.scope == "file"


def test_installed_packages(python: Python, listed: Listed) -> None:
    files = {
        "src/app.py": "",
        "src/requests-2.31.0.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: Requests\nVersion: 2.31.0\nRequires-Dist: idna (<4,>=2.5)\n"
            "Requires-Dist: PySocks; extra == 'socks'\n\nName: not-this\n"
        ),
        "src/requests-2.31.0.dist-info/top_level.txt": "requests\n",
        "src/idna-3.6.dist-info/METADATA": "Name: idna\nVersion: 3.6\n",
        "src/PyYAML-6.0.dist-info/METADATA": "Name: PyYAML\nVersion: 6.0\n",
        "src/PyYAML-6.0.dist-info/RECORD": "yaml/__init__.py,,1\n_yaml.so,,\nPyYAML-6.0.dist-info/RECORD,,\n",
        "src/broken-1.dist-info/METADATA": "nothing",
        "src/requirements.txt": "requests>=2\nhttpx==0.27\n",
    }
    found = python(files, "src")
    components = listed(found)
    assert list(components) == ["idna@3.6", "pyyaml@6.0", "requests@2.31.0", "httpx@0.27"]
    assert components["requests@2.31.0"].requires == ("idna@3.6",)
    assert components["pyyaml@6.0"].modules == ("_yaml", "yaml")
    assert not components["idna@3.6"].direct
    assert [gap.location.file for gap in found.gaps] == ["src/broken-1.dist-info/METADATA"]


def test_packages_installed_where_layers_keep_them(python: Python, listed: Listed) -> None:
    metadata = {
        "layer/python/lib/python3.12/site-packages/one-1.dist-info/METADATA": "Name: one\nVersion: 1\n",
        "layer/python/two-2.dist-info/METADATA": "Name: two\nVersion: 2\n",
    }
    assert sorted(listed(python(metadata, "layer"))) == ["one@1", "two@2"]


def test_packages_that_need_one_another_are_shipped(python: Python, listed: Listed) -> None:
    files = {
        "one-1.dist-info/METADATA": "Name: one\nVersion: 1\nRequires-Dist: two\n",
        "two-2.dist-info/METADATA": "Name: two\nVersion: 2\nRequires-Dist: one\n",
    }
    assert sorted(listed(python(files))) == ["one@1", "two@2"]


def test_markers_of_a_lock_are_those_of_the_runtime(python: Python, listed: Listed) -> None:
    lock = '[[package]]\nname = "tomli"\nversion = "2"\nmarkers = "python_version < \'3.11\'"\n'
    assert not listed(python({"poetry.lock": lock}, environment=Environment("3.12")))
    assert listed(python({"poetry.lock": lock}, environment=Environment("3.10")))
