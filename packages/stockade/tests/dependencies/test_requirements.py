from collections.abc import Callable

import pytest

from stockade.dependencies.python.environment import Environment
from stockade.dependencies.shelf import Found
from stockade.model import Component

Python = Callable[..., Found]
Listed = Callable[[Found], dict[str, Component]]
HASH = "a" * 64

LINES = {
    "requests==2.31.0": ("requests@2.31.0", True),
    "Requests == 2.31.0": ("requests@2.31.0", True),
    "zope.interface===6.0": ("zope-interface@6.0", True),
    "PyYAML": ("pyyaml@", False),
    "requests>=2,<3": ("requests@", False),
    "requests==2.*": ("requests@", False),
    "requests[security,socks]==2.31.0": ("requests@2.31.0", True),
    "requests==2.31.0 # why": ("requests@2.31.0", True),
    "requests==2.31.0; python_version >= '3.8'": ("requests@2.31.0", True),
    'requests==2.31.0; python_full_version >= "3.7.4"': ("requests@2.31.0", True),
    "requests (>=2)": ("requests@", False),
    f"requests==2.31.0 --hash=sha256:{HASH}": ("requests@2.31.0", True),
    f"requests --hash=sha256:{HASH}": ("requests@", True),
    "requests==2.31.0 --config-settings key=value": ("requests@2.31.0", True),
    "paper @ https://files.example/paper-1.2-py3-none-any.whl": ("paper@1.2", False),
    f"https://files.example/paper-1.2-py3-none-any.whl#sha256={HASH}": ("paper@1.2", True),
    "https://files.example/paper_kit-1.2.tar.gz": ("paper-kit@1.2", False),
    "git+https://git.example/paper.git@main#egg=paper": ("paper@", False),
    f"git+https://git.example/paper.git@{'b' * 40}#egg=paper": ("paper@", True),
    "-e git+ssh://git@git.example/paper.git#egg=paper": ("paper@", False),
    "paper @ git+https://git.example/paper@v1": ("paper@", False),
    "./wheels/paper-3.0-py3-none-any.whl": ("paper@3.0", True),
    '"requests==2.31.0"': ("requests@2.31.0", True),
}
SILENT = [
    "# requests==1",
    "",
    "--index-url https://user:pass@registry.example/simple",
    "-i https://registry.example/simple",
    "--extra-index-url=https://registry.example/simple",
    "-f wheels/",
    "--no-binary :all:",
    "--require-hashes",
    "requests==2.31.0; sys_platform == 'win32'",
    "requests==2.31.0; python_version < '3.8'",
    "requests==2.31.0; extra == 'test'",
]
UNCLEAR = {
    "requests ==": "is no requirement",
    "<<<<<<< HEAD": "is no requirement",
    "name with spaces": "is no requirement",
    "https://user:secretword@files.example/latest?token=secretword": "does not say which package",
    "-r https://user:secretword@files.example/base.txt": "is not fetched",
    "-r ../../outside.txt": "outside the scanned folder",
    "-r /etc/passwd": "outside the scanned folder",
    "-r missing.txt": "is not there",
    "-e ../../outside": "outside the scanned folder",
    "./local": "no pyproject.toml tells",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line(python: Python, listed: Listed, line: str) -> None:
    found = python({"requirements.txt": f"# ours\n{line}\n"})
    components = listed(found)
    name, pinned = LINES[line]
    assert list(components) == [name]
    assert components[name].pinned is pinned
    assert str(components[name].location) == "requirements.txt:2"
    assert found.gaps == ()


@pytest.mark.parametrize("line", SILENT)
def test_a_line_that_ships_nothing(python: Python, listed: Listed, line: str) -> None:
    found = python({"requirements.txt": f"{line}\nuuid6==1.0\n"})
    assert list(listed(found)) == ["uuid6@1.0"]
    assert found.gaps == ()


@pytest.mark.parametrize("line", UNCLEAR)
def test_a_line_that_is_not_understood(python: Python, listed: Listed, line: str) -> None:
    found = python({"requirements.txt": f"uuid6==1.0\n{line}\n"})
    (gap,) = found.gaps
    assert UNCLEAR[line] in gap.reason
    assert "secretword" not in gap.reason
    assert list(listed(found)) == ["uuid6@1.0"]


def test_a_marker_of_a_runtime_that_is_not_known_holds(python: Python, listed: Listed) -> None:
    files = {"requirements.txt": "tomli==2.0; python_version < '3.11'\n"}
    assert not listed(python(files, environment=Environment("3.12")))
    assert listed(python(files, environment=Environment("3.10")))
    assert listed(python(files, environment=Environment()))


def test_lines_that_go_on(python: Python, listed: Listed) -> None:
    text = f"one==1 \\\n    --hash=sha256:{HASH} \\\n    --hash=sha256:{'c' * 64}\ntwo==2\n"
    components = listed(python({"requirements.txt": text}))
    assert components["one@1"].hashes == (f"sha256:{HASH}", f"sha256:{'c' * 64}")
    assert str(components["two@2"].location) == "requirements.txt:4"


def test_files_include_files(python: Python, listed: Listed) -> None:
    files = {
        "requirements.txt": "-r base/common.txt\n--requirement=more.txt\n",
        "base/common.txt": "-r ../shared.txt\none==1\n",
        "shared.txt": "two==2\n",
        "more.txt": "three==3\n",
    }
    components = listed(python(files))
    assert {name: one.location.file for name, one in components.items()} == {
        "one@1": "base/common.txt",
        "three@3": "more.txt",
        "two@2": "shared.txt",
    }


def test_a_circle_of_files_ends(python: Python, listed: Listed) -> None:
    files = {"requirements.txt": "-r a.txt\none==1\n", "a.txt": "-r requirements.txt\n-r a.txt\ntwo==2\n"}
    found = python(files)
    assert list(listed(found)) == ["one@1", "two@2"]
    assert found.gaps == ()


def test_a_long_chain_of_files_ends_in_a_gap(python: Python) -> None:
    files = {f"r{at}.txt": f"-r r{at + 1}.txt\n" for at in range(200)}
    found = python({"requirements.txt": "-r r0.txt\n", **files})
    assert ["more than 50 files" in gap.reason for gap in found.gaps] == [True]


def test_constraints_fix_versions_and_ship_nothing(python: Python, listed: Listed) -> None:
    files = {
        "requirements.txt": "-c constraints.txt\none\ntwo>=1\nthree==3\n",
        "constraints.txt": "one==1.5\ntwo<2\nthree==4\nnever==9\n",
    }
    components = listed(python(files))
    assert list(components) == ["one@1.5", "three@3", "two@"]
    assert components["one@1.5"].pinned
    assert components["two@"].wanted == ">=1,<2"


def test_local_projects_bring_what_they_need(python: Python, listed: Listed) -> None:
    files = {
        "requirements.txt": "-e .\n./lib[extra]\n",
        "pyproject.toml": '[project]\nname = "app"\ndependencies = ["one==1"]\n',
        "lib/pyproject.toml": '[project]\nname = "lib"\ndependencies = ["two>=2"]\n',
    }
    components = listed(python(files))
    assert {name: one.location.file for name, one in components.items()} == {
        "one@1": "pyproject.toml",
        "two@": "lib/pyproject.toml",
    }


def test_comments_of_a_compiler_tell_who_needs_whom(python: Python, listed: Listed) -> None:
    text = """\
certifi==2024.1
    # via requests
httpx==0.27.0
    # via -r requirements.in
idna==3.6
    # via
    #   httpx
    #   requests
requests==2.31.0  # via -r requirements.in
urllib3==2.0  # via requests, other
"""
    components = listed(python({"requirements.txt": text}))
    assert components["requests@2.31.0"].requires == ("certifi@2024.1", "idna@3.6", "urllib3@2.0")
    assert [one.name for one in components.values() if one.direct] == ["httpx", "requests", "urllib3"]


def test_addresses_are_shown_without_what_nobody_may_see(python: Python, listed: Listed) -> None:
    text = "paper @ https://user:secretword@files.example/paper-1.0.tar.gz?token=secretword#x\n"
    (component,) = listed(python({"requirements.txt": text})).values()
    assert component.source == "https://files.example/paper-1.0.tar.gz"


def test_the_first_of_two_lines_counts(python: Python, listed: Listed) -> None:
    assert list(listed(python({"requirements.txt": "one==1\none==2\n"}))) == ["one@1"]
