import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from stockade.catalog.call_checks import RULES
from stockade.catalog.call_compiler import (
    LANGUAGES,
    compiled_calls,
    read_call_file,
    read_calls,
    read_sink_file,
    read_sinks,
    schemas,
)
from stockade.catalog.call_data import (
    attributes_of,
    callbacks_of,
    calls,
    clean_of,
    fetches_of,
    guards_of,
    known_calls,
    passing_of,
    place_of,
    returned_sinks,
    sinks,
    sinks_of,
    stores_of,
    types_of,
    wrappers_of,
)
from stockade.catalog.call_names import Types, check_name
from stockade.catalog.calls import Language, Sink
from stockade.catalog.examples import program
from stockade.errors import CatalogError

SINK = """
[[sink]]
id = "own.query"
rule = "sql-injection"
cwe = 89
kind = "sql"
what = "the text of a statement"
needs = "text"
severity = { public = "high", stored = "medium", account = "low" }
safe = "bind values"

[sink.python]
calls = ["own.Connection.query"]
arguments = [{ position = 0, name = "text" }]
when = [{ argument = { position = 1 }, is_a = "given", not = true }]
patch = "own.driver:Connection.query"
fix = [{ kind = "give", name = "safe", value = "True", since = "3.8", unless = "unsafe" }]

[[sink.example]]
language = "python"
setup = "import own"
flagged = "own.connect().query(q)"
silent = "own.connect().query('a', q)"
"""
CALLS = """
language = "python"

[[type]]
name = "own.Connection"
calls = ["own.connect"]

[[passing]]
calls = ["own.parse"]
arguments = [{ position = 0 }]
decodes = "json"

[[clean]]
calls = ["own.quote"]
rules = ["sql-injection"]
when = [{ argument = { position = 0 }, matches = "^a" }]

[[fetch]]
calls = ["own.read"]
action = "s3:GetObject"
resource = { position = 0 }

[[callback]]
calls = ["own.each"]
function = { position = 0 }
gives = ["element:1", "key"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder, text in (("sinks", SINK), ("calls", CALLS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.toml").write_text(text)
    return tmp_path


def written(root: Path, folder: str, old: str, new: str) -> None:
    path = root / folder / "own.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def every_place() -> list[tuple[Sink, Language]]:
    return [(sink, one) for sink in sinks() for one in LANGUAGES if place_of(sink, one) is not None]


def test_a_small_catalog_is_compiled(root: Path) -> None:
    sinks_made, calls_made = compiled_calls(root)
    (sink,) = json.loads(sinks_made)
    assert sink["id"] == "own.query"
    assert "example" not in sink
    found = json.loads(calls_made)
    assert set(found) == {"python", "javascript"}
    assert found["python"]["type"] == [{"name": "own.Connection", "calls": ["own.connect"]}]


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        ("cwe = 89", "cwe = ", ["sinks/own.toml", "line 5"]),
        ("cwe = 89", "cwe = 79", ["sinks/own.toml: own.query", "`cwe`", "CWE-79"]),
        ('rule = "sql-injection"', 'rule = "sqli"', ["own.query", "`rule`", "sqli"]),
        ('needs = "text"', 'needs = "luck"', ["sinks/own.toml", "luck", "$.sink[0].needs"]),
        ('safe = "bind values"', "", ["sinks/own.toml", "safe"]),
        ('id = "own.query"', 'id = "sql.query"', ["`id`", "own."]),
        ('calls = ["own.Connection.query"]', "calls = []", ["`python`", "`calls`"]),
        ('["own.Connection.query"]', '["own query"]', ["`python`", "own query", "no name"]),
        ('["own.Connection.query"]', '["node:own.query"]', ["node:"]),
        ('["own.Connection.query"]', '["own.a", "own.a"]', ["own.a", "twice"]),
        ('["own.Connection.query"]', '["own.Cursor.query"]', ["own.query", "no type 'own.Cursor'"]),
        ('["own.Connection.query"]', '["own.client(s3).query"]', ["no type chooses by 's3'"]),
        ('{ position = 0, name = "text" }', '{ path = "a" }', ["`python`", "receiver"]),
        ('{ position = 0, name = "text" }', '{ name = "a", rest = true }', ["`rest`"]),
        ('{ position = 0, name = "text" }', '{ position = 0, path = "a..b" }', ["`path`", "a..b"]),
        ('is_a = "given"', 'is_a = "given", equals = 1', ["`when`", "exactly one"]),
        ('is_a = "given"', 'matches = "("', ["`matches`"]),
        ('patch = "own.driver:Connection.query"', 'patch = "own"', ["`patch`"]),
        ('kind = "give"', 'kind = "wish"', ["$.sink[0].python.fix[0]", "wish"]),
        ('since = "3.8"', 'since = "new"', ["`python`", "`since`", "new"]),
        ('unless = "unsafe"', 'unless = "("', ["`python`", "`unless`"]),
        ('name = "safe"', 'name = "safe", calls = ["own.other"]', ["`fix`", "own.other"]),
        (
            '{ kind = "give", name = "safe", value = "True", since = "3.8", unless = "unsafe" }',
            '{ kind = "option", position = 1, name = "safe", instead = {} }',
            ["`python`", "no such change of python"],
        ),
        ('language = "python"\nsetup', 'language = "javascript"\nsetup', ["`example`", "javascript"]),
    ],
)
def test_faults_of_sinks_name_file_and_key(root: Path, old: str, new: str, texts: list[str]) -> None:
    written(root, "sinks", old, new)
    with pytest.raises(CatalogError) as caught:
        compiled_calls(root)
    for text in texts:
        assert text in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        ('language = "python"', 'language = "cobol"', ["calls/own.toml", "cobol"]),
        ('calls = ["own.connect"]', "", ["calls/own.toml: type.own.Connection", "adapter"]),
        ('calls = ["own.connect"]', 'calls = ["own.Connection.again"]', ["nothing produces"]),
        ('calls = ["own.connect"]', 'calls = ["own.connect("]', ["type.own.Connection", "own.connect("]),
        ('calls = ["own.parse"]', 'calls = ["own.Gate.parse"]', ["passing[0]", "no type 'own.Gate'"]),
        ('decodes = "json"', 'decodes = "rot13"', ["passing[0]", "rot13"]),
        ('rules = ["sql-injection"]', 'rules = ["all"]', ["clean[0]", "all"]),
        ('matches = "^a"', 'matches = "["', ["clean[0]", "`matches`"]),
        ('"s3:GetObject"', '"s3:FetchObject"', ["fetch[0]", "s3:FetchObject"]),
        ("resource = { position = 0 }", "resource = { }", ["fetch[0].resource", "receiver"]),
        ('"element:1"', '"everything"', ["callback[0]", "everything"]),
    ],
)
def test_faults_of_calls_name_file_and_key(root: Path, old: str, new: str, texts: list[str]) -> None:
    written(root, "calls", old, new)
    with pytest.raises(CatalogError) as caught:
        compiled_calls(root)
    for text in texts:
        assert text in str(caught.value)


def test_a_sink_is_somewhere(root: Path) -> None:
    path = root / "sinks" / "own.toml"
    path.write_text(SINK.partition("[sink.python]")[0])
    with pytest.raises(CatalogError, match="neither a language nor `returned`"):
        read_sinks(root)


def test_an_id_is_used_once(root: Path) -> None:
    (root / "sinks" / "own.toml").write_text(SINK + SINK)
    with pytest.raises(CatalogError, match=r"`id` is taken in sinks/own\.toml"):
        read_sinks(root)


@pytest.mark.parametrize("table", ["type", "passing", "fetch", "wrapper"])
def test_a_call_means_one_thing(root: Path, table: str) -> None:
    rest = {
        "type": 'name = "x.Y"',
        "passing": "arguments = []",
        "fetch": 'action = "http"',
        "wrapper": "function = { position = 0 }",
    }[table]
    entry = f'[[{table}]]\ncalls = ["own.same"]\n{rest}\n'
    (root / "calls" / "own.toml").write_text(f'language = "python"\n{entry}{entry.replace("x.Y", "x.Z")}')
    with pytest.raises(CatalogError, match=r"'own\.same' stands in calls/own\.toml"):
        read_calls(root)


def test_files_of_ones_own_are_read_alone() -> None:
    assert read_sink_file(SINK, "security/own.toml").sink[0].id == "own.query"
    assert read_call_file(CALLS, "security/own.toml").language == "python"
    with pytest.raises(CatalogError, match=r"security/own\.toml"):
        read_sink_file("[[sink]]\nid = 1", "security/own.toml")
    with pytest.raises(CatalogError, match=r"security/own\.toml.*line 2"):
        read_call_file("\nlanguage =\nx = 1", "security/own.toml")


def test_a_file_that_is_no_text_is_named(root: Path) -> None:
    (root / "calls" / "own.toml").write_bytes(b"\xff")
    with pytest.raises(CatalogError, match=r"calls/own\.toml"):
        read_calls(root)


@pytest.mark.parametrize("folder", ["sinks", "calls"])
def test_our_own_files_are_valid_by_the_json_schema(catalog_root: Path, folder: str) -> None:
    schema = json.loads((catalog_root / "schemas" / f"{folder}.schema.json").read_text())
    checker = jsonschema.Draft202012Validator(schema)
    for path in sorted((catalog_root / folder).glob("*.toml")):
        checker.validate(tomllib.loads(path.read_text()))
    assert json.loads(schemas()[f"{folder}.schema.json"]) == schema


def test_there_are_sinks_of_every_rule() -> None:
    assert len(sinks()) >= 150
    assert {sink.rule for sink in sinks()} == set(RULES)
    assert all(sink.cwe in RULES[sink.rule] for sink in sinks())
    assert len({sink.id for sink in sinks()}) == len(sinks())


def test_what_a_sink_says_completes_a_sentence() -> None:
    for sink in sinks():
        assert sink.what == sink.what.strip(), sink.id
        assert re.match(r"[A-Za-z-]+ ", sink.what), sink.id
        assert not sink.what.endswith("."), sink.id
        assert not sink.safe.endswith("."), sink.id


def test_every_sink_is_found_by_the_name_of_its_calls() -> None:
    for sink, language in every_place():
        place = place_of(sink, language)
        assert place is not None
        for call in place.calls:
            assert (sink, place) in sinks_of(language)[call]
    assert all(sink.returned is not None for sink in returned_sinks())
    assert len(returned_sinks()) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_can_be_produced(language: Language) -> None:
    assert Types(calls(language)).unproduced() == ()


def test_every_sink_has_an_example_in_each_of_its_languages(catalog_root: Path) -> None:
    for sink in read_sinks(catalog_root):
        has = {example.language for example in sink.example}
        needs = {language for language in LANGUAGES if place_of(sink, language) is not None}
        assert needs <= has, sink.id
        assert has or sink.written is not None, sink.id


def test_examples_are_programs(catalog_root: Path) -> None:
    for sink in read_sinks(catalog_root):
        for example in sink.example:
            assert example.flagged != example.silent, sink.id
            for code in (example.flagged, example.silent):
                if example.language == "python":
                    compile(program(example, code), sink.id, "exec")


def test_the_program_of_an_example() -> None:
    (sink,) = read_sink_file(SINK, "own.toml").sink
    (example,) = sink.example
    assert program(example, "a = q\nreturn a") == (
        "import json\nimport own\n\ndef handler(event, context):\n"
        '    q = event["queryStringParameters"]["q"]\n'
        '    body = json.loads(event["body"])\n'
        "    a = q\n    return a\n"
    )
    script = msgspec.structs.replace(example, language="javascript", setup="const a = 1;")
    assert program(script, "return q;").endswith("    return q;\n};\n")


def test_the_tables_are_keyed_by_call() -> None:
    assert types_of("python")["sqlite3.connect"].name == "sql.Connection"
    assert types_of("python")["boto3.client"].choose
    assert attributes_of("python")["mongo.Client.*"].name == "mongo.Database"
    assert passing_of("python")["json.loads"].decodes == "json"
    assert "*" in clean_of("python")["int"][0].rules
    assert clean_of("javascript")["path.basename"][0].rules == ("path-traversal",)
    assert not guards_of("javascript")["isNaN"][0].holds
    assert guards_of("python")["uuid.UUID"][0].raises
    assert fetches_of("javascript")["@aws-sdk/client-s3.GetObjectCommand"].action == "s3:GetObject"
    assert {one.action for one in stores_of("python")["boto3.client(sqs).send_message"]} == {
        "sqs:SendMessage"
    }
    assert callbacks_of("javascript")["list.map"][0].result == "list"
    assert wrappers_of("javascript")["@middy/core"].function.position == 0
    assert "os.system" in known_calls("python")
    assert "os.system" not in known_calls("javascript")


@pytest.mark.parametrize(
    "name", ["@aws-sdk/client-s3.S3().getObject", "boto3.client(rds-data).x", "eval", "$"]
)
def test_names_of_calls(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", "a..b", "a.b(", "a b", ".a", "a.(x)", "node:fs.x"])
def test_what_is_no_name_of_a_call(name: str) -> None:
    with pytest.raises(CatalogError):
        check_name(name)


def test_nothing_is_read_before_it_is_asked_for() -> None:
    code = "import stockade.catalog.call_data as d\n"
    code += "print(d.sinks.cache_info().misses, d._languages.cache_info().misses)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["0", "0"]
