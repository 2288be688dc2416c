import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from stockade.catalog.compiler import compiled, main, read_catalog, read_definition, read_folder
from stockade.errors import CatalogError

GOOD = """
id = "own.source"
title = "Own source"
service = "Own service"
invocation = "polled"
exposure = "stored"
[match]
keys = ["rows"]
[[fields]]
path = "rows[].text"
control = "sender"
encoding = "json"
[wiring]
none = "wired by hand"
"""
PAGE = "## Attack\n\na\n\n## Trap\n\nb\n\n## Check\n\nc\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "event-sources" / "own.source"
    made.mkdir(parents=True)
    (made / "source.toml").write_text(GOOD)
    (made / "event.json").write_text('{"rows": [{"text": "x"}]}')
    (made / "page.md").write_text(PAGE)
    return made


def test_what_is_committed_is_not_stale(catalog_root: Path) -> None:
    stale = [str(path) for path, content in compiled(catalog_root).items() if path.read_bytes() != content]
    assert not stale, "run: python -m stockade.catalog.compiler catalog --write"


def test_the_program_checks_the_catalog(catalog_root: Path) -> None:
    command = [sys.executable, "-m", "stockade.catalog.compiler", str(catalog_root), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_definitions_are_valid_by_the_json_schema(catalog_root: Path) -> None:
    schema = json.loads((catalog_root / "schemas" / "event-source.schema.json").read_text())
    checker = jsonschema.Draft202012Validator(schema)
    for folder in read_catalog(catalog_root):
        checker.validate(json.loads(compiled_line(folder.source)))


def compiled_line(source: object) -> bytes:
    import msgspec

    return msgspec.json.encode(source)


def test_a_folder_is_read(folder: Path) -> None:
    found = read_folder(folder)
    assert found.source.id == "own.source"
    assert found.events == {"": {"rows": [{"text": "x"}]}}
    assert found.page == PAGE


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        (
            'exposure = "stored"',
            'exposure = "everyone"',
            ["own.source/source.toml", "everyone", "$.exposure"],
        ),
        ('exposure = "stored"', 'exposure = "stored"\nreach = 1', ["own.source/source.toml", "reach"]),
        ('exposure = "stored"', "exposure = ", ["own.source/source.toml", "line 6"]),
        ('id = "own.source"', 'id = "other"', ["own.source/source.toml", "`id`", "other"]),
        ('path = "rows[].text"', 'path = "rows..text"', ["`fields[0].path`", "rows..text"]),
        ('path = "rows[].text"', 'path = "rows[].words"', ["`fields[0].path`", "event.json", "rows[].words"]),
        ('encoding = "json"', 'encoding = "rot13"', ["`fields[0].encoding`", "rot13"]),
        ('keys = ["rows"]', "", ["`match`", "says nothing"]),
        ('keys = ["rows"]', 'path = "a..b"', ["`match.path`", "a..b"]),
        ('keys = ["rows"]', 'path = "a"\nmatches = "("', ["`match.matches`"]),
        ('keys = ["rows"]', 'any = [{ all = [{ path = "[" }] }]', ["`match.any[0].all[0].path`"]),
        ('none = "wired by hand"', "", ["$.wiring", "exactly one"]),
        ('none = "wired by hand"', 'none = "x"\nmodule = "assembly.mail"', ["$.wiring", "exactly one"]),
        ('none = "wired by hand"', 'module = "assembly.magic"', ["$.wiring.module", "assembly.magic"]),
        (
            'none = "wired by hand"',
            '[[wiring.patterns]]\nresource = "A::B::C"\nfunction = "F..G"',
            ["`wiring.patterns[0].function`", "F..G"],
        ),
        (
            'none = "wired by hand"',
            'none = "x"\n[[sender]]\npath = "rows[].text"\ncheck = "constant"',
            ["$.sender[0]", "`equals`"],
        ),
    ],
)
def test_faults_name_file_and_key(folder: Path, old: str, new: str, texts: list[str]) -> None:
    definition = folder / "source.toml"
    definition.write_text(GOOD.replace(old, new))
    with pytest.raises(CatalogError) as caught:
        read_folder(folder)
    for text in texts:
        assert text in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("page.md", "## Attack\n\na\n", "headings"),
        ("page.md", PAGE.replace("b\n", ""), "nothing below"),
        ("event.json", "{", "own.source/event.json"),
    ],
)
def test_faults_of_the_other_files(folder: Path, name: str, content: str, text: str) -> None:
    (folder / name).write_text(content)
    with pytest.raises(CatalogError, match=text):
        read_folder(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "event.json").unlink()
    with pytest.raises(CatalogError, match=r"own\.source/event\.json"):
        read_folder(folder)


def test_the_program_says_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "page.md").unlink()
    assert main([str(folder.parents[1]), "--check"]) == 2
    assert "own.source/page.md" in capsys.readouterr().err


def test_writing_and_staleness(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder.parents[1]
    monkeypatch.setattr("stockade.catalog.compiler.DATA", root / "data")
    assert main([str(root), "--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert main([str(root), "--write"]) == 0
    assert main([str(root), "--check"]) == 0
    shutil.copytree(folder, folder.with_name("second"))
    assert main([str(root), "--check"]) == 2


def test_a_definition_of_ones_own_is_read_alone() -> None:
    assert read_definition(GOOD, "security/catalog/own.toml").id == "own.source"
    with pytest.raises(CatalogError, match=r"security/catalog/own\.toml"):
        read_definition("id = 1", "security/catalog/own.toml")
