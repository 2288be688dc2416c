"""What reading may cost: bounds a few times as wide as what was measured."""

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.dependencies.advisories import load
from stockade.dependencies.shelf import Found

INTEGRITY = "sha512-" + "A" * 86 + "=="


def _cost(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def test_a_package_lock_of_five_megabytes(npm: Callable[..., Found]) -> None:
    packages: dict[str, object] = {"": {"dependencies": {"p0": "^1"}}}
    for at in range(12_000):
        needs = {f"p{(at * 7 + step) % 12_000}": "^1" for step in range(1, 4)}
        packages[f"node_modules/p{at}"] = {
            "version": f"1.{at}.0",
            "resolved": f"https://registry.example/p{at}/-/p{at}-1.{at}.0.tgz",
            "integrity": INTEGRITY,
            "dependencies": needs,
        }
    for indent in (2, None):
        text = json.dumps({"lockfileVersion": 3, "packages": packages}, indent=indent)
        assert len(text) > 3_000_000
        files = {"package.json": '{"dependencies": {"p0": "^1"}}', "package-lock.json": text}
        assert _cost(lambda: npm(files)) < 1.5  # noqa: B023 - called at once


def test_names_that_are_nowhere_cost_no_more(npm: Callable[..., Found]) -> None:
    escaped = {f"node_modules/\u00e4{at}": {"version": "1.0.0"} for at in range(20_000)}
    text = json.dumps({"lockfileVersion": 3, "packages": {"": {}, **escaped}})
    assert "\\u00e4" in text
    assert _cost(lambda: npm({"package.json": '{"name": "x"}', "package-lock.json": text})) < 1.5


HOSTILE = {
    "one place a thousand folders deep": (
        "package-lock.json",
        json.dumps({"packages": {"": {}, "node_modules/a" * 100_000: {"dependencies": {"b": "1"}}}}),
    ),
    "a text of quotes": ("package.json", json.dumps({"name": '"' * 1_000_000, "dependencies": {"a": "1"}})),
    "a range without end": ("package.json", json.dumps({"dependencies": {"a": "1 || " * 200_000}})),
    "patterns of patterns": (
        "package.json",
        json.dumps({"workspaces": ["**/" * 1_000 + "x"] * 20, "name": "x"}),
    ),
    "a workspace within a workspace": (
        "a/b/c/d/e/f/package.json",
        json.dumps({"name": "x", "dependencies": {"a": "1"}}),
    ),
    "a line of quotes": (
        "pyproject.toml",
        '[project]\nname = "x"\ndependencies = ["a"]\n# "' + '\\"' * 1_000_000,
    ),
    "a marker of brackets": (
        "requirements.txt",
        "a==1; " + "(" * 50_000 + "python_version < '4'" + ")" * 50_000,
    ),
    "a name without end": ("requirements.txt", "a" * 1_000_000),
    "options without end": ("requirements.txt", "a==1 " + "-" * 500_000 + " -a" * 100_000),
    "blanks without end": (
        "requirements.txt",
        "a==1\n" + " " * 1_000_000 + "#" + " " * 1_000_000 + "# via\n",
    ),
    "a yarn.lock of one line": ("yarn.lock", "a@1:\n  " + 'version "' * 100_000),
    "keys of colons": ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n" + "a:" * 200_000 + " 1\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_no_more(
    npm: Callable[..., Found], python: Callable[..., Found], name: str
) -> None:
    file, text = HOSTILE[name]
    project = '{"name": "y", "workspaces": ["**/**/**/**/**/**/**/**/**/**"], "dependencies": {"a": "1"}}'
    files = {"package.json": project, "yarn.lock": 'a@1:\n  version "1.0.0"\n', file: text}
    folder = file.rpartition("/")[0]
    assert _cost(lambda: (npm(files, folder), python(files, folder))) < 3.0


def test_a_lock_of_pnpm(npm: Callable[..., Found]) -> None:
    head = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      p0: {version: 1.0.0}\n"
    packages = (f"  p{at}@1.0.0:\n    resolution: {{integrity: {INTEGRITY}}}\n" for at in range(2_000))
    snapshots = (f"  p{at}@1.0.0:\n    dependencies:\n      p{at + 1}: 1.0.0\n" for at in range(2_000))
    text = f"{head}packages:\n{''.join(packages)}snapshots:\n{''.join(snapshots)}"
    files = {"package.json": '{"dependencies": {"p0": "^1"}}', "pnpm-lock.yaml": text}
    assert _cost(lambda: npm(files)) < 2.0


@pytest.mark.long
def test_a_database_of_fifty_thousand_records(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for at in range(50_000):
            entry = {"package": {"ecosystem": "npm", "name": f"p{at}"}, "versions": ["1.0.0"]}
            record = {"id": f"X-{at}", "details": "long text " * 100, "affected": [entry]}
            out.writestr(f"X-{at}.json", json.dumps(record))
    wanted = frozenset(("npm", f"p{at}") for at in range(0, 50_000, 100))
    database = load(str(path), wanted)  # type: ignore[arg-type]
    assert (database.records, len(database.of)) == (50_000, 500)
    assert _cost(lambda: load(str(path), wanted)) < 4.0  # type: ignore[arg-type]
